// Instances that are made conform, those that are made to break a rule break that rule, and a seed
// gives the same ones everywhere.
#include "schema/instances/instances.h"

#include <gtest/gtest.h>

#include <iterator>
#include <set>
#include <string>
#include <string_view>

#include "schema/instances/text_sample.h"
#include "schema/regex/pattern.h"

namespace mcp::schema {
namespace {

using namespace mcp::literals;

bool accepts(const Schema& schema, const std::string& text) {
  const auto parsed = json::Document::parse(text);
  return schema.accepts(std::get<json::Document>(parsed).root());
}

struct Case {
  std::string_view schema;
  std::string_view keywords;  // that must be seen broken, separated by blanks
};

constexpr Case cases[] = {
    {"true", ""},
    {R"({"type":"string"})", "type"},
    {R"({"type":["integer","null"],"minimum":3,"exclusiveMaximum":9})",
     "type minimum exclusiveMaximum"},
    {R"({"type":"number","exclusiveMinimum":0.5,"maximum":0.75})", "exclusiveMinimum maximum"},
    {R"({"type":"integer","multipleOf":7,"minimum":100,"maximum":120})", "multipleOf"},
    {R"({"enum":["a",1,null,{"b":[true]}]})", "enum"},
    {R"({"const":"x"})", "const"},
    {R"({"type":"string","minLength":5,"maxLength":8})", "minLength maxLength"},
    {R"({"type":"string","pattern":"^[a-z]{3}-\\d{2,4}$"})", "pattern"},
    {R"({"type":"string","pattern":"^[A-Z]{2}\\p{Lu}$","maxLength":3})", "pattern"},
    {R"({"type":"string","format":"uuid"})", "type"},
    {R"({"type":"array","items":{"type":"integer"},"minItems":2,"maxItems":4,"uniqueItems":true})",
     "type minItems maxItems uniqueItems"},
    {R"({"type":"array","prefixItems":[{"const":1},{"type":"string"}],"items":false,"minItems":2})",
     "minItems type const"},
    {R"({"type":"array","contains":{"const":7},"minContains":2,"items":{"type":"integer"}})",
     "type"},
    {R"({"type":"object","properties":{"a":{"type":"string"},"b":{"type":"boolean"}},"required":["a"],
        "additionalProperties":false})",
     "required additionalProperties type"},
    {R"({"type":"object","patternProperties":{"^x-[a-z]+$":{"type":"integer"}},"additionalProperties":false,
        "minProperties":1})",
     "minProperties additionalProperties"},
    {R"({"type":"object","propertyNames":{"pattern":"^[a-c]{4}$"},"minProperties":2,"maxProperties":3})",
     "minProperties"},
    {R"({"type":"object","properties":{"a":{"type":"integer"}},"dependentRequired":{"a":["b"]},"required":["a"]})",
     "required type"},
    {R"({"oneOf":[{"type":"object","required":["k"],"properties":{"k":{"const":"a"}}},
        {"type":"object","required":["k"],"properties":{"k":{"const":"b"}}}]})",
     ""},
    {R"({"allOf":[{"type":"object","properties":{"a":{"minimum":3}}},
        {"properties":{"a":{"type":"integer","maximum":5}},"required":["a"]}]})",
     "minimum maximum required"},
    {R"({"if":{"properties":{"a":{"const":1}},"required":["a"]},"then":{"required":["b"]},
        "else":{"required":["c"]},"type":"object"})",
     "required"},
    {R"({"type":"object","properties":{"next":{"$ref":"#"}},"required":["next"],"not":{}})",
     "none"},
    {R"({"$ref":"#/$defs/Tree"})", "type required"},
    {R"({"type":"object","properties":{"a":{"type":"string"}},"unevaluatedProperties":false})",
     "type"},
    {"false", "none"},
    {"{", "none"},
};

constexpr Definition definitions[] = {
    {"Tree"_t,
     R"({"type":"object","properties":{"name":{"type":"string"},"children":{"type":"array","items":{"$ref":"#/$defs/Tree"}}},
      "required":["name"]})"_t}};

