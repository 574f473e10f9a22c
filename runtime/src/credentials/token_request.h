// Requests to token endpoints and their answers (RFC 6749, RFC 8693). Pure.
#pragma once

#include <mcp/http.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "credentials/settings.h"

namespace mcp::credentials {

/// What a token is asked for with.
struct Grant {
  enum class Kind : std::uint8_t { client_credentials, refresh_token, token_exchange };
  Kind kind = Kind::client_credentials;
  std::string client_id, client_secret;  ///< without a secret the client only names itself
  bool secret_in_body = false;           ///< client_secret_post instead of client_secret_basic
  std::string token;                     ///< the refresh token, or the one that is exchanged
  std::string audience, resource;        ///< empty: not sent
  std::vector<std::string> scopes;       ///< empty: not sent
};

/// A POST without a URL.
HttpRequest token_request(const Grant& grant);

struct Token {
  std::string text;
  std::optional<std::chrono::seconds> life;
  std::string refresh_token;  ///< empty: the server gave none
};

/// The token, or why there is none: a sentence that goes on after the name of the endpoint and
/// holds nothing that the server wrote but an error code of the specifications.
std::variant<Token, std::string> read_token(const HttpResponse& response);

}  // namespace mcp::credentials
