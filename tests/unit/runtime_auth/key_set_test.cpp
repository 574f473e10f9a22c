#include "auth/key_set.h"

#include <gtest/gtest.h>

#include <string>

#include "auth/base64url.h"
#include "signer.h"

namespace mcp::auth::test {
namespace {

using Outcome = KeySet::Outcome;

std::size_t count(const std::string& keys) {
  const auto set = KeySet::parse(key_set(keys));
  EXPECT_TRUE(set) << keys;
  return set ? set->size() : 99;
}

/// Verifies `token` as the algorithm says.
Outcome verify(const KeySet& set, const std::string& token, Algorithm algorithm,
               std::string_view kid) {
  const std::size_t dot = token.rfind('.');
  return set.verify(algorithm, kid, std::string_view(token).substr(0, dot),
                    decode_base64url(token.substr(dot + 1)).value_or(""));
}

TEST(KeySet, NotASet) {
  for (const char* text : {"", "[]", "{}", R"({"keys":{}})", R"({"keys":[)", "null"}) {
    EXPECT_FALSE(KeySet::parse(text)) << text;
  }
  EXPECT_FALSE(KeySet::parse(R"({"keys":[],"x":")" + std::string(300'000, 'x') + "\"}"));
  EXPECT_FALSE(KeySet::parse(R"({"keys":[],"x":)" + std::string(10'000, '[')));
}

TEST(KeySet, TakesWhatIsOfUseAndNothingElse) {
  const Signer rsa(Signer::Kind::rsa, "a"), ec(Signer::Kind::p256, "b"),
      ed(Signer::Kind::ed25519, "c"), small(Signer::Kind::small_rsa, "d"),
      p384(Signer::Kind::p384, "e");
  EXPECT_EQ(count(rsa.jwk() + "," + ec.jwk() + "," + ed.jwk()), 3U);
  EXPECT_EQ(count(rsa.jwk(R"("use":"sig","key_ops":["verify"],"alg":"RS256",)")), 1U);
  EXPECT_EQ(count(ed.jwk(R"("alg":"Ed25519",)")), 1U);
  EXPECT_EQ(count(small.jwk()), 0U);
  EXPECT_EQ(count(p384.jwk()), 0U);
  for (const char* more : {R"("use":"enc",)", R"("use":7,)", R"("key_ops":["encrypt"],)",
                           R"("key_ops":"verify",)", R"("alg":"PS256",)", R"("alg":"HS256",)",
                           R"("alg":"ES256",)", R"("alg":"none",)", R"("alg":1,)"}) {
    EXPECT_EQ(count(rsa.jwk(more)), 0U) << more;
  }
  const std::string zeros = encode_base64url(std::string(32, '\0'));
  const std::string ones = encode_base64url(std::string(256, '\xFF'));
  const std::string huge = encode_base64url(std::string(2000, '\xFF'));
  const std::string cases[] = {
      R"({"kty":"oct","k":"c2VjcmV0"})",
      R"({"kty":"RSA"})",
      R"({"kty":"RSA","n":")" + ones + R"(","e":""})",
      R"({"kty":"RSA","n":")" + ones + R"(","e":"AQ"})",    // 1
      R"({"kty":"RSA","n":")" + ones + R"(","e":"Ag"})",    // 2
      R"({"kty":"RSA","n":")" + huge + R"(","e":"AQAB"})",  // slow to use
      R"({"kty":"EC","crv":"P-256","x":")" + zeros + R"(","y":")" + zeros + R"("})",
      R"({"kty":"EC","crv":"P-256","x":"AA","y":"AA"})",
      R"({"kty":"EC","crv":"secp256k1","x":")" + zeros + R"(","y":")" + zeros + R"("})",
      R"({"kty":"OKP","crv":"X25519","x":")" + zeros + R"("})",
      R"({"kty":"OKP","crv":"Ed25519","x":"AA"})",
      R"({})",
      "null",
      "7",
      "[]",
  };
  for (const std::string& key : cases) EXPECT_EQ(count(key), 0U) << key;
  std::string many = ed.jwk();
  for (int i = 0; i < 100; ++i) many += "," + ed.jwk();
  EXPECT_EQ(count(many), 64U);
}

TEST(KeySet, Signatures) {
  struct Case {
    Signer::Kind kind;
    Algorithm algorithm;
  };
  for (const Case& c : {Case{Signer::Kind::rsa, Algorithm::rs256},
                        {Signer::Kind::p256, Algorithm::es256},
                        {Signer::Kind::ed25519, Algorithm::eddsa}}) {
    const Signer signer(c.kind, "k"), other(c.kind, "k2"), third(c.kind, "k3");
    const auto set = KeySet::parse(key_set(signer.jwk() + "," + other.jwk()));
    ASSERT_TRUE(set && set->size() == 2);
    std::string token = signer.sign(R"({"a":1})");
    EXPECT_EQ(verify(*set, token, c.algorithm, "k"), Outcome::verified);
    EXPECT_EQ(verify(*set, token, c.algorithm, ""), Outcome::verified);
    EXPECT_EQ(verify(*set, token, c.algorithm, "k2"), Outcome::wrong_signature);
    EXPECT_EQ(verify(*set, token, c.algorithm, "unknown"), Outcome::no_such_key);
    EXPECT_EQ(verify(*set, third.sign("{}"), c.algorithm, ""), Outcome::wrong_signature);
    // The key decides what the algorithm may be.
    for (const Algorithm a : {Algorithm::rs256, Algorithm::es256, Algorithm::eddsa}) {
      if (a == c.algorithm) continue;
      EXPECT_EQ(verify(*set, token, a, "k"), Outcome::no_such_key);
    }
    const std::size_t dot = token.rfind('.');
    for (const std::string& signature :
         {std::string(), std::string(64, '\0'), std::string(64, '\xFF'), std::string(256, '\0'),
          std::string(63, 'a'), std::string(10'000, 'a')}) {
      EXPECT_EQ(set->verify(c.algorithm, "k", token.substr(0, dot), signature),
                Outcome::wrong_signature);
    }
    token[2] = token[2] == 'a' ? 'b' : 'a';
    EXPECT_EQ(verify(*set, token, c.algorithm, "k"), Outcome::wrong_signature);
  }
}

}  // namespace
}  // namespace mcp::auth::test
