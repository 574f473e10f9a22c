// What each byte of the single-byte encodings of the Encoding Standard stands for.
#pragma once

#include <array>
#include <cstdint>

namespace mcp::charset {

/// Code points of the bytes 0x80 to 0xFF; 0xFFFD: nothing.
using SingleByteTable = std::array<std::uint16_t, 128>;

/// In the order in which `labels.cpp` numbers them.
extern const std::array<SingleByteTable, 27> single_byte_tables;

}  // namespace mcp::charset