TEST(Instances, ConformOrBreakWhatTheySay) {
  for (const Case& c : cases) {
    SCOPED_TRACE(c.schema);
    const Options options{{definitions, std::size(definitions)}};
    Instances instances(c.schema, options, 7);
    const auto schema = Schema::compile(c.schema, options);
    std::set<std::string> broken;
    for (int i = 0; i < 60; ++i) {
      const auto good = instances.conforming();
      ASSERT_EQ(good.has_value(), c.keywords != "none");
      if (good) {
        EXPECT_TRUE(accepts(*schema, *good)) << *good;
      }
      if (const auto bad = instances.violating()) {
        EXPECT_FALSE(accepts(*schema, bad->json)) << bad->json;
        broken.insert(bad->violation.keyword);
      }
    }
    std::string_view wanted = c.keywords == "none" ? std::string_view() : c.keywords;
    while (!wanted.empty()) {
      const std::string keyword(wanted.substr(0, wanted.find(' ')));
      EXPECT_EQ(broken.count(keyword), 1U) << keyword;
      wanted.remove_prefix(std::min(keyword.size() + 1, wanted.size()));
    }
  }
}

TEST(Instances, AreTheSameForTheSameSeed) {
  constexpr std::string_view schema =
      R"({"type":"object","properties":{"id":{"type":"integer","minimum":1},"tags":{"type":"array","items":{"type":"string"}}},
          "required":["id","tags"]})";
  const auto all = [&](std::uint64_t seed) {
    Instances instances(schema, {}, seed);
    std::string out;
    for (int i = 0; i < 3; ++i) {
      out += *instances.conforming() + "\n" + instances.violating()->json + "\n";
    }
    return out;
  };
  EXPECT_EQ(all(1), all(1));
  EXPECT_NE(all(1), all(2));
}

TEST(Instances, TextsMatchTheirPatterns) {
  constexpr std::string_view patterns[] = {"^[a-z]+$",
                                           "^(a|b(c|d)+){2,3}$",
                                           "\\d{4}-\\d\\d",
                                           "^\\w+@\\w+\\.(com|org)$",
                                           "^\\p{Lu}\\p{Ll}*$",
                                           "^[^\\s\"]{8,}$",
                                           "^(?<q>['\"])x\\k<q>$",
                                           "^\\u0041[\\u4e00-\\u9fff]$",
                                           "^.{3}\\.$",
                                           "^(?:[0-9a-f]{2})+$",
                                           "^\\x41?\\cJ*\\[\\]$",
                                           "^(?!x)[a-z]{20,4000}$"};
  Random random(3);
  TextSampler sampler;
  for (const std::string_view text : patterns) {
    const regex::Pattern pattern(text);
    int matches = 0;
    for (std::size_t more = 0; more < 20; ++more) {
      const std::string sample = sampler.sample(text, random, more);
      matches += pattern.find(sample) == regex::Pattern::Match::yes ? 1 : 0;
    }
    EXPECT_GT(matches, 14) << text;
  }
  (void)sampler.sample(std::string(5000, '(') + "((a{900}){900}){900}[", random, 900);
}

// A given instance is broken at one of its places, and nowhere else.
TEST(Instances, OfAGivenOne) {
  const std::string schema = R"({"type":"object","required":["kind","parts"],"properties":{
      "kind":{"enum":["a","b"]},"parts":{"type":"array","items":{"$ref":"#/$defs/part"}}},
      "if":{"properties":{"kind":{"const":"a"}}},"then":{"properties":{"extra":{"minimum":3}}},
      "else":{"required":["extra"]},
      "$defs":{"part":{"anyOf":[{"type":"null"},{"type":"object","additionalProperties":false,
      "patternProperties":{"^x-":{"type":"boolean"}}}]}}})";
  Instances instances(schema, {}, 1);
  const auto given = json::Document::parse(
      R"({"kind":"a","extra":3,"parts":[null,{"x-a":true}],"other":{"left":"alone"}})");
  const json::Value& root = std::get<json::Document>(given).root();
  std::set<std::string> broken;
  for (int i = 0; i < 200; ++i) {
    const auto violating = instances.violating(root);
    ASSERT_TRUE(violating);
    EXPECT_FALSE(accepts(instances.schema(), violating->json)) << violating->json;
    if (violating->violation.keyword != "type") {  // the whole instance may be another value
      EXPECT_NE(violating->json.find(R"("left":"alone")"), std::string::npos);
    }
    broken.insert(violating->violation.instance_location + " " + violating->violation.keyword);
  }
  for (const std::string place : {"/kind enum", " required", "/parts type", "/extra minimum"}) {
    EXPECT_TRUE(broken.contains(place)) << place;
  }
  const auto refused = json::Document::parse(R"({"kind":"c"})");
  EXPECT_FALSE(instances.violating(std::get<json::Document>(refused).root()));
}

}  // namespace
}  // namespace mcp::schema
