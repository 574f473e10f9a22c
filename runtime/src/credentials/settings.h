// What the operator gives for the security schemes of the API.
#pragma once

#include <mcp/tool.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "http/identity.h"

namespace mcp::credentials {

/// How a client says to a token endpoint who it is (RFC 6749, section 2.3.1).
enum class ClientAuthentication : std::uint8_t { automatic, basic, post };

/// RFC 8693: the token that a caller of this server came with becomes one for the API.
struct TokenExchange {
  std::string audience, resource;  ///< empty: not sent
};

/// One security scheme. Empty: not given.
struct SchemeSettings {
  std::optional<std::string> secret;            ///< an API key, an access token, or `user:password`
  std::optional<http::IdentityFiles> identity;  ///< mutual TLS

  // OAuth 2 and OpenID Connect
  std::string client_id, client_secret, refresh_token;
  std::string token_url;     ///< absolute; of the document or the configuration file
  std::string refresh_url;   ///< likewise; empty: `token_url`
  std::string metadata_url;  ///< where there is no `token_url`
  std::string issuer;        ///< as the metadata has to name it; empty: as their URL says
  std::vector<std::string> endpoint_hosts;         ///< that metadata may name besides their own
  std::optional<std::vector<std::string>> scopes;  ///< instead of those of the requirement
  std::string audience;  ///< sent with the client credentials, as some servers want
  ClientAuthentication client_authentication = ClientAuthentication::automatic;
  bool allows_http = false;  ///< endpoints without TLS on other machines

  // of callers over HTTP
  std::string request_header;  ///< holds their own credential
  std::optional<TokenExchange> exchange;
};

/// By index into Server::security_schemes.
using Settings = std::vector<SchemeSettings>;

}  // namespace mcp::credentials
