// Values that schemas list: of another type than the schema's, several times, or none.
#include <gtest/gtest.h>

#include "lowered_text.h"

namespace mcpcc::lower {
namespace {

struct Case {
  std::string_view version, schema, exact, rules = "";
};

TEST(Values, OfEnum) {
  const Case cases[] = {
      // YAML reads as numbers and booleans what is meant as text.
      {"3.0.4", "{type: string, enum: [1, 2.50, true, False, 007, 0x1F, 2024-01-01]}",
       R"({"type":"string","enum":["1","2.50","true","False","007","0x1F","2024-01-01"]})",
       "schema-enum"},
      {"2.0", "{type: string, enum: [a, 1]}", R"({"type":"string","enum":["a","1"]})",
       "schema-enum"},
      {"3.1.1", "{type: string, const: 1.0}", R"({"type":"string","const":"1.0"})", "schema-enum"},
      {"3.0.4", "{type: string, nullable: true, enum: [1, null]}",
       R"({"type":["string","null"],"enum":["1",null]})", "schema-enum"},
      {"3.1.1", "{type: [string, 'null'], enum: [1, null]}",
       R"({"type":["string","null"],"enum":["1",null]})", "schema-enum"},
      // The default is one of them.
      {"3.0.4", "{type: string, enum: [1, 2], default: 2}",
       R"({"type":"string","enum":["1","2"],"default":"2"})",
       "schema-enum openapi-value-converted"},
      // Texts that are JSON.
      {"3.0.4", "{type: integer, enum: ['1', '2']}", R"({"type":"integer","enum":[1,2]})",
       "schema-enum"},
      {"3.0.4", "{type: number, enum: ['1.0', 2]}", R"({"type":"number","enum":[1.0,2]})",
       "schema-enum"},
      {"3.0.4", "{type: boolean, enum: ['true']}", R"({"type":"boolean","enum":[true]})",
       "schema-enum"},
      {"3.0.4", "{type: Boolean, enum: ['true']}", R"({"type":"boolean","enum":[true]})",
       "schema-type schema-enum"},
      // What stands for nothing of that type.
      {"3.0.4", "{type: integer, enum: [1, one, 1.5, '2.5', ' 3']}",
       R"({"type":"integer","enum":[1]})", "schema-enum"},
      {"3.0.4", "{type: string, enum: [a, null]}", R"({"type":"string","enum":["a"]})",
       "schema-enum"},
      {"3.0.4", "{type: object, enum: [a]}", R"({"type":"object","enum":["a"]})", "schema-enum"},
      {"3.1.1", "{type: string, const: null}", R"({"type":"string","const":null})", "schema-enum"},
      {"3.0.4", "{type: string, enum: [1, null]}", R"({"type":"string","enum":["1"]})",
       "schema-enum schema-enum"},
      // Of the right type, or of any.
      {"3.0.4", "{type: integer, enum: [1, 2.0, 1e2]}", R"({"type":"integer","enum":[1,2.0,1e2]})"},
      {"3.0.4", "{type: number, enum: [1, 2.5]}", R"({"type":"number","enum":[1,2.5]})"},
      {"3.1.1", "{enum: [1, a, null], const: 1}", R"({"enum":[1,"a",null],"const":1})"},
      {"3.0.4", "{type: widget, enum: [1]}", R"({"enum":[1]})", "schema-invalid"},
  };
  for (const Case& c : cases) {
    const LoweredSchema lowered = lower_schema(c.version, c.schema);
    EXPECT_EQ(lowered.exact, c.exact) << c.version << ' ' << c.schema;
    EXPECT_EQ(lowered.rules, c.rules) << c.version << ' ' << c.schema;
  }
}

TEST(Values, Repeated) {
  const Case cases[] = {
      {"3.1.1", "{enum: [x, x, y, x]}", R"({"enum":["x","y"]})"},
      {"3.1.1", "{enum: [1, 1.0, '1', 10e-1, true, [1], [1.0], {a: 1, b: 2}, {b: 2, a: 1}]}",
       R"({"enum":[1,"1",true,[1],{"a":1,"b":2}]})"},
      {"3.0.4", "{type: string, nullable: true, enum: [x, null, x]}",
       R"({"type":["string","null"],"enum":["x",null]})"},
      {"3.0.4", "{type: string, enum: ['1', 1]}", R"({"type":"string","enum":["1"]})",
       "schema-enum"},
  };
  for (const Case& c : cases) {
    const LoweredSchema lowered = lower_schema(c.version, c.schema);
    EXPECT_EQ(lowered.exact, c.exact) << c.version << ' ' << c.schema;
    EXPECT_EQ(lowered.rules, c.rules) << c.version << ' ' << c.schema;
  }
}

TEST(Values, None) {
  for (const std::string_view version : {"2.0", "3.0.4", "3.1.1", "3.2.0"}) {
    const LoweredSchema lowered = lower_schema(version, "{type: string, enum: [], title: t}");
    EXPECT_EQ(lowered.exact, R"({"type":"string","title":"t"})") << version;
    EXPECT_EQ(lowered.rules.find("schema-enum"), lowered.rules.rfind("schema-enum")) << version;
    EXPECT_NE(lowered.rules.find("schema-enum"), std::string::npos) << version;
  }
}

}  // namespace
}  // namespace mcpcc::lower
