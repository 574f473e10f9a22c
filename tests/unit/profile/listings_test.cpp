// What each profile makes of a schema, row by row.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "listed.h"

namespace mcpcc::profile {
namespace {

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
       // No name is one that the schema speaks of.
       {R"s({"properties":{"b c":{}},"required":["b_c"],"dependentRequired":{"b_c_2":["b c"]}})s",
        R"s({"properties":{"b_c_3":{}},"required":["b_c"],"dependentRequired":{"b_c_2":["b_c_3"]}})s",
        "rename(/a/b_c_3=b c)"},
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

// Every array is shown with `items`, which evaluates all items (JSON Schema 2020-12 core, section
// 11.2), so that `unevaluatedItems` of it and around it holds for none.
TEST(Listings, UniversalAddsItems) {
  check(
      "universal",
      {{R"s({"type":"array"})s", R"s({"type":"array","items":{}})s", ""},
       // Nothing else evaluates items: it is the same as `items`.
       {R"s({"type":"array","prefixItems":[{"type":"string"}],"unevaluatedItems":false})s",
        R"s({"type":"array","prefixItems":[{"type":"string"}],"items":{"not":{}}})s", ""},
       {R"s({"oneOf":[{"type":"array","unevaluatedItems":{"type":"string"}},{"type":"array","items":{"type":"integer"},"minItems":1}]})s",
        R"s({"oneOf":[{"type":"array","items":{"type":"string"}},{"type":"array","items":{"type":"integer"},"minItems":1}]})s",
        ""},
       {R"s({"unevaluatedItems":{"const":1},"not":{"minItems":2}})s",
        R"s({"items":{"const":1},"not":{"minItems":2}})s", ""},
       // Something else does.
       {R"s({"type":"array","allOf":[{"prefixItems":[{"type":"string"}]}],"unevaluatedItems":false})s",
        R"s({"type":"array","allOf":[{"prefixItems":[{"type":"string"}]}],"items":{}})s", ""},
       {R"s({"type":"array","contains":{"type":"string"},"unevaluatedItems":{"type":"integer"}})s",
        R"s({"type":"array","contains":{"type":"string"},"items":{}})s", ""},
       {R"s({"oneOf":[{"allOf":[{"type":"array","prefixItems":[{}]}],"unevaluatedItems":false},{"type":"string"}]})s",
        R"s({"anyOf":[{"allOf":[{"type":"array","prefixItems":[{}],"items":{}}]},{"type":"string"}]})s",
        ""},
       {R"s({"not":{"if":{"type":"array"},"unevaluatedItems":false},"type":"object"})s",
        R"s({"type":"object"})s", ""},
       {R"s({"anyOf":[{"type":"array"},{"then":{"type":"array"},"if":{}}],"unevaluatedItems":false})s",
        R"s({"anyOf":[{"type":"array","items":{}},{"then":{"type":"array","items":{}},"if":{}}]})s",
        ""},
       // Of other values, and where `items` stands already, nothing changes.
       {R"s({"allOf":[{"prefixItems":[{"type":"array"}]}],"unevaluatedItems":false})s",
        R"s({"allOf":[{"prefixItems":[{"type":"array","items":{}}]}],"unevaluatedItems":{"not":{}}})s",
        ""},
       {R"s({"oneOf":[{"type":"array","items":{"minimum":1},"unevaluatedItems":false},{"type":"array"}]})s",
        R"s({"oneOf":[{"type":"array","items":{"minimum":1},"unevaluatedItems":{"not":{}}},{"type":"array","items":{}}]})s",
        ""}});
  const std::vector<ir::Definition> definitions = {
      {"A", R"s({"type":"array","prefixItems":[{"type":"string"}]})s"},
      {"B", R"s({"minLength":1})s"}};
  const std::initializer_list<Case> cases = {
      {R"s({"oneOf":[{"$ref":"#/$defs/A","unevaluatedItems":false},{"type":"string"}]})s",
       R"s({"anyOf":[{"allOf":[{"type":"array","prefixItems":[{"type":"string"}],"items":{}}]},{"type":"string"}]})s",
       ""},
      // Beside a reference: one list of all parts.
      {R"s({"$ref":"#/$defs/B","type":"array"})s",
       R"s({"allOf":[{"minLength":1}],"type":"array","items":{}})s", ""},
      {R"s({"$ref":"#/$defs/B","allOf":[{"maxLength":2}],"type":"string"})s",
       R"s({"allOf":[{"minLength":1},{"maxLength":2}],"type":"string"})s", ""}};
  for (const Case& c : cases) {
    EXPECT_EQ(argument(listed("universal", c.schema, definitions)), c.shown) << c.schema;
  }
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
      {R"s({"anyOf":[{"$ref":"#/$defs/A","description":"With `kind` `a`. an A","properties":{"kind":{"examples":["a"]}}},{"$ref":"#/$defs/B"}]})s",
       R"s({"anyOf":[{"type":"object","properties":{"kind":{"type":"string","examples":["a"]}},"required":["kind"],"description":"With `kind` `a`. an A"},{"type":"string","description":"a B"}]})s",
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
       R"s({"type":"object","properties":{"kind":{"type":"string"},"next":{"description":"(`R`, shortened; all of `A`)"}},"required":["kind"],"description":"an A"})s",
       ""}};
  for (const Case& c : cases) {
    EXPECT_EQ(argument(listed("universal", c.schema, definitions)), c.shown) << c.schema;
  }
}

TEST(Listings, PatternsAreWhatAllClientsRead) {
  check(
      "universal",
      {{R"s({"type":"string","pattern":"^https\\:\\/\\/"})s",
        R"s({"type":"string","pattern":"^https://"})s", ""},
       {R"s({"type":"string","pattern":"^(?=a)","description":"d"})s",
        R"s({"type":"string","description":"d (pattern: ^(?=a))"})s", ""},
       {R"s({"type":"string","pattern":"\\p{L}"})s",
        R"s({"type":"string","description":"(pattern: \\p{L})"})s", ""},
       // It would refuse what is no longer said of it.
       {R"s({"oneOf":[{"type":"string","pattern":"(?!a)"},{"type":"integer"}]})s",
        R"s({"anyOf":[{"type":"string","description":"(pattern: (?!a))"},{"type":"integer"}]})s",
        ""},
       {R"s({"type":"string","not":{"pattern":"(?!a)"}})s", R"s({"type":"string"})s", ""},
       {R"s({"patternProperties":{"^\\-":{}},"additionalProperties":false})s",
        R"s({"patternProperties":{"^-":{}},"additionalProperties":{"not":{}}})s", ""},
       {R"s({"type":"object","patternProperties":{"(?=a)":{}},"additionalProperties":false})s",
        R"s({"type":"object"})s", ""},
       {R"s({"type":"object","patternProperties":{"-":{},"\\-":{}},"additionalProperties":false})s",
        R"s({"type":"object"})s", ""}});
  check("full", {{R"s({"type":"string","pattern":"^(?=a)"})s",
                  R"s({"type":"string","pattern":"^(?=a)"})s", ""}});
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
       // Null alone would be the absence of the member, as most clients mean it.
       {R"s({"type":["string","null"]})s",
        R"s({"anyOf":[{"type":["string","null"]},{"type":"string","pattern":"^json:","description":"(`json:` and JSON text, for null)"}]})s",
        "null_is_absent(/a) prefixed_json_text(/a)"},
       {R"s({"type":["object","null"],"properties":{"b":{"type":"integer"}},"required":["b"]})s",
        R"s({"anyOf":[{"type":["object","null"],"properties":{"b":{"type":"integer"}},"required":["b"],"additionalProperties":false},{"type":"string","pattern":"^json:","description":"(`json:` and JSON text, for null or an object with other members)"}]})s",
        "null_is_absent(/a) prefixed_json_text(/a)"},
       {R"s({"type":"string","minLength":1})s",
        R"s({"type":["string","null"],"description":"(minLength: 1)"})s", "null_is_absent(/a)"},
       {R"s({"enum":["x","y"]})s", R"s({"type":["string","null"],"enum":["x","y",null]})s",
        "null_is_absent(/a)"},
       {R"s({"const":1})s", R"s({"type":["number","null"],"enum":[1,null]})s",
        "null_is_absent(/a)"},
       {R"s({"type":"object","properties":{"b":{"type":"integer"}},"required":["b"]})s",
        R"s({"anyOf":[{"type":["object","null"],"properties":{"b":{"type":"integer"}},"required":["b"],"additionalProperties":false},{"type":"string","pattern":"^json:","description":"(`json:` and JSON text, for an object with other members)"}]})s",
        "null_is_absent(/a) prefixed_json_text(/a)"},
       // There are no other members.
       {R"s({"type":"object","properties":{"b":{"type":"integer"}},"required":["b"],"additionalProperties":false})s",
        R"s({"type":["object","null"],"properties":{"b":{"type":"integer"}},"required":["b"],"additionalProperties":false})s",
        "null_is_absent(/a)"},
       {R"s({"type":"object","properties":{"b":{"type":"integer"}},"required":["b"],"unevaluatedProperties":false})s",
        R"s({"type":["object","null"],"properties":{"b":{"type":"integer"}},"required":["b"],"additionalProperties":false})s",
        "null_is_absent(/a)"},
       // There are others, of which only a pattern is known.
       {R"s({"type":"object","properties":{"b":{"type":"integer"}},"required":["b"],"patternProperties":{"^x":{}},"additionalProperties":false})s",
        R"s({"anyOf":[{"type":["object","null"],"description":"(patternProperties: {\"^x\":{}})","properties":{"b":{"type":"integer"}},"required":["b"],"additionalProperties":false},{"type":"string","pattern":"^json:","description":"(`json:` and JSON text, for an object with other members)"}]})s",
        "null_is_absent(/a) prefixed_json_text(/a)"},
       {R"s({"type":"object","patternProperties":{"^x":{}},"additionalProperties":false})s",
        R"s({"type":["string","null"],"description":"(patternProperties: {\"^x\":{}}) (JSON text of an object, in a string)"})s",
        "null_is_absent(/a) json_text(/a)"},
       // Members with names keep their places beside a map.
       {R"s({"type":"object","properties":{"b":{"type":"integer"}},"required":["b"],"additionalProperties":{"type":"string"}})s",
        R"s({"anyOf":[{"type":["object","null"],"description":"(additionalProperties: {\"type\":\"string\"})","properties":{"b":{"type":"integer"}},"required":["b"],"additionalProperties":false},{"type":"string","pattern":"^json:","description":"(`json:` and JSON text, for an object with other members)"}]})s",
        "null_is_absent(/a) prefixed_json_text(/a)"},
       {R"s({"type":"object","additionalProperties":{"type":"string"}})s",
        R"s({"type":["string","null"],"description":"(additionalProperties: {\"type\":\"string\"}) (JSON text of an object, in a string)"})s",
        "null_is_absent(/a) json_text(/a)"},
       {R"s({"oneOf":[{"type":"string"},{"type":"array","items":{"type":"number"}}]})s",
        R"s({"anyOf":[{"type":"string"},{"type":"array","items":{"type":"number"}},{"type":"null"}]})s",
        "null_is_absent(/a)"},
       // What all alternatives share stands in each.
       {R"s({"properties":{"k":{"type":"string"}},"required":["k"],"oneOf":[{"type":"object","properties":{"x":{"type":"null"}},"required":["x"]},{"type":"object","properties":{"y":{"type":"boolean"}},"required":["y"]}]})s",
        R"s({"anyOf":[{"type":"object","properties":{"x":{"type":"null"},"k":{"type":"string"}},"required":["x","k"],"additionalProperties":false},{"type":"object","properties":{"y":{"type":"boolean"},"k":{"type":"string"}},"required":["y","k"],"additionalProperties":false},{"type":"null"},{"type":"string","pattern":"^json:","description":"(`json:` and JSON text, for an object with other members)"}]})s",
        "null_is_absent(/a) prefixed_json_text(/a)"},
       // Values are the same by value.
       {R"s({"allOf":[{"enum":[1,2,3]},{"enum":[1.0,2]}]})s",
        R"s({"type":["number","null"],"enum":[1,2,null]})s", "null_is_absent(/a)"},
       // Null would mean one thing by the one and another by the other.
       {R"s({"anyOf":[{"type":"object","properties":{"x":{"type":"string"}}},{"type":"object","properties":{"x":{"type":["string","null"]}},"required":["x"]}]})s",
        R"s({"anyOf":[{"type":"object","properties":{"x":{"type":["string","null"]}},"required":["x"],"additionalProperties":false},{"type":"null"},{"type":"string","pattern":"^json:","description":"(`json:` and JSON text, for another value: {\"type\":\"object\",\"properties\":{\"x\":{\"type\":[\"string\",\"null\"]}},\"required\":[\"x\"]})"}]})s",
        "null_is_absent(/a) prefixed_json_text(/a) null_is_absent(/a/x)"},
       // And so would a string that begins with `json:`, where a pattern decides.
       {R"s({"anyOf":[{"type":"object","properties":{"x":{"type":"string","pattern":"a$"}}},{"type":"object","properties":{"x":{"type":["string","null"]}}}]})s", R"s({"anyOf":[{"type":"object","properties":{"x":{"type":["string","null"],"pattern":"a$"}},"required":["x"],"additionalProperties":false},{"type":"null"},{"type":"string","pattern":"^json:","description":"(`json:` and JSON text, for another value: {\"type\":\"object\",\"properties\":{\"x\":{\"type\":[\"string\",\"null\"]}}})"}]})s",
        "null_is_absent(/a) prefixed_json_text(/a) null_is_absent(/a/x)"},
       // What says how objects are is shown as one; other values are JSON text.
       {R"s({"properties":{"b":{"type":"integer"}},"required":["b"],"additionalProperties":false})s",
        R"s({"anyOf":[{"type":["object","null"],"properties":{"b":{"type":"integer"}},"required":["b"],"additionalProperties":false},{"type":"string","pattern":"^json:","description":"(`json:` and JSON text, for another value)"}]})s",
        "null_is_absent(/a) prefixed_json_text(/a)"},
       // What has no description is JSON text, and the rest has one.
       {R"s({"anyOf":[{"type":"string"},{"type":"object","additionalProperties":{"type":"string"}}]})s",
        R"s({"anyOf":[{"type":"string"},{"type":"null"},{"type":"string","pattern":"^json:","description":"(`json:` and JSON text, for another value: {\"type\":\"object\",\"additionalProperties\":{\"type\":\"string\"}})"}]})s",
        "null_is_absent(/a) prefixed_json_text(/a)"},
       {R"s({"enum":[{"x":1},[2]]})s",
        R"s({"type":["string","null"],"description":"(one of {\"x\":1},[2]) (JSON text of the value, in a string)"})s",
        "null_is_absent(/a) json_text(/a)"},
       {R"s({"allOf":[{"type":"integer","minimum":1,"maximum":10},{"minimum":3,"maximum":7.0}]})s",
        R"s({"type":["integer","null"],"maximum":7.0,"minimum":3})s", "null_is_absent(/a)"},
       // Strings of the document's may stand beside it.
       {R"s({"anyOf":[{"type":"string"},{"type":"object","properties":{"x":{"type":"string"}},"required":["x"]}]})s",
        R"s({"anyOf":[{"type":"string"},{"type":"object","properties":{"x":{"type":"string"}},"required":["x"],"additionalProperties":false},{"type":"null"},{"type":"string","pattern":"^json:","description":"(`json:` and JSON text, for an object with other members)"}]})s",
        "null_is_absent(/a) prefixed_json_text(/a)"},
       // Items are JSON text, and members of the object in their place are not.
       {R"s({"anyOf":[{"type":"object","properties":{"x":{"type":"string"}},"required":["x"]},{"type":"array","items":{}}]})s",
        R"s({"anyOf":[{"type":"object","properties":{"x":{"type":"string"}},"required":["x"],"additionalProperties":false},{"type":"array","items":{"type":"string","description":"(JSON text of the value, in a string)"}},{"type":"null"},{"type":"string","pattern":"^json:","description":"(`json:` and JSON text, for an object with other members)"}]})s",
        "rename(/a/x=x) null_is_absent(/a) prefixed_json_text(/a) json_text(/a/*)"},
       {R"s({"type":"array","items":{"type":"object"}})s",
        R"s({"type":["array","null"],"items":{"type":"string","description":"(JSON text of an object, in a string)"}})s",
        "null_is_absent(/a) json_text(/a/*)"}});
}

