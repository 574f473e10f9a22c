// Access tokens of real token endpoints.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <mutex>
#include <string>
#include <vector>

#include "calls.h"
#include "credentials/token_request.h"
#include "site.h"

namespace mcp::credentials::test {
namespace {

using mcp::test::Process;
using testing::HasSubstr;
using testing::Not;

constexpr const char* client[] = {"SHOP_OAUTH_CLIENT_ID=the client",
                                  "SHOP_OAUTH_CLIENT_SECRET=s3cret:+/"};

/// An API that takes the token which the endpoint beside it gave last.
class Shop {
 public:
  std::string token = "token-1";
  std::string more;  // of the token response
  int refused_token_requests = 0;
  bool holds = false;

  std::optional<HttpResponse> operator()(const Seen& seen) {
    if (seen.target == "/token") {
      if (holds) return std::nullopt;
      if (refused_token_requests > 0) {
        --refused_token_requests;
        return json_response(401, R"({"error":"invalid_client","error_description":")" +
                                      seen.header("Authorization") + seen.body + "\"}");
      }
      return token_response(token, more);
    }
    if (seen.target == "/items/open") return json_response(200, "{}");
    if (seen.header("Authorization") != "Bearer " + token) return json_response(401, "{}");
    return json_response(200, R"({"ok":true})");
  }
};

std::vector<std::string> environment(std::initializer_list<std::string> more = {}) {
  std::vector<std::string> out(std::begin(client), std::end(client));
  out.insert(out.end(), more);
  return out;
}

TEST(ClientCredentials, AreExchangedOnceForManyCalls) {
  Shop rules;
  Site shop([&](const Seen& seen) { return rules(seen); });
  Process process({"--base-url", shop.url()}, environment());
  for (int i = 0; i < 3; ++i) {
    EXPECT_THAT(answer_of(process, "oauth"), HasSubstr(R"("isError":false)"));
  }
  std::vector<Seen> asked = shop.seen("/token");
  ASSERT_EQ(asked.size(), 1U);
  EXPECT_EQ(asked[0].method, "POST");
  EXPECT_EQ(asked[0].body, "grant_type=client_credentials&scope=items%3Aread");
  // "the+client" and "s3cret%3A%2B%2F", RFC 6749, section 2.3.1
  EXPECT_EQ(asked[0].header("Authorization"), "Basic dGhlK2NsaWVudDpzM2NyZXQlM0ElMkIlMkY=");
  // Other scopes are another token.
  EXPECT_THAT(answer_of(process, "oauth_write"), HasSubstr(R"("isError":false)"));
  asked = shop.seen("/token");
  ASSERT_EQ(asked.size(), 2U);
  EXPECT_EQ(asked[1].field("scope"), "items:read items:write");
}

TEST(ClientCredentials, GoIntoTheBodyWhereTheConfigurationSaysSo) {
  Shop rules;
  Site shop([&](const Seen& seen) { return rules(seen); });
  const std::string config =
      write_file("post.json", R"({"credentials":{"oauth":{"client_authentication":"post",)"
                              R"("scopes":["all"],"audience":"shop"}}})");
  Process process({"--base-url", shop.url(), "--config", config}, environment());
  EXPECT_THAT(answer_of(process, "oauth"), HasSubstr(R"("isError":false)"));
  const std::vector<Seen> asked = shop.seen("/token");
  ASSERT_EQ(asked.size(), 1U);
  EXPECT_EQ(asked[0].header("Authorization"), "");
  EXPECT_EQ(asked[0].field("client_id"), "the client");
  EXPECT_EQ(asked[0].field("client_secret"), "s3cret:+/");
  EXPECT_EQ(asked[0].field("scope"), "all");
  EXPECT_EQ(asked[0].field("audience"), "shop");
}

TEST(ClientCredentials, ATokenThatTheApiRefusesIsFetchedAgainOnceACall) {
  Shop rules;
  std::mutex mutex;  // for `rules`
  Site shop([&](const Seen& seen) {
    const std::lock_guard lock(mutex);
    return rules(seen);
  });
  Process process({"--base-url", shop.url()}, environment());
  EXPECT_THAT(answer_of(process, "oauth"), HasSubstr(R"("isError":false)"));
  {
    const std::lock_guard lock(mutex);
    rules.token = "token-2";  // the API forgot the first one
  }
  EXPECT_THAT(answer_of(process, "oauth"), HasSubstr(R"("isError":false)"));
  EXPECT_EQ(shop.seen("/token").size(), 2U);
  EXPECT_EQ(shop.seen("/items/1").size(), 3U);
}

TEST(ClientCredentials, AnApiThatRefusesEveryTokenIsAskedTwice) {
  Site shop([&](const Seen& seen) {
    return seen.target == "/token" ? token_response("t") : json_response(401, "{}");
  });
  Process process({"--base-url", shop.url()}, environment());
  EXPECT_THAT(answer_of(process, "oauth"), HasSubstr("401"));
  EXPECT_EQ(shop.seen("/items/1").size(), 2U);
  EXPECT_EQ(shop.seen("/token").size(), 2U);
}

TEST(ClientCredentials, ANewTokenIsNoneOfTheRetries) {
  int asked = 0;
  Site shop([&](const Seen& seen) {
    if (seen.target == "/token") return token_response("t");
    constexpr int answers[] = {401, 503, 200};
    return json_response(answers[std::min(asked++, 2)], "{}");
  });
  const std::string config = write_file("retries.json", R"({"retries":1})");
  Process process({"--base-url", shop.url(), "--config", config}, environment());
  EXPECT_THAT(answer_of(process, "oauth"), HasSubstr(R"("isError":false)"));
  EXPECT_EQ(shop.seen("/items/1").size(), 3U);
  EXPECT_EQ(shop.seen("/token").size(), 2U);
}

TEST(ClientCredentials, OneFetchServesAllWhoWait) {
  Shop rules;
  rules.holds = true;
  Site shop([&](const Seen& seen) { return rules(seen); });
  Process process({"--base-url", shop.url()}, environment());
  constexpr int callers = 20;
  for (int i = 1; i <= callers; ++i) process.write_line(call_message("oauth", R"({"id":"1"})", i));
  // Calls begin in their order: when this one is answered, the others wait for the token.
  process.write_line(call_message("open", R"({"id":"open"})", 99));
  EXPECT_THAT(process.read_line(), HasSubstr(R"("id":99)"));
  shop.wait_for_held();
  shop.release(token_response(rules.token));
  for (int i = 0; i < callers; ++i) {
    EXPECT_THAT(process.read_line(), HasSubstr(R"("isError":false)"));
  }
  EXPECT_EQ(shop.seen("/token").size(), 1U);
  EXPECT_EQ(shop.seen("/items/1").size(), static_cast<std::size_t>(callers));
}

TEST(ClientCredentials, ARefusalIsToldWithoutWhatTheServerWrote) {
  Shop rules;
  rules.refused_token_requests = 1;
  Site shop([&](const Seen& seen) { return rules(seen); });
  Process process({"--base-url", shop.url(), "--log-level", "debug"}, environment());
  const std::string refused = answer_of(process, "oauth");
  EXPECT_THAT(refused, HasSubstr("The request was not sent: the access token for `oauth` cannot be "
                                 "had: " +
                                 shop.authority() + " answered 401 with `invalid_client`."));
  EXPECT_THAT(refused, Not(HasSubstr("Basic")));
  EXPECT_THAT(answer_of(process, "oauth"), HasSubstr(R"("isError":false)"));
}

TEST(ClientCredentials, ASlowEndpointIsLeftAtTheCallersDeadline) {
  Shop rules;
  rules.holds = true;
  Site shop([&](const Seen& seen) { return rules(seen); });
  Process process({"--base-url", shop.url(), "--timeout", "0.2"}, environment());
  // What is left of the 200 ms when the token is asked for.
  EXPECT_THAT(answer_of(process, "oauth"),
              testing::ContainsRegex("no access token came within (200|1?[0-9]{1,2}) ms"));
}

TEST(RefreshToken, IsExchangedAndTheLatestOneCounts) {
  int given = 0;
  Site shop([&](const Seen& seen) -> std::optional<HttpResponse> {
    if (seen.target == "/token") {
      const std::string number = std::to_string(++given);
      return token_response("token-" + number, R"(,"refresh_token":"refresh-)" + number + "\"");
    }
    // Each token is good for one call.
    const bool is_new = seen.header("Authorization") == "Bearer token-" + std::to_string(given);
    static int used = 0;
    if (!is_new || used == given) return json_response(401, "{}");
    used = given;
    return json_response(200, "{}");
  });
  Process process({"--base-url", shop.url()},
                  {"SHOP_OAUTH_CLIENT_ID=app", "SHOP_OAUTH_REFRESH_TOKEN=refresh-0"});
  for (int i = 0; i < 3; ++i) {
    EXPECT_THAT(answer_of(process, "oauth"), HasSubstr(R"("isError":false)"));
  }
  std::string refreshed;
  for (const Seen& seen : shop.seen("/token")) {
    EXPECT_EQ(seen.field("grant_type"), "refresh_token");
    EXPECT_EQ(seen.field("client_id"), "app");
    EXPECT_EQ(seen.field("scope"), "");
    refreshed += seen.field("refresh_token") + " ";
  }
  EXPECT_EQ(refreshed, "refresh-0 refresh-1 refresh-2 ");
}

