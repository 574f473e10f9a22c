// What becomes of schemas that are larger than the budget of a tool.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "listed.h"

namespace mcpcc::profile {
namespace {

// Long examples and lists of values make room before anything else does.
TEST(ListingsBudget, UniversalStaysWithinItsBudget) {
  std::string list;
  for (int i = 0; i < 3000; ++i) list += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "000\"";
  const std::string values = R"s({"type":"string","enum":[)s" + list + "]}";
  const std::string shown = argument(listed("universal", values));
  const std::string begin =
      R"s({"type":"string","description":"(one of 3000 values: \"0000\", \"1000\", )s";
  EXPECT_TRUE(shown.starts_with(begin)) << shown;
  EXPECT_GT(shown.size(), 2000u);
  EXPECT_LT(shown.size(), 3000u);
  EXPECT_EQ(argument(listed(
                "universal",
                R"s({"type":"object","properties":{"b":{"type":"integer","minimum":1},"c":)s" +
                    values + R"s(},"required":["b"],"examples":[{"c":")s" +
                    std::string(18'000, 'x') + R"s("}]})s")),
            R"s({"type":"object","properties":{"b":{"type":"integer","minimum":1},"c":)s" + shown +
                R"s(},"required":["b"]})s");
}

std::string object_of(int members, std::string_view member, std::string_view more) {
  std::string all;
  for (int i = 0; i < members; ++i) {
    all += (i == 0 ? "\"p" : ",\"p") + std::to_string(i) + "\":" + std::string(member);
  }
  return R"s({"type":"object","properties":{)s" + all + "}" + std::string(more) + "}";
}

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t times = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != text.npos; at += part.size()) ++times;
  return times;
}

// Of one level that is too large: how many members, and which texts, are left of it.
TEST(ListingsBudget, UniversalMakesTheLastLevelSmaller) {
  const std::string long_text = "First words. " + std::string(38, 'y') + ". " +
                                std::string(400, 'x') + " " + std::string(800, 'z');
  const std::string text = R"s({"type":"string","description":")s" + long_text + R"s("})s";
  const struct {
    std::string_view what;
    std::string schema;
    std::size_t members, most_of_them;
    std::string_view has, lacks;
  } cases[] = {
      {"descriptions to some sentences", object_of(100, text, ""), 100, 100,
       R"s("p99":{"type":"string","description":"First words. yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy. ..."})s",
       "shortened"},
      {"those of required members last", object_of(200, text, R"s(,"required":["p7"])s"), 200, 200,
       R"s("p7":{"type":"string","description":"First words. yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy.)s",
       "yyy. xxx"},
      {"no description of an optional member",
       object_of(400, text, R"s(,"required":["p7"],"additionalProperties":false)s"), 400, 401,
       R"s("additionalProperties":false)s", R"s("p8":{"type":"string","description")s"},
      {"a required member stays, what is left out is named, and may be sent",
       object_of(5000, text,
                 R"s(,"required":["p4999"],"additionalProperties":false,"description":"d")s"),
       400, 600, "more properties: `p", R"s("additionalProperties":false},"additional)s"},
      {"unevaluatedProperties, too", object_of(5000, "{}", R"s(,"unevaluatedProperties":false)s"),
       400, 1500, "(shortened; ", "unevaluated"},
      {"what stands below a member", object_of(150, object_of(20, text, ""), ""), 150, 150,
       R"s("p149":{"type":"object","description":"(shortened)s", "yyy"},
      {"parts of an allOf",
       R"s({"allOf":[{"required":["p1999"]},)s" + object_of(2000, text, "") + "]}", 400, 800,
       "more properties: `p", R"s("p8":{"type":"string","description")s"},
      {"the last level of several", R"s({"properties":{"b":)s" + object_of(100, text, "") + "}}",
       100, 100, "First words. yyy", "shortened"},
      {"items", R"s({"type":"array","items":)s" + object_of(100, text, "") + "}", 100, 100,
       "First words. yyy", "shortened"},
      {"alternatives",
       R"s({"oneOf":[)s" + object_of(100, text, R"s(,"required":["p99"])s") + "," +
           object_of(100, text, "") + "]}",
       200, 200, R"s({"oneOf":[)s", "shortened"}};
  for (const auto& c : cases) {
    const ir::Listing listing = listed("universal", c.schema);
    const std::string& shown = listing.input_schema;
    EXPECT_LE(shown.size(), 16u * 1024) << c.what;
    EXPECT_GE(shown.size(), 4u * 1024) << c.what;
    const std::size_t members = count(shown, R"s(":{"type":"string")s") +
                                count(shown, R"s(":{})s") +
                                count(shown, R"s(":{"type":"object","description")s");
    EXPECT_GE(members, c.members) << c.what << shown.substr(0, 1000);
    EXPECT_LE(members, c.most_of_them) << c.what;
    EXPECT_NE(shown.find(c.has), std::string::npos) << c.what << shown.substr(0, 1000);
    EXPECT_EQ(shown.find(c.lacks), std::string::npos) << c.what << shown.substr(0, 1000);
    for (const std::string_view name : {"p4999", "p1999"}) {
      if (c.schema.find("[\"" + std::string(name) + "\"]") == std::string::npos) continue;
      EXPECT_NE(shown.find('"' + std::string(name) + "\":{"), std::string::npos) << c.what;
    }
  }
}

// What is cut is told of in the document's words.
TEST(ListingsBudget, CutsSayWhatStoodThere) {
  std::vector<ir::Definition> definitions;
  std::string references;
  for (int i = 0; i < 4000; ++i) {
    const std::string name = "Shape" + std::to_string(i);
    definitions.push_back({name, R"s({"type":"object","properties":{"a":{"description":")s" +
                                     std::string(1000, 'x') + R"s("}}})s"});
    references += (i == 0 ? "" : ",") + (R"s({"$ref":"#/$defs/)s" + name) + "\"}";
  }
  const std::string shown = argument(
      listed("universal", R"s({"description":"d","oneOf":[)s" + references + "]}", definitions));
  EXPECT_TRUE(
      shown.starts_with(R"s({"description":"d (shortened; one of `Shape0`, `Shape1`, `Shape2`, )s"))
      << shown;
}

}  // namespace
}  // namespace mcpcc::profile
