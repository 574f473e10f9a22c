#include <gtest/gtest.h>

#include "tree_text.h"

namespace mcpcc::source {
namespace {

using namespace std::string_view_literals;

TEST(Json, Values) {
  const struct {
    std::string_view json, text;
  } cases[] = {
      {R"({})", "{}"},
      {R"( [ ] )", "[]"},
      {R"("x")", R"("x")"},
      {R"({"a":[1,{"b":null},true,false],"c":{}})", R"({"a":[1,{"b":null},true,false],"c":{}})"},
      {"\xEF\xBB\xBF{\"a\"\r\n:\t1}\r\n", R"({"a":1})"},
      {R"(["\u00e9\ud83d\ude00\n\/\"\\", "é"])", R"(["é😀\n/\"\\","é"])"},
      {R"({"\u0061b":1,"":2})", R"({"ab":1,"":2})"},
      // Numbers keep their digits.
      {"[0,-0,1.10,1E+5,-1e-5]", "[0,-0,1.10,1E+5,-1e-5]"},
      {"[9223372036854775807,-9223372036854775808,9007199254740993,18446744073709551616]",
       "[9223372036854775807,-9223372036854775808,9007199254740993,18446744073709551616]"},
      {"[123456789012345678901234567890,0.1000000000000000055511151231257827]",
       "[123456789012345678901234567890,0.1000000000000000055511151231257827]"},
      {R"({"big":1e400,"s":"1e400 \" 1e400","small":-1e-400,"n":[1e500]})",
       R"({"big":1e400,"s":"1e400 \" 1e400","small":-1e-400,"n":[1e500]})"},
  };
  for (const auto& c : cases) {
    const Parsed parsed = parse_text(c.json, "test.json");
    EXPECT_EQ(parsed.text(), c.text);
    EXPECT_EQ(parsed.findings(), "") << c.json;
  }
  const std::string long_number(400, '9');
  EXPECT_EQ(parse_text("[" + long_number + "]").text(), "[" + long_number + "]");
}

TEST(Json, HiddenCharacters) {
  const struct {
    std::string_view json, findings;
  } cases[] = {
      {R"(["\u0000"])", "1:3 text-invisible-characters #/0: U+0000"},
      {R"(["a\\\uDB40\uDC41"])", "1:6 text-invisible-characters #/0: U+E0041"},
      {"[\"\xE2\x80\xAE\"]", "1:3 text-invisible-characters #/0: U+202E"},
      {R"({"\u200b":"\b"})",
       "1:3 text-invisible-characters #: U+200B\n1:12 text-invisible-characters #/\xE2\x80\x8B: "
       "U+0008"},
      {R"(["\\u202e \t\r\n"])", ""},
  };
  for (const auto& c : cases) EXPECT_EQ(parse_text(c.json).findings(), c.findings) << c.json;
}

TEST(Json, Spans) {
  const Parsed parsed = parse_text(
      "\xEF\xBB\xBF { \"a\" : [ 1.50 , \"é\\n\" ,null ], \"b\":{ \"c\" : true } }", "test.json");
  ASSERT_TRUE(parsed.tree);
  const Node& root = parsed.tree->root();
  EXPECT_EQ(parsed.written(root), "{ \"a\" : [ 1.50 , \"é\\n\" ,null ], \"b\":{ \"c\" : true } }");
  const Node* a = root.find("a");
  ASSERT_NE(a, nullptr);
  EXPECT_EQ(parsed.written(*a), "[ 1.50 , \"é\\n\" ,null ]");
  EXPECT_EQ(parsed.written(a->items()[0]), "1.50");
  EXPECT_EQ(parsed.written(a->items()[1]), "\"é\\n\"");
  EXPECT_EQ(parsed.written(a->items()[2]), "null");
  const Node* b = root.find("b");
  ASSERT_NE(b, nullptr);
  EXPECT_EQ(parsed.written(*b), "{ \"c\" : true }");
  const Span key = b->find_member("c")->key_span;
  EXPECT_EQ(parsed.sources[0].text().substr(key.begin, key.end - key.begin), "\"c\"");
}

