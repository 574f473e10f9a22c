// UTF-8 as texts in other charsets.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mcp::charset {

/// Well-formed UTF-8 `text` in the charset `label` (in lower case), as to_utf8() reads it; nullopt:
/// the charset has not all of its characters, or is not known. Half-width katakana are not written
/// in ISO-2022-JP, where others would have to stand for them. `utf-16` and `utf-32` are big-endian
/// and have a byte order mark (RFC 2781, section 3.2).
std::optional<std::string> from_utf8(std::string_view label, std::string_view text);

/// Whether `label` (in lower case) is a charset of which from_utf8() writes more than ASCII.
bool is_written(std::string_view label);

}  // namespace mcp::charset
