// Where the token endpoint of an authorization server is, from its metadata.
#pragma once

#include <string>
#include <variant>

#include "credentials/settings.h"

namespace mcp::credentials {

struct Endpoint {
  std::string token_url;
  bool takes_basic = true;  ///< client_secret_basic; else client_secret_post
};

/// Whether secrets may go to `url`: https, or http on this machine or where the scheme allows it.
bool may_have_secrets(const SchemeSettings& scheme, std::string_view url);

/// Reads the metadata that `scheme.metadata_url` gave (OpenID Connect Discovery 1.0, section 4;
/// RFC 8414, section 3). They have to be of the issuer that the URL, or the configuration, says,
/// and may name endpoints at the hosts that the document or the configuration names. A text: what
/// is wrong, as a sentence that goes on after the name of the server.
std::variant<Endpoint, std::string> read_metadata(const SchemeSettings& scheme, std::string text);

}  // namespace mcp::credentials
