// Credentials for the API: `credentials` of the configuration file, and the environment.
#pragma once

#include <mcp/tool.h>

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "configuration/configuration.h"
#include "credentials/settings.h"
#include "json/value.h"
#include "upstream/egress.h"

namespace mcp::configuration {

/// By the name of a security scheme in the document.
using SchemesOfFile = std::map<std::string, credentials::SchemeSettings, std::less<>>;

/// Reads the object. Empty: fine, else what the value should have been.
std::string read_credentials(const json::Value& value, SchemesOfFile& schemes);

/// What file, environment and document say of each scheme, checked. `base_url` is what relative
/// URLs of the document count from.
std::variant<credentials::Settings, Error> scheme_settings(const Server& server,
                                                           const SchemesOfFile& file,
                                                           const Environment& environment,
                                                           const std::string& base_url);

/// Where the authorization servers may be: at hosts that the document names, as the API's own may
/// be (see `api`), and at those that `file` names, wherever they are.
upstream::Egress endpoint_egress(const Server& server, const credentials::Settings& settings,
                                 const SchemesOfFile& file, const upstream::Egress& api);

/// What calls may send where others can read it, a sentence each. `base_urls` by index into
/// Server::upstreams.
std::vector<std::string> cleartext_warnings(const Server& server,
                                            const credentials::Settings& settings,
                                            const std::vector<std::string>& base_urls);

}  // namespace mcp::configuration
