// Texts of a document on a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mcp::text {

/// The first line of `text`, which is UTF-8, at most `longest` bytes and "..." where it was cut.
/// Control characters, which could steer a terminal, become spaces.
std::string one_line(std::string_view text, std::size_t longest = 100);

}  // namespace mcp::text
