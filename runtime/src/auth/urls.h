// URLs of authorization servers and of this one.
#pragma once

#include <string>
#include <string_view>

namespace mcp::auth {

/// Whether what comes from `url` can be trusted to: https, or http on this very machine, for trying
/// things out; without user information and fragment.
bool is_secure_url(std::string_view url);

/// RFC 8414, section 3.1, and RFC 9728, section 3.1: `https://host/path` and `name` give
/// `https://host/.well-known/name/path`. Precondition: is_secure_url.
std::string well_known_url(std::string_view url, std::string_view name);

}  // namespace mcp::auth
