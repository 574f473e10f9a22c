#include "support/text.h"

#include <gtest/gtest.h>

namespace mcpcc {
namespace {

using namespace std::string_view_literals;

std::string json(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

TEST(Text, JsonStrings) {
  const struct {
    std::string_view text, json;
  } cases[] = {
      {"", R"("")"},
      {"a\"b\\c/d", R"("a\"b\\c/d")"},
      {"\b\f\n\r\t", R"("\b\f\n\r\t")"},
      {"\0\x1F"sv, R"("\u0000\u001f")"},
      {"\x7F", R"("\u007f")"},
      {"\xC3\xA9\xF0\x9F\x98\x80", "\"\xC3\xA9\xF0\x9F\x98\x80\""},
      {"\xE2\x80\xAE", R"("\u202e")"},
      {"\xF3\xA0\x81\x81", R"("\udb40\udc41")"},
      {"a\xFF\xC3", "\"a\xEF\xBF\xBD\xEF\xBF\xBD\""},
  };
  for (const auto& c : cases) EXPECT_EQ(json(c.text), c.json);
}

TEST(Text, PointerTokens) {
  for (const auto& [token, escaped] : {std::pair{"", "/"},
                                       {"a", "/a"},
                                       {"/pets/{id}", "/~1pets~1{id}"},
                                       {"~", "/~0"},
                                       {"~1", "/~01"},
                                       {"m~/n", "/m~0~1n"}}) {
    std::string out;
    append_pointer_token(out, token);
    EXPECT_EQ(out, escaped);
    EXPECT_EQ(unescape_pointer_token(std::string_view(out).substr(1)), token);
  }
  EXPECT_EQ(unescape_pointer_token("~2~"), "~2~");
}

TEST(Text, VisibleText) {
  std::string out;
  append_visible(out, "a\tb\x1B[31m\xE2\x80\xAE\xC2\xAD\xF3\xA0\x80\x81\xFF\xC3\xA9");
  EXPECT_EQ(out, "a\\u0009b\\u001b[31m\\u202e\\u00ad\\U000e0001\\xff\xC3\xA9");
}

}  // namespace
}  // namespace mcpcc
