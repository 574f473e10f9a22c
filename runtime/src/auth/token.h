// A signed JSON Web Token as an access token (RFC 7519, RFC 7515, RFC 9068): what it says, before
// anything of it is believed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/key_set.h"
#include "auth/settings.h"

namespace mcp::auth {

/// Bytes of a token that are looked at; more is refused.
inline constexpr std::size_t token_limit = 16UL * 1024;

struct Token {
  Algorithm algorithm = Algorithm::rs256;
  std::string kid;  ///< empty: the token names no key
  std::string_view signed_text;
  std::string signature;

  std::string issuer;
  std::string subject;  ///< `sub`, else the client
  std::vector<std::string> audiences;
  std::vector<std::string> scopes;
  double expires = 0;  ///< seconds since 1970
  double not_before = 0;
};

/// Whether `text` has the form of a signed token. API keys never do.
bool is_token(std::string_view text);

/// Reads `text`, which has to outlive the token. A text: what is wrong with it, for the caller;
/// without any part of the token.
std::optional<std::string> read_token(std::string_view text, Token& token);

/// Whether the claims allow a call of this server now; else why not.
std::optional<std::string> check_claims(const Token& token, const Issuer& issuer,
                                        const Settings& settings, Time now);

}  // namespace mcp::auth
