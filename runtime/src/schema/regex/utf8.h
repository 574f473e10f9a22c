// Code points of UTF-8 texts.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mcp::schema::regex {

/// The first code point of `text`, which is not empty, and its length in bytes. Precondition:
/// well-formed.
char32_t code_point(std::string_view text, std::size_t& size);

std::u32string code_points(std::string_view text);

}  // namespace mcp::schema::regex
