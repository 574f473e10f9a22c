// The public keys of an authorization server (JSON Web Key Set, RFC 7517, section 5), and
// signatures made with them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct evp_pkey_st;

namespace mcp::auth {

/// The signature algorithms that are taken (RFC 7518, section 3.1, and RFC 8037). Each belongs to
/// one type of key, so that no token can choose how a key is used (RFC 8725, section 3.1).
enum class Algorithm { rs256, es256, eddsa };

/// nullopt for every other one, `none` and the symmetric ones among them.
std::optional<Algorithm> parse_algorithm(std::string_view name);

class KeySet {
 public:
  /// Reads the keys that are of use here, at most 64: RSA of 2048 to 8192 bits, P-256 and Ed25519,
  /// for signatures. Others are left out. nullopt: no key set, or larger than 256 KiB.
  static std::optional<KeySet> parse(std::string text);

  enum class Outcome { verified, wrong_signature, no_such_key };

  /// `kid` empty: any key of the algorithm's type may have made the signature.
  Outcome verify(Algorithm algorithm, std::string_view kid, std::string_view signed_text,
                 std::string_view signature) const;

  /// What parse() read.
  const std::string& text() const { return text_; }
  std::size_t size() const { return keys_.size(); }

 private:
  struct KeyDeleter {
    void operator()(evp_pkey_st* key) const;
  };
  struct Key {
    std::string kid;
    Algorithm algorithm;
    std::unique_ptr<evp_pkey_st, KeyDeleter> key;
  };

  std::string text_;
  std::vector<Key> keys_;
};

}  // namespace mcp::auth
