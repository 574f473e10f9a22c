// JSON as RFC 8259 has it, whatever the size of its numbers.
#pragma once

#include <string_view>

namespace mcpcc::fuzz {

/// True for exactly one JSON text in UTF-8, with nothing but white space around it.
bool is_json(std::string_view text);

}  // namespace mcpcc::fuzz
