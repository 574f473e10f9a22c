// The charsets of the Encoding Standard by their labels.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace mcp::invoke {

/// Code points of the bytes 0x80 to 0xFF.
using SingleByteTable = std::array<std::uint16_t, 128>;

enum class CharsetKind : std::uint8_t {
  unknown,
  utf_8,
  utf_16be,
  utf_16le,
  single_byte,
  multi_byte,  ///< ASCII bytes are ASCII where no other byte stands before them; no table here
  escapes,     ///< ASCII bytes may be anything: ISO 2022, HZ, UTF-7
};

struct Charset {
  CharsetKind kind;
  const SingleByteTable* table;  ///< of single_byte
};

/// By a label in lower case.
Charset find_charset(std::string_view label);

}  // namespace mcp::invoke
