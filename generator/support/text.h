// Small writers of text that several stages need.
#pragma once

#include <string>
#include <string_view>

namespace mcpcc {

/// Appends `text` as a JSON string with its quotes. Escaped are what RFC 8259 section 7 demands,
/// spelled as RFC 8785 section 3.2.2.2 does, and every hidden character (utf8::is_hidden), since
/// people read it. A byte that is not UTF-8 becomes U+FFFD.
void append_json_string(std::string& out, std::string_view text);

/// Appends "/" and `token` escaped as a reference token of a JSON Pointer (RFC 6901 section 3).
void append_pointer_token(std::string& out, std::string_view token);

/// The inverse for one token without its "/": `~1` is "/", `~0` is "~".
std::string unescape_pointer_token(std::string_view token);

/// Appends `text` for a person to read: hidden characters as `\u202e`, bytes that are not UTF-8 as
/// `\xff`, the rest as it is.
void append_visible(std::string& out, std::string_view text);
/// The same in backticks, as messages quote.
std::string in_quotes(std::string_view text);

}  // namespace mcpcc