// A member that is only spoken of can be sent, too; what it is, where the schema says so.
TEST(Listings, MembersThatAreOnlySpokenOf) {
  const std::string any =
      R"s({"type":["string","null"],"description":"(JSON text of the value, in a string)"})s";
  const std::string required_any =
      R"s({"type":"string","description":"(JSON text of the value, in a string)"})s";
  const std::string text = R"s({"type":["string","null"]})s";
  struct Row {
    std::string schema, properties;
  };
  const Row rows[] = {
      {R"s("required":["b"])s", R"s("b":)s" + required_any},
      {R"s("properties":{"a":{"type":"string"}},"dependentRequired":{"a":["b"],"c":["a"]})s",
       R"s("a":)s" + text + R"s(,"b":)s" + any + R"s(,"c":)s" + any},
      {R"s("dependentSchemas":{"a":{"properties":{"b":{"type":"integer"}},"required":["c"]}})s",
       R"s("a":)s" + any +
           R"s(,"b":{"type":["string","null"],"description":"(integer in some cases) (JSON text of the value, in a string)"},"c":)s" +
           any},
      {R"s("if":{"properties":{"k":{"const":1}}},"then":{"properties":{"b":{"type":"array","description":"d"}}})s",
       R"s("b":{"type":["string","null"],"description":"d (array in some cases) (JSON text of the value, in a string)"},"k":)s" +
           any},
      // One of both holds.
      {R"s("if":{"required":["k"]},"then":{"properties":{"b":{"type":"string"},"c":{"type":"string"}}},"else":{"properties":{"b":{"type":"string"},"c":{"type":"integer"}}})s",
       R"s("b":)s" + text +
           R"s(,"c":{"anyOf":[{"type":"string"},{"type":"integer"},{"type":"null"}]},"k":)s" + any},
      // What holds for all that are not described holds for them.
      {R"s("propertyNames":{"enum":["b","c"]},"additionalProperties":{"type":"string"})s",
       R"s("b":)s" + text + R"s(,"c":)s" + text},
      {R"s("properties":{"a":{"type":"string"}},"not":{"properties":{"b":{"const":1}}})s",
       R"s("a":)s" + text + R"s(,"b":)s" + any},
      // Parts describe what others require.
      {R"s("allOf":[{"properties":{"a":{"type":"string"}}},{"properties":{"b":{"type":"string"}}}],"required":["c"])s",
       R"s("a":)s" + text + R"s(,"b":)s" + text + R"s(,"c":)s" + required_any},
      // There are no others.
      {R"s("properties":{"a":{"type":"string"}},"additionalProperties":false,"dependentRequired":{"a":["b"]})s",
       R"s("a":)s" + text},
  };
  for (const Row& row : rows) {
    const std::string schema =
        argument(listed("openai-strict", R"s({"type":"object",)s" + row.schema + '}'));
    const std::size_t begin = schema.find(R"s("properties":)s");
    ASSERT_NE(begin, std::string::npos) << schema;
    const std::size_t end = schema.rfind(R"s(},"required":)s");
    EXPECT_EQ(schema.substr(begin + 14, end - begin - 14), row.properties) << row.schema;
  }
  // A required one is there, as the document wants it.
  EXPECT_EQ(rewrites(listed("openai-strict", R"s({"type":"object","required":["b c"]})s")),
            "rename(/a/b_c=b c) null_is_absent(/a) prefixed_json_text(/a) json_text(/a/b_c)");
  // Hundreds of names are no description.
  std::string many = R"s({"type":"object","required":[)s";
  for (int i = 0; i < 101; ++i) many += (i == 0 ? "\"n" : ",\"n") + std::to_string(i) + '"';
  EXPECT_EQ(
      argument(listed("openai-strict", many + "]}")),
      R"s({"type":["string","null"],"description":"(JSON text of an object, in a string)"})s");
}

