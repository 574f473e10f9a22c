// Over HTTP, callers with credentials of their own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <ctime>
#include <memory>
#include <string>

#include "auth/api_keys.h"
#include "calls.h"
#include "issuer.h"
#include "signer.h"
#include "site.h"

namespace mcp::credentials::test {
namespace {

using auth::test::IssuerServer;
using auth::test::key_set;
using auth::test::Signer;
using mcp::test::body_of;
using mcp::test::port_in;
using mcp::test::Process;
using testing::ElementsAre;
using testing::HasSubstr;

/// A server over HTTP whose configuration file holds `configuration`.
class Served {
 public:
  Served(const std::string& configuration, const std::string& base_url,
         std::vector<std::string> environment = {})
      : process_({"--http", "127.0.0.1:0", "--config", write_file("caller.json", configuration),
                  "--base-url", base_url, "--allow-origin", "https://app.example"},
                 std::move(environment)),
        port_(port_in(process_.read_error_line())) {}

  std::string call(std::string_view tool, const std::string& headers) const {
    return std::string(body_of(mcp::test::http(
        port_, "POST", "/mcp",
        "Host: 127.0.0.1:" + std::to_string(port_) +
            "\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n"
            "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: " +
            std::string(tool) + "\r\n" + headers,
        call_message(tool))));
  }

  std::string preflight(const std::string& wanted) const {
    return mcp::test::http(port_, "OPTIONS", "/mcp",
                           "Host: 127.0.0.1:" + std::to_string(port_) +
                               "\r\nOrigin: https://app.example\r\n"
                               "Access-Control-Request-Method: POST\r\n"
                               "Access-Control-Request-Headers: " +
                               wanted + "\r\n");
  }

