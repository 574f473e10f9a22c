// HTTP Digest authentication (RFC 7616), and with servers that name no `qop` what RFC 2069 had.
// Pure.
#pragma once

#include <mcp/http.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mcp::credentials {

/// What a server wants.
struct DigestChallenge {
  enum class Hash : std::uint8_t { md5, sha256, sha512_256 };
  enum class Quality : std::uint8_t { none, auth, auth_int };

  Hash hash = Hash::md5;
  bool session = false;  ///< `-sess`
  Quality quality = Quality::none;
  bool stale = false;
  bool hashes_user = false;  ///< `userhash`
  std::string algorithm;     ///< as it was sent; empty: not at all
  std::string realm, nonce, opaque;
};

/// The strongest of the Digest challenges in a response with status 401 that can be answered;
/// nullopt: none. `auth` goes before `auth-int`.
std::optional<DigestChallenge> digest_challenge(const HttpHeaders& headers);

struct DigestUser {
  std::string_view name, password;
};

/// What a server that knows the password can answer to one request (RFC 7616, section 3.5).
struct DigestProof {
  DigestChallenge::Hash hash = DigestChallenge::Hash::md5;
  DigestChallenge::Quality quality = DigestChallenge::Quality::none;
  std::string secret;  ///< H(A1): as good as the password
  std::string nonce, count, client_nonce, target;
};

struct SignedRequest {
  std::string authorization;  ///< value of the header
  std::string response;       ///< that stands in it
  DigestProof proof;
};

/// False: `headers` hold an `rspauth` of a request signed with `proof`, and it is wrong. Servers
/// may leave it out. One that covers the body too (`auth-int`) is not looked at: it is about bytes
/// as they were before anything was decoded.
bool is_genuine(const DigestProof& proof, const HttpHeaders& headers);

/// One nonce of a server, and how often it was used.
class DigestSession {
 public:
  /// `client_nonce` empty: drawn from the system's random numbers when it is needed.
  explicit DigestSession(DigestChallenge challenge, std::string client_nonce = {});

  const std::string& nonce() const { return challenge_.nonce; }
  /// The server wants this one from now on (RFC 7616, section 3.5).
  void set_nonce(std::string nonce);

  /// What goes with one request to `target`, path and query as they are sent. Each call counts.
  /// Throws std::runtime_error when OpenSSL fails.
  SignedRequest authorize(const DigestUser& user, std::string_view method, std::string_view target,
                          std::string_view body);

 private:
  DigestChallenge challenge_;
  std::string client_nonce_;
  std::uint32_t count_ = 0;
};

/// `nextnonce` of Authentication-Info; empty: there is none.
std::string next_nonce(const HttpHeaders& headers);

}  // namespace mcp::credentials
