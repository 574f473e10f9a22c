// An authorization server's keys, and tokens signed with them.
#pragma once

#include <string>
#include <string_view>

struct evp_pkey_st;

namespace mcp::auth::test {

/// One key pair, made for the test.
class Signer {
 public:
  enum class Kind { rsa, small_rsa, p256, p384, ed25519 };

  Signer(Kind kind, std::string kid);
  ~Signer();
  Signer(const Signer&) = delete;
  Signer& operator=(const Signer&) = delete;

  /// The public key as a JSON Web Key; `more` are further members, each followed by a comma.
  std::string jwk(std::string_view more = {}) const;
  /// The token with this payload; the header names algorithm and key unless `header` is given.
  std::string sign(std::string_view payload, std::string header = {}) const;

 private:
  std::string raw_signature(std::string_view text) const;

  Kind kind_;
  std::string kid_;
  evp_pkey_st* key_;
};

std::string key_set(const std::string& keys);

}  // namespace mcp::auth::test
