// Writing JSON text. Everything appends to a string that the caller owns.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace mcp::json {

/// Appends `text` as a JSON string with its quotes. Bytes that are not UTF-8 become U+FFFD. U+2028
/// and U+2029 are escaped, so that the result is also one line for readers that split on them.
void append_string(std::string& out, std::string_view text);

/// Appends valid JSON `raw` without the white space between its tokens, so that it is one line.
void append_compact(std::string& out, std::string_view raw);

void append_integer(std::string& out, std::int64_t value);

}  // namespace mcp::json
