#include "emit/literals.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <set>

namespace mcpcc::emit {
namespace {

// What a C++ compiler makes of a literal that cpp_literal wrote; the test's own small reader of
// [lex.string].
std::string decode(std::string_view literal) {
  EXPECT_TRUE(literal.ends_with("_t")) << literal;
  literal.remove_suffix(2);
  if (literal.starts_with('R')) {
    const auto open = literal.find('(');
    const std::string end = ")" + std::string(literal.substr(2, open - 2)) + "\"";
    EXPECT_EQ(literal.find(end), literal.size() - end.size()) << "the literal ends early";
    return std::string(literal.substr(open + 1, literal.size() - open - 1 - end.size()));
  }
  std::string text;
  EXPECT_TRUE(literal.starts_with('"') && literal.ends_with('"'));
  literal = literal.substr(1, literal.size() - 2);
  for (std::size_t i = 0; i < literal.size(); ++i) {
    EXPECT_NE(literal[i], '"') << "the literal ends early";
    if (literal[i] != '\\') {
      text += literal[i];
      continue;
    }
    switch (literal[++i]) {
      case 'n':
        text += '\n';
        break;
      case 't':
        text += '\t';
        break;
      case '"':
      case '\\':
      case '?':
        text += literal[i];
        break;
      default:
        text += static_cast<char>((literal[i] - '0') * 64 + (literal[i + 1] - '0') * 8 +
                                  literal[i + 2] - '0');
        i += 2;
    }
  }
  return text;
}

TEST(CppLiteral, HoldsAnyText) {
  const std::string texts[] = {
      "",
      "plain",
      "a \"quoted\" word",
      R"({"json":"\\d"})",
      ")\" )json\" )text\" )mcpcc\"",
      "\"; int main() { system(\"x\"); } //",
      "?\?/ ?\?= ?\?\?",
      std::string("zero\0 byte", 10),
      "\x01\x7F\x1B[31m",
      "1\0012",
      "line\nline\r\nline\\\n",
      "é 😀 日本",
      "\u202E right to left \u2066",
      "\xFF\xFE not UTF-8 \xC0\x80",
      "*/ /* // \\",
      "R\"(",
      "%s %n {{x}} ${VAR} $(x) @VAR@",
  };
  for (const auto& text : texts) {
    const std::string literal = cpp_literal(text);
    EXPECT_EQ(decode(literal), text) << literal;
    EXPECT_EQ(literal.find('\n'), std::string::npos) << literal;
    EXPECT_EQ(literal.find("\u202E"), std::string::npos) << "hidden characters stay out of sources";
    EXPECT_EQ(literal.find("??"), std::string::npos) << "no trigraph";
  }
}

TEST(CppLiteral, HoldsRandomBytes) {
  std::uint32_t state = 1;
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (int i = 0; i < 40; ++i) {
      state = state * 1664525u + 1013904223u;
      constexpr std::string_view likely = "\"\\()jsontextmcpcc?/\n";
      text +=
          state & 0x10000 ? likely[(state >> 20) % likely.size()] : static_cast<char>(state >> 24);
    }
    EXPECT_EQ(decode(cpp_literal(text)), text);
  }
}

TEST(CppIdentifier, IsLegal) {
  struct Case {
    std::string_view text, identifier;
  };
  constexpr Case cases[] = {
      {"get_pet", "get_pet_"},
      {"delete", "delete_"},
      {"2fa", "x2fa_"},
      {"X-Tenant", "X_Tenant_"},
      {"a__b", "a_b_"},
      {"_Reserved", "Reserved_"},
      {"", "x_"},
      {"a.b-c", "a_b_c_"},
      {"std", "std_"},
      {"NULL", "NULL_"},
      {"trailing_", "trailing_"},
  };
  for (const auto& c : cases) EXPECT_EQ(cpp_identifier(c.text), c.identifier) << c.text;
}

TEST(MarkdownText, StaysText) {
  EXPECT_EQ(markdown_text("a [link](https://x.example) <b> | `code` *bold*\n# head"),
            R"(a \[link\](https\://x.example) \<b\> \| \`code\` \*bold\*\\u000a\# head)");
  EXPECT_EQ(markdown_text("see WWW.x.example, v1.0"), R"(see WWW\.x.example, v1.0)");
  EXPECT_EQ(markdown_text("- no item"), R"(\- no item)");
  EXPECT_EQ(markdown_text("12. no item - 3."), R"(12\. no item - 3.)");
  EXPECT_EQ(markdown_text("==="), R"(\===)");
  EXPECT_EQ(markdown_text("1"), "1");
}

TEST(MarkdownText, StaysCode) {
  EXPECT_EQ(markdown_code("a"), "`a`");
  EXPECT_EQ(markdown_code("a`b``c"), "```a`b``c```");
  EXPECT_EQ(markdown_code("`"), "`` ` ``");
  EXPECT_EQ(markdown_code("a\nb"), "`a\\u000ab`");
  EXPECT_EQ(markdown_code(""), "` `");
  EXPECT_EQ(markdown_block("a\n```\nb", "sh"), "````sh\na\n```\nb\n````\n");
}

TEST(HtmlText, StaysText) {
  EXPECT_EQ(html_text("<a href=\"x\">'&amp;'\n\t\xE2\x80\xAE\xFF"),
            "&lt;a href=&quot;x&quot;&gt;&#39;&amp;amp;&#39;\n\t\\u202e\\xff");
  EXPECT_EQ(html_prose("a `b<` c`` `d"), "a <code>b&lt;</code> c`` `d");
  EXPECT_EQ(html_prose("see [a<b](https://x.example/?a=1&b) and `[c](http://y)`."),
            "see <a href=\"https://x.example/?a=1&amp;b\" rel=\"noreferrer\">a&lt;b</a> and "
            "<code>[c](http://y)</code>.");
  for (const char* text : {"[a](javascript:x())", "[a](https://x y)", "[a](https://x\" onclick=)",
                           "[a]", "[](https://x)", "[a](https://x", "[a](//x)", "[a] (https://x)"})
    EXPECT_EQ(html_prose(text), html_text(text)) << text;
}

TEST(Paragraphs, AreLines) {
  EXPECT_EQ(paragraphs("a\nb\r\n\n \nc\n- d\n  e\n2. f\n"),
            (std::vector<std::string>{"a b", "c", "- d e", "2. f"}));
  EXPECT_EQ(paragraphs(""), std::vector<std::string>());
}

}  // namespace
}  // namespace mcpcc::emit
