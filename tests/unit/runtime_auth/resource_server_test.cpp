#include "auth/resource_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "auth/base64url.h"
#include "signer.h"
#include "tables.h"

namespace mcp::auth::test {
namespace {

using testing::StartsWith;

constexpr const char* login = "https://login.example";
constexpr const char* here = "https://mcp.example/mcp";

Time at(long seconds) { return Time(std::chrono::seconds(1'800'000'000 + seconds)); }
const Time now = at(0);

/// Claims of a good token, then what differs: a later member of a name counts.
std::string claims(std::string_view more = {}) {
  std::string out =
      R"({"iss":"https://login.example","aud":"https://mcp.example/mcp","sub":"ann","exp":1800000100)";
  if (!more.empty()) out.append(",").append(more);
  return out + "}";
}

/// "ann" for a principal's subject and scopes, "401 why", or "wait"; "+fetch" when keys are wanted.
std::string describe(const Decision& decision) {
  std::string out = "wait";
  if (const auto* principal = std::get_if<Principal>(&decision.outcome)) {
    out = principal->id;
    for (const std::string& scope : principal->scopes) out += " " + scope;
  } else if (const auto* refusal = std::get_if<Refusal>(&decision.outcome)) {
    out = std::to_string(refusal->status) + " " + refusal->message;
  }
  return decision.fetch ? out + " +fetch " + std::to_string(*decision.fetch) : out;
}

struct Signers {
  const Signer rsa{Signer::Kind::rsa, "rsa-1"}, ec{Signer::Kind::p256, "ec-1"},
      ed{Signer::Kind::ed25519, "ed-1"}, stranger{Signer::Kind::ed25519, "ed-1"};
};

/// Made once, and not before they are needed: RSA keys take long.
const Signers& signers() {
  static const Signers all;
  return all;
}

class Decisions : public testing::Test {
 protected:
  Decisions() {
    settings_.resource = here;
    settings_.issuers = {{login, "", {"api://shop"}}, {"https://other.example/tenant", "", {}}};
  }

  ResourceServer& resource_server() {
    if (!resource_server_) {
      resource_server_.emplace(server, settings_);
      give_keys(now);
    }
    return *resource_server_;
  }

  void give_keys(Time when, const std::string& more = {}) {
    auto keys = KeySet::parse(key_set(rsa_.jwk() + "," + ec_.jwk() + "," + ed_.jwk() + more));
    resource_server_->keys(0).begin(when);
    resource_server_->keys(0).succeed(when, std::move(*keys), std::chrono::hours(1));
  }

  std::string decide(const std::string& authorization, Time when = now) {
    return describe(resource_server().decide({{"authorization", authorization}}, when, true));
  }
  std::string bearer(const std::string& token, Time when = now) {
    return decide("Bearer " + token, when);
  }

  const Signer &rsa_ = signers().rsa, &ec_ = signers().ec, &ed_ = signers().ed,
               &stranger_ = signers().stranger;
  Settings settings_;
  std::optional<ResourceServer> resource_server_;
};

TEST_F(Decisions, GoodTokens) {
  for (const Signer* signer : {&rsa_, &ec_, &ed_}) {
    EXPECT_EQ(bearer(signer->sign(claims())), "https://login.example ann");
  }
  struct Case {
    const char *more, *principal;
  };
  for (const Case& c : {
           Case{R"("scope":"a b  c ")", "https://login.example ann a b c"},
           {R"("scp":"a b")", "https://login.example ann a b"},
           {R"("scp":["a","b c"])", "https://login.example ann a b c"},
           {R"("scope":"a","scp":["b"])", "https://login.example ann a b"},
           {R"("aud":["https://x.example","https://mcp.example/mcp"])",
            "https://login.example ann"},
           {R"("aud":"api://shop")", "https://login.example ann"},
           {R"("nbf":1800000059.5,"iat":1)", "https://login.example ann"},  // within the skew
           {R"("exp":1799999941)", "https://login.example ann"},
           {R"("exp":1e300)", "https://login.example ann"},
           {R"("sub":"","client_id":"robot")", "https://login.example robot"},
           {R"("sub":null,"azp":"robot")", "https://login.example robot"},
       }) {
    EXPECT_EQ(bearer(ed_.sign(claims(c.more))), c.principal) << c.more;
  }
  for (const char* header :
       {R"({"alg":"EdDSA"})", R"({"alg":"Ed25519","kid":"ed-1"})", R"({"alg":"EdDSA","typ":"JWT"})",
        R"({"alg":"EdDSA","typ":"AT+JWT"})", R"({"alg":"EdDSA","typ":"application/at+jwt"})",
        R"({"alg":"EdDSA","jku":"https://evil.example","jwk":{}})"}) {
    EXPECT_EQ(bearer(ed_.sign(claims(), header)), "https://login.example ann") << header;
  }
}

TEST_F(Decisions, BadTokens) {
  const std::string good = ed_.sign(claims());
  const std::string payload = good.substr(good.find('.') + 1, good.rfind('.') - good.find('.') - 1);
  const auto with_header = [&](const std::string& header) {
    return encode_base64url(header) + "." + payload + ".c2ln";
  };
  struct Case {
    std::string token, problem;
  };
  const std::string not_a_token = "the token is not a signed JSON Web Token";
  const std::string algorithm = "the token is not signed with RS256, ES256 or EdDSA";
  const std::string signature = "the token's signature is not one of its issuer";
  const Case cases[] = {
      {"x", "the token is not known here"},
      {"a.b", "the token is not known here"},
      {"a.b.c.d", "the token is not known here"},
      {"..", not_a_token},
      {"a.b.c", not_a_token},
      {encode_base64url("[]") + "." + payload + ".c2ln", not_a_token},
      {encode_base64url("{") + "." + payload + ".c2ln", not_a_token},
      {good.substr(0, good.rfind('.') + 1), not_a_token},
      {good + "=", not_a_token},
      {good.substr(0, good.find('.')) + ".e30." + good.substr(good.rfind('.') + 1),
       "the token names no subject that can be used"},
      {std::string(17'000, 'a') + ".a.a", "the token is larger than 16 KiB"},
      {with_header(std::string(9'000, '[')), not_a_token},
      {with_header(R"({"alg":"none"})"), algorithm},
      {with_header(R"({"alg":"None"})"), algorithm},
      {with_header(R"({"alg":"HS256"})"), algorithm},
      {with_header(R"({"alg":"RS512"})"), algorithm},
      {with_header(R"({"alg":["EdDSA"]})"), algorithm},
      {with_header(R"({})"), algorithm},
      {with_header(R"({"alg":"EdDSA","typ":"dpop+jwt"})"), "the token is not an access token"},
      {with_header(R"({"alg":"EdDSA","typ":"logout+jwt"})"), "the token is not an access token"},
      {with_header(R"({"alg":"EdDSA","typ":1})"), "the token is not an access token"},
      {with_header(R"({"alg":"EdDSA","crit":["b64"],"b64":false})"),
       "the token has critical header parameters"},
      // The algorithm belongs to the key.
      {with_header(R"({"alg":"RS256","kid":"rsa-1"})"), signature},
      {ed_.sign(claims(), R"({"alg":"ES256","kid":"ec-1"})"), signature},
      {stranger_.sign(claims()), signature},
      {rsa_.sign(claims(), R"({"alg":"EdDSA","kid":"ed-1"})"), signature},
      {ed_.sign(claims(R"("exp":null)")), "the token has no time of expiry"},
      {ed_.sign(claims(R"("exp":"1800000100")")), "the token has no time of expiry"},
      {ed_.sign(claims(R"("exp":1e999)")), "the token has no time of expiry"},
      {ed_.sign(claims(R"("exp":-1)")), "the token has expired"},
      {ed_.sign(claims(R"("exp":1799999940)")), "the token has expired"},
      {ed_.sign(claims(R"("nbf":1800000061)")), "the token is not valid yet"},
      {ed_.sign(claims(R"("nbf":"soon")")), "the token's dates are malformed"},
      {ed_.sign(claims(R"("aud":"https://mcp.example")")), "the token is for another audience"},
      {ed_.sign(claims(R"("aud":"https://mcp.example/mcp/")")),
       "the token is for another audience"},
      {ed_.sign(claims(R"("aud":[])")), "the token is for another audience"},
      {ed_.sign(claims(R"("aud":"")")), "the token is for another audience"},
      {ed_.sign(claims(R"("aud":7)")), "the token's audience is malformed"},
      {ed_.sign(claims(R"("aud":[7])")), "the token's audience is malformed"},
      {ed_.sign(claims(R"("iss":"https://login.example/")")),
       "the token is of an issuer that is not accepted"},
      {ed_.sign(claims(R"("iss":null)")), "the token is of an issuer that is not accepted"},
      {ed_.sign(claims(R"("sub":7)")), "the token names no subject that can be used"},
      {ed_.sign(claims(R"("sub":"a\nb")")), "the token names no subject that can be used"},
      {ed_.sign(claims(R"("sub":")" + std::string(257, 'a') + "\"")),
       "the token names no subject that can be used"},
      {ed_.sign(claims(R"("scope":7)")), "the token's scopes are malformed"},
      {ed_.sign(claims(R"("cnf":{"jkt":"x"})")),
       "the token is bound to a key and is no bearer token"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(bearer(c.token), "401 " + c.problem) << c.token;
  }
}

TEST_F(Decisions, AnyChangeOfATokenIsRefused) {
  for (const Signer* signer : {&ed_, &ec_}) {
    const std::string good = signer->sign(claims());
    for (std::size_t i = 0; i < good.size(); ++i) {
      std::string changed = good;
      changed[i] = good[i] == 'A' ? 'B' : 'A';
      ASSERT_THAT(bearer(changed), StartsWith("401 ")) << changed;
      ASSERT_THAT(bearer(good.substr(0, i) + good.substr(i + 1)), StartsWith("40")) << i;
      ASSERT_THAT(bearer(good.substr(0, i)), StartsWith("40")) << i;
    }
  }
}

TEST_F(Decisions, TheHeaderAndNothingElse) {
  const std::string good = ed_.sign(claims());
  struct Case {
    std::string field, result;
  };
  for (const Case& c : {
           Case{"bearer   " + good, "https://login.example ann"},
           {"", "401 a bearer token is needed"},
           {"Basic YTpi", "401 a bearer token is needed"},
           {good, "401 a bearer token is needed"},
           {"Bearer", "400 the Authorization header is malformed"},
           {"Bearer ", "400 the Authorization header is malformed"},
           {"Bearer a b", "400 the Authorization header is malformed"},
           {"Bearer =", "400 the Authorization header is malformed"},
           {"Bearer " + good + ", Bearer " + good, "400 the Authorization header is malformed"},
           {"Bearer \xC3\xA9", "400 the Authorization header is malformed"},
       }) {
    EXPECT_EQ(decide(c.field), c.result) << c.field;
  }
  EXPECT_EQ(describe(resource_server().decide({}, now, true)), "401 a bearer token is needed");
  EXPECT_EQ(
      describe(resource_server().decide(
          {{"Authorization", "Bearer " + good}, {"authorization", "Bearer " + good}}, now, true)),
      "400 the Authorization header is malformed");
}

TEST_F(Decisions, Challenges) {
  settings_.scopes = {"mcp", "items:read"};
  const auto challenge_of = [&](const HttpHeaders& headers) {
    const Decision decision = resource_server().decide(headers, now, true);
    return std::get<Refusal>(decision.outcome).challenge;
  };
  const std::string metadata =
      R"(resource_metadata="https://mcp.example/.well-known/oauth-protected-resource/mcp")";
  EXPECT_EQ(challenge_of({}), R"(Bearer scope="mcp items:read", )" + metadata);
  EXPECT_EQ(challenge_of({{"Authorization", "Bearer x"}}),
            R"(Bearer error="invalid_token", error_description="the token is not known here", )"
            R"(scope="mcp items:read", )" +
                metadata);
  EXPECT_EQ(challenge_of({{"Authorization", "Bearer"}}),
            R"(Bearer error="invalid_request", )"
            R"(error_description="the Authorization header is malformed", )" +
                metadata);
  const std::string short_of = R"(Bearer error="insufficient_scope", )"
                               R"(error_description="the token lacks a scope that this needs", )";
  const std::string token = ed_.sign(claims(R"("scope":"mcp")"));
  EXPECT_EQ(challenge_of({{"Authorization", "Bearer " + token}}),
            short_of + R"(scope="mcp items:read", )" + metadata);
  // All that the call needs, at once; what is no scope cannot be said.
  const Principal principal{"ann", {"mcp", "items:read"}};
  EXPECT_EQ(resource_server().check_tool(principal, tools[1]), std::nullopt);
  const auto refusal = resource_server().check_tool(principal, tools[4]);
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->status, 403);
  EXPECT_EQ(refusal->challenge, short_of + R"(scope="items:write items:read mcp", )" + metadata);
  EXPECT_EQ(resource_server().check_tool(principal, tools[7])->challenge,
            short_of + R"(scope="mcp items:read", )" + metadata);
}

TEST_F(Decisions, ScopesOfToolsCanBeLeftOut) {
  settings_.tool_scopes = false;
  EXPECT_EQ(resource_server().check_tool({"ann", {}}, tools[4]), std::nullopt);
}

TEST_F(Decisions, ScopesThatHoldOthers) {
  settings_.implied_scopes = {{"admin", {"items:read", "items:write"}}};
  EXPECT_EQ(bearer(ed_.sign(claims(R"("scope":"admin")"))),
            "https://login.example ann admin items:read items:write");
}

TEST_F(Decisions, ApiKeys) {
  settings_.issuers.clear();
  settings_.resource.clear();
  settings_.scopes = {"mcp"};
  ResourceServer keyed(server, settings_);
  keyed.set_api_keys({{"all", digest_of("secret-a"), {"*"}},
                      {"some", digest_of("secret-b"), {"mcp", "x"}},
                      {"none", digest_of("secret-c"), {}}});
  const auto decide_for = [&](const std::string& key) {
    return describe(keyed.decide({{"Authorization", "Bearer " + key}}, now, true));
  };
  EXPECT_EQ(decide_for("secret-a"), "key:all all \"items\" items:read items:write mcp");
  EXPECT_EQ(decide_for("secret-b"), "key:some mcp x");
  EXPECT_EQ(decide_for("secret-c"), "403 the token lacks a scope that this needs");
  EXPECT_EQ(decide_for("secret-d"), "401 the token is not known here");
  EXPECT_EQ(decide_for("a.b.c"), "401 the token is not known here");
  keyed.set_api_keys({});
  EXPECT_EQ(decide_for("secret-a"), "401 the token is not known here");
  // Without an authorization server there is nothing to send clients to.
  const Decision decision = keyed.decide({}, now, true);
  EXPECT_EQ(std::get<Refusal>(decision.outcome).challenge, R"(Bearer scope="mcp")");
  EXPECT_FALSE(keyed.is_metadata_path("/.well-known/oauth-protected-resource"));
}

TEST_F(Decisions, KeysComeWhenTheyAreNeeded) {
  const std::string token = ed_.sign(claims());
  resource_server_.emplace(server, settings_);
  EXPECT_EQ(bearer(token), "wait +fetch 0");
  resource_server_->keys(0).begin(now);
  EXPECT_EQ(bearer(token), "wait");
  resource_server_->keys(0).fail(now);
  EXPECT_EQ(bearer(token), "503 the keys of the token's issuer cannot be had at the moment");
  EXPECT_EQ(bearer(token, at(5)), "wait +fetch 0");
  EXPECT_EQ(
      describe(resource_server_->decide({{"Authorization", "Bearer " + token}}, at(5), false)),
      "503 the keys of the token's issuer cannot be had at the moment");
  // What could never count costs no request.
  EXPECT_EQ(bearer(ed_.sign(claims(R"("aud":"x")")), at(5)),
            "401 the token is for another audience");
  give_keys(at(6));
  EXPECT_EQ(bearer(token, at(6)), "https://login.example ann");
}

TEST_F(Decisions, AnUnknownKeyIsAskedForNotMoreOftenThanThePause) {
  const Signer next(Signer::Kind::ed25519, "ed-2");
  const std::string rotated = next.sign(claims()), known = ed_.sign(claims());
  EXPECT_EQ(bearer(rotated, at(9)), "401 the token's signature is not one of its issuer");
  EXPECT_EQ(bearer(rotated, at(10)), "wait +fetch 0");
  resource_server().keys(0).begin(at(10));
  EXPECT_EQ(bearer(rotated, at(10)), "wait");
  EXPECT_EQ(bearer(known, at(10)), "https://login.example ann");  // nobody else waits
  // A token with a signature that is simply wrong asks for nothing.
  EXPECT_EQ(bearer(stranger_.sign(claims()), at(10)),
            "401 the token's signature is not one of its issuer");
  give_keys(at(11), "," + next.jwk());
  EXPECT_EQ(bearer(rotated, at(11)), "https://login.example ann");
  for (int i = 0; i < 1000; ++i) {
    const Signer& flood = next;
    const std::string token =
        flood.sign(claims(), R"({"alg":"EdDSA","kid":"unknown-)" + std::to_string(i) + R"("})");
    ASSERT_EQ(bearer(token, at(12)), "401 the token's signature is not one of its issuer");
  }
}

// Without `kid` a new key shows as a signature of none that is known.
TEST_F(Decisions, RotationWithoutKeyIds) {
  const Signer next(Signer::Kind::ed25519, "");
  const std::string token = next.sign(claims());
  EXPECT_EQ(bearer(token, at(20)), "wait +fetch 0");
  give_keys(at(20), "," + next.jwk());
  EXPECT_EQ(bearer(token, at(20)), "https://login.example ann");
}

TEST_F(Decisions, AVerifiedTokenIsRememberedUntilItExpiresOrTheKeysChange) {
  const std::string token = ed_.sign(claims());
  EXPECT_EQ(bearer(token), "https://login.example ann");
  EXPECT_EQ(bearer(token, at(159)), "https://login.example ann");
  EXPECT_EQ(bearer(token, at(160)), "401 the token has expired");

  const std::string later = ed_.sign(claims(R"("exp":1800099999)"));
  EXPECT_EQ(bearer(later), "https://login.example ann");
  EXPECT_EQ(bearer(later, at(3600)), "https://login.example ann +fetch 0");  // keys got old
  auto keys = KeySet::parse(key_set(rsa_.jwk()));  // and the one of this token is gone
  resource_server_->keys(0).begin(at(3600));
  resource_server_->keys(0).succeed(at(3600), std::move(*keys), std::chrono::hours(1));
  EXPECT_EQ(bearer(later, at(3601)), "401 the token's signature is not one of its issuer");
}

TEST_F(Decisions, Metadata) {
  settings_.scopes = {"mcp"};
  EXPECT_EQ(resource_server().metadata(),
            R"({"resource":"https://mcp.example/mcp",)"
            R"("authorization_servers":["https://login.example","https://other.example/tenant"],)"
            R"("scopes_supported":["mcp"],"bearer_methods_supported":["header"],)"
            R"("resource_name":"The \"Shop\""})");
  for (const char* path :
       {"/.well-known/oauth-protected-resource", "/.well-known/oauth-protected-resource/mcp"}) {
    EXPECT_TRUE(resource_server().is_metadata_path(path)) << path;
  }
  for (const char* path : {"/", "/mcp", "/.well-known/oauth-protected-resource/",
                           "/.well-known/oauth-protected-resource/other",
                           "/.well-known/oauth-authorization-server", ""}) {
    EXPECT_FALSE(resource_server().is_metadata_path(path)) << path;
  }
  settings_.resource = "https://example.com/shop/mcp";
  const ResourceServer behind_a_path(server, settings_);
  EXPECT_TRUE(behind_a_path.is_metadata_path("/.well-known/oauth-protected-resource/shop/mcp"));
}

TEST(TokenCache, HoldsTheLatestUsed) {
  TokenCache cache(2);
  cache.add(digest_of("a"), {{"a", {}}, now, 0, nullptr});
  cache.add(digest_of("b"), {{"b", {}}, now, 0, nullptr});
  ASSERT_NE(cache.find(digest_of("a")), nullptr);
  cache.add(digest_of("c"), {{"c", {}}, now, 0, nullptr});
  EXPECT_EQ(cache.size(), 2U);
  EXPECT_EQ(cache.find(digest_of("b")), nullptr);
  EXPECT_EQ(cache.find(digest_of("a"))->principal.id, "a");
  cache.add(digest_of("a"), {{"a2", {}}, now, 0, nullptr});
  EXPECT_EQ(cache.find(digest_of("a"))->principal.id, "a2");
  EXPECT_EQ(cache.size(), 2U);
}

}  // namespace
}  // namespace mcp::auth::test