// What a language has no keyword for is said in the description.
TEST(Listings, DroppedConstraintsAreSaid) {
  struct Row {
    std::string schema, openai, gemini;  // what stands in parentheses
  };
  const Row rows[] = {
      {R"s("type":"string","minLength":1,"maxLength":2)s", "maxLength: 2, minLength: 1", ""},
      {R"s("type":"string","contentEncoding":"base64")s", R"s(contentEncoding: "base64")s",
       R"s(contentEncoding: "base64")s"},
      {R"s("type":"string","contentMediaType":"text/csv")s", R"s(contentMediaType: "text/csv")s",
       R"s(contentMediaType: "text/csv")s"},
      {R"s("type":"string","not":{"const":"x"})s", R"s(not: {"const":"x"})s",
       R"s(not: {"const":"x"})s"},
      {R"s("type":"number","multipleOf":2)s", "", "multipleOf: 2"},
      {R"s("type":"number","exclusiveMaximum":2,"deprecated":true)s", "deprecated",
       "exclusiveMaximum: 2, deprecated"},
      {R"s("type":"array","items":{"type":"string"},"uniqueItems":true)s", "uniqueItems: true",
       "uniqueItems: true"},
      {R"s("type":"array","items":{"type":"string"},"uniqueItems":false)s", "", ""},
      {R"s("type":"array","items":{"type":"string"},"contains":{"const":"x"},"minContains":2,"maxContains":3)s",
       R"s(contains: {"const":"x"}, maxContains: 3, minContains: 2)s",
       R"s(contains: {"const":"x"}, maxContains: 3, minContains: 2)s"},
      {R"s("type":"array","prefixItems":[{"type":"string"}],"items":false)s",
       R"s(items: false, prefixItems: [{"type":"string"}])s",
       R"s(items: false, prefixItems: [{"type":"string"}])s"},
      {R"s("type":"object","properties":{"b":{"type":"string"}},"minProperties":1,"maxProperties":2)s",
       "maxProperties: 2, minProperties: 1", ""},
      {R"s("type":"object","properties":{"b":{"type":"string"}},"propertyNames":{"pattern":"^b"})s",
       R"s(propertyNames: {"pattern":"^b"})s", R"s(propertyNames: {"pattern":"^b"})s"},
      {R"s("type":"object","properties":{"b":{"type":"string"}},"patternProperties":{"^c":{"type":"null"}})s",
       R"s(patternProperties: {"^c":{"type":"null"}})s",
       R"s(patternProperties: {"^c":{"type":"null"}})s"},
      {R"s("type":"object","properties":{"b":{"type":"string"},"c":{"type":"string"}},"dependentRequired":{"b":["c"]})s",
       R"s(dependentRequired: {"b":["c"]})s", R"s(dependentRequired: {"b":["c"]})s"},
      {R"s("type":"object","properties":{"b":{"type":"string"},"c":{"type":"string"}},"if":{"required":["b"]},"then":{"required":["c"]})s",
       R"s(if: {"required":["b"]}, then: {"required":["c"]})s",
       R"s(if: {"required":["b"]}, then: {"required":["c"]})s"},
      {R"s("type":"object","properties":{"b":{"type":"string"}},"unevaluatedProperties":false)s",
       "", ""},
      // Two of one keyword.
      {R"s("allOf":[{"type":"string","not":{"const":"x"}},{"not":{"const":"y"}}])s",
       R"s(not: {"const":"x"} and {"const":"y"})s", R"s(not: {"const":"x"} and {"const":"y"})s"},
      {R"s("allOf":[{"type":"string","pattern":"^a"},{"pattern":"b$"}])s", R"s(pattern: "b$")s",
       R"s(pattern: "b$")s"},
      // What holds depends on it.
      {R"s("type":"object","additionalProperties":false,"properties":{"b":{"type":"string"}},"if":{"properties":{"b":{"const":")s" +
           std::string(200, 'x') + R"s("}}},"then":{"required":["b"]})s",
       "", ""},
      {R"s("type":"string","examples":["x","y"])s", R"s(examples: "x", "y")s",
       R"s(examples: "x", "y")s"},
      {R"s("type":"array","items":{"type":"string"},"unevaluatedItems":false)s",
       "unevaluatedItems: false", "unevaluatedItems: false"},
      // The tighter of two bounds.
      {R"s("allOf":[{"type":"integer","minimum":1,"maximum":10},{"minimum":3,"maximum":7.0}])s", "",
       ""},
      // Once, where alternatives share it; with the type that it is about, where there are several.
      {R"s("anyOf":[{"type":"string"},{"type":"boolean"}],"not":{"const":"x"})s",
       R"s(not: {"const":"x"})s", R"s(not: {"const":"x"})s"},
      {R"s("type":["string","array"],"items":{"type":"string"},"uniqueItems":true)s",
       "uniqueItems: true", "uniqueItems: true"},
      // Not where it is longer than what it is about.
      {R"s("type":"string","not":{"enum":[")s" + std::string(200, 'x') + R"s("]})s", "", ""},
  };
  const auto said = [](std::string_view profile, const std::string& schema) {
    const std::string all = argument(listed(profile, '{' + schema + '}'));
    const std::string text = all.substr(0, all.find(R"s({"type":"string","pattern":"^json:")s"));
    std::string out;
    for (auto at = text.find("\"description\":\"("); at != std::string::npos;
         at = text.find("\"description\":\"(", at + 1)) {
      const auto begin = at + 16;
      const auto end = text.find(")\"", begin);
      for (char c : text.substr(begin, end - begin)) {
        if (c != '\\') out += c;
      }
    }
    return out;
  };
  for (const Row& row : rows) {
    EXPECT_EQ(said("openai-strict", row.schema), row.openai) << row.schema;
    EXPECT_EQ(said("gemini", row.schema), row.gemini) << row.schema;
  }
  // As much as a person reads.
  std::string all = R"s({"type":"object","properties":{"b":{"type":"string"}})s";
  const std::string value = R"s({"b":[")s" + std::string(150, 'x') + R"s("]})s";
  for (const char* keyword : {"dependentRequired", "not", "if", "then", "else", "propertyNames"}) {
    all += std::string(",\"") + keyword + "\":" + value;
  }
  EXPECT_LT(argument(listed("gemini", all + '}')).size(), 1500u);
}