/// An OpenID provider; `%` in the metadata is its URL.
std::string discovered(const std::string& metadata, const std::string& settings = "{}") {
  Site shop([&](const Seen& seen) -> std::optional<HttpResponse> {
    if (seen.target == "/.well-known/openid-configuration") {
      const std::string url = "http://" + seen.header("Host");
      std::string text = metadata;
      for (std::size_t at; (at = text.find('%')) != std::string::npos;) text.replace(at, 1, url);
      return json_response(200, text);
    }
    if (seen.target == "/t") return token_response("from-discovery");
    return seen.header("Authorization") == "Bearer from-discovery" ? json_response(200, "{}")
                                                                   : json_response(401, "{}");
  });
  const std::string config =
      write_file("openid.json", R"({"credentials":{"openid":)" + settings + "}}");
  Process process({"--base-url", shop.url(), "--config", config},
                  {"SHOP_OPENID_CLIENT_ID=app", "SHOP_OPENID_CLIENT_SECRET=s3cret"});
  std::string out;
  for (int i = 0; i < 2; ++i) {
    const std::string answer = answer_of(process, "openid");
    if (answer.find(R"("isError":false)") != std::string::npos) {
      out += "fine ";
      continue;
    }
    const std::size_t begin = answer.find("cannot be had: ") + 15 + shop.authority().size() + 1;
    out += answer.substr(begin, answer.find("\"", begin) - begin) + " ";
    break;
  }
  for (const Seen& seen : shop.seen()) {
    out += seen.target == "/t" ? seen.header("Authorization").empty() ? "post " : "basic "
           : seen.target.starts_with("/.") ? "metadata "
                                           : "";
  }
  return out;
}

