// What is `readOnly` is absent from requests, what is `writeOnly` from results, and what asks
// whether it is there is answered so.
#include <gtest/gtest.h>

#include <initializer_list>

#include "lowered_text.h"
#include "mcp/schema.h"

namespace mcpcc::lower {
namespace {

struct Text {
  std::string_view schema, exact, schemas = "{}", definitions = "";
};

void check(std::initializer_list<Text> cases) {
  for (const Text& c : cases) {
    const LoweredSchema lowered = lower_schema("3.1.1", c.schema, c.schemas);
    EXPECT_EQ(lowered.exact, c.exact) << c.schema << ' ' << c.schemas;
    EXPECT_EQ(lowered.definitions, c.definitions) << c.schema << ' ' << c.schemas;
  }
}

struct Verdict {
  std::string_view schema, accepted, refused;  ///< texts of instances, separated by spaces
  std::string_view schemas = "{}";
};

void check_verdicts(std::initializer_list<Verdict> cases) {
  for (const Verdict& c : cases) {
    const LoweredSchema lowered = lower_schema("3.1.1", c.schema, c.schemas);
    const mcp::schema::Validator validator(lowered.whole);
    ASSERT_TRUE(validator.problems().empty()) << lowered.whole;
    EXPECT_EQ(lowered.whole.find("\"id\""), std::string::npos) << lowered.whole;
    for (const bool is_accepted : {true, false}) {
      std::string_view rest = is_accepted ? c.accepted : c.refused;
      while (!rest.empty()) {
        const std::string_view text = rest.substr(0, rest.find(' '));
        rest.remove_prefix(std::min(rest.size(), text.size() + 1));
        EXPECT_EQ(validator.validate(text).empty(), is_accepted) << lowered.whole << ' ' << text;
      }
    }
  }
}

TEST(Hidden, ConditionsOfRequests) {
  check({
      {"{properties: {id: {readOnly: true}}, if: {required: [id]}, then: {required: [z]}}",
       R"({"properties":{},"if":{"not":{"type":"object"}},"then":{"required":["z"]}})"},
      {"{not: {required: [id, n], properties: {id: {readOnly: true}, n: {}}}}",
       R"({"not":{"required":["n"],"properties":{"n":{}},"not":{"type":"object"}}})"},
      {"{properties: {id: {readOnly: true}}, not: {required: [id], not: {required: [n]}}}",
       R"({"properties":{},"not":{"not":{"anyOf":[{"required":["n"]},{"type":"object"}]}}})"},
      {"{properties: {id: {readOnly: true}}, not: {dependentRequired: {n: [m, id], id: [m]}}}",
       R"({"properties":{},"not":{"dependentRequired":{"n":["m"]},"not":{"type":"object","required":["n"]}}})"},
      // Behind references, where the schema says another thing than elsewhere.
      {"{if: {$ref: '#/components/schemas/A'}, then: {$ref: '#/components/schemas/A'}}",
       R"({"if":{"$ref":"#/$defs/A_condition"},"then":{"$ref":"#/$defs/A"}})",
       "{A: {required: [id, b], properties: {id: {readOnly: true}, b: {$ref: "
       "'#/components/schemas/B'}}}, B: {type: string}}",
       R"(A_condition={"required":["b"],"properties":{"b":{"$ref":"#/$defs/B"}},"not":{"type":"object"}} )"
       R"(A={"required":["b"],"properties":{"b":{"$ref":"#/$defs/B"}}} B={"type":"string"})"},
      // Beside a reference.
      {"{not: {$ref: '#/components/schemas/A', properties: {id: {readOnly: true}}, required: "
       "[id]}}",
       R"({"not":{"$ref":"#/$defs/A","properties":{},"not":{"type":"object"}}})",
       "{A: {type: object}}", R"(A={"type":"object"})"},
  });
  check_verdicts({
      {"{type: object, properties: {id: {readOnly: true}}, if: {properties: {id: {readOnly: "
       "true}}, required: [id]}, then: {required: [z]}, else: {required: [n]}}",
       R"({"n":"x"})", R"({} {"z":1})"},
      {"{properties: {id: {readOnly: true}}, not: {properties: {id: {readOnly: true, const: "
       "x}}, required: [id]}}",
       R"({} {"n":"x"})", ""},
      // What is required where the condition holds is still required.
      {"{properties: {id: {readOnly: true}}, if: {required: [n]}, then: {required: [id, z]}}",
       R"({} {"n":1,"z":1})", R"({"n":1})"},
      // Two that are negated.
      {"{properties: {id: {readOnly: true}}, not: {not: {anyOf: [{required: [id]}, {required: "
       "[n]}]}}}",
       R"({"n":1})", "{}"},
      {"{not: {oneOf: [{$ref: '#/components/schemas/A'}, {required: [n]}]}}", "{}", R"({"n":1})",
       "{A: {required: [id], properties: {id: {readOnly: true}}}}"},
      {"{not: {properties: {a: {$ref: '#/components/schemas/A'}}, required: [a]}}",
       R"({} {"a":{}})", R"({"a":1})", "{A: {required: [id], properties: {id: {readOnly: true}}}}"},
  });
}

TEST(Hidden, AlternativesOfRequests) {
  constexpr std::string_view variants =
      "{Existing: {type: object, properties: {id: {readOnly: true}, kind: {type: string}}, "
      "required: [id]}, New: {type: object, properties: {kind: {type: string}}, required: [kind]}}";
  check({
      {"{oneOf: [{$ref: '#/components/schemas/Existing'}, {$ref: '#/components/schemas/New'}]}",
       R"({"anyOf":[{"$ref":"#/$defs/Existing"},{"$ref":"#/$defs/New"}]})", variants,
       R"(Existing={"type":"object","properties":{"kind":{"type":"string"}}} )"
       R"(New={"type":"object","properties":{"kind":{"type":"string"}},"required":["kind"]})"},
      {"{properties: {id: {readOnly: true}}, oneOf: [{required: [id]}, {required: [n]}]}",
       R"({"properties":{},"anyOf":[{},{"required":["n"]}]})"},
      // Beside others.
      {"{properties: {id: {readOnly: true}}, oneOf: [{required: [id]}, {required: [n]}], anyOf: "
       "[{required: [n]}]}",
       R"({"properties":{},"allOf":[{"anyOf":[{},{"required":["n"]}]}],"anyOf":[{"required":["n"]}]})"},
      {"{properties: {id: {readOnly: true}}, allOf: [{minProperties: 1}], anyOf: [{required: "
       "[n]}], "
       "oneOf: [{required: [id]}, {required: [n]}]}",
       R"({"properties":{},"allOf":[{"minProperties":1},{"anyOf":[{},{"required":["n"]}]}],"anyOf":[{"required":["n"]}]})"},
      // What is hidden is required deeper.
      {"{oneOf: [{properties: {a: {items: {$ref: '#/components/schemas/Existing'}}}}, {required: "
       "[b]}]}",
       R"({"anyOf":[{"properties":{"a":{"items":{"$ref":"#/$defs/Existing"}}}},{"required":["b"]}]})",
       "{Existing: {properties: {id: {readOnly: true}}, required: [id]}}",
       R"(Existing={"properties":{}})"},
      // Nothing of what is hidden is required, so each stays what it is.
      {"{oneOf: [{properties: {id: {readOnly: true}}}, {required: [n]}]}",
       R"({"oneOf":[{"properties":{}},{"required":["n"]}]})"},
      // Something else tells them apart.
      {"{oneOf: [{type: object, properties: {id: {readOnly: true}}, required: [id]}, {type: "
       "string}]}",
       R"({"oneOf":[{"type":"object","properties":{}},{"type":"string"}]})"},
      {"{oneOf: [{properties: {id: {readOnly: true}, k: {const: a}}, required: [id, k]}, "
       "{properties: "
       "{k: {enum: [b, 1]}}}]}",
       R"({"oneOf":[{"properties":{"k":{"const":"a"}},"required":["k"]},{"properties":{"k":{"enum":["b",1]}}}]})"},
      {"{oneOf: [{properties: {id: {readOnly: true}, k: {enum: [a, 1.0]}}, required: [id, k]}, "
       "{properties: {k: {enum: [b, 1]}}}]}",
       R"({"anyOf":[{"properties":{"k":{"enum":["a",1.0]}},"required":["k"]},{"properties":{"k":{"enum":["b",1]}}}]})"},
      // More items are found than were.
      {"{contains: {required: [id], properties: {id: {readOnly: true}}}, maxContains: 1}",
       R"({"contains":{"properties":{}}})"},
  });
  check_verdicts({
      {"{oneOf: [{$ref: '#/components/schemas/Existing'}, {$ref: '#/components/schemas/New'}]}",
       R"({"kind":"a"} {})", R"({"kind":1})", variants},
      {"{allOf: [{properties: {id: {readOnly: true}}}, {oneOf: [{required: [id]}, {required: "
       "[n]}]}]}",
       R"({"n":"x"} {})", ""},
  });
}

TEST(Hidden, CountsOfRequests) {
  check({
      {"{properties: {id: {readOnly: true}, n: {}}, required: [id, n], minProperties: 2}",
       R"({"properties":{"n":{}},"required":["n"],"minProperties":1})"},
      {"{properties: {id: {readOnly: true}, n: {}}, required: [id], minProperties: 1}",
       R"({"properties":{"n":{}}})"},
      // It may be that none of what is counted is hidden.
      {"{properties: {id: {readOnly: true}, n: {}}, minProperties: 1}",
       R"({"properties":{"n":{}},"minProperties":1})"},
      {"{properties: {id: {writeOnly: true}}, required: [id], minProperties: 1}",
       R"({"properties":{"id":{"writeOnly":true}},"required":["id"],"minProperties":1})"},
  });
}

TEST(Hidden, DependenciesOfRequests) {
  check({
      {"{properties: {id: {readOnly: true}}, dependentRequired: {n: [id], id: [z], m: [id, z]}}",
       R"({"properties":{},"dependentRequired":{"m":["z"]}})"},
      {"{properties: {id: {readOnly: true}}, dependentRequired: {n: [id]}}",
       R"({"properties":{}})"},
      {"{properties: {id: {readOnly: true}}, dependentSchemas: {id: {required: [z]}, n: {required: "
       "[id, m]}}}",
       R"({"properties":{},"dependentSchemas":{"n":{"required":["m"]}}})"},
      {"{dependentRequired: {a: [b]}}", R"({"dependentRequired":{"a":["b"]}})"},
  });
}

// What a model copies is not refused.
TEST(Hidden, ExamplesOfRequests) {
  check({
      {"{properties: {id: {readOnly: true}, n: {}}, additionalProperties: false, examples: [{id: "
       "1, "
       "n: x}, {id: 2}, 3], default: {id: 1, n: y}}",
       R"({"properties":{"n":{}},"additionalProperties":{"not":{}},"examples":[{"n":"x"},{},3],"default":{"n":"y"}})"},
      {"{example: {a: [{id: 1, b: 2}], m: {k: {id: 1, c: 3}}, t: [1, {id: 2}], id: 4}, properties: "
       "{a: {items: {$ref: "
       "'#/components/schemas/A'}}, m: {additionalProperties: {$ref: '#/components/schemas/A'}}, "
       "t: {prefixItems: [{}, {$ref: '#/components/schemas/A'}]}}}",
       R"({"examples":[{"a":[{"b":2}],"m":{"k":{"c":3}},"t":[1,{}],"id":4}],"properties":{"a":{"items":{"$ref":"#/$defs/A"}},"m":{"additionalProperties":{"$ref":"#/$defs/A"}},"t":{"prefixItems":[{},{"$ref":"#/$defs/A"}]}}})",
       "{A: {properties: {id: {readOnly: true}}}}", R"(A={"properties":{}})"},
      // Beside a reference, and of a part of what is about the same value.
      {"{$ref: '#/components/schemas/A', examples: [{id: 1, b: 2}]}",
       R"({"$ref":"#/$defs/A","examples":[{"b":2}]})",
       "{A: {allOf: [{properties: {id: {readOnly: true}}}, {example: {id: 3, b: 4}}]}}",
       R"(A={"allOf":[{"properties":{}},{"examples":[{"b":4}]}]})"},
      // What it refers to itself.
      {"{$ref: '#/components/schemas/A', example: {a: {a: {id: 1, b: 2}, id: 2}}}",
       R"({"$ref":"#/$defs/A","examples":[{"a":{"a":{"b":2}}}]})",
       "{A: {properties: {id: {readOnly: true}, a: {$ref: '#/components/schemas/A'}}}}",
       R"(A={"properties":{"a":{"$ref":"#/$defs/A"}}})"},
      // Constants are what they are.
      {"{properties: {id: {readOnly: true}}, const: {id: 1}, enum: [{id: 1}]}",
       R"({"properties":{},"const":{"id":1},"enum":[{"id":1}]})"},
      // Of results only.
      {"{properties: {p: {writeOnly: true}}, examples: [{p: 1}]}",
       R"({"properties":{"p":{"writeOnly":true}},"examples":[{"p":1}]})"},
  });
}

// A result may have what it should not: then conditions hold as they are written, so that what
// hangs on them is dropped or not as the document says.
TEST(Hidden, Results) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"{properties: {p: {writeOnly: true}}, if: {required: [p]}, then: {required: [p, z]}}",
       R"({"properties":{"p":{"writeOnly":true}},"if":{"required":["p"]},"then":{"required":["z"]}})"},
      {"{properties: {p: {writeOnly: true}}, dependentRequired: {n: [p, m], p: [z]}}",
       R"({"properties":{"p":{"writeOnly":true}},"dependentRequired":{"n":["m"],"p":["z"]}})"},
      {"{properties: {p: {writeOnly: true}}, dependentSchemas: {p: {required: [z]}}}",
       R"({"properties":{"p":{"writeOnly":true}},"dependentSchemas":{"p":{"required":["z"]}}})"},
      {"{properties: {p: {writeOnly: true}}, oneOf: [{required: [p]}, {required: [n]}]}",
       R"({"properties":{"p":{"writeOnly":true}},"anyOf":[{},{"required":["n"]}]})"},
      {"{properties: {p: {writeOnly: true}, id: {readOnly: true}}, examples: [{p: 1, id: 2}]}",
       R"({"properties":{"p":{"writeOnly":true},"id":{"readOnly":true}},"examples":[{"id":2}]})"},
      {"{properties: {id: {readOnly: true}}, oneOf: [{required: [id]}, {required: [n]}]}",
       R"({"properties":{"id":{"readOnly":true}},"oneOf":[{"required":["id"]},{"required":["n"]}]})"},
  };
  for (const auto& [schema, exact] : cases) {
    const std::string responses =
        "{'200': {description: d, content: {application/json: {schema: " + std::string(schema) +
        "}}}}";
    EXPECT_EQ(lower_schema("3.1.1", "{}", "{}", responses).result, exact) << schema;
  }
}

// JSON Schema 2020-12 validation, section 9.4: true if one of those that apply says so.
TEST(Hidden, WhatOnePartHidesIsHiddenInTheOthers) {
  constexpr std::string_view base =
      "{B: {required: [id, x], properties: {id: {type: string}, x: {type: integer}}}}";
  check({
      {"{allOf: [{required: [id], properties: {id: {type: string}, x: {}}}, {properties: {id: "
       "{readOnly: true}}}]}",
       R"({"allOf":[{"properties":{"x":{}}},{"properties":{}}]})"},
      // In what is referred to, which means another thing elsewhere.
      {"{allOf: [{$ref: '#/components/schemas/B'}, {properties: {id: {readOnly: true}, b: {$ref: "
       "'#/components/schemas/B'}}}]}",
       R"({"allOf":[{"$ref":"#/$defs/B_part"},{"properties":{"b":{"$ref":"#/$defs/B"}}}]})", base,
       R"(B_part={"required":["x"],"properties":{"x":{"type":"integer"}}} )"
       R"(B={"required":["id","x"],"properties":{"id":{"type":"string"},"x":{"type":"integer"}}})"},
      {"{$ref: '#/components/schemas/B', properties: {id: {readOnly: true}}}",
       R"({"$ref":"#/$defs/B_part","properties":{}})", base,
       R"(B_part={"required":["x"],"properties":{"x":{"type":"integer"}}})"},
      // Through references, and into alternatives.
      {"{allOf: [{$ref: '#/components/schemas/C'}, {properties: {id: {readOnly: true}}}]}",
       R"({"allOf":[{"$ref":"#/$defs/C_part"},{"properties":{}}]})",
       "{C: {anyOf: [{$ref: '#/components/schemas/D'}]}, D: {required: [id], properties: {c: "
       "{$ref: '#/components/schemas/C'}}}}",
       R"(C_part={"anyOf":[{"$ref":"#/$defs/D_part"}]} )"
       R"(D_part={"properties":{"c":{"$ref":"#/$defs/C"}}} )"
       R"(C={"anyOf":[{"$ref":"#/$defs/D"}]} )"
       R"(D={"required":["id"],"properties":{"c":{"$ref":"#/$defs/C"}}})"},
      // What does not speak of it stays the same for all.
      {"{allOf: [{$ref: '#/components/schemas/B'}, {properties: {n: {readOnly: true}}}]}",
       R"({"allOf":[{"$ref":"#/$defs/B"},{"properties":{}}]})", base,
       R"(B={"required":["id","x"],"properties":{"id":{"type":"string"},"x":{"type":"integer"}}})"},
  });
  check_verdicts({
      {"{allOf: [{oneOf: [{$ref: '#/components/schemas/A'}, {required: [n]}]}, {properties: {id: "
       "{readOnly: true}}}]}",
       R"({"n":"x"} {})", "", "{A: {required: [id]}}"},
  });
}

}  // namespace
}  // namespace mcpcc::lower
