#include "credentials/variables.h"

namespace mcp::credentials {

std::string variable(const SecurityScheme& scheme, std::string_view suffix) {
  return std::string(scheme.variable.view()).append(suffix);
}

std::vector<Variable> variables_of(const SecurityScheme& scheme) {
  switch (scheme.kind) {
    case SecurityKind::api_key_header:
    case SecurityKind::api_key_query:
    case SecurityKind::api_key_cookie:
      return {{variable(scheme, ""), "API key", true}};
    case SecurityKind::http_basic:
    case SecurityKind::http_digest:
      return {{variable(scheme, ""), "user:password", true}};
    case SecurityKind::http_bearer:
      return {{variable(scheme, ""), "access token", true}};
    case SecurityKind::mutual_tls:
      return {{variable(scheme, certificate_suffix), "file of the client certificate", false},
              {variable(scheme, key_suffix), "file of its private key", false}};
    case SecurityKind::oauth2:
    case SecurityKind::open_id_connect:
      break;
  }
  return {{variable(scheme, ""), "access token; or instead", true},
          {variable(scheme, client_id_suffix), "client, for tokens by its credentials", false},
          {variable(scheme, client_secret_suffix), "secret of the client", true},
          {variable(scheme, refresh_token_suffix), "refresh token of the client", true}};
}

}  // namespace mcp::credentials
