// The types of plain scalars: YAML 1.2.2 section 10.3 (core schema), and their numbers as JSON
// numbers. Internal.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mcpcc::source {

enum class CoreType : std::uint8_t { null, boolean, integer, floating, not_finite, string };

/// What a plain scalar without a tag is. Only what section 10.3.2 lists is special: `0777` is the
/// integer 777, and `yes`, `12:30:45`, `2001-12-14` are strings, unlike in YAML 1.1.
CoreType core_type(std::string_view text);

/// RFC 8259 section 6.
bool is_json_number(std::string_view text);

/// The JSON number of an integer or floating scalar that is none yet, with the digits it was
/// written with: `+1`, `.5`, `1.`, `007`, `0x1F`, `0o17`. nullopt when a hexadecimal or octal
/// number is too long to convert.
std::optional<std::string> to_json_number(std::string_view text);

}  // namespace mcpcc::source