TEST(Json, Errors) {
  const struct {
    std::string_view json, findings;
  } cases[] = {
      {"{\"a\": 1,\n \"b\": nul}", "2:7 json-syntax #/b: invalid literal"},
      {"{\"a\":1,,}", "1:8 json-syntax #: unexpected `,`; expected string literal"},
      {"{\"a\":1,}", "1:8 json-syntax #: unexpected `}`; expected string literal"},
      {"[1,2}", "1:5 json-syntax #/2: unexpected `}`; expected `]`"},
      {"{\"a\" 1}", "1:6 json-syntax #/a: unexpected number literal; expected `:`"},
      {"[01]", "1:3 json-syntax #/1: unexpected number literal; expected `]`"},
      {"[1] 2", "1:5 json-syntax #: unexpected number literal; expected end of input"},
      {"[\"x", "1:2 json-syntax #/0: invalid string: missing closing quote"},
      {"[\"xy\nz\"]",
       "1:5 json-syntax #/0: invalid string: control character U+000A (LF) must be escaped to "
       "\\u000A or \\n"},
      {"[\"\\ud83d\"]",
       "1:9 json-syntax #/0: invalid string: surrogate U+D800..U+DBFF must be followed by "
       "U+DC00..U+DFFF"},
      {"[1", "1:3 json-syntax #/1: unexpected end of input; expected `]`"},
      {"{a: 1}", "1:2 json-syntax #: invalid literal; expected string literal"},
      {"[1] // x", "1:5 json-syntax #: invalid literal; expected end of input"},
      {"[1]\0[2]"sv, "1:4 json-syntax #: more text follows the value"},
      {"\xEF\xBB\xBF\xEF\xBB\xBF[]", "1:1 json-syntax #: invalid literal"},
      {"[1e999, 1e9991e9]", "1:9 json-syntax #/1: malformed number"},
      {"[NaN]", "1:2 json-syntax #/0: invalid literal"},
  };
  for (const auto& c : cases) {
    const Parsed parsed = parse_text(c.json, "test.json");
    EXPECT_EQ(parsed.findings(), c.findings) << c.json;
    EXPECT_EQ(parsed.text(), "-");
  }
}

TEST(Json, DuplicateKeysAreAllReportedAndTheFirstStays) {
  const Parsed parsed =
      parse_text("{\"a\":1,\n\"b\":{\"c\":1,\"\\u0063\":2},\n\"a\":3,\"a\":4}", "test.json");
  EXPECT_EQ(parsed.findings(),
            "2:12 duplicate-key #/b/c; it stands first in line 2\n"
            "3:1 duplicate-key #/a; it stands first in line 1\n"
            "3:7 duplicate-key #/a; it stands first in line 1");
  EXPECT_EQ(parsed.text(), R"({"a":1,"b":{"c":1}})");
}

TEST(Json, ErrorsAndDuplicatesInOneRun) {
  const Parsed parsed =
      parse_text("{\"a\":{\"b\":1,\"b\":2},\n\"big\":1e999,\n\"c\":x}", "test.json");
  EXPECT_EQ(parsed.findings(),
            "1:13 duplicate-key #/a/b; it stands first in line 1\n"
            "3:5 json-syntax #/c: invalid literal");
}

TEST(Json, FilesWithoutTheExtensionMayBeYaml) {
  const struct {
    std::string_view text, tree, findings;
  } cases[] = {
      {"{a: 1}", R"({"a":1})", ""},
      {"{\"a\": 'b'} # comment", R"({"a":"b"})", ""},
      {"[1, 2,]", "[1,2]", ""},
      {"{\"a\": yes}", R"({"a":"yes"})", ""},
      {"{\"a\": \"b\n  c\"}", R"({"a":"b c"})", ""},
      {"{\"a\": 1, \"a\": 'x'}", R"({"a":1})", "1:10 duplicate-key #/a; it stands first in line 1"},
      {"{\"a\": 1", "-", "1:8 json-syntax #: unexpected end of input; expected `}`"},
      {"{\"a\": [1}", "-", "1:9 json-syntax #/a/1: unexpected `}`; expected `]`"},
      {"{\"a\": 1e400}", R"({"a":1e400})", ""},
      // Neither JSON nor YAML: the message is that of what it looks like.
      {"{\"a\": tru", "-", "1:7 json-syntax #/a: invalid literal"},
      {"{\"a\": 'b}", "-", "1:7 json-syntax #/a: invalid literal"},
      {" [ {\"a\": 1, b}, \"c", "-",
       "1:13 json-syntax #/0: invalid literal; expected string literal"},
  };
  for (const auto& c : cases) {
    const Parsed parsed = parse_text(c.text, "test.yaml");
    EXPECT_EQ(parsed.text(), c.tree) << c.text;
    EXPECT_EQ(parsed.findings(), c.findings) << c.text;
  }
  EXPECT_EQ(parse_text("{a: 1}", "TEST.JSON").text(), "-");
}

}  // namespace
}  // namespace mcpcc::source
