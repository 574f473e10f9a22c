// What the operator can say about credentials, and what is wrong with it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "calls.h"
#include "process.h"

namespace mcp::credentials::test {
namespace {

using mcp::test::Output;
using mcp::test::run;
using testing::HasSubstr;
using testing::Not;

/// What a call says on standard error.
std::string complaint(const std::string& credentials, const std::vector<std::string>& environment,
                      const std::string& tool = "open",
                      const std::string& base = "http://127.0.0.1:9") {
  const std::string config =
      write_file("credentials.json",
                 R"({"credentials":)" + credentials + ',' + R"("retries":0,"timeout_seconds":5})");
  const Output output =
      run({"call", tool, R"({"id":"1"})", "--config", config, "--base-url", base}, environment);
  EXPECT_NE(output.status, 0);
  EXPECT_EQ(output.out, "");
  return output.err;
}

TEST(Credentials, WhatIsWrongIsSaidAtTheStart) {
  struct Case {
    std::string credentials;
    std::vector<std::string> environment;
    std::string message;
  };
  const Case cases[] = {
      {R"({"oauht":{}})", {}, "no security scheme `oauht`; did you mean `oauth`?"},
      {R"({"oauth":{"tokenUrl":"x"}})",
       {},
       "whose `oauth` is an object without the key `tokenUrl`"},
      {R"({"oauth":{"client_authentication":"jwt"}})", {}, "is `basic` or `post`"},
      {R"({"header":{"token_url":"https://a/t"}})", {}, "may only have `request_header`"},
      {R"({"header":{"request_header":"Authorization"}})", {}, "that nothing else uses"},
      {R"({"header":{"request_header":"Mcp-Name"}})", {}, "that nothing else uses"},
      {R"({"header":{"request_header":"a b"}})", {}, "that nothing else uses"},
      {R"({"certificate":{"request_header":"X-Cert"}})", {}, "cannot come in a header field"},
      {"{}", {"SHOP_OAUTH_CLIENT_SECRET=hush"}, "has no use without SHOP_OAUTH_CLIENT_ID"},
      {"{}",
       {"SHOP_OAUTH_CLIENT_ID=x"},
       "has no use without SHOP_OAUTH_CLIENT_SECRET or SHOP_OAUTH_REFRESH_TOKEN"},
      {R"({"oauth":{"token_url":"http://login.example/t"}})",
       {"SHOP_OAUTH_CLIENT_ID=x", "SHOP_OAUTH_CLIENT_SECRET=hush"},
       "must be an https URL"},
      {R"({"openid":{"metadata_url":"ftp://login.example/t","allow_http":true}})",
       {"SHOP_OPENID_CLIENT_ID=x", "SHOP_OPENID_CLIENT_SECRET=hush"},
       "must be an https URL"},
      {R"({"oauth":{"token_exchange":{}}})",
       {"SHOP_OAUTH_CLIENT_ID=x", "SHOP_OAUTH_CLIENT_SECRET=hush"},
       "token_exchange` of the configuration file needs `authorization` with `issuers`"},
      {"{}", {"SHOP_CERTIFICATE_CERTIFICATE_FILE=/a.pem"}, "belong together"},
      {"{}",
       {"SHOP_CERTIFICATE_CERTIFICATE_FILE=/no.pem", "SHOP_CERTIFICATE_KEY_FILE=/no.key"},
       "/no.pem cannot be read"},
      {"{}", {"SHOP_OAUTH_REFRESH_TOKEN_FILE=/no"}, "SHOP_OAUTH_REFRESH_TOKEN_FILE names a file"},
  };
  for (const Case& c : cases) {
    const std::string said = complaint(c.credentials, c.environment);
    EXPECT_THAT(said, HasSubstr(c.message)) << c.credentials;
    EXPECT_THAT(said, Not(HasSubstr("hush")));
  }
}

TEST(Credentials, WhatIsMissingIsNamed) {
  const std::string begin = "the operator of this server has to set in its environment ";
  const std::string client =
      "`SHOP_OAUTH` (or `SHOP_OAUTH_CLIENT_ID` with `SHOP_OAUTH_CLIENT_SECRET`)";
  EXPECT_THAT(complaint("{}", {}, "oauth"), HasSubstr(begin + client));
  EXPECT_THAT(complaint("{}", {}, "certificate"),
              HasSubstr(begin + "`SHOP_CERTIFICATE_CERTIFICATE_FILE` and "
                                "`SHOP_CERTIFICATE_KEY_FILE`"));
  EXPECT_THAT(complaint("{}", {"SHOP_HEADER=hush"}, "either"),
              HasSubstr(begin +
                        "`SHOP_CERTIFICATE_CERTIFICATE_FILE` and "
                        "`SHOP_CERTIFICATE_KEY_FILE`, or " +
                        client + ", or `SHOP_DIGEST`"));
  EXPECT_THAT(complaint(R"({"header":{"request_header":"X-Mine"}})", {}, "header"),
              HasSubstr(begin + "`SHOP_HEADER` (or the caller sends the header field `X-Mine`)"));
}

TEST(Credentials, AWarningWhereOthersCanReadThem) {
  const auto said = [](const std::string& base, const std::string& variable) {
    return complaint("{}", {variable}, "open", base);
  };
  // Nothing listens at either of them: reserved by RFC 5737 and RFC 2606.
  EXPECT_THAT(said("http://shop.invalid", "SHOP_HEADER=hush"),
              HasSubstr("warning: http://shop.invalid is no https URL: whoever is on the way can "
                        "read the credentials of `header`"));
  for (const char* base : {"http://127.0.0.1:9", "http://localhost:9", "https://shop.invalid"}) {
    EXPECT_THAT(said(base, "SHOP_HEADER=hush"), Not(HasSubstr("warning"))) << base;
  }
  EXPECT_THAT(said("http://shop.invalid", "SHOP_DIGEST=a:hush"), Not(HasSubstr("warning")));
}

TEST(Credentials, ADryRunShowsWhatWouldBeChosen) {
  const auto shown = [](const std::string& tool, const std::vector<std::string>& environment) {
    return run({"call", tool, R"({"id":"1"})", "--dry-run", "--base-url", "http://127.0.0.1:9"},
               environment)
        .out;
  };
  EXPECT_THAT(shown("either", {"SHOP_DIGEST=a:hush"}), HasSubstr("Digest <SHOP_DIGEST>"));
  EXPECT_THAT(shown("either", {"SHOP_OAUTH_CLIENT_ID=x", "SHOP_OAUTH_CLIENT_SECRET=hush"}),
              HasSubstr("Bearer <SHOP_OAUTH>"));
  EXPECT_THAT(shown("either", {}), HasSubstr("<SHOP_HEADER>"));
  EXPECT_THAT(shown("optional", {}), Not(HasSubstr("SHOP_HEADER")));
  EXPECT_THAT(shown("optional", {"SHOP_HEADER=hush"}), HasSubstr("<SHOP_HEADER>"));
}

}  // namespace
}  // namespace mcp::credentials::test
