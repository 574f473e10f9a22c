// Base64 with padding (RFC 4648, section 4).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mcp::invoke {

void append_base64(std::string& out, std::string_view bytes);

/// Also reads the alphabet for URLs (section 5), text without padding and text in lines of one
/// width, as those of MIME (RFC 2045, section 6.8) and PEM (RFC 7468, section 2), which a line
/// break may end; nullopt: anything else, other white space too.
std::optional<std::string> base64_decoded(std::string_view text);

}  // namespace mcp::invoke
