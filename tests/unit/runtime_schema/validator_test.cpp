#include "schema/validator.h"

#include <gtest/gtest.h>

#include <iterator>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "schema/suggest.h"

namespace mcp::schema {
namespace {

using namespace mcp::literals;

constexpr Definition definitions[] = {
    {"Pet"_t,
     R"({"type":"object","properties":{"name":{"type":"string"},"mother":{"$ref":"#/$defs/Pet"},
      "tag":{"$ref":"#/$defs/odd~0na~1me%20x"}},"required":["name"],"additionalProperties":false})"_t},
    {"odd~na/me x"_t, R"({"enum":["a","b"]})"_t},
    {"Loop"_t, R"({"$ref":"#/$defs/Loop"})"_t},
    {"Fork"_t, R"({"anyOf":[{"$ref":"#/$defs/Fork"},{"$ref":"#/$defs/Fork"}]})"_t},
    {"Tree"_t, R"({"properties":{"a":{"$ref":"#/$defs/Tree"}},"items":{"$ref":"#/$defs/Tree"}})"_t},
    {"Broken"_t, "{"_t},
};

std::vector<Violation> violations(std::string_view schema, std::string_view instance) {
  const auto parsed = json::Document::parse(std::string(instance));
  return Schema::compile(schema, {{definitions, std::size(definitions)}})
      ->validate(std::get<json::Document>(parsed).root());
}

/// A line for each violation: pointer, keyword, message.
std::string report(std::string_view schema, std::string_view instance) {
  std::string out;
  for (const Violation& v : violations(schema, instance)) {
    if (!out.empty()) out += '\n';
    out += v.instance_location + " " + v.keyword + " " + v.message;
  }
  return out;
}

struct Case {
  std::string_view schema, instance, report;
};

constexpr Case cases[] = {
    // kinds of values
    {R"({"type":"integer"})", R"("ten")", R"( type expected integer, got string "ten")"},
    {R"({"type":"integer"})", "1.0", ""},
    {R"({"type":"integer"})", "1e400", ""},
    {R"({"const":1e999999999999999999999})", "10e999999999999999999998", ""},
    {R"({"const":1e999999999999999999999})", "1e999999999999999999998",
     " const expected 1e999999999999999999999; got number 1e999999999999999999998"},
    {R"({"maximum":1e-999999999999999999999})", "1e-999999999999999999998",
     " maximum must be at most 1e-999999999999999999999, got 1e-999999999999999999998"},
    {R"({"uniqueItems":true})", "[1e999999999999999999999,1e999999999999999999998]", ""},
    {R"({"type":"integer"})", "1.5", " type expected integer, got number 1.5"},
    {R"({"type":["string","null"]})", "null", ""},
    {R"({"type":["integer","null"]})", "[]", " type expected integer or null, got array"},
    {R"({"type":"number"})", "{}", " type expected number, got object"},
    {R"({"type":"unheard-of"})", "1", ""},
    {"true", "1", ""},
    {"false", "1", " false not allowed"},
    {"7", "1", ""},
    {"{", "1", " $schema the schema itself is not valid JSON, so nothing conforms to it"},
    // enum and const
    {R"({"enum":["open","closed","all"]})", R"("opne")",
     R"( enum expected one of "open", "closed", "all"; got string "opne", did you mean "open"?)"},
    {R"({"enum":[1,2.50,null,{"a":[1]}]})", R"({"a":[1.0]})", ""},
    {R"({"enum":[1,2.50]})", "2.5", ""},
    {R"({"enum":[1,[2]]})", "3", " enum expected one of 1, [2]; got number 3"},
    {R"({"const":"x"})", R"("y")", R"( const expected "x"; got string "y")"},
    {R"({"const":{"a":1,"b":2}})", R"({"b":2,"a":1.0})", ""},
    {R"({"enum":["a","b"],"const":"b"})", R"("a")", R"( const expected "b"; got string "a")"},
    {R"({"enum":["a","b","c","d","e","f","g","h","i","j","k","l","m","n"]})", "1",
     R"( enum expected one of "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l" and 2 )"
     "more; got number 1"},
    // numbers
    {R"({"minimum":1})", "0", " minimum must be at least 1, got 0"},
    {R"({"maximum":100})", "100.0001", " maximum must be at most 100, got 100.0001"},
    {R"({"exclusiveMinimum":0.1})", "0.10", " exclusiveMinimum must be greater than 0.1, got 0.10"},
    {R"({"exclusiveMaximum":5})", "5", " exclusiveMaximum must be less than 5, got 5"},
    {R"({"multipleOf":0.01})", "19.99", ""},
    {R"({"multipleOf":0.01})", "0.015", " multipleOf must be a multiple of 0.01, got 0.015"},
    {R"({"maximum":9007199254740992})", "9007199254740993",
     " maximum must be at most 9007199254740992, got 9007199254740993"},
    // strings
    {R"({"minLength":2})", R"("é")", " minLength must have at least 2 characters, got 1"},
    {R"({"maxLength":1})", R"("😀")", ""},
    {R"({"maxLength":1})", R"("ab")", " maxLength must have at most 1 character, got 2"},
    {R"({"pattern":"^a$","format":"email"})", R"("b")",
     " pattern must match the pattern `^a$`, got string \"b\""},
    {R"({"pattern":"^a$"})", "7", ""},
    {R"({"pattern":"[a"})", R"("b")", ""},
    {R"s({"pattern":"^(?!(a+)+$)"})s", R"("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab")",
     " pattern too long to match against the pattern `^(?!(a+)+$)`"},
    // arrays
    {R"({"items":{"type":"string"}})", R"(["a",1,"b",true])",
     "/1 type `[1]`: expected string, got number 1\n"
     "/3 type `[3]`: expected string, got boolean true"},
    {R"({"prefixItems":[{"type":"string"}],"items":false})", R"(["a",1])",
     " items must have at most 1 item, got 2"},
    {R"({"minItems":1})", "[]", " minItems must have at least 1 item, got 0"},
    {R"({"maxItems":1})", "[1,2]", " maxItems must have at most 1 item, got 2"},
    {R"({"uniqueItems":true})", R"([1,{"a":1,"b":2},{"b":2,"a":1.0}])",
     " uniqueItems items must be unique, but items 1 and 2 are equal"},
    {R"({"uniqueItems":true})", R"([1,"1",true,[1],null,"null",[],{}])", ""},
    {R"({"contains":{"const":1}})", "[2]",
     " contains must contain at least 1 item of the required kind, got 0"},
    {R"({"contains":{"const":1},"maxContains":1})", "[1,1]",
     " maxContains must contain at most 1 item of the limited kind, got 2"},
    // objects
    {R"({"required":["a","b"]})", R"({"a":1})", " required missing required property `b`"},
    {R"({"properties":{"limit":{"type":"integer"}}})", R"({"limit":"ten"})",
     R"(/limit type `limit`: expected integer, got string "ten")"},
    {R"({"properties":{"user_id":{}},"additionalProperties":false})", R"({"userId":1})",
     " additionalProperties unknown property `userId`, did you mean `user_id`?"},
    {R"({"properties":{"user_id":{}},"additionalProperties":{"not":{}}})", R"({"userId":1})",
     " additionalProperties unknown property `userId`, did you mean `user_id`?"},
    {R"({"properties":{"a":{}},"additionalProperties":false})", R"({"zzz":1})",
     " additionalProperties unknown property `zzz`"},
    {R"({"additionalProperties":{"type":"string"}})", R"({"a/b~":1})",
     "/a~1b~0 type `[\"a/b~\"]`: expected string, got number 1"},
    {R"({"patternProperties":{"^x":{"type":"string"}},"additionalProperties":false})",
     R"({"x1":1,"y":2})",
     "/x1 type `x1`: expected string, got number 1\n additionalProperties unknown property `y`"},
    {R"({"properties":{"x1":{"type":"number"}},"patternProperties":{"^x":{"minimum":2},"1$":{"maximum":0}}})",
     R"({"x1":1})",
     "/x1 minimum `x1`: must be at least 2, got 1\n/x1 maximum `x1`: must be at most 0, got 1"},
    {R"({"patternProperties":{"[x":{}},"additionalProperties":false})", R"({"y":1})", ""},
    {R"({"propertyNames":{"pattern":"^[a-z]+$"}})", R"({"A":1})",
     " propertyNames property name `A` is not allowed"},
    {R"({"propertyNames":{"maxLength":2}})", R"({"abc":1})",
     " propertyNames property name `abc` is not allowed"},
    {R"({"minProperties":1})", "{}", " minProperties must have at least 1 property, got 0"},
    {R"({"dependentRequired":{"a":["b"]}})", R"({"a":1})",
     " dependentRequired missing property `b`, which `a` requires"},
    {R"({"dependentSchemas":{"a":{"required":["b"]}}})", R"({"a":1})",
     " required missing required property `b`"},
    {R"({"properties":{"a":{"type":"string"}}})", R"({"a":1,"a":"x"})",
     "/a type `a`: expected string, got number 1"},
    // combinations
    {R"({"allOf":[{"minimum":2},{"maximum":0}]})", "1",
     " minimum must be at least 2, got 1\n maximum must be at most 0, got 1"},
    {R"({"anyOf":[{"type":"string"},{"type":"null"}]})", "1",
     " anyOf matches none of 2 alternatives; got number 1, expected string or null"},
    {R"({"oneOf":[{"type":"null"},{"type":"object","required":["a"]}]})", "{}",
     " required missing required property `a`"},
    {R"({"oneOf":[{"type":"object","required":["a","b"]},{"type":"object","required":["c"]}]})",
     R"({"a":1})", " oneOf matches none of 2 alternatives; nearest: missing required property `b`"},
    // What the alternative says that is meant, all of it.
    {R"({"oneOf":[{"properties":{"k":{"const":"cat"},"lives":{"type":"integer"}},)"
     R"("required":["k","lives"],"additionalProperties":false},)"
     R"({"properties":{"k":{"enum":["dog"]}},"required":["k"]}]})",
     R"({"k":"cat","lifes":9,"zz":1})",
     " required missing required property `lives`\n"
     " additionalProperties unknown property `lifes`, did you mean `lives`?\n"
     " additionalProperties unknown property `zz`"},
    {R"({"oneOf":[{"properties":{"k":{"const":"cat"}},"required":["k","lives"]},)"
     R"({"$ref":"#/$defs/dog"}],"$defs":{"dog":{"properties":{"k":{"enum":["dog"]}},"required":["k","b"]}}})",
     R"({"k":"bird"})",
     " oneOf matches none of 2 alternatives: `k`: expected one of \"cat\", \"dog\"; got string "
     "\"bird\""},
    {R"({"anyOf":[{"properties":{"k":{"const":"cat"}},"required":["a","b"]},)"
     R"({"properties":{"k":{"const":"cat"}},"required":["a","b","c"]},)"
     R"({"properties":{"k":{"const":"dog"}}}]})",
     R"({"k":"cat"})",
     " anyOf matches none of 3 alternatives; nearest: missing required property `a`; missing "
     "required property `b`"},
    {R"({"oneOf":[{"type":"integer"},{"minimum":0}]})", "1",
     " oneOf matches 2 of 2 alternatives, but must match exactly one"},
    {R"({"not":{"type":"string"}})", R"("x")", " not string \"x\" is not allowed here"},
    {R"({"if":{"type":"string"},"then":{"minLength":2},"else":{"minimum":2}})", R"("x")",
     " minLength must have at least 2 characters, got 1"},
    {R"({"if":{"type":"string"},"then":{"minLength":2},"else":{"minimum":2}})", "1",
     " minimum must be at least 2, got 1"},
    // the benefit of the doubt, where a keyword is not checked
    {R"({"oneOf":[{"type":"string","format":"date"},{"type":"string","format":"uuid"}]})", R"("x")",
     ""},
    {R"({"oneOf":[{"format":"date","type":"string"},{"type":"string","maxLength":0}]})", "1",
     " oneOf matches none of 2 alternatives; got number 1, expected string"},
    {R"({"not":{"type":"string","format":"date"}})", R"("b")", ""},
    {R"({"if":{"type":"string","format":"date"},"then":false,"else":false})", R"("b")", ""},
    {R"({"contains":{"type":"string","format":"date"},"maxContains":0,"minContains":0})",
     R"(["b"])", ""},
    {R"({"oneOf":[{"$ref":"#/nowhere"},{"$ref":"https://elsewhere.test/x"}]})", "1", ""},
    // references
    {R"({"$ref":"#/$defs/Pet"})", R"({"name":"a","mother":{"nmae":"b"},"tag":"c"})",
     "/mother required `mother`: missing required property `name`\n"
     "/mother additionalProperties `mother`: unknown property `nmae`, did you mean `name`?\n"
     "/tag enum `tag`: expected one of \"a\", \"b\"; got string \"c\""},
    {R"({"$ref":"#/$defs/Local/items","$defs":{"Local":{"items":{"type":"null"}}}})", "1",
     " type expected null, got number 1"},
    {R"({"$ref":"#/$defs/Pet/properties/name"})", "1", " type expected string, got number 1"},
    {R"({"properties":{"a":{"$ref":"#"}},"type":"object"})", R"({"a":{"a":1}})",
     "/a/a type `a.a`: expected object, got number 1"},
    {R"({"$ref":"#/$defs/Missing"})", "1", ""},
    {R"({"$ref":"#/$defs/Broken"})", "1", ""},
    {R"({"$ref":"#/$defs/Loop"})", "1",
     " $ref too deep or too complex to validate against the schema"},
    {R"({"$ref":"#/$defs/Fork"})", "1",
     " $ref too deep or too complex to validate against the schema"},
    {R"({"not":{"$ref":"#/$defs/Loop"}})", "1",
     " $ref too deep or too complex to validate against the schema"},
};

TEST(Validator, Reports) {
  for (const Case& c : cases) {
    EXPECT_EQ(report(c.schema, c.instance), c.report) << c.schema << " " << c.instance;
  }
}

TEST(Validator, LongValuesAreClipped) {
  const std::string text = "\"" + std::string(1000, 'x') + "\"";
  EXPECT_EQ(report(R"({"type":"integer"})", text),
            " type expected integer, got string \"" + std::string(57, 'x') + "...\"");
  EXPECT_EQ(report(R"({"maximum":1})", std::string(1000, '9')),
            " maximum must be at most 1, got " + std::string(57, '9') + "...");
  const std::string path = "{\"" + std::string(1000, 'k') + "\":1}";
  EXPECT_LT(violations(R"({"additionalProperties":{"type":"null"}})", path)[0].message.size(),
            400U);
  EXPECT_LT(violations(R"({"additionalProperties":false})", path)[0].message.size(), 400U);
}

TEST(Validator, ViolationsAreLimited) {
  std::string text = "[";
  for (int i = 0; i < 1000; ++i) text += "1,";
  text.back() = ']';
  const auto parsed = json::Document::parse(text);
  const json::Value& root = std::get<json::Document>(parsed).root();
  const auto schema = Schema::compile(R"({"items":{"type":"null"}})");
  EXPECT_EQ(schema->validate(root).size(), 20U);
  EXPECT_EQ(schema->validate(root, 3).size(), 3U);
}

TEST(Validator, DeepInstancesAndWideOnes) {
  const std::string deep = std::string(256, '[') + std::string(256, ']');
  EXPECT_EQ(report(R"({"$ref":"#/$defs/Tree"})", deep), "");
  std::string wide = "{";
  for (int i = 0; i < 50'000; ++i)
    wide += "\"k" + std::to_string(i) + "\":" + std::to_string(i) + ",";
  wide.back() = '}';
  EXPECT_EQ(
      report(R"({"required":["k0","k49999"],"additionalProperties":{"type":"integer"}})", wide),
      "");
  std::string items = "[";
  for (int i = 0; i < 50'000; ++i) items += "\"k" + std::to_string(i) + "\",";
  items.back() = ']';
  EXPECT_EQ(report(R"({"uniqueItems":true})", items), "");
}

TEST(Suggest, Names) {
  constexpr std::string_view names[] = {"owner", "repo", "per_page", "id", "userName"};
  struct Suggestion {
    std::string_view name, near;
  };
  constexpr Suggestion suggestions[] = {
      {"ownr", "owner"},
      {"onwer", "owner"},
      {"Owner", "owner"},
      {"perPage", "per_page"},
      {"PER-PAGE", "per_page"},
      {"username", "userName"},
      {"user_name", "userName"},
      {"x", ""},
      {"ix", ""},
      {"ID", "id"},
      {"something", ""},
      {"", ""},
      {"owner", ""},
  };
  for (const Suggestion& s : suggestions) EXPECT_EQ(suggest(s.name, names), s.near) << s.name;
  EXPECT_EQ(suggest(std::string(100'000, 'o'), names), "");
}

}  // namespace
}  // namespace mcp::schema
