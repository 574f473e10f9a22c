// The charsets of the Encoding Standard by their labels.
#pragma once

#include <cstdint>
#include <string_view>

#include "charset/single_byte.h"

namespace mcp::charset {

enum class CharsetKind : std::uint8_t {
  unknown,
  utf_8,
  utf_16be,
  utf_16le,
  utf_32,  ///< by its byte order mark, else big-endian (The Unicode Standard, section 3.10, D101)
  utf_32be,
  utf_32le,
  single_byte,
  gb18030,  ///< and GBK, which decodes alike
  big5,
  euc_jp,
  iso_2022_jp,
  shift_jis,
  euc_kr,
  escapes,  ///< ASCII bytes may be anything, and what is not known: other ISO 2022, HZ, UTF-7
};

struct Charset {
  CharsetKind kind;
  const SingleByteTable* table;  ///< of single_byte
};

/// By a label in lower case.
Charset find_charset(std::string_view label);

}  // namespace mcp::charset
