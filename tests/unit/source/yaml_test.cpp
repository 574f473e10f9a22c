#include <gtest/gtest.h>

#include "tree_text.h"

namespace mcpcc::source {
namespace {

TEST(Yaml, Values) {
  const struct {
    std::string_view yaml, text;
  } cases[] = {
      {"a: 1\nb:\n  - x\n  - y: ~\n", R"({"a":1,"b":["x",{"y":null}]})"},
      {"a: [b, {c: d, e}, f: g, 'h': i,]", R"({"a":["b",{"c":"d","e":null},{"f":"g"},{"h":"i"}]})"},
      {"a:\nb: ''\nc: \"\"\nd: null\n", R"({"a":null,"b":"","c":"","d":null})"},
      {"- true\n- False\n- yes\n- 'true'\n- \"1\"\n", R"([true,false,"yes","true","1"])"},
      {"- 0777\n- +1\n- .5\n- 1.\n- 0x1F\n- 0o17\n- 1.10\n- -0\n", "[777,1,0.5,1,31,15,1.10,-0]"},
      {"- 9223372036854775808\n- 123456789012345678901234567890\n- 1e400\n",
       "[9223372036854775808,123456789012345678901234567890,1e400]"},
      {"- 2001-12-14\n- 12:30:45\n- 1_000\n- 1.2.3\n- =\n",
       R"(["2001-12-14","12:30:45","1_000","1.2.3","="])"},
      {"200: ok\ntrue: t\nnull: n\n1.10: x\n0x1F: y\n~: z\n",
       R"({"200":"ok","true":"t","null":"n","1.10":"x","0x1F":"y","~":"z"})"},
      {"a: |\n  x\n   y\n\nb: >-\n  p\n  q\n\n  r\nc: |+\n  z\n\n",
       R"({"a":"x\n y\n","b":"p q\nr","c":"z\n\n"})"},
      {"a: one\n  two # comment\nb: 'it''s'\nc: it's\n",
       R"({"a":"one two","b":"it's","c":"it's"})"},
      {"a: \"\\x41\\u00e9\\U0001F600\\_\\t\\\n   z\"\n", "{\"a\":\"Aé😀\xC2\xA0\\tz\"}"},
      {"? a\n? b\n: c\n?\n  d\ne :\n", R"({"a":null,"b":"c","d":null,"e":null})"},
      {"a:\nnullable: true\nb: {c, d: , e: &x }\n",
       R"({"a":null,"nullable":true,"b":{"c":null,"d":null,"e":null}})"},
      {"%YAML 1.2\n---\na: 1\n...\n", R"({"a":1})"},
      {"a: 1\n---\n", R"({"a":1})"},
      {"\xEF\xBB\xBF"
       "a: é\r\nb: |\r\n  x\r\n  y\r\n",
       R"({"a":"é","b":"x\ny\n"})"},
      {"x", R"("x")"},
      {"a: https://x/y?z=1#f\nb: a#b\n", R"({"a":"https://x/y?z=1#f","b":"a#b"})"},
  };
  for (const auto& c : cases) {
    const Parsed parsed = parse_text(c.yaml);
    EXPECT_EQ(parsed.text(), c.text) << c.yaml;
    EXPECT_EQ(parsed.findings(), "") << c.yaml;
  }
}

TEST(Yaml, HiddenCharacters) {
  const struct {
    std::string_view yaml, text, findings;
  } cases[] = {
      {R"(a: "x\N\L")", R"({"a":"x\u0085\u2028"})", "1:6 text-invisible-characters #/a: U+0085"},
      {R"(["\P\e", '\e'])", R"(["\u2029\u001b","\\e"])",
       "1:3 text-invisible-characters #/0: U+2029"},
      {"a: |\n  x\n  y\xE2\x80\x8Bz\n", R"({"a":"x\ny\u200bz\n"})",
       "3:4 text-invisible-characters #/a: U+200B"},
      {"a: &b x\xC2\xADy\nc: *b\n", R"({"a":"x\u00ady","c":"x\u00ady"})",
       "1:8 text-invisible-characters #/a: U+00AD"},
      {R"("\x7f": "\a\0")", R"({"\u007f":"\u0007\u0000"})",
       "1:2 text-invisible-characters #: U+007F\n1:10 text-invisible-characters #/\x7F: U+0007"},
  };
  for (const auto& c : cases) {
    const Parsed parsed = parse_text(c.yaml);
    EXPECT_EQ(parsed.text(), c.text) << c.yaml;
    EXPECT_EQ(parsed.findings(), c.findings) << c.yaml;
  }
}

TEST(Yaml, Tags) {
  const struct {
    std::string_view yaml, text, findings;
  } cases[] = {
      {"- !!str 1\n- !!int '7'\n- !!float 3\n- !!bool 'true'\n- !!null ''\n- ! 5\n- !!str\n",
       R"(["1",7,3,true,null,"5",""])", ""},
      {"a: !!map {b: !!seq [1]}\n", R"({"a":{"b":[1]}})", ""},
      {"a: !!int x\n", R"({"a":"x"})", "1:10 yaml-tag-mismatch #/a: the tag is `!!int`"},
      {"a: !!seq {b: 1}\n", R"({"a":{"b":1}})", "1:10 yaml-tag-mismatch #/a: the tag is `!!seq`"},
      {"a: !foo 1\nb: !!binary 'eA=='\nc: !<x:y> [1]\n", R"({"a":1,"b":"eA==","c":[1]})",
       "1:4 yaml-tag-unknown #/a: `!foo`\n"
       "2:4 yaml-tag-unknown #/b: `tag:yaml.org,2002:binary`\n"
       "3:4 yaml-tag-unknown #/c: `x:y`"},
  };
  for (const auto& c : cases) {
    const Parsed parsed = parse_text(c.yaml);
    EXPECT_EQ(parsed.text(), c.text) << c.yaml;
    EXPECT_EQ(parsed.findings(), c.findings) << c.yaml;
  }
}

TEST(Yaml, AnchorsAndMergeKeys) {
  const struct {
    std::string_view yaml, text, findings;
  } cases[] = {
      {"a: &x {k: [1]}\nb: *x\nc: [*x, *x]\n",
       R"({"a":{"k":[1]},"b":{"k":[1]},"c":[{"k":[1]},{"k":[1]}]})", ""},
      {"a: &x 1\nb: &x 2\nc: *x\n", R"({"a":1,"b":2,"c":2})", ""},
      {"&k a: v\nb: *k\n*k : w\n", R"({"a":"v","b":"a"})",
       "3:1 duplicate-key #/a; it stands first in line 1"},
      {"a: &x 200\n*x : v\n", R"({"a":200,"200":"v"})", ""},
      {"a: &x {k: 1, l: 2}\nb:\n  <<: *x\n  l: 3\n", R"({"a":{"k":1,"l":2},"b":{"l":3,"k":1}})",
       ""},
      {"a: {<<: [{k: 1}, {k: 2, l: 3}], m: 4}\n", R"({"a":{"m":4,"k":1,"l":3}})", ""},
      {"a: {<<: &b {k: 1}, l: 2}\nc: {<<: *b}\n", R"({"a":{"l":2,"k":1},"c":{"k":1}})", ""},
      {"a: {\"<<\": 1}\n", R"({"a":{"<<":1}})", ""},
      {"a: {<<: 1}\n", R"({"a":{}})", "1:9 yaml-merge-invalid #/a/<<: it is a number"},
      {"a: {<<: [{}, 1]}\n", R"({"a":{}})",
       "1:9 yaml-merge-invalid #/a/<<: the list holds something else than mappings"},
      {"a: &a [*a]\n", "-", "1:8 yaml-alias-cycle #/a/0"},
      {"a: &a\n  <<: *a\n", "-", "2:7 yaml-alias-cycle #/a/<<"},
      {"a: *b\n", "-", "1:4 yaml-syntax #/a: the referenced anchor is not defined"},
  };
  for (const auto& c : cases) {
    const Parsed parsed = parse_text(c.yaml);
    EXPECT_EQ(parsed.text(), c.text) << c.yaml;
    EXPECT_EQ(parsed.findings(), c.findings) << c.yaml;
  }
}

TEST(Yaml, AliasesShareTheirChildren) {
  const Parsed parsed = parse_text("a: &x [1, 2]\nb: *x\n");
  ASSERT_TRUE(parsed.tree);
  const Node* a = parsed.tree->root().find("a");
  const Node* b = parsed.tree->root().find("b");
  ASSERT_TRUE(a != nullptr && b != nullptr);
  EXPECT_EQ(a->items().data(), b->items().data());
  EXPECT_EQ(parsed.written(*b), "*x");
}

TEST(Yaml, Errors) {
  const struct {
    std::string_view yaml, findings;
  } cases[] = {
      {"a: b: c\n", "1:5 yaml-syntax #: illegal map value"},
      {"a: \"x\nb: 1\n", "1:4 yaml-syntax #/a: the quoted text has no closing quote"},
      {"a: 'x\n", "1:4 yaml-syntax #/a: the quoted text has no closing quote"},
      {"a: [1,\nb: 2\n",
       "3:1 yaml-syntax #/a/2: end of sequence flow not found; the `[` in line 1 is not closed "
       "before this"},
      {"a: 1\n}\n", "2:1 yaml-syntax #: illegal flow end"},
      {"a: 1\nend\n", "2:1 yaml-syntax #/end: the key has no `:`"},
      {"a: [b, , c]\n", "1:8 yaml-syntax #/a/1: there is nothing before the comma"},
      {"a: {b: 1,, c: 2}\n", "1:10 yaml-syntax #/a: there is nothing before the comma"},
      {",: 1\n", "1:1 yaml-syntax #: more text follows the end of the document"},
      {"a: \"\\ud83d\\ude00\"\n",
       "1:11 yaml-syntax #/a: invalid unicode: 55357; YAML has no surrogate pairs: write the "
       "character itself, or `\\U` and eight digits"},
      {"\"a\" b\n", "1:5 yaml-syntax #: more text follows the end of the document"},
      {"a: 1\n---\nb: 2\n", "2:1 yaml-multiple-documents #; split it into files"},
      {"a: 1\n...\nb\n", "3:1 yaml-syntax #: more text follows the end of the document"},
      {"a: 1\nb: \x04 2\n", "2:4 yaml-syntax #: a control character"},
      {"a: 1\rb: 2\n",
       "1:5 yaml-syntax #: a carriage return without a line feed; end lines with a line feed"},
      {"\xEF\xBB\xBF\xEF\xBB\xBF"
       "a: 1\n",
       "1:1 yaml-syntax #: a second byte order mark"},
      {"a: 1\nb: {c: 1, c: 2}\n'a': 3\n",
       "2:11 duplicate-key #/b/c; it stands first in line 2\n"
       "3:1 duplicate-key #/a; it stands first in line 1"},
      {"? [1]\n: a\n? {b: c}\n: d\n",
       "1:3 yaml-key-not-scalar #: it is an array\n3:3 yaml-key-not-scalar #: it is an object"},
      {"a: .inf\nb: -.INF\nc: .nan\n",
       "1:4 yaml-number-not-json #/a: `.inf`; quote it if a text is meant\n"
       "2:4 yaml-number-not-json #/b: `-.INF`; quote it if a text is meant\n"
       "3:4 yaml-number-not-json #/c: `.nan`; quote it if a text is meant"},
  };
  for (const auto& c : cases) EXPECT_EQ(parse_text(c.yaml).findings(), c.findings) << c.yaml;
}

TEST(Yaml, Spans) {
  const Parsed parsed = parse_text(
      "\xEF\xBB\xBF# é\r\n"
      "plain: é b\r\n"
      "folded: a\r\n  b  # c\r\n"
      "single: 'it''s'\r\n"
      "double: \"a\\\"b\"\r\n"
      "block: |\r\n  x\r\n\r\n  y\r\n"
      "tagged: &a !!str t\r\n"
      "flow: { # } ]\r\n  }\r\n"
      "list:\r\n  - 1\r\n  - &b\r\n    k: v\r\n"
      "alias: *b\r\n"
      "empty:\r\n"
      "last: [a: b, ]\r\n");
  ASSERT_TRUE(parsed.tree);
  const struct {
    std::string_view key, written;
  } cases[] = {
      {"plain", "é b"},
      {"folded", "a\r\n  b"},
      {"single", "'it''s'"},
      {"double", "\"a\\\"b\""},
      {"block", "|\r\n  x\r\n\r\n  y"},
      {"tagged", "t"},
      {"flow", "{ # } ]\r\n  }"},
      {"list", "- 1\r\n  - &b\r\n    k: v"},
      {"alias", "*b"},
      {"empty", ""},
      {"last", "[a: b, ]"},
  };
  for (const auto& c : cases) {
    const Member* member = parsed.tree->root().find_member(c.key);
    ASSERT_NE(member, nullptr) << c.key;
    EXPECT_EQ(parsed.written(member->value), c.written);
    EXPECT_EQ(parsed.sources[0].text().substr(member->key_span.begin, c.key.size()), c.key);
  }
  EXPECT_EQ(parsed.written(parsed.tree->root().find("list")->items()[1]), "k: v");
  EXPECT_EQ(parsed.written(parsed.tree->root().find("last")->items()[0]), "a: b");
}

}  // namespace
}  // namespace mcpcc::source
