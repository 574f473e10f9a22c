// <mcp/schema.h> as a program that uses only it: places, documents, problems, budgets.
#include <gtest/gtest.h>
#include <mcp/schema.h>

#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <thread>

#include "paths.h"

namespace {

using mcp::schema::Instance;
using mcp::schema::Problem;
using mcp::schema::Validator;
using mcp::schema::ValidatorOptions;
using mcp::schema::Violation;

/// A line for each violation: where in the instance, where in the schema.
std::string places(const Validator& validator, std::string_view json) {
  std::string out;
  for (const Violation& violation : validator.validate(json)) {
    out += violation.instance_location + " " + violation.keyword_location + "\n";
  }
  return out;
}

std::string sample() {
  std::ostringstream out;
  // [sample]
  const mcp::schema::Validator pet(
      R"({
    "$id": "https://example.com/pet",
    "type": "object",
    "properties": {"name": {"type": "string", "minLength": 1}, "born": {"$ref": "date"}},
    "required": ["name"],
    "unevaluatedProperties": false
  })",
      {{{"https://example.com/date",
         R"({"type": "string", "pattern": "^\\d{4}-\\d\\d-\\d\\d$"})"}}});
  for (const mcp::schema::Problem& problem : pet.problems()) {
    out << problem.keyword_location << ": " << problem.message << '\n';
  }
  for (const mcp::schema::Violation& violation :
       pet.validate(R"({"nmae": "Rex", "born": "yesterday"})")) {
    out << violation.keyword_location << ": " << violation.message << '\n';
  }
  // [sample]
  return out.str();
}

constexpr std::string_view sample_output =
    "https://example.com/pet#/required: missing required property `name`\n"
    "https://example.com/date#/pattern: `born`: must match the pattern `^\\d{4}-\\d\\d-\\d\\d$`, "
    "got "
    "string \"yesterday\"\n"
    "https://example.com/pet#/unevaluatedProperties: unknown property `nmae`, did you mean "
    "`name`?\n";

std::string read(const std::string& path) {
  std::ifstream file(std::string(MCPCC_SOURCE_DIR) + "/" + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(SchemaHeader, ViolationsNameTheProperty) {
  const Validator validator(R"({"properties": {"a": {"required": ["b"], "dependentRequired":
      {"c": ["d"]}, "additionalProperties": false, "properties": {"b": {"type": "string"},
      "c": true}}}})");
  std::string found;
  for (const Violation& violation : validator.validate(R"({"a": {"c": 1, "e": 2}})")) {
    found +=
        violation.instance_location + " " + violation.property + ": " + violation.reason + "\n";
  }
  EXPECT_EQ(found,
            "/a b: missing required property `b`\n"
            "/a e: unknown property `e`\n"
            "/a d: missing property `d`, which `c` requires\n");
  const auto other = validator.validate(R"({"a": {"b": 7}})");
  ASSERT_EQ(other.size(), 1u);
  EXPECT_EQ(other[0].property, "");
  EXPECT_EQ(other[0].reason, "expected string, got number 7");
  EXPECT_EQ(other[0].message, "`a.b`: expected string, got number 7");
}

TEST(SchemaHeader, SampleOfTheDocumentationRuns) {
  EXPECT_EQ(sample(), sample_output);
  const std::string source = read("tests/unit/runtime_schema/schema_header_test.cpp");
  const std::string marker = "  // [sample]\n";
  const std::size_t begin = source.find(marker) + marker.size();
  std::istringstream lines(source.substr(begin, source.find(marker, begin) - begin));
  std::string code;
  for (std::string line; std::getline(lines, line);) code += line.substr(2) + "\n";
  const std::string page = read("docs/json-schema.md");
  EXPECT_NE(page.find("```cpp\n#include <mcp/schema.h>\n\n" + code + "```\n"), std::string::npos)
      << code;
  EXPECT_NE(page.find("```text\n" + std::string(sample_output) + "```\n"), std::string::npos);
}

TEST(SchemaHeader, SaysWhereAKeywordStands) {
  const Validator validator(
      R"({"properties":{"a/b":{"$ref":"#/$defs/deep"},"c":{"allOf":[true,{"minimum":3}]},
          "d":{"$ref":"https://else.test/e"},"f":{"$ref":"inner#x"},"g":false},
          "$defs":{"deep":{"type":"string"},"in":{"$id":"inner","$defs":{"y":{"$anchor":"x","maximum":1}}}}})",
      {{{"https://else.test/e", R"({"items":{"const":1}})"}}});
  EXPECT_EQ(places(validator, R"({"a/b":1,"c":1,"d":[2],"f":2,"g":0})"),
            "/a~1b #/$defs/deep/type\n/c #/properties/c/allOf/1/minimum\n"
            "/d/0 https://else.test/e#/items/const\n/f inner#/$defs/y/maximum\n"
            "/g #/properties/g\n");
}

