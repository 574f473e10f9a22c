// The decisions of a server that wants authorization: OAuth 2.1, section 5, and MCP 2026-07-28,
// `basic/authorization`. Pure: headers, settings, keys and the time in; who calls, or a refusal,
// out.
#pragma once

#include <mcp/http.h>
#include <mcp/principal.h>
#include <mcp/tool.h>

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "auth/api_keys.h"
#include "auth/key_cache.h"
#include "auth/settings.h"
#include "auth/token.h"
#include "auth/token_cache.h"

namespace mcp::auth {

/// No text of it holds any part of a credential.
struct Refusal {
  int status = 401;
  std::string message;
  std::string challenge;    ///< WWW-Authenticate; empty: none
  std::string retry_after;  ///< seconds; empty: says nothing
};

/// The keys of the issuer have to come first.
struct Wait {};

struct Decision {
  std::variant<Principal, Refusal, Wait> outcome;
  /// Index of the issuer whose keys should be asked for now, whatever the outcome.
  std::optional<std::size_t> fetch;
};

class ResourceServer {
 public:
  /// Tokens that are remembered.
  static constexpr std::size_t cached_tokens = 4096;

  /// Both outlive it.
  ResourceServer(const Server& server, const Settings& settings);

  /// Instead of those before.
  void set_api_keys(std::vector<ApiKey> keys);
  KeyCache& keys(std::size_t issuer) { return keys_[issuer]; }

  /// `may_wait` false: never Wait.
  Decision decide(const HttpHeaders& headers, Time now, bool may_wait);

  /// Why `principal` may not call `tool`.
  std::optional<Refusal> check_tool(const Principal& principal, const Tool& tool) const;

  /// Why `principal` may not do what needs all of `scopes`.
  std::optional<Refusal> check_scopes(const Principal& principal,
                                      const std::vector<std::string>& scopes) const;

  /// Whether `path` is one of the places of the protected resource metadata, RFC 9728, section 3.
  bool is_metadata_path(std::string_view path) const;
  /// Its JSON.
  std::string metadata() const;

 private:
  Decision decide_token(std::string_view text, const Digest& digest, Time now, bool may_wait);
  Decision verify(const Token& token, std::size_t issuer, const Digest& digest, Time now,
                  bool may_wait);
  Decision admit(Principal principal, std::optional<std::size_t> fetch) const;
  Refusal invalid_token(std::string message) const;
  Refusal insufficient_scope(std::vector<std::string> scopes) const;
  std::string challenge(std::string_view error, std::string_view description,
                        const std::vector<std::string>& scopes) const;
  /// The issuer, when its keys should be asked for.
  std::optional<std::size_t> due(std::size_t issuer, Time now) const;

  const Server& server_;
  const Settings& settings_;
  std::string metadata_url_;  // empty: there is none
  std::vector<ApiKey> api_keys_;
  std::vector<KeyCache> keys_;  // by issuer
  TokenCache verified_{cached_tokens};
};

}  // namespace mcp::auth
