#include "auth/key_set.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <utility>

#include "auth/base64url.h"
#include "json/value.h"

namespace mcp::auth {
namespace {

constexpr std::size_t most_keys = 64;
constexpr std::size_t text_limit = 256UL * 1024;
constexpr std::size_t curve_bytes = 32;  // of P-256 and of Ed25519
constexpr int fewest_rsa_bits = 2048;    // RFC 7518, section 3.3
constexpr int most_rsa_bits = 8192;      // verifying takes time, and the key is somebody else's

template <auto free>
struct Free {
  template <class T>
  void operator()(T* object) const {
    free(object);
  }
};
template <class T, auto free>
using Owned = std::unique_ptr<T, Free<free>>;
using Number = Owned<BIGNUM, BN_free>;

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string_view text_of(const json::Value& object, std::string_view name) {
  const json::Value* const value = object.find(name);
  return value != nullptr && value->is_string() ? value->string() : std::string_view();
}

std::string bytes_of(const json::Value& object, std::string_view name) {
  return decode_base64url(text_of(object, name)).value_or(std::string());
}

EVP_PKEY* make_key(const char* type, OSSL_PARAM* parameters) {
  const Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free> context(
      EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (context == nullptr || parameters == nullptr || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters) != 1) {
    return nullptr;
  }
  return key;
}

// RFC 7518, section 6.3.1.
EVP_PKEY* rsa_key(const json::Value& jwk) {
  const std::string modulus = bytes_of(jwk, "n");
  const std::string exponent = bytes_of(jwk, "e");
  if (modulus.size() > most_rsa_bits / 8 + 1 || exponent.empty() || exponent.size() > 4) {
    return nullptr;
  }
  const Number n(BN_bin2bn(bytes(modulus), static_cast<int>(modulus.size()), nullptr));
  const Number e(BN_bin2bn(bytes(exponent), static_cast<int>(exponent.size()), nullptr));
  if (n == nullptr || e == nullptr || BN_num_bits(n.get()) < fewest_rsa_bits ||
      BN_num_bits(n.get()) > most_rsa_bits || BN_is_odd(e.get()) == 0 || BN_is_one(e.get()) == 1) {
    return nullptr;
  }
  const Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> builder(OSSL_PARAM_BLD_new());
  if (builder == nullptr ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1) {
    return nullptr;
  }
  const Owned<OSSL_PARAM, OSSL_PARAM_free> parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  return make_key("RSA", parameters.get());
}

// RFC 7518, section 6.2.1; the point as SEC 1, section 2.3.3, writes it. OpenSSL refuses one that
// is not on the curve.
EVP_PKEY* p256_key(const json::Value& jwk) {
  const std::string x = bytes_of(jwk, "x");
  const std::string y = bytes_of(jwk, "y");
  if (text_of(jwk, "crv") != "P-256" || x.size() != curve_bytes || y.size() != curve_bytes) {
    return nullptr;
  }
  std::string point = "\x04" + x + y;
  char group[] = "P-256";
  OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()),
      OSSL_PARAM_construct_end()};
  return make_key("EC", parameters);
}

// RFC 8037, section 2.
EVP_PKEY* ed25519_key(const json::Value& jwk) {
  const std::string x = bytes_of(jwk, "x");
  if (text_of(jwk, "crv") != "Ed25519" || x.size() != curve_bytes) return nullptr;
  return EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes(x), x.size());
}

// RFC 7517, sections 4.2 and 4.3.
bool is_for_signatures(const json::Value& jwk) {
  const json::Value* const use = jwk.find("use");
  if (use != nullptr && text_of(jwk, "use") != "sig") return false;
  const json::Value* const operations = jwk.find("key_ops");
  if (operations == nullptr) return true;
  return operations->is_array() && std::ranges::any_of(operations->items(), [](const auto& item) {
           return item.is_string() && item.string() == "verify";
         });
}