TEST(Discovery, FindsTheTokenEndpoint) {
  EXPECT_EQ(discovered(R"({"issuer":"%","token_endpoint":"%/t"})"), "fine fine metadata basic ");
  EXPECT_EQ(discovered(R"({"issuer":"%","token_endpoint":"%/t",)"
                       R"("token_endpoint_auth_methods_supported":["client_secret_post"]})"),
            "fine fine metadata post ");
  EXPECT_EQ(discovered(R"({"issuer":"https://login.example","token_endpoint":"%/t"})",
                       R"({"issuer":"https://login.example"})"),
            "fine fine metadata basic ");
}

TEST(Discovery, TrustsNoOtherIssuerAndNoOtherHost) {
  EXPECT_EQ(discovered(R"({"issuer":"https://login.example","token_endpoint":"%/t"})"),
            "answered with metadata of another issuer than its URL says. metadata ");
  EXPECT_EQ(discovered(R"({"token_endpoint":"%/t"})"),
            "answered with metadata of another issuer than its URL says. metadata ");
  EXPECT_EQ(discovered(R"({"issuer":"%","token_endpoint":"https://evil.example/t"})"),
            "names a token endpoint at a host that is not its own; `endpoint_hosts` in the "
            "configuration can allow it. metadata ");
  EXPECT_EQ(discovered(R"({"issuer":"%","token_endpoint":"http://login.example/t"})"),
            "names a token endpoint that is not reached over https. metadata ");
  EXPECT_EQ(discovered(R"({"issuer":"%"})"),
            "answered with metadata that name no token endpoint. metadata ");
  EXPECT_EQ(discovered("<html>"), "answered with something that is no metadata. metadata ");
}

TEST(TokenResponses, AreReadCarefully) {
  const auto read = [](int status, const std::string& body) {
    const auto result = read_token({status, {}, body});
    if (const auto* problem = std::get_if<std::string>(&result)) return *problem;
    const Token& token = std::get<Token>(result);
    return token.text + " " + (token.life ? std::to_string(token.life->count()) : "?");
  };
  EXPECT_EQ(read(200, R"({"access_token":"t","expires_in":"60"})"), "t 60");
  EXPECT_EQ(read(200, R"({"access_token":"t","token_type":"bearer","expires_in":1e99})"),
            "t 31536000");
  EXPECT_EQ(read(200, R"({"access_token":"t","expires_in":-1})"), "t ?");
  EXPECT_EQ(read(200, R"({"access_token":"a\nb"})"), "answered without an access token");
  EXPECT_EQ(read(200, R"({"access_token":"t","token_type":"DPoP"})"),
            "answered with a token that is no bearer token");
  EXPECT_EQ(read(200, "[]"), "answered without an access token");
  EXPECT_EQ(read(400, R"({"error":"invalid_scope"})"), "answered 400 with `invalid_scope`");
  EXPECT_EQ(read(400, R"({"error":"s3cret"})"), "answered 400");
  EXPECT_EQ(read(302, ""), "answered 302");
}

}  // namespace
}  // namespace mcp::credentials::test
