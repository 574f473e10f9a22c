#include "auth/scopes.h"

#include <algorithm>
#include <set>
#include <utility>

namespace mcp::auth {
namespace {

bool has_scopes(const SecurityScheme& scheme) {
  return scheme.kind == SecurityKind::oauth2 || scheme.kind == SecurityKind::open_id_connect;
}

/// nullopt: this alternative says nothing about scopes.
std::optional<std::vector<std::string>> scopes_of(const Server& server,
                                                  const SecurityRequirement& requirement) {
  std::vector<std::string> out;
  bool speaks = requirement.schemes.empty();  // anonymous: nothing is needed
  for (const SecurityUse& use : requirement.schemes) {
    if (!has_scopes(server.security_schemes[use.scheme])) continue;
    speaks = true;
    for (const Text& scope : use.scopes) out.emplace_back(scope.view());
  }
  if (!speaks) return std::nullopt;
  return out;
}

}  // namespace

bool is_scope(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return c > 0x20 && c < 0x7F && c != '"' && c != '\\';
  });
}

std::vector<std::string> with_implied(std::vector<std::string> scopes, const Settings& settings) {
  if (settings.implied_scopes.empty()) return scopes;
  std::set<std::string, std::less<>> seen(scopes.begin(), scopes.end());
  for (std::size_t i = 0; i < scopes.size(); ++i) {
    const auto found = settings.implied_scopes.find(scopes[i]);
    if (found == settings.implied_scopes.end()) continue;
    for (const std::string& implied : found->second) {
      if (seen.insert(implied).second) scopes.push_back(implied);
    }
  }
  return scopes;
}

std::vector<std::string> all_scopes(const Server& server, const Settings& settings) {
  std::set<std::string> out(settings.scopes.begin(), settings.scopes.end());
  for (const Tool& tool : server.tools) {
    for (const SecurityRequirement& requirement : tool.security) {
      const auto scopes = scopes_of(server, requirement);
      if (scopes) out.insert(scopes->begin(), scopes->end());
    }
  }
  return {out.begin(), out.end()};
}

std::vector<std::string> missing_scopes(const std::vector<std::string>& needed,
                                        const std::vector<std::string>& held) {
  std::vector<std::string> out;
  for (const std::string& scope : needed) {
    if (std::ranges::find(held, scope) == held.end()) out.push_back(scope);
  }
  return out;
}

std::optional<std::vector<std::string>> scopes_to_ask_for(const Server& server, const Tool& tool,
                                                          const std::vector<std::string>& held) {
  std::optional<std::vector<std::string>> closest;
  std::size_t least = 0;
  for (const SecurityRequirement& requirement : tool.security) {
    std::optional<std::vector<std::string>> scopes = scopes_of(server, requirement);
    if (!scopes) continue;
    const std::size_t missing = missing_scopes(*scopes, held).size();
    if (missing == 0) return std::nullopt;
    if (closest && missing >= least) continue;
    closest = std::move(scopes);
    least = missing;
  }
  return closest;
}

}  // namespace mcp::auth
