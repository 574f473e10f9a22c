#include <gtest/gtest.h>

#include "tree_text.h"

namespace mcpcc::source {
namespace {

using namespace std::string_view_literals;

std::string repeat(std::string_view text, std::size_t times) {
  std::string out;
  out.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

TEST(Limits, EmptyAndBlankFiles) {
  for (const std::string_view text :
       {"", " \n\t\r\n", "\xEF\xBB\xBF", "# only a comment\n", "---\n", "---\n...\n"}) {
    const Parsed parsed = parse_text(text);
    EXPECT_EQ(parsed.findings(), text.starts_with("#") || text.starts_with("-")
                                     ? "1:1 source-empty #"
                                     : "1:1 source-empty")
        << text;
    EXPECT_EQ(parsed.text(), "-");
  }
}

TEST(Limits, Encodings) {
  const struct {
    std::string_view text, findings;
  } cases[] = {
      {"\xFF\xFE{\0}\0"sv, "1:1 source-encoding: it is UTF-16; save it as UTF-8"},
      {"\xFE\xFF\0{\0}"sv, "1:1 source-encoding: it is UTF-16; save it as UTF-8"},
      {"\xFF\xFE\0\0{\0\0\0"sv, "1:1 source-encoding: it is UTF-32; save it as UTF-8"},
      {"\0\0\xFE\xFF\0\0\0{"sv, "1:1 source-encoding: it is UTF-32; save it as UTF-8"},
      {"{\"a\":\n\"na\xEFve\"}", "2:4 source-encoding: byte 0xEF at offset 9"},
      {"a: \xED\xA0\x80\n", "1:4 source-encoding: byte 0xED at offset 3"},
      {"a: \xC3", "1:4 source-encoding: byte 0xC3 at offset 3"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(parse_text(c.text).findings(), c.findings);
    EXPECT_EQ(parse_text(c.text, "test.json").findings(), c.findings);
  }
}

TEST(Limits, Size) {
  Limits limits;
  limits.max_bytes = 10;
  EXPECT_EQ(parse_text("[1,2,3,45]", "test.json", limits).findings(), "");
  EXPECT_EQ(parse_text("[1,2,3,456]", "test.json", limits).findings(),
            "1:1 source-too-large: 11 bytes; the limit is 10");
}

TEST(Limits, Depth) {
  Limits limits;
  limits.max_depth = 3;
  EXPECT_EQ(parse_text("[[[1]]]", "test.json", limits).findings(), "");
  EXPECT_EQ(parse_text("a: {b: [1]}", "test.yaml", limits).findings(), "");
  EXPECT_EQ(parse_text("[[[[1]]]]", "test.json", limits).findings(),
            "1:4 source-too-deep #/0/0/0: the limit is 3");
  EXPECT_EQ(parse_text("a: {b: [[1]]}", "test.yaml", limits).findings(),
            "1:9 source-too-deep #/a/b/0: the limit is 3");
}

TEST(Limits, DepthOfTheDefaultsWithoutRecursion) {
  for (const std::string& text :
       {repeat("[", 1'000'000), repeat("{\"a\":", 200'000), repeat("- ", 100'000),
        "x: " + repeat("[", 100'000), "x: " + repeat("{a: ", 100'000), repeat("? ", 100'000),
        "x: " + repeat("[", 5'000) + repeat("]", 5'000)}) {
    const Parsed parsed = parse_text(text);
    EXPECT_FALSE(parsed.tree);
    EXPECT_EQ(parsed.diagnostics.errors(), 1u) << text.substr(0, 10);
  }
  for (const std::string& text :
       {repeat("[", 399) + repeat("]", 399), "x: " + repeat("[", 399) + repeat("]", 399),
        repeat("- ", 399) + "x"}) {
    EXPECT_EQ(parse_text(text).findings(), "");
  }
}

TEST(Limits, DepthBeyondWhatYamlCppReads) {
  Limits limits;
  limits.max_depth = 100'000;
  const Parsed parsed =
      parse_text("x: " + repeat("[", 1'000) + repeat("]", 1'000), "test.yaml", limits);
  EXPECT_NE(parsed.findings().find("source-too-deep"), std::string::npos) << parsed.findings();
}

TEST(Limits, Values) {
  Limits limits;
  limits.max_nodes = 5;
  EXPECT_EQ(parse_text("[1,2,3,4]", "test.json", limits).findings(), "");
  EXPECT_EQ(parse_text("[1,2,3,4,5]", "test.json", limits).findings(),
            "1:10 source-too-many-nodes #/4: the limit is 5");
  // [&a [1], *a] holds the list, twice [1] and twice 1.
  EXPECT_EQ(parse_text("[&a [1], *a]", "test.yaml", limits).findings(), "");
  EXPECT_EQ(parse_text("[&a [1], *a, 2]", "test.yaml", limits).findings(),
            "1:14 source-too-many-nodes #/2: the limit is 5");
}

TEST(Limits, AliasBombs) {
  std::string lists = "a0: &a0 [x]\n", maps = "a0: &a0 {k: v}\n", merges = "a0: &a0 {";
  for (int i = 0; i < 1'000; ++i) merges += "k" + std::to_string(i) + ": v, ";
  merges += "}\n";
  for (int level = 1; level < 64; ++level) {
    const std::string name = "a" + std::to_string(level), before = "*a" + std::to_string(level - 1);
    lists += name + ": &" + name + " [" + repeat(before + ", ", 10) + "]\n";
    maps += name + ": &" + name + " {" + "k: " + before + ", l: " + before + "}\n";
  }
  for (int i = 1; i < 20'000; ++i) merges += "b" + std::to_string(i) + ": {<<: *a0}\n";
  Limits limits;
  limits.max_nodes = 1'000'000;
  for (const std::string& text : {lists, maps, merges}) {
    const Parsed parsed = parse_text(text, "test.yaml", limits);
    EXPECT_FALSE(parsed.tree);
    EXPECT_NE(parsed.findings().find("source-too-many-nodes"), std::string::npos);
  }
}

TEST(Limits, FlowCollectionsThatYamlCppWouldKeepInMemory) {
  const Parsed parsed = parse_text("a:\n  [" + repeat("x, ", 2'000'000) + "]\n");
  EXPECT_FALSE(parsed.tree);
  EXPECT_EQ(parsed.findings(),
            "1:1 yaml-value-too-large #/a: the limit is 2097152 bytes; "
            "write it in block style, or the whole document as JSON");
}

TEST(Limits, ObjectsOfManyMembers) {
  constexpr std::size_t count = 100'000;
  std::string json = "{", yaml;
  for (std::size_t i = 0; i < count; ++i) {
    json += "\"key" + std::to_string(i) + "\":" + std::to_string(i) + ",\n";
    yaml += "key" + std::to_string(i) + ": " + std::to_string(i) + "\n";
  }
  json += "\"key7\":0}";
  yaml += "key7: 0\n";
  for (const std::string& text : {json, yaml}) {
    const Parsed parsed = parse_text(text);
    ASSERT_TRUE(parsed.tree);
    const Node& root = parsed.tree->root();
    EXPECT_EQ(root.members().size(), count);
    for (std::size_t i = 0; i < count; ++i) {
      const Member* member = root.find_member("key" + std::to_string(i));
      ASSERT_NE(member, nullptr);
      ASSERT_EQ(member->value.number(), std::to_string(i));
    }
    EXPECT_EQ(root.find("key"), nullptr);
    EXPECT_EQ(root.find("key100000"), nullptr);
    EXPECT_EQ(parsed.findings(), "100001:1 duplicate-key #/key7; it stands first in line 8");
  }
}

TEST(Limits, ManyDuplicates) {
  std::string json = "{\"a\":0";
  json += repeat(",\"a\":1", 100'000) + "}";
  const Parsed parsed = parse_text(json, "test.json");
  ASSERT_TRUE(parsed.tree);
  EXPECT_EQ(parsed.text(), R"({"a":0})");
  EXPECT_EQ(parsed.diagnostics.warnings(), 100'000u);
}

}  // namespace
}  // namespace mcpcc::source