std::pair<Algorithm, EVP_PKEY*> read_key(const json::Value& jwk) {
  const std::string_view type = text_of(jwk, "kty");
  if (type == "RSA") return {Algorithm::rs256, rsa_key(jwk)};
  if (type == "EC") return {Algorithm::es256, p256_key(jwk)};
  if (type == "OKP") return {Algorithm::eddsa, ed25519_key(jwk)};
  return {Algorithm::rs256, nullptr};
}

// RFC 7518, section 3.4: both numbers one after the other, where OpenSSL wants DER.
std::string to_der(std::string_view signature) {
  if (signature.size() != 2 * curve_bytes) return {};
  const Owned<ECDSA_SIG, ECDSA_SIG_free> pair(ECDSA_SIG_new());
  Number r(BN_bin2bn(bytes(signature), curve_bytes, nullptr));
  Number s(BN_bin2bn(bytes(signature) + curve_bytes, curve_bytes, nullptr));
  if (pair == nullptr || ECDSA_SIG_set0(pair.get(), r.get(), s.get()) != 1) return {};
  static_cast<void>(r.release());
  static_cast<void>(s.release());
  unsigned char room[128];
  unsigned char* end = room;
  if (i2d_ECDSA_SIG(pair.get(), nullptr) > static_cast<int>(sizeof room)) return {};
  const int size = i2d_ECDSA_SIG(pair.get(), &end);
  return size <= 0 ? std::string() : std::string(room, room + size);
}

bool is_signature(EVP_PKEY* key, Algorithm algorithm, std::string_view text,
                  std::string_view signature) {
  const Owned<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
  const EVP_MD* const digest = algorithm == Algorithm::eddsa ? nullptr : EVP_sha256();
  const bool verified = context != nullptr &&
                        EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key) == 1 &&
                        EVP_DigestVerify(context.get(), bytes(signature), signature.size(),
                                         bytes(text), text.size()) == 1;
  ERR_clear_error();
  return verified;
}

}  // namespace

std::optional<Algorithm> parse_algorithm(std::string_view name) {
  if (name == "RS256") return Algorithm::rs256;
  if (name == "ES256") return Algorithm::es256;
  // RFC 9864 calls EdDSA with this curve by its own name.
  if (name == "EdDSA" || name == "Ed25519") return Algorithm::eddsa;
  return std::nullopt;
}

void KeySet::KeyDeleter::operator()(evp_pkey_st* key) const { EVP_PKEY_free(key); }

std::optional<KeySet> KeySet::parse(std::string text) {
  KeySet out;
  out.text_ = text;
  const auto parsed =
      json::Document::parse(std::move(text), {.max_bytes = text_limit, .max_depth = 8});
  const auto* const document = std::get_if<json::Document>(&parsed);
  if (document == nullptr) return std::nullopt;
  const json::Value* const keys = document->root().find("keys");
  if (keys == nullptr || !keys->is_array()) return std::nullopt;
  for (const json::Value& jwk : keys->items()) {
    if (out.keys_.size() == most_keys) break;
    if (!is_for_signatures(jwk)) continue;
    auto [algorithm, key] = read_key(jwk);
    if (key == nullptr) continue;
    Key made{std::string(text_of(jwk, "kid")), algorithm, {key, {}}};
    // RFC 7517, section 4.4.
    if (jwk.find("alg") != nullptr && parse_algorithm(text_of(jwk, "alg")) != algorithm) continue;
    out.keys_.push_back(std::move(made));
  }
  ERR_clear_error();
  return out;
}

KeySet::Outcome KeySet::verify(Algorithm algorithm, std::string_view kid,
                               std::string_view signed_text, std::string_view signature) const {
  constexpr int most_attempts = 4;
  std::string der;
  if (algorithm == Algorithm::es256) {
    der = to_der(signature);
    signature = der;
  }
  int attempts = 0;
  for (const Key& key : keys_) {
    if (key.algorithm != algorithm || (!kid.empty() && key.kid != kid)) continue;
    if (++attempts > most_attempts) break;
    if (is_signature(key.key.get(), algorithm, signed_text, signature)) return Outcome::verified;
  }
  return attempts == 0 ? Outcome::no_such_key : Outcome::wrong_signature;
}

}  // namespace mcp::auth
