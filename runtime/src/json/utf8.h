// UTF-8 as RFC 3629 defines it: no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mcp::json {

/// The length of the well-formed sequence that `text` begins with; 0 when it begins with none.
std::size_t utf8_length(std::string_view text);

/// How many bytes at the start of `text`, which begins with no well-formed sequence, one U+FFFD
/// stands for (Unicode 15, section 3.9, "substitution of maximal subparts"). At least 1.
std::size_t utf8_broken_length(std::string_view text);

/// How many bytes at the start of `text` are well-formed.
std::size_t utf8_valid_prefix(std::string_view text);

bool is_utf8(std::string_view text);

/// Code points in well-formed `text`.
std::size_t utf8_count(std::string_view text);

/// The longest prefix of well-formed `text` that has at most `max_bytes` and cuts no sequence.
std::string_view utf8_prefix(std::string_view text, std::size_t max_bytes);

/// Precondition: `c` is a Unicode scalar value.
void append_utf8(std::string& out, char32_t c);

}  // namespace mcp::json
