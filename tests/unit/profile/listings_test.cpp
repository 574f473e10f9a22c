// What each profile makes of a schema, row by row.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "profile/profile.h"

namespace mcpcc::profile {
namespace {

// The listing of a tool whose only argument is `a`, optional, with this schema.
ir::Listing listed(std::string_view profile, std::string_view schema,
                   std::vector<ir::Definition> definitions = {}) {
  lower::Lowered lowered;
  ir::Server& server = lowered.server;
  server.profiles = {std::string(profile)};
  server.definitions = std::move(definitions);
  ir::Tool tool;
  tool.input_schema = R"s({"type":"object","properties":{"a":)s" + std::string(schema) +
                      R"s(},"additionalProperties":false})s";
  server.tools.push_back(std::move(tool));
  Diagnostics diagnostics;
  add_listings(lowered, {}, diagnostics);
  return server.tools.front().listings.front();
}

std::string argument(const ir::Listing& listing) {
  const std::string_view begin = R"s({"type":"object","properties":{"a":)s";
  const std::string& schema = listing.input_schema;
  EXPECT_TRUE(schema.starts_with(begin)) << schema;
  std::string rest = schema.substr(begin.size());
  for (const std::string_view end :
       {R"s(},"additionalProperties":false})s",
        R"s(},"required":["a"],"additionalProperties":false})s", "}}"}) {
    if (rest.ends_with(end)) return rest.substr(0, rest.size() - end.size());
  }
  ADD_FAILURE() << schema;
  return rest;
}

std::string rewrites(const ir::Listing& listing) {
  std::string out;
  for (const auto& rewrite : listing.rewrites) {
    if (!out.empty()) out += ' ';
    out.append(to_string(rewrite.kind)).append("(").append(rewrite.pointer);
    if (rewrite.kind == ir::RewriteKind::rename) out += "=" + rewrite.name;
    out += ')';
  }
  return out;
}

struct Case {
  std::string_view schema, shown, rewrites;
};

void check(std::string_view profile, std::initializer_list<Case> cases) {
  for (const Case& c : cases) {
    const ir::Listing listing = listed(profile, c.schema);
    EXPECT_EQ(argument(listing), c.shown) << c.schema;
    EXPECT_EQ(rewrites(listing), c.rewrites) << c.schema;
  }
}

TEST(Listings, Universal) {
  check(
      "universal",
      {{R"s({"type":"string"})s", R"s({"type":"string"})s", ""},

       {R"s({"properties":{"b c":{},"b_c":{}},"required":["b c"]})s",
        R"s({"properties":{"b_c_2":{},"b_c":{}},"required":["b_c_2"]})s", "rename(/a/b_c_2=b c)"},
       {R"s({"items":{"anyOf":[{"properties":{"$x":{}}},{"properties":{"$x":{},"_x":{}}}]}})s",
        R"s({"items":{"anyOf":[{"properties":{"_x_2":{}}},{"properties":{"_x_2":{},"_x":{}}}]}})s",
        "rename(/a/*/_x_2=$x)"},
       // What holds for other members does not for one with a name.
       {R"s({"properties":{"b":{"properties":{"_x":{}}}},"additionalProperties":{"properties":{"$x":{}}}})s",
        R"s({"properties":{"b":{"properties":{"_x":{}}}},"additionalProperties":{"properties":{"_x":{}}}})s",
        "rename(/a/*/_x=$x) rename(/a/b=b)"},
       {R"s({"properties":{"":{},"_":{}}})s", R"s({"properties":{"__2":{},"_":{}}})s",
        "rename(/a/__2=)"},
       // What speaks of names is left out, and so is what would accept less without it.
       {R"s({"properties":{"$x":{}},"enum":[{"$x":1}],"examples":[{"$x":1}]})s",
        R"s({"properties":{"_x":{}}})s", "rename(/a/_x=$x)"},
       {R"s({"properties":{"$x":{}},"not":{"const":{"$x":1}}})s", R"s({"properties":{"_x":{}}})s",
        "rename(/a/_x=$x)"},
       {R"s({"oneOf":[{"properties":{"$x":{}},"propertyNames":{"minLength":2}},{"required":["$x"]}]})s",
        R"s({"anyOf":[{"properties":{"_x":{}}},{"required":["_x"]}]})s", "rename(/a/_x=$x)"},
       {R"s({"properties":{"$x":{}},"patternProperties":{"^_":{"type":"null"}},"additionalProperties":{"type":"null"}})s",
        R"s({"properties":{"_x":{}}})s", "rename(/a/_x=$x)"},
       {R"s({"maxContains":1,"contains":{"properties":{"$x":{}},"const":{"$x":1}}})s",
        R"s({"contains":{"properties":{"_x":{}}}})s", "rename(/a/*/_x=$x)"},
       // Nothing is left out there.
       {R"s({"oneOf":[{"properties":{"$x":{"const":1}}},{"not":{"required":["$x"]}}]})s",
        R"s({"oneOf":[{"properties":{"_x":{"const":1}}},{"not":{"required":["_x"]}}]})s",
        "rename(/a/_x=$x)"}});
}

// Of definitions A (an object), B (text) and R (recursive).
TEST(Listings, UniversalMakesOneObjectOfParts) {
  const std::vector<ir::Definition> definitions = {
      {"A",
       R"s({"type":"object","description":"an A","properties":{"kind":{"type":"string"}},"required":["kind"]})s"},
      {"B", R"s({"type":"string","description":"a B"})s"},
      {"R", R"s({"allOf":[{"$ref":"#/$defs/A"},{"properties":{"next":{"$ref":"#/$defs/R"}}}]})s"}};
  const std::initializer_list<Case> cases = {
      // One part: its place has the word.
      {R"s({"allOf":[{"$ref":"#/$defs/B"}],"description":"d"})s",
       R"s({"type":"string","description":"d"})s", ""},
      {R"s({"allOf":[{"$ref":"#/$defs/A"},{"properties":{"b":{"$ref":"#/$defs/B"}},"required":["b"]}]})s",
       R"s({"type":"object","properties":{"kind":{"type":"string"},"b":{"type":"string","description":"a B"}},"required":["kind","b"],"description":"an A"})s",
       ""},
      // What tells alternatives apart.
      {R"s({"oneOf":[{"$ref":"#/$defs/A","properties":{"kind":{"enum":["a"]}}},{"$ref":"#/$defs/B"}]})s",
       R"s({"oneOf":[{"type":"object","properties":{"kind":{"type":"string","enum":["a"]}},"required":["kind"],"description":"an A"},{"type":"string","description":"a B"}]})s",
       ""},
      {R"s({"$ref":"#/$defs/A","properties":{"kind":{"not":{"enum":["a"]}}}})s",
       R"s({"type":"object","properties":{"kind":{"type":"string","not":{"enum":["a"]}}},"required":["kind"],"description":"an A"})s",
       ""},
      // They disagree, or say more than which properties there are.
      {R"s({"allOf":[{"properties":{"a":{"minimum":1}}},{"properties":{"a":{"maximum":2}}}]})s",
       R"s({"allOf":[{"properties":{"a":{"minimum":1}}},{"properties":{"a":{"maximum":2}}}]})s",
       ""},
      {R"s({"allOf":[{"$ref":"#/$defs/A"},{"additionalProperties":{"type":"string"}}]})s",
       R"s({"allOf":[{"type":"object","description":"an A","properties":{"kind":{"type":"string"}},"required":["kind"]},{"additionalProperties":{"type":"string"}}]})s",
       ""},
      // Without an end.
      {R"s({"$ref":"#/$defs/R"})s",
       R"s({"type":"object","properties":{"kind":{"type":"string"},"next":{"description":"(`R`, shortened)"}},"required":["kind"],"description":"an A"})s",
       ""}};
  for (const Case& c : cases) {
    EXPECT_EQ(argument(listed("universal", c.schema, definitions)), c.shown) << c.schema;
  }
}

TEST(Listings, UniversalStaysWithinItsBudget) {
  std::string enums = R"s({"type":"string","enum":[)s";
  for (int i = 0; i < 3000; ++i) enums += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "000\"";
  const ir::Listing listing = listed("universal", enums + "]}");
  EXPECT_EQ(argument(listing), R"s({"type":"string","description":"(shortened)"})s");
}

TEST(Listings, FullKeepsReferences) {
  const ir::Listing listing =
      listed("full", R"s({"$ref":"#/$defs/B"})s",
             {{"A", "{}"}, {"B", R"s({"items":{"$ref":"#/$defs/C"}})s"}, {"C", "true"}});
  EXPECT_EQ(argument(listing), R"s({"$ref":"#/$defs/B"})s");
  EXPECT_EQ(listing.definitions, (std::vector<std::size_t>{1, 2}));
}

TEST(Listings, OpenAiStrict) {
  check(
      "openai-strict",
      {{R"s({"type":"string","format":"uuid"})s", R"s({"type":["string","null"],"format":"uuid"})s",
        "null_is_absent(/a)"},
       {R"s({"type":["string","null"]})s", R"s({"type":["string","null"]})s", ""},
       {R"s({"type":"string","minLength":1})s",
        R"s({"type":["string","null"],"description":"(minLength: 1)"})s", "null_is_absent(/a)"},
       {R"s({"enum":["x","y"]})s", R"s({"type":["string","null"],"enum":["x","y",null]})s",
        "null_is_absent(/a)"},
       {R"s({"const":1})s", R"s({"type":["number","null"],"enum":[1,null]})s",
        "null_is_absent(/a)"},
       {R"s({"type":"object","properties":{"b":{"type":"integer"}},"required":["b"]})s",
        R"s({"type":["object","null"],"properties":{"b":{"type":"integer"}},"required":["b"],"additionalProperties":false})s",
        "null_is_absent(/a)"},
       {R"s({"type":"object","additionalProperties":{"type":"string"}})s",
        R"s({"type":["string","null"],"description":"(JSON text of the value, in a string)"})s",
        "null_is_absent(/a) json_text(/a)"},
       {R"s({"oneOf":[{"type":"string"},{"type":"array","items":{"type":"number"}}]})s",
        R"s({"anyOf":[{"type":"string"},{"type":"array","items":{"type":"number"}},{"type":"null"}]})s",
        "null_is_absent(/a)"},
       // What all alternatives share stands in each.
       {R"s({"properties":{"k":{"type":"string"}},"required":["k"],"oneOf":[{"type":"object","properties":{"x":{"type":"null"}},"required":["x"]},{"type":"object","properties":{"y":{"type":"boolean"}},"required":["y"]}]})s",
        R"s({"anyOf":[{"type":"object","properties":{"x":{"type":"null"},"k":{"type":"string"}},"required":["x","k"],"additionalProperties":false},{"type":"object","properties":{"y":{"type":"boolean"},"k":{"type":"string"}},"required":["y","k"],"additionalProperties":false},{"type":"null"}]})s",
        "null_is_absent(/a)"},
       // Values are the same by value.
       {R"s({"allOf":[{"enum":[1,2,3]},{"enum":[1.0,2]}]})s",
        R"s({"type":["number","null"],"enum":[1,2,null]})s", "null_is_absent(/a)"},
       // Null would mean one thing by the one and another by the other.
       {R"s({"anyOf":[{"type":"object","properties":{"x":{"type":"string"}}},{"type":"object","properties":{"x":{"type":["string","null"]}}}]})s",
        R"s({"type":["string","null"],"description":"(JSON text of the value, in a string)"})s",
        "null_is_absent(/a) json_text(/a)"},
       // Items are JSON text, and members of the object in their place are not.
       {R"s({"anyOf":[{"type":"object","properties":{"x":{"type":"string"}},"required":["x"]},{"type":"array","items":{}}]})s",
        R"s({"anyOf":[{"type":"object","properties":{"x":{"type":"string"}},"required":["x"],"additionalProperties":false},{"type":"array","items":{"type":"string","description":"(JSON text of the value, in a string)"}},{"type":"null"}]})s",
        "rename(/a/x=x) null_is_absent(/a) json_text(/a/*)"},
       {R"s({"type":"array","items":{"type":"object"}})s",
        R"s({"type":["array","null"],"items":{"type":"string","description":"(JSON text of the value, in a string)"}})s",
        "null_is_absent(/a) json_text(/a/*)"}});
}

TEST(Listings, Gemini) {
  check("gemini",
        {{R"s({"type":["string","null"]})s", R"s({"type":"string","nullable":true})s", ""},
         {R"s({"type":"string","format":"uuid"})s",
          R"s({"type":"string","description":"(format: \"uuid\")"})s", ""},
         {R"s({"type":"integer","format":"int32","exclusiveMinimum":1})s",
          R"s({"type":"integer","format":"int32","description":"(exclusiveMinimum: 1)"})s", ""},
         {R"s({"enum":[1,2]})s", R"s({"type":"number","description":"(one of 1,2)"})s", ""},
         {R"s({"type":"string","enum":["x",""]})s",
          R"s({"type":"string","description":"(one of \"x\",\"\")"})s", ""},
         {R"s({"description":"d","anyOf":[{"type":"string"},{"type":"boolean"}]})s",
          R"s({"anyOf":[{"type":"string","description":"d"},{"type":"boolean"}]})s", ""},
         {R"s({"type":"object"})s",
          R"s({"type":"string","description":"(JSON text of the value, in a string)"})s",
          "json_text(/a)"},
         {R"s({"type":"object","properties":{"b-c":{"type":"string"}}})s",
          R"s({"type":"object","properties":{"b_c":{"type":"string"}}})s", "rename(/a/b_c=b-c)"}});
}

}  // namespace
}  // namespace mcpcc::profile
