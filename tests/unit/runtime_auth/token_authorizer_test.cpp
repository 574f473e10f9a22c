// Keys over real sockets, at times that the test sets.
#include "auth/token_authorizer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <future>

#include "issuer.h"
#include "signer.h"
#include "sockets.h"
#include "tables.h"

namespace mcp::auth::test {
namespace {

using testing::StartsWith;

constexpr const char* rfc_8414 = "/.well-known/oauth-authorization-server";
constexpr const char* open_id = "/.well-known/openid-configuration";

class Keys : public testing::Test {
 protected:
  Keys() {
    settings_.resource = "https://mcp.example/mcp";
    settings_.issuers = {{issuer_.url(), "", {}}};
  }
  ~Keys() override { thread_.stop(); }

  TokenAuthorizer& authorizer() {
    if (!authorizer_) {
      authorizer_ = std::make_unique<TokenAuthorizer>(
          thread_.loop, server, settings_, log_,
          [this] { return Time(std::chrono::seconds(1'800'000'000 + time_)); });
      thread_.start();
    }
    return *authorizer_;
  }

  /// "ann", or "401 why".
  static std::string describe(const transport::Authorizer::Decision& decision) {
    if (const auto* principal = std::get_if<Principal>(&decision)) {
      return principal->id.substr(principal->id.find(' ') + 1);
    }
    const auto& response = std::get<HttpResponse>(decision);
    const std::size_t begin = response.body.find("\"message\":\"") + 11;
    return std::to_string(response.status) + " " +
           response.body.substr(begin, response.body.find('"', begin) - begin);
  }

  std::future<std::string> begin(const std::string& token) {
    auto result = std::make_shared<std::promise<std::string>>();
    TokenAuthorizer& made = authorizer();
    thread_.run([&] {
      const HttpHeaders headers = {{"Authorization", "Bearer " + token}};
      made.authorize({"POST", "/mcp", headers}, [result](transport::Authorizer::Decision decision) {
        result->set_value(describe(decision));
      });
    });
    return result->get_future();
  }
  std::string decide(const std::string& token) { return begin(token).get(); }

  std::string claims() const {
    return R"({"iss":")" + settings_.issuers[0].issuer +
           R"(","aud":"https://mcp.example/mcp","sub":"ann","exp":1800100000})";
  }

  Signer first_{Signer::Kind::ed25519, "1"}, second_{Signer::Kind::ed25519, "2"};
  std::atomic<long> time_ = 0;
  IssuerServer issuer_;
  Settings settings_;
  transport::Log log_{"test", transport::LogLevel::error, -1};
  http::test::LoopThread thread_;
  std::unique_ptr<TokenAuthorizer> authorizer_;
};

TEST_F(Keys, AreFoundByTheMetadataOfTheIssuer) {
  issuer_.serve(rfc_8414, key_set(first_.jwk()));
  EXPECT_EQ(decide(first_.sign(claims())), "ann");
  EXPECT_EQ(issuer_.requests(open_id), 0);
}

TEST_F(Keys, AreFoundByOpenIdConnectDiscovery) {
  issuer_.serve(open_id, key_set(first_.jwk()));
  EXPECT_EQ(decide(first_.sign(claims())), "ann");
  EXPECT_EQ(issuer_.requests(rfc_8414), 1);
}

TEST_F(Keys, AreWhereTheSettingsSay) {
  settings_.issuers[0].jwks_uri = issuer_.url("/elsewhere?a=b");
  issuer_.set("/elsewhere?a=b", {200, {}, key_set(first_.jwk())});
  EXPECT_EQ(decide(first_.sign(claims())), "ann");
  EXPECT_EQ(issuer_.requests(rfc_8414), 0);
}

TEST_F(Keys, OfAnIssuerWithAPath) {
  const std::string name = issuer_.url("/tenant");
  settings_.issuers[0].issuer = name;
  const std::string metadata = R"({"issuer":")" + name + R"(","jwks_uri":")" + issuer_.url("/keys");
  issuer_.set("/.well-known/oauth-authorization-server/tenant", {200, {}, metadata + "\"}"});
  issuer_.set("/keys", {200, {}, key_set(first_.jwk())});
  EXPECT_EQ(decide(first_.sign(claims())), "ann");
}

TEST_F(Keys, OfNobodyWhoIsNotTheIssuer) {
  const std::string unavailable = "503 the keys of the token's issuer cannot be had at the moment";
  issuer_.set("/keys", {200, {}, key_set(first_.jwk())});
  const std::string keys = R"("jwks_uri":")" + issuer_.url("/keys") + "\"";
  for (const std::string& metadata :
       {R"({"issuer":"https://login.example",)" + keys + "}", "{" + keys + "}",
        R"({"issuer":")" + issuer_.url() + R"(","jwks_uri":"http://evil.example/keys"})",
        R"({"issuer":")" + issuer_.url() + R"("})", std::string("{"), std::string(),
        std::string(100'000, '['), std::string(300'000, ' ')}) {
    issuer_.set(rfc_8414, {200, {}, metadata});
    EXPECT_EQ(decide(first_.sign(claims())), unavailable) << metadata.substr(0, 200);
    time_ += 100;
  }
  EXPECT_EQ(issuer_.requests("/keys"), 0);
  const std::string metadata = R"({"issuer":")" + issuer_.url() + "\"," + keys + "}";
  issuer_.set(rfc_8414, {200, {}, metadata});
  for (const HttpResponse& response :
       {HttpResponse{500, {}, key_set(first_.jwk())},
        {302, {{"Location", "/other"}}, ""},
        {200, {}, "{}"},
        {200, {}, R"({"keys":[]})"},
        {200, {}, key_set(R"({"kty":"oct","kid":"1","k":"c2VjcmV0"})")}}) {
    issuer_.set("/keys", response);
    EXPECT_EQ(decide(first_.sign(claims())), unavailable) << response.body;
    time_ += 100;
  }
  EXPECT_EQ(issuer_.requests("/other"), 0);
}

TEST_F(Keys, EverybodyWaitsForOneRequest) {
  issuer_.serve(rfc_8414, key_set(first_.jwk()));
  issuer_.hold();
  std::vector<std::future<std::string>> waiting;
  for (int i = 0; i < 300; ++i) waiting.push_back(begin(first_.sign(claims())));
  issuer_.wait_for_held();
  issuer_.release();
  int admitted = 0, refused = 0;
  for (auto& result : waiting) {
    const std::string text = result.get();
    admitted += text == "ann" ? 1 : 0;
    refused += text.starts_with("503 ") ? 1 : 0;
  }
  EXPECT_EQ(admitted, 256);
  EXPECT_EQ(refused, 44);
  EXPECT_EQ(issuer_.requests(rfc_8414), 1);
  EXPECT_EQ(issuer_.requests("/keys"), 1);
}

TEST_F(Keys, Rotation) {
  issuer_.serve(rfc_8414, key_set(first_.jwk()));
  EXPECT_EQ(decide(first_.sign(claims())), "ann");
  issuer_.serve(rfc_8414, key_set(second_.jwk()));
  EXPECT_THAT(decide(second_.sign(claims())), StartsWith("401 "));
  time_ += 10;
  EXPECT_EQ(decide(second_.sign(claims())), "ann");
  EXPECT_THAT(decide(first_.sign(claims())), StartsWith("401 "));  // and the old one is gone
}

TEST_F(Keys, AFloodOfUnknownKeysAsksOnceAPauseAndChangesNothingForOthers) {
  const std::string good = first_.sign(claims());
  issuer_.serve(rfc_8414, key_set(first_.jwk()));
  EXPECT_EQ(decide(good), "ann");
  for (int i = 0; i < 500; ++i) {
    if (i % 100 == 0) time_ += 10;
    const std::string header = R"({"alg":"EdDSA","kid":"x)" + std::to_string(i) + "\"}";
    ASSERT_EQ(decide(second_.sign(claims(), header)),
              "401 the token's signature is not one of its issuer");
    ASSERT_EQ(decide(good), "ann");
  }
  EXPECT_EQ(issuer_.requests("/keys"), 6);
}

TEST_F(Keys, ThatGetOldAreAskedForBehindTheBackOfWhoCalls) {
  const std::string good = first_.sign(claims());
  issuer_.serve(rfc_8414, key_set(first_.jwk()));
  issuer_.set("/keys", {200, {{"Cache-Control", "max-age=600"}}, key_set(first_.jwk())});
  EXPECT_EQ(decide(good), "ann");
  time_ += 599;
  EXPECT_EQ(decide(good), "ann");
  EXPECT_EQ(issuer_.requests("/keys"), 1);
  time_ += 1;
  issuer_.hold();
  EXPECT_EQ(decide(good), "ann");
  issuer_.wait_for_held();
  EXPECT_EQ(decide(good), "ann");
  EXPECT_EQ(issuer_.requests(rfc_8414), 2);
  issuer_.release();
}

}  // namespace
}  // namespace mcp::auth::test