TEST(Listings, Gemini) {
  check(
      "gemini",
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
        R"s({"type":"string","description":"(JSON text of an object, in a string)"})s",
        "json_text(/a)"},
       {R"s({"anyOf":[{"type":"object","properties":{"b":{"type":"integer"}}},{}]})s",
        R"s({"anyOf":[{"type":"object","properties":{"b":{"type":"integer"}}},{"type":"string","pattern":"^json:","description":"(`json:` and JSON text, for another value)"}]})s",
        "prefixed_json_text(/a)"},
       {R"s({"oneOf":[{"type":"object","properties":{"b":{"type":"integer"}}},{"type":"object","properties":{"b":{"type":"object","additionalProperties":{"type":"integer"}}}}]})s",
        R"s({"anyOf":[{"type":"object","properties":{"b":{"type":"integer"}}},{"type":"string","pattern":"^json:","description":"(`json:` and JSON text, for another value: {\"type\":\"object\",\"properties\":{\"b\":{\"type\":\"object\",\"additionalProperties\":{\"type\":\"integer\"}}}})"}]})s",
        "prefixed_json_text(/a)"},
       {R"s({"type":"object","properties":{"b-c":{"type":"string"}}})s",
        R"s({"type":"object","properties":{"b_c":{"type":"string"}}})s", "rename(/a/b_c=b-c)"}});
}

TEST(Listings, TitlesAreSaidUnlessTheyAreSaidAlready) {
  struct Row {
    std::string_view schema, shown;
  };
  for (const Row& row : {
           Row{R"s({"type":"string","title":"Since when","description":"A date."})s",
               R"s({"type":"string","description":"A date. (title: \"Since when\")"})s"},
           Row{R"s({"type":"string","title":"Date","description":"A date."})s",
               R"s({"type":"string","description":"A date."})s"},
           Row{R"s({"type":"string","title":"A","description":"Of the value."})s",
               R"s({"type":"string","description":"Of the value."})s"},
           Row{R"s({"type":"string","title":"Date","description":""})s",
               R"s({"type":"string","description":"Date"})s"},
       }) {
    EXPECT_EQ(argument(listed("gemini", row.schema)), row.shown);
  }
}

}  // namespace
}  // namespace mcpcc::profile