TEST(SchemaHeader, SaysWhatInASchemaAssertsNothing) {
  const Validator validator(
      R"({"properties":{"a":{"pattern":"[a"},"b":{"$ref":"#/nowhere"},"c":{"$ref":"#/$defs/d"}},
          "patternProperties":{"(":{}},"$defs":{"d":{"$dynamicRef":"gone.json#x"},"e":{"$ref":"#/unused"}}})");
  std::string out;
  for (const Problem& problem : validator.problems()) {
    out += problem.keyword_location + ": " + problem.message + "\n";
  }
  EXPECT_EQ(out,
            "#/properties/a/pattern: no regular expression: a character class is not closed\n"
            "#/patternProperties: no regular expression: a group is not closed\n"
            "#/properties/b/$ref: reaches nothing\n#/$defs/d/$dynamicRef: reaches nothing\n");
  EXPECT_TRUE(validator.accepts(R"({"a":"x","b":1,"c":1,"x":1})"));
  EXPECT_TRUE(Validator("true").problems().empty());
  EXPECT_EQ(Validator("{").problems().size(), 1U);
}

// Each keyword in forms that it must not have (JSON Schema 2020-12 core, sections 8 and 10;
// validation, section 6). Nothing is refused by it.
TEST(SchemaHeader, SaysWhatInASchemaIsMalformed) {
  const std::string a_schema = "expected a schema, which is an object or a boolean, got ";
  const std::string schemas = "expected an object of schemas, got ";
  const std::string list = "expected an array of one or more schemas, got ";
  const std::string names = "expected an array of names of properties, got ";
  const std::string count = "expected an integer of 0 or more, got ";
  const std::string anchor =
      "expected a name that begins with a letter or `_` and goes on with letters, digits, `-`, `_` "
      "and `.`, got ";
  const std::string types =
      "expected `null`, `boolean`, `object`, `array`, `number`, `string` or `integer`";
  struct Case {
    std::string schema, problems;
  };
  std::vector<Case> cases = {
      {"5", "#: " + a_schema + "number 5"},
      {"null", "#: " + a_schema + "null"},
      {"[]", "#: " + a_schema + "an empty array"},
      {R"({"type":"strin"})", "#/type: " + types + ", or an array of these, got string \"strin\""},
      {R"({"type":1})", "#/type: " + types + ", or an array of these, got number 1"},
      {R"({"type":[]})", "#/type: expected one or more names of types, got an empty array"},
      {R"({"type":["string","any",1]})",
       "#/type/1: " + types + ", got string \"any\"\n#/type/2: " + types + ", got number 1"},
      {R"({"enum":1})", "#/enum: expected an array of values, got number 1"},
      {R"({"multipleOf":0})", "#/multipleOf: expected a number greater than 0, got number 0"},
      {R"({"multipleOf":-0.5})", "#/multipleOf: expected a number greater than 0, got number -0.5"},
      {R"({"multipleOf":"1"})", "#/multipleOf: expected a number greater than 0, got string \"1\""},
      {R"({"multipleOf":0.1234567890123456789})",
       "#/multipleOf: has more than 18 digits, which is not checked"},
      {R"({"pattern":1})", "#/pattern: expected a regular expression, got number 1"},
      {R"({"format":1})", "#/format: expected a string, got number 1"},
      {R"({"contentEncoding":true})", "#/contentEncoding: expected a string, got boolean true"},
      {R"({"uniqueItems":"true"})", "#/uniqueItems: expected a boolean, got string \"true\""},
      {R"({"writeOnly":1})", "#/writeOnly: expected a boolean, got number 1"},
      {R"({"required":"a"})", "#/required: " + names + "string \"a\""},
      {R"({"required":["a",1]})", "#/required/1: expected the name of a property, got number 1"},
      {R"({"dependentRequired":["a"]})",
       "#/dependentRequired: expected an object of arrays of names, got array"},
      {R"({"dependentRequired":{"a/b":"c"}})",
       "#/dependentRequired/a~1b: " + names + "string \"c\""},
      {R"({"dependentRequired":{"a":[1]}})",
       "#/dependentRequired/a/0: expected the name of a property, got number 1"},
      {R"({"$ref":1})", "#/$ref: expected a URI reference, got number 1"},
      {R"({"$dynamicRef":{}})", "#/$dynamicRef: expected a URI reference, got object"},
      {R"({"$id":1})", "#/$id: expected a URI reference without a fragment, got number 1"},
      {R"({"properties":{"a":{"$id":"x#y"}}})",
       "x#/$id: expected a URI reference without a fragment, got string \"x#y\""},
      {R"({"$anchor":"1a"})", "#/$anchor: " + anchor + "string \"1a\""},
      {R"({"$dynamicAnchor":""})", "#/$dynamicAnchor: " + anchor + "string \"\""},
      {R"({"$defs":{"a":7}})", "#/$defs/a: " + a_schema + "number 7"},
      {R"({"$ref":"#/$defs/a","$defs":{"a":7}})", "#/$defs/a: " + a_schema + "number 7"},
      {R"({"definitions":{"a":[1]}})", "#/definitions/a: " + a_schema + "array"},
      {R"({"not":{"properties":{"a":{"items":[{"type":"x"}]}}}})",
       "#/not/properties/a/items: " + a_schema + "array"},
      {R"({"items":{"type":"x"},"items":{"minItems":-1}})",
       "#/items/minItems: " + count + "number -1"},
  };
  for (const std::string keyword :
       {"minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties",
        "minContains", "maxContains"}) {
    for (const std::string value : {"number -1", "number 1.5", "boolean true"}) {
      const std::string text = value.substr(value.find(' ') + 1);
      cases.push_back(
          {"{\"" + keyword + "\":" + text + "}", "#/" + keyword + ": " + count + value});
    }
    cases.push_back({"{\"" + keyword + "\":1e30}",
                     keyword.starts_with("max") ? std::string()
                                                : "#/" + keyword +
                                                      ": is larger than anything can be, which is "
                                                      "not checked"});
  }
  for (const std::string keyword : {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}) {
    cases.push_back(
        {"{\"" + keyword + "\":true}", "#/" + keyword + ": expected a number, got boolean true"});
  }
  for (const std::string keyword :
       {"properties", "patternProperties", "dependentSchemas", "$defs", "definitions"}) {
    cases.push_back(
        {"{\"" + keyword + "\":[]}", "#/" + keyword + ": " + schemas + "an empty array"});
    cases.push_back(
        {"{\"" + keyword + "\":{\"a\":7}}", "#/" + keyword + "/a: " + a_schema + "number 7"});
  }
  for (const std::string keyword : {"allOf", "anyOf", "oneOf", "prefixItems"}) {
    cases.push_back({"{\"" + keyword + "\":{}}", "#/" + keyword + ": " + list + "object"});
    cases.push_back({"{\"" + keyword + "\":[]}", "#/" + keyword + ": " + list + "an empty array"});
    cases.push_back(
        {"{\"" + keyword + "\":[true,7]}", "#/" + keyword + "/1: " + a_schema + "number 7"});
  }
  for (const std::string keyword :
       {"items", "contains", "additionalProperties", "propertyNames", "unevaluatedItems",
        "unevaluatedProperties", "not", "if", "then", "else"}) {
    cases.push_back({"{\"" + keyword + "\":3}", "#/" + keyword + ": " + a_schema + "number 3"});
  }
  for (const Case& c : cases) {
    std::string out;
    for (const Problem& problem : Validator(c.schema).problems()) {
      out += (out.empty() ? "" : "\n") + problem.keyword_location + ": " + problem.message;
    }
    EXPECT_EQ(out, c.problems) << c.schema;
  }
}

TEST(SchemaHeader, FindsNoFaultWithEveryKeywordInItsForm) {
  const Validator validator(R"({
    "$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://x.example/s#",
    "$anchor":"a.b-c_1","$dynamicAnchor":"_d","$ref":"#/$defs/a","$dynamicRef":"#_e","$defs":{"a":true,
    "e":{"$dynamicAnchor":"_e"}},"definitions":{"b":{}},
    "type":["null","boolean","object","array","number","string","integer"],"enum":[],"const":null,
    "multipleOf":1e-7,"minimum":-1,"maximum":1e400,"exclusiveMinimum":0.5,"exclusiveMaximum":9,
    "minLength":0,"maxLength":1.0,"pattern":"^a","minItems":0.0,"maxItems":1e1,"uniqueItems":false,
    "minContains":0,"maxContains":2,"minProperties":0,"maxProperties":0,"required":[],
    "dependentRequired":{"a":[]},"dependentSchemas":{"a":false},"properties":{},"patternProperties":{},
    "additionalProperties":true,"propertyNames":{},"prefixItems":[true],"items":{},"contains":{},
    "unevaluatedItems":false,"unevaluatedProperties":{},"allOf":[{}],"anyOf":[{}],"oneOf":[{}],
    "not":false,"if":{},"then":{},"else":{},"format":"date","contentEncoding":"base64",
    "writeOnly":true,"readOnly":1,"title":2,"examples":3,"unheard-of":4})");
  for (const Problem& problem : validator.problems()) {
    ADD_FAILURE() << problem.keyword_location << ": " << problem.message;
  }
  // Of a vocabulary that the metaschema leaves out nothing is wrong.
  const Validator without(
      R"({"$schema":"https://x.example/m","minLength":-1,"items":3})",
      {{{"https://x.example/m",
         R"({"$vocabulary":{"https://json-schema.org/draft/2020-12/vocab/core":true,)"
         R"("https://json-schema.org/draft/2020-12/vocab/applicator":true}})"}}});
  ASSERT_EQ(without.problems().size(), 1U);
  EXPECT_EQ(without.problems().front().keyword_location, "#/items");
}

TEST(SchemaHeader, InstancesThatAreNoJsonConformToNothing) {
  const Validator anything("true");
  EXPECT_TRUE(anything.accepts("1"));
  EXPECT_FALSE(anything.accepts("{"));
  EXPECT_EQ(anything.validate("[1,]").front().message, "not JSON, at byte 3: unexpected character");
  EXPECT_FALSE(Instance("[").is_json());
  EXPECT_FALSE(Validator("{").accepts("1"));
  EXPECT_EQ(Validator("{").validate("1").front().keyword, "$schema");
}

TEST(SchemaHeader, OptionsHold) {
  ValidatorOptions options;
  options.max_violations = 2;
  const Validator validator(R"({"items":{"type":"null"}})", options);
  EXPECT_EQ(validator.validate("[1,2,3]").size(), 2U);
}

// The metaschema is built in; what it says of schemas is what the specification does.
TEST(SchemaHeader, TheMetaschemaIsBuiltIn) {
  const Validator metaschema(R"({"$ref":"https://json-schema.org/draft/2020-12/schema"})");
  EXPECT_TRUE(metaschema.problems().empty());
  EXPECT_TRUE(metaschema.accepts(R"({"properties":{"a":{"items":{"type":["string","null"]}}}})"));
  EXPECT_EQ(places(metaschema, R"({"$defs":{"a":{"not":{"type":"strng"}}}})"),
            "/$defs/a/not/type "
            "https://json-schema.org/draft/2020-12/meta/validation#/$defs/type/enum\n");
  EXPECT_FALSE(metaschema.accepts(R"({"items":[{}]})"));
  EXPECT_FALSE(metaschema.accepts(R"({"minLength":-1})"));
  EXPECT_FALSE(metaschema.accepts("7"));
}

TEST(SchemaHeader, WorkIsBounded) {
  // Sixteen alternatives at each of twenty levels.
  std::string schema = R"({"$defs":{"x20":{"type":"null"})";
  for (int level = 0; level < 20; ++level) {
    schema += R"(,"x)" + std::to_string(level) + R"(":{"anyOf":[)";
    for (int i = 0; i < 16; ++i)
      schema += R"({"$ref":"#/$defs/x)" + std::to_string(level + 1) + "\"},";
    schema.back() = ']';
    schema += "}";
  }
  schema += R"(},"$ref":"#/$defs/x0"})";
  EXPECT_EQ(Validator(schema).validate("1").front().message,
            "too deep or too complex to validate against the schema");
  EXPECT_FALSE(Validator(schema).accepts("1"));
  const Validator unevaluated(
      R"({"$defs":{"t":{"anyOf":[{"properties":{"a":{"$dynamicRef":"#t"}}},{"required":["z"]}],
          "unevaluatedProperties":false,"$dynamicAnchor":"t"}},"$ref":"#/$defs/t"})");
  std::string deep;
  for (int i = 0; i < 120; ++i) deep += R"({"a":)";
  EXPECT_TRUE(unevaluated.accepts(deep + "1" + std::string(120, '}')));
  EXPECT_FALSE(unevaluated.accepts(deep + R"({"b":1})" + std::string(120, '}')));
}

TEST(SchemaHeader, ValidatesFromManyThreads) {
  const Validator validator(
      R"({"type":"array","items":{"$ref":"#/$defs/a"},"$defs":{"a":{"$ref":"https://x.test/b#n"}}})",
      {{{"https://x.test/b", R"({"$defs":{"n":{"$anchor":"n","pattern":"^(a+)$"}}})"}}});
  const Instance good(R"(["a","aa"])");
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int k = 0; k < 100; ++k) {
        EXPECT_TRUE(validator.accepts(good));
        EXPECT_EQ(validator.validate(R"(["b"])").size(), 1U);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