 private:
  Process process_;
  std::uint16_t port_;
};

std::vector<std::string> header_values(Site& site, std::string_view name) {
  std::vector<std::string> out;
  for (const Seen& seen : site.seen()) out.push_back(seen.header(name));
  return out;
}

TEST(Callers, BringCredentialsInHeaderFieldsThatTheOperatorNamed) {
  Site api([](const Seen&) { return json_response(200, "{}"); });
  const Served served(R"({"credentials":{"header":{"request_header":"X-Shop-Key"},)"
                      R"("basic":{"request_header":"X-Shop-Login"}}})",
                      api.url(), {"SHOP_BASIC=operator:pass"});
  const std::string fine = R"("isError":false)";
  EXPECT_THAT(served.call("header", "X-Shop-Key: of-ann\r\n"), HasSubstr(fine));
  EXPECT_THAT(served.call("header", "x-shop-key: of-bob\r\n"), HasSubstr(fine));
  EXPECT_THAT(header_values(api, "X-Key"), ElementsAre("of-ann", "of-bob"));
  EXPECT_THAT(header_values(api, "X-Shop-Key"), ElementsAre("", ""));
  const std::string missing = "or the caller sends the header field `X-Shop-Key`";
  EXPECT_THAT(served.call("header", ""), HasSubstr(missing));
  // Two that differ, as a proxy may make them.
  EXPECT_THAT(served.call("header", "X-Shop-Key: a\r\nX-Shop-Key: b\r\n"), HasSubstr(missing));
  EXPECT_EQ(api.seen().size(), 2U);

  api.forget();
  EXPECT_THAT(served.call("basic", ""), HasSubstr(fine));  // the operator's
  EXPECT_THAT(served.call("basic", "X-Shop-Login: ann:pass\r\n"), HasSubstr(fine));
  EXPECT_THAT(served.call("basic", "X-Shop-Login: ann\r\n"),
              HasSubstr("the value of `X-Shop-Login` must have the form `user:password`"));
  EXPECT_THAT(header_values(api, "Authorization"),
              ElementsAre("Basic b3BlcmF0b3I6cGFzcw==", "Basic YW5uOnBhc3M="));
}

TEST(Callers, PagesMaySendThoseHeaderFields) {
  Site api([](const Seen&) { return json_response(200, "{}"); });
  const Served served(R"({"credentials":{"header":{"request_header":"X-Shop-Key"}}})", api.url());
  EXPECT_THAT(served.preflight("content-type, x-shop-key, x-other"),
              HasSubstr("Access-Control-Allow-Headers: content-type, x-shop-key\r\n"));
}

/// What came to the API and to the token endpoint beside it.
TEST(Callers, TokensAreExchangedAndNeverPassedOn) {
  const Signer signer(Signer::Kind::p256, "k");
  IssuerServer issuer;
  issuer.serve("/.well-known/oauth-authorization-server", key_set(signer.jwk()));
  const auto token_of = [&](const std::string& subject) {
    return signer.sign(R"({"iss":")" + issuer.url() +
                       R"(","aud":"https://mcp.example/mcp","sub":")" + subject + R"(","exp":)" +
                       std::to_string(std::time(nullptr) + 300) + R"(,"scope":"items:read"})");
  };
  const std::string ann = token_of("ann"), bob = token_of("bob");
  Site shop([&](const Seen& seen) -> std::optional<HttpResponse> {
    if (seen.target != "/token") return json_response(200, "{}");
    const std::string subject = seen.field("subject_token");
    return subject == ann   ? token_response("shop-token-of-ann")
           : subject == bob ? token_response("shop-token-of-bob")
                            : json_response(400, R"({"error":"invalid_grant"})");
  });
  const auth::NewApiKey key = *auth::make_api_key("script", {"*"});
  write_file("exchange_keys", key.line + "\n");
  const Served served(
      R"({"authorization":{"resource":"https://mcp.example/mcp","issuers":[{"issuer":")" +
          issuer.url() +
          R"("}],"api_keys":"exchange_keys"},"credentials":{"oauth":{"token_exchange":)"
          R"({"audience":"shop","resource":"https://shop.example"}}}})",
      shop.url(), {"SHOP_OAUTH_CLIENT_ID=gateway", "SHOP_OAUTH_CLIENT_SECRET=s3cret"});
  for (const std::string& token : {ann, bob, ann, bob}) {
    EXPECT_THAT(served.call("oauth", "Authorization: Bearer " + token + "\r\n"),
                HasSubstr(R"("isError":false)"));
  }
  std::vector<std::string> sent;
  for (const Seen& seen : shop.seen("/items/1")) sent.push_back(seen.header("Authorization"));
  EXPECT_THAT(sent, ElementsAre("Bearer shop-token-of-ann", "Bearer shop-token-of-bob",
                                "Bearer shop-token-of-ann", "Bearer shop-token-of-bob"));
  const std::vector<Seen> exchanges = shop.seen("/token");
  ASSERT_EQ(exchanges.size(), 2U);  // one for each caller
  EXPECT_EQ(exchanges[0].field("grant_type"), "urn:ietf:params:oauth:grant-type:token-exchange");
  EXPECT_EQ(exchanges[0].field("subject_token_type"),
            "urn:ietf:params:oauth:token-type:access_token");
  EXPECT_EQ(exchanges[0].field("audience"), "shop");
  EXPECT_EQ(exchanges[0].field("resource"), "https://shop.example");
  EXPECT_EQ(exchanges[0].field("scope"), "items:read");
  EXPECT_EQ(exchanges[0].header("Authorization"), "Basic Z2F0ZXdheTpzM2NyZXQ=");

  // A caller with an API key has nothing to exchange, and does not act as the gateway.
  EXPECT_THAT(served.call("oauth", "Authorization: Bearer " + key.key + "\r\n"),
              HasSubstr("or the caller sends an access token to exchange"));
  // Operations without that scheme get no token at all, and the API never gets what came in.
  EXPECT_THAT(served.call("open", "Authorization: Bearer " + ann + "\r\n"),
              HasSubstr(R"("isError":false)"));
  for (const Seen& seen : shop.seen()) {
    if (seen.target == "/token") continue;
    for (const auto& [name, value] : seen.headers) {
      for (const std::string& token : {ann, bob, key.key}) {
        EXPECT_EQ(value.find(token), std::string::npos) << name;
      }
    }
  }
}

}  // namespace
}  // namespace mcp::credentials::test
