#include <gtest/gtest.h>

#include "support/diagnostics.h"

namespace mcpcc {
namespace {

TEST(DidYouMean, NearestCandidate) {
  const std::vector<std::string_view> names = {"Pet", "Pets", "Petition", "order_item", "X"};
  const struct {
    std::string_view word, nearest;
  } cases[] = {
      {"Pett", "Pet"},
      {"pet", "Pet"},
      {"PETS", "Pets"},
      {"Petitoin", "Petition"},
      {"orderItem", "order_item"},
      {"Petitino", "Petition"},
      {"ePt", "Pet"},
      {"order_itme", "order_item"},
      {"rodre_itme", "order_item"},
      {"Customer", ""},
      {"", ""},
      {"Y", ""},
      {"Pe", "Pet"},
      {std::string_view("Petitionary"), "Petition"},
  };
  for (const auto& c : cases) EXPECT_EQ(did_you_mean(c.word, names), c.nearest) << c.word;
  EXPECT_EQ(did_you_mean("Pet", {}), "");
  EXPECT_EQ(suggest("Pett", names), std::vector<std::string>{"did you mean `Pet`?"});
  EXPECT_TRUE(suggest("Customer", names).empty());
}

TEST(DidYouMean, BoundedForHugeInputs) {
  const std::string long_word(10'000'000, 'a');
  EXPECT_EQ(did_you_mean(long_word, {"a"}), "");
  EXPECT_EQ(did_you_mean("a", {long_word}), "");
  std::vector<std::string> names;
  for (int i = 0; i < 200'000; ++i) names.push_back("schema_name_" + std::to_string(i));
  const std::vector<std::string_view> views(names.begin(), names.end());
  EXPECT_EQ(did_you_mean("schema_name_1x", views), "schema_name_1");
}

}  // namespace
}  // namespace mcpcc
