#include "signer.h"

#include <gtest/gtest.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>

#include <vector>

#include "auth/base64url.h"

namespace mcp::auth::test {
namespace {

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

EVP_PKEY* make(Signer::Kind kind) {
  switch (kind) {
    case Signer::Kind::rsa:
      return EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{2048});
    case Signer::Kind::small_rsa:
      return EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{1024});
    case Signer::Kind::p256:
      return EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
    case Signer::Kind::p384:
      return EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-384");
    case Signer::Kind::ed25519:
      break;
  }
  return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
}

/// A number of the key in `size` bytes; 0: as many as it has.
std::string number(const EVP_PKEY* key, const char* name, int size = 0) {
  BIGNUM* value = nullptr;
  EXPECT_EQ(EVP_PKEY_get_bn_param(key, name, &value), 1) << name;
  std::vector<unsigned char> room(static_cast<std::size_t>(size == 0 ? BN_num_bytes(value) : size));
  BN_bn2binpad(value, room.data(), static_cast<int>(room.size()));
  BN_free(value);
  return encode_base64url(std::string(room.begin(), room.end()));
}

}  // namespace

Signer::Signer(Kind kind, std::string kid) : kind_(kind), kid_(std::move(kid)), key_(make(kind)) {}

Signer::~Signer() { EVP_PKEY_free(key_); }

std::string Signer::jwk(std::string_view more) const {
  std::string out = "{" + std::string(more);
  if (!kid_.empty()) out += R"("kid":")" + kid_ + R"(",)";
  switch (kind_) {
    case Kind::rsa:
    case Kind::small_rsa:
      return out + R"("kty":"RSA","n":")" + number(key_, OSSL_PKEY_PARAM_RSA_N) + R"(","e":")" +
             number(key_, OSSL_PKEY_PARAM_RSA_E) + R"("})";
    case Kind::p256:
    case Kind::p384: {
      const int size = kind_ == Kind::p256 ? 32 : 48;
      return out + R"("kty":"EC","crv":")" + (kind_ == Kind::p256 ? "P-256" : "P-384") +
             R"(","x":")" + number(key_, OSSL_PKEY_PARAM_EC_PUB_X, size) + R"(","y":")" +
             number(key_, OSSL_PKEY_PARAM_EC_PUB_Y, size) + R"("})";
    }
    case Kind::ed25519:
      break;
  }
  unsigned char raw[32];
  std::size_t size = sizeof raw;
  EXPECT_EQ(EVP_PKEY_get_raw_public_key(key_, raw, &size), 1);
  return out + R"("kty":"OKP","crv":"Ed25519","x":")" +
         encode_base64url(std::string(raw, raw + size)) + R"("})";
}

std::string Signer::sign(std::string_view payload, std::string header) const {
  if (header.empty()) {
    const char* const algorithm = kind_ == Kind::ed25519 ? "EdDSA"
                                  : kind_ == Kind::p256  ? "ES256"
                                  : kind_ == Kind::p384  ? "ES384"
                                                         : "RS256";
    header = R"({"typ":"at+jwt","alg":")" + std::string(algorithm) + "\"";
    if (!kid_.empty()) header += R"(,"kid":")" + kid_ + "\"";
    header += "}";
  }
  const std::string text = encode_base64url(header) + "." + encode_base64url(payload);
  return text + "." + encode_base64url(raw_signature(text));
}

std::string Signer::raw_signature(std::string_view text) const {
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  const EVP_MD* const digest = kind_ == Kind::ed25519 ? nullptr
                               : kind_ == Kind::p384  ? EVP_sha384()
                                                      : EVP_sha256();
  EXPECT_EQ(EVP_DigestSignInit(context, nullptr, digest, nullptr, key_), 1);
  unsigned char room[1024];
  std::size_t size = sizeof room;
  EXPECT_EQ(EVP_DigestSign(context, room, &size, bytes(text), text.size()), 1);
  EVP_MD_CTX_free(context);
  if (kind_ != Kind::p256 && kind_ != Kind::p384) return {room, room + size};
  const int half = kind_ == Kind::p256 ? 32 : 48;
  const unsigned char* der = room;
  ECDSA_SIG* const pair = d2i_ECDSA_SIG(nullptr, &der, static_cast<long>(size));
  unsigned char out[96];
  BN_bn2binpad(ECDSA_SIG_get0_r(pair), out, half);
  BN_bn2binpad(ECDSA_SIG_get0_s(pair), out + half, half);
  ECDSA_SIG_free(pair);
  return {out, out + 2 * half};
}

std::string key_set(const std::string& keys) { return R"({"keys":[)" + keys + "]}"; }

}  // namespace mcp::auth::test
