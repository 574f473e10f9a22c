#include "emit/environment.h"

#include <algorithm>
#include <set>

namespace mcpcc::emit {

namespace {

using ir::SecurityKind;

bool is_absolute(const ir::Upstream& upstream) { return upstream.url.starts_with("http"); }

// Whether every call shows a credential of the scheme with this index.
bool is_always_used(const ir::Server& server, std::size_t scheme) {
  return !server.tools.empty() && std::ranges::all_of(server.tools, [&](const ir::Tool& tool) {
    return !tool.security.empty() &&
           std::ranges::all_of(tool.security, [&](const ir::SecurityRequirement& requirement) {
             return std::ranges::any_of(requirement.schemes, [&](const ir::SecurityUse& use) {
               return use.scheme == scheme;
             });
           });
  });
}

void add_scheme(const ir::Server& server, std::size_t index,
                std::vector<EnvironmentVariable>& result) {
  const ir::SecurityScheme& scheme = server.security_schemes[index];
  if (scheme.variable.empty()) return;
  std::string about = " (" + scheme.name + ")";
  if (!scheme.description.empty()) about += ": " + scheme.description;
  const auto add = [&](const char* suffix, const char* meaning, bool is_secret,
                       bool is_file = false) -> EnvironmentVariable& {
    EnvironmentVariable& variable = result.emplace_back();
    variable.name = scheme.variable + suffix;
    variable.description = meaning + about;
    variable.is_secret = is_secret;
    variable.is_file = is_file;
    variable.security_scheme = scheme.name;
    return variable;
  };
  const bool is_required = is_always_used(server, index);
  switch (scheme.kind) {
    case SecurityKind::api_key_header:
    case SecurityKind::api_key_query:
    case SecurityKind::api_key_cookie:
      add("", "API key", true).is_required = is_required;
      return;
    case SecurityKind::http_basic:
    case SecurityKind::http_digest:
      add("", "user:password", true).is_required = is_required;
      return;
    case SecurityKind::http_bearer:
      add("", "access token", true).is_required = is_required;
      return;
    case SecurityKind::mutual_tls:
      add("_CERTIFICATE_FILE", "PEM file of the client certificate", false, true).is_required =
          is_required;
      add("_KEY_FILE", "PEM file of the certificate's private key", false, true).is_required =
          is_required;
      return;
    case SecurityKind::oauth2:
    case SecurityKind::open_id_connect:
      break;
  }
  // Any one of three ways does, so none of these is required by itself.
  add("", "access token", true);
  add("_CLIENT_ID", "instead: the client that fetches access tokens", false);
  add("_CLIENT_SECRET", "secret of that client", true);
  add("_REFRESH_TOKEN", "instead: refresh token of that client", true);
}

}  // namespace

std::vector<EnvironmentVariable> environment(const ir::Server& server) {
  std::vector<EnvironmentVariable> result;
  const ir::Upstream& first = server.upstreams.front();
  if (!server.base_url_variable.empty()) {
    EnvironmentVariable& variable = result.emplace_back();
    variable.name = server.base_url_variable;
    variable.description = "base URL of the API";
    // With a variable in it, the document's URL is a template.
    if (is_absolute(first) && first.variables.empty()) variable.default_value = first.url;
    variable.is_required = !is_absolute(first);
  }
  std::set<std::string_view> known;  // several URLs may share a variable
  for (const auto& upstream : server.upstreams) {
    for (const auto& url_variable : upstream.variables) {
      if (url_variable.variable.empty() || !known.insert(url_variable.variable).second) continue;
      EnvironmentVariable& variable = result.emplace_back();
      variable.name = url_variable.variable;
      variable.description = '`' + url_variable.name + "` in the URL of the API";
      variable.default_value = url_variable.default_value;
      variable.is_required = !url_variable.has_default && server.upstreams.size() == 1;
      variable.allowed = url_variable.allowed;
    }
  }
  for (std::size_t i = 0; i < server.security_schemes.size(); ++i) add_scheme(server, i, result);
  return result;
}

}  // namespace mcpcc::emit
