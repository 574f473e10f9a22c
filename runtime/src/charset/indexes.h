// The indexes of the Encoding Standard (https://encoding.spec.whatwg.org/), section 5: the code
// point of each pointer, U+FFFD where there is none.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace mcp::charset {

extern const std::u16string_view index_jis0208;
extern const std::u16string_view index_jis0212;
extern const std::u32string_view index_big5;
extern const std::u16string_view index_gb18030;
extern const std::u16string_view index_euc_kr;

/// From this pointer of the four bytes of GB 18030 on, code points follow one another.
struct Gb18030Range {
  std::uint32_t pointer;
  char32_t code_point;
};
extern const std::array<Gb18030Range, 208> gb18030_ranges;

}  // namespace mcp::charset
