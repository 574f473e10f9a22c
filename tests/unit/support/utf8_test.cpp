#include "support/utf8.h"

#include <gtest/gtest.h>

#include <string>

namespace mcpcc {
namespace {

using namespace std::string_view_literals;

TEST(Utf8, FindsTheFirstInvalidByte) {
  constexpr auto none = std::string_view::npos;
  const struct {
    std::string_view text;
    std::size_t offset;
  } cases[] = {
      {"", none},
      {"plain ASCII, longer than one block", none},
      {"\0\x7F"sv, none},
      {"\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80 \xF4\x8F\xBF\xBF \xEF\xBF\xBF", none},
      {"12345678\xFF", 8},
      {"1234567\x80", 7},
      {"a\xC3", 1},
      {"a\xE2\x82", 1},
      {"a\xF0\x9F\x98", 1},
      {"\xC0\xAF", 0},          // overlong
      {"\xC1\xBF", 0},          // overlong
      {"\xE0\x9F\xBF", 0},      // overlong
      {"\xF0\x8F\xBF\xBF", 0},  // overlong
      {"\xED\xA0\x80", 0},      // surrogate
      {"\xF4\x90\x80\x80", 0},  // beyond U+10FFFF
      {"\xF5\x80\x80\x80", 0},
      {"\xC3\xA9\xA9", 2},
      {"na\xEFve", 2},
  };
  for (const auto& c : cases) EXPECT_EQ(utf8::first_invalid(c.text), c.offset) << c.text;
}

TEST(Utf8, DecodesWhatItAppends) {
  for (const char32_t value : {U'\0', U'a', U'\x7F', U'\x80', U'\x7FF', U'\x800', U'\xD7FF',
                               U'\xE000', U'\xFFFF', U'\x10000', U'\x10FFFF'}) {
    std::string text;
    utf8::append(text, value);
    const utf8::CodePoint decoded = utf8::decode(text, 0);
    EXPECT_TRUE(decoded.valid);
    EXPECT_EQ(decoded.value, value);
    EXPECT_EQ(decoded.size, text.size());
  }
  for (const char32_t value : {char32_t{0xD800}, char32_t{0xDFFF}, char32_t{0x110000}}) {
    std::string text;
    utf8::append(text, value);
    EXPECT_EQ(text, "\xEF\xBF\xBD");
  }
}

TEST(Utf8, KnowsWhatReadersCannotSee) {
  for (const char32_t value :
       {0x00u, 0x1Bu, 0x7Fu, 0x85u, 0xADu, 0x61Cu, 0x200Bu, 0x200Eu, 0x200Fu, 0x2028u, 0x202Au,
        0x202Eu, 0x2060u, 0x2066u, 0x2069u, 0x3164u, 0xFEFFu, 0xE0041u}) {
    EXPECT_TRUE(utf8::is_hidden(value)) << std::hex << static_cast<std::uint32_t>(value);
  }
  for (const char32_t value : {0x20u, 0x41u, 0xA0u, 0xE9u, 0x300u, 0x2010u, 0x2030u, 0x4E2Du,
                               0xFE0Fu, 0xFFFDu, 0x1F600u}) {
    EXPECT_FALSE(utf8::is_hidden(value)) << std::hex << static_cast<std::uint32_t>(value);
  }
}

TEST(Utf8, FindsTheFirstHiddenCharacter) {
  constexpr auto none = std::string_view::npos;
  const std::string plain(100, '~');
  const struct {
    std::string text;
    std::size_t at;
  } cases[] = {
      {"", none},
      {"tab\t, line\r\nends", none},
      {plain, none},
      {plain + "\x7F", 100},
      {plain + std::string(1, '\0') + plain, 100},
      {"\xC3\xA9\xF0\x9F\x98\x80 \xE2\x80\xAE", 7},
      {"1234567\xC2\xAD", 7},
      {"\xFF\xE2\x80 well formed: \xE2\x80\x8B", 17},
  };
  for (const auto& c : cases) EXPECT_EQ(utf8::first_hidden(c.text), c.at) << c.text;
  EXPECT_EQ(utf8::first_hidden("\x7F \x7F", 1), 2u);
}

TEST(Utf8, MeasuresColumns) {
  EXPECT_EQ(utf8::display_width(U'a'), 1u);
  EXPECT_EQ(utf8::display_width(U'\x301'), 0u);
  EXPECT_EQ(utf8::display_width(U'\x4E2D'), 2u);
  EXPECT_EQ(utf8::display_width(U'\x1F600'), 2u);
  EXPECT_EQ(utf8::count("a\xC3\xA9\xF0\x9F\x98\x80\xFF"), 4u);
}

}  // namespace
}  // namespace mcpcc
