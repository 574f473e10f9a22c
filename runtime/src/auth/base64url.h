// Base64 for URLs and names, without padding (RFC 4648, section 5; RFC 7515, section 2).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mcp::auth {

/// nullopt: another character, padding, an impossible length, or bits that no encoder sets.
std::optional<std::string> decode_base64url(std::string_view text);

std::string encode_base64url(std::string_view bytes);

}  // namespace mcp::auth
