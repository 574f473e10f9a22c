// The environment variables of a security scheme.
#pragma once

#include <mcp/tool.h>

#include <string>
#include <string_view>
#include <vector>

namespace mcp::credentials {

// What follows SecurityScheme::variable. The compiler keeps these names free
// (generator/lower/security.cpp).
inline constexpr std::string_view file_suffix = "_FILE";
inline constexpr std::string_view client_id_suffix = "_CLIENT_ID";
inline constexpr std::string_view client_secret_suffix = "_CLIENT_SECRET";
inline constexpr std::string_view refresh_token_suffix = "_REFRESH_TOKEN";
inline constexpr std::string_view certificate_suffix = "_CERTIFICATE_FILE";
inline constexpr std::string_view key_suffix = "_KEY_FILE";

std::string variable(const SecurityScheme& scheme, std::string_view suffix);

inline bool is_oauth(SecurityKind kind) {
  return kind == SecurityKind::oauth2 || kind == SecurityKind::open_id_connect;
}

struct Variable {
  std::string name;
  std::string meaning;
  bool is_secret;  ///< and so may come from a file that `<name>_FILE` names
};

/// All of one scheme, for people.
std::vector<Variable> variables_of(const SecurityScheme& scheme);

}  // namespace mcp::credentials
