#include "source/node_factory.h"

#include <gtest/gtest.h>

#include <string>

namespace mcpcc::source {
namespace {

constexpr Span here{3, 10, 20};

TEST(NodeFactory, MakesEveryKind) {
  NodeFactory factory;
  EXPECT_TRUE(factory.null(here).is_null());
  EXPECT_TRUE(factory.boolean(true, here).boolean());
  EXPECT_EQ(factory.number("1.10", here).number(), "1.10");
  EXPECT_EQ(factory.string("a", here).string(), "a");
  EXPECT_EQ(factory.string("a", here).span(), here);
  const Node array = factory.array({factory.null(here), factory.string("b", here)}, here);
  ASSERT_EQ(array.items().size(), 2u);
  EXPECT_EQ(array.items()[1].string(), "b");
  EXPECT_TRUE(factory.array({}, here).items().empty());
  EXPECT_TRUE(factory.object({}, here).members().empty());
}

TEST(NodeFactory, KeepsTextsOfItsOwn) {
  NodeFactory factory;
  Node node;
  {
    const std::string text = "a text that is longer than a short string";
    node = factory.string(text, here);
  }
  EXPECT_EQ(node.string(), "a text that is longer than a short string");
}

TEST(NodeFactory, LastOfEqualKeysCounts) {
  NodeFactory factory;
  const Node object = factory.object({factory.member("a", factory.number("1", here)),
                                      factory.member("b", factory.number("2", here)),
                                      factory.member("a", factory.number("3", here))},
                                     here);
  ASSERT_EQ(object.members().size(), 2u);
  EXPECT_EQ(object.members()[0].key, "a");
  EXPECT_EQ(object.find("a")->number(), "3");
  EXPECT_EQ(object.find("b")->number(), "2");
}

TEST(NodeFactory, FindsInLargeObjects) {
  NodeFactory factory;
  std::vector<Member> members;
  for (int i = 0; i < 1000; ++i) {
    members.push_back(
        factory.member("key" + std::to_string(i), factory.number(std::to_string(i), here)));
  }
  const Node object = factory.object(members, here);
  for (int i = 0; i < 1000; ++i) {
    const Node* found = object.find("key" + std::to_string(i));
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(found->number(), std::to_string(i));
  }
  EXPECT_EQ(object.find("key1000"), nullptr);
}

}  // namespace
}  // namespace mcpcc::source
