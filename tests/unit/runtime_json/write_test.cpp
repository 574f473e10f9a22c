#include "json/write.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <variant>

#include "json/utf8.h"
#include "json/value.h"

using namespace std::string_view_literals;

namespace mcp::json {
namespace {

struct Case {
  std::string_view input, output;
};

std::string written(std::string_view text) {
  std::string out;
  append_string(out, text);
  return out;
}

std::string compacted(std::string_view text) {
  std::string out;
  append_compact(out, text);
  return out;
}

constexpr Case strings[] = {
    {"", R"("")"},
    {"plain", R"("plain")"},
    {"a\"b\\c/d", R"("a\"b\\c/d")"},
    {"\b\f\n\r\t", R"("\b\f\n\r\t")"},
    {"\x01\x1f\x7f", R"("\u0001\u001f\u007f")"},
    {"\0x"sv, R"("\u0000x")"},
    {"\u00e9\u20ac\U0001F600", "\"\u00e9\u20ac\U0001F600\""},
    {"a\u2028b\u2029", R"("a\u2028b\u2029")"},
    {"\u2027\u202a", "\"\u2027\u202a\""},
    {"\xff", "\"\uFFFD\""},
    {"a\xc3", "\"a\uFFFD\""},
    {"\xe2\x80", "\"\uFFFD\""},
    {"\xe2\x80z", "\"\uFFFDz\""},
    {"\xed\xa0\x80", "\"\uFFFD\uFFFD\uFFFD\""},
    {"\xc0\xaf", "\"\uFFFD\uFFFD\""},
    {"\xf0\x9f\x98", "\"\uFFFD\""},
    {"\x80ok\xf5", "\"\uFFFDok\uFFFD\""},
};

TEST(Write, Strings) {
  for (const Case& c : strings) EXPECT_EQ(written(c.input), c.output);
}

TEST(Write, EveryPairOfBytesReadsBack) {
  for (unsigned a = 0; a < 256; ++a) {
    for (unsigned b = 0; b < 256; ++b) {
      const std::string text = {static_cast<char>(a), static_cast<char>(b)};
      const auto result = Document::parse(written(text));
      ASSERT_TRUE(std::holds_alternative<Document>(result)) << a << " " << b;
      if (is_utf8(text)) {
        EXPECT_EQ(std::get<Document>(result).root().string(), text);
      }
    }
  }
}

constexpr Case compact[] = {
    {"1.10", "1.10"},
    {" [ 1 ,\n 2 ] ", "[1,2]"},
    {"{ \"a b\" : \" c \\\" d \" ,\t\"e\":{ } }", R"({"a b":" c \" d ","e":{}})"},
    {"\"\\\\\" ", "\"\\\\\""},
    {"[\"a\u2028\", \"\u2029\\\\\u2028\"]", "[\"a\\u2028\",\"\\u2029\\\\\\u2028\"]"},
    {"[1e400, 123456789012345678901234567890, -0]", "[1e400,123456789012345678901234567890,-0]"},
    {"\"cut", "\"cut"},
    {"\"cut\\", "\"cut\\"},
};

TEST(Write, Compact) {
  for (const Case& c : compact) EXPECT_EQ(compacted(c.input), c.output);
}

TEST(Write, Integers) {
  std::string out;
  append_integer(out, 0);
  append_integer(out, std::numeric_limits<std::int64_t>::min());
  append_integer(out, std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(out, "0-92233720368547758089223372036854775807");
}

TEST(Utf8, CountsAndPrefixes) {
  EXPECT_EQ(utf8_count("a\u00e9\u20ac\U0001F600"), 4U);
  EXPECT_EQ(utf8_prefix("a\u20acb", 1), "a");
  EXPECT_EQ(utf8_prefix("a\u20acb", 3), "a");
  EXPECT_EQ(utf8_prefix("a\u20acb", 4), "a\u20ac");
  EXPECT_EQ(utf8_prefix("abc", 3), "abc");
  EXPECT_EQ(utf8_valid_prefix("12345678\u00e9\xff"), 10U);
  EXPECT_TRUE(is_utf8(""));
  EXPECT_FALSE(is_utf8("1234567\x80"));
}

}  // namespace
}  // namespace mcp::json
