// Numbers of things in messages.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mcpcc {

/// "1 record", "0 records", "2 records": `noun` is one whose plural has an s.
std::string counted(std::size_t count, std::string_view noun);

}  // namespace mcpcc
