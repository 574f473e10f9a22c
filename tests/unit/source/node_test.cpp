#include "source/node.h"

#include <gtest/gtest.h>

#include "tree_text.h"

namespace mcpcc::source {
namespace {

TEST(Node, FindOnWhatIsNoObject) {
  const Parsed parsed = parse_text(R"([1, "a", {"a": {}}])");
  ASSERT_TRUE(parsed.tree);
  const Node& root = parsed.tree->root();
  EXPECT_EQ(root.find("a"), nullptr);
  EXPECT_EQ(root.items()[0].find("a"), nullptr);
  EXPECT_EQ(root.items()[2].find("a")->kind(), Kind::object);
  EXPECT_EQ(root.items()[2].find("b"), nullptr);
  EXPECT_EQ(root.items()[2].find("a")->find("a"), nullptr);
}

TEST(Node, FindInObjectsOfEverySize) {
  std::string json;
  for (int count = 0; count < 100; ++count) {
    const Parsed parsed = parse_text("{" + json + "}", "test.json");
    ASSERT_TRUE(parsed.tree);
    const Node& root = parsed.tree->root();
    ASSERT_EQ(root.members().size(), static_cast<std::size_t>(count));
    for (const Member& member : root.members()) EXPECT_EQ(root.find_member(member.key), &member);
    EXPECT_EQ(root.find("none"), nullptr);
    // Keys of many lengths, not in order, one prefix of the other.
    json += (count == 0 ? "\"" : ",\"") +
            std::string(static_cast<std::size_t>(count * 37 % 100), 'k') + "\":1";
  }
}

TEST(Node, DuplicatesAmongManyMembersKeepTheOrder) {
  std::string json = "{\"z\":0";
  std::string expected = "{\"z\":0";
  for (int i = 99; i >= 0; --i) {
    const std::string member = ",\"k" + std::to_string(i) + "\":" + std::to_string(i);
    json += member + (i % 3 == 0 ? ",\"z\":1" + member : "");
    expected += member;
  }
  const Parsed parsed = parse_text(json + "}", "test.json");
  EXPECT_EQ(parsed.text(), expected + "}");
  EXPECT_EQ(parsed.diagnostics.warnings(), 68u);
  ASSERT_TRUE(parsed.tree);
  const Node& root = parsed.tree->root();
  for (const Member& member : root.members()) EXPECT_EQ(root.find_member(member.key), &member);
}

TEST(Node, Describe) {
  EXPECT_EQ(describe(Kind::null), "null");
  EXPECT_EQ(describe(Kind::array), "an array");
  EXPECT_EQ(describe(Kind::object), "an object");
}

}  // namespace
}  // namespace mcpcc::source
