// What schemas of each version become in JSON Schema 2020-12, row by row.
#include <gtest/gtest.h>

#include <initializer_list>

#include "lowered_text.h"
#include "schema/instances/instances.h"

namespace mcpcc::lower {
namespace {

struct Case {
  std::string_view version, schema, exact, rules = "";
};

void check(std::initializer_list<Case> cases) {
  for (const Case& c : cases) {
    const LoweredSchema lowered = lower_schema(c.version, c.schema);
    EXPECT_EQ(lowered.exact, c.exact) << c.version << ' ' << c.schema;
    EXPECT_EQ(lowered.rules, c.rules) << c.version << ' ' << c.schema;
  }
}

TEST(Schema, Null) {
  check({
      {"3.0.4", "{type: string, nullable: true}", R"({"type":["string","null"]})"},
      {"3.0.4", "{type: string, nullable: false}", R"({"type":"string"})"},
      {"3.0.4", "{nullable: true}", "{}"},
      {"3.0.4", "{type: string, nullable: true, enum: [a]}",
       R"({"type":["string","null"],"enum":["a",null]})"},
      {"3.0.4", "{type: string, nullable: true, enum: [a, null]}",
       R"({"type":["string","null"],"enum":["a",null]})"},
      // Parts refuse null by themselves, whatever type stands beside them.
      {"3.0.4", "{nullable: true, title: t, allOf: [{type: object}]}",
       R"({"anyOf":[{"allOf":[{"type":"object"}]},{"type":"null"}],"title":"t"})"},
      {"3.0.4", "{type: object, nullable: true, allOf: [{type: object}], description: d}",
       R"({"anyOf":[{"type":"object","allOf":[{"type":"object"}]},{"type":"null"}],"description":"d"})"},
      {"3.0.4", "{nullable: true, oneOf: [{type: string}, {type: integer}]}",
       R"({"anyOf":[{"oneOf":[{"type":"string"},{"type":"integer"}]},{"type":"null"}]})"},
      {"2.0", "{type: string, x-nullable: true}", R"({"type":["string","null"]})"},
      {"2.0", "{x-nullable: true, allOf: [{type: string}]}",
       R"({"anyOf":[{"allOf":[{"type":"string"}]},{"type":"null"}]})"},
      {"3.0.4", "{type: string, x-nullable: true}", R"({"type":"string"})"},
      {"3.1.1", "{type: [string, 'null']}", R"({"type":["string","null"]})"},
      {"3.1.1", "{type: string, nullable: true}", R"({"type":["string","null"]})",
       "schema-other-version"},
      {"3.0.4", "{type: [string, 'null']}", R"({"type":["string","null"]})",
       "schema-other-version"},
  });
}

TEST(Schema, Bounds) {
  check({
      {"3.0.4", "{type: number, minimum: 1.10, exclusiveMinimum: true}",
       R"({"type":"number","exclusiveMinimum":1.10})"},
      {"3.0.4", "{type: number, maximum: 9223372036854775808, exclusiveMaximum: false}",
       R"({"type":"number","maximum":9223372036854775808})"},
      {"2.0", "{type: number, maximum: 5, exclusiveMaximum: true}",
       R"({"type":"number","exclusiveMaximum":5})"},
      {"3.0.4", "{type: number, exclusiveMaximum: true}", R"({"type":"number"})"},
      {"3.1.1", "{type: number, exclusiveMinimum: 1}", R"({"type":"number","exclusiveMinimum":1})"},
      {"3.1.1", "{type: number, minimum: 1, exclusiveMinimum: true}",
       R"({"type":"number","exclusiveMinimum":1})", "schema-other-version"},
      {"3.0.4", "{type: number, minimum: 0, exclusiveMinimum: 1}",
       R"({"type":"number","minimum":0,"exclusiveMinimum":1})", "schema-other-version"},
  });
}

TEST(Schema, TextsAndExamples) {
  check({
      {"3.0.4", "{title: t, description: d, deprecated: true, example: {a: 1}}",
       R"({"title":"t","description":"d","deprecated":true,"examples":[{"a":1}]})"},
      {"3.1.1", "{examples: [1, 2], example: 3}", R"({"examples":[1,2]})"},
      {"3.1.1", "{example: 3}", R"({"examples":[3]})"},
      {"3.1.1", "{default: 1.50, const: 1.50}", R"({"default":1.50,"const":1.50})"},
      {"3.0.4", "{externalDocs: {url: https://a.example}, xml: {name: x}, x-y: 1}", "{}"},
  });
}

TEST(Schema, Arrays) {
  check({
      {"3.1.1", "{prefixItems: [{type: string}], items: false}",
       R"({"prefixItems":[{"type":"string"}],"items":{"not":{}}})"},
      {"3.0.4", "{type: array, items: [{type: string}, {type: integer}], additionalItems: false}",
       R"({"type":"array","prefixItems":[{"type":"string"},{"type":"integer"}],"items":{"not":{}}})",
       "schema-other-version schema-other-version"},
      {"2.0", "{type: array, items: [{type: string, x-nullable: true}]}",
       R"({"type":"array","prefixItems":[{"type":["string","null"]}]})", "schema-other-version"},
      {"3.1.1", "{type: array, contains: {type: integer}, minContains: 2, maxContains: 3}",
       R"({"type":"array","contains":{"type":"integer"},"minContains":2,"maxContains":3})"},
      {"3.1.1", "{unevaluatedItems: false, prefixItems: [true]}",
       R"({"unevaluatedItems":{"not":{}},"prefixItems":[{}]})"},
  });
}

TEST(Schema, Objects) {
  check({
      {"3.0.4", "{type: object, additionalProperties: true}",
       R"({"type":"object","additionalProperties":{}})"},
      {"3.0.4", "{type: object, additionalProperties: {type: integer}}",
       R"({"type":"object","additionalProperties":{"type":"integer"}})"},
      {"3.1.1", "{patternProperties: {'^x-': {type: string}}, propertyNames: {maxLength: 3}}",
       R"({"patternProperties":{"^x-":{"type":"string"}},"propertyNames":{"maxLength":3}})"},
      {"3.1.1", "{dependentRequired: {a: [b]}, dependentSchemas: {a: {required: [c]}}}",
       R"({"dependentRequired":{"a":["b"]},"dependentSchemas":{"a":{"required":["c"]}}})"},
      {"3.0.4", "{dependencies: {a: [b], c: {required: [d]}}}",
       R"({"dependentRequired":{"a":["b"]},"dependentSchemas":{"c":{"required":["d"]}}})",
       "schema-other-version"},
      {"3.1.1", "{if: {required: [a]}, then: {required: [b]}, else: {required: [c]}}",
       R"({"if":{"required":["a"]},"then":{"required":["b"]},"else":{"required":["c"]}})"},
      {"3.1.1", "{properties: {a: true}, unevaluatedProperties: false}",
       R"({"properties":{"a":{}},"unevaluatedProperties":{"not":{}}})"},
  });
}

// OpenAPI Format Registry: a format is kept as it is written. What is `byte` before 3.1 is an
// encoding since.
TEST(Schema, Formats) {
  for (const std::string_view format :
       {"int32", "int64", "float", "double", "password", "date", "date-time", "uuid", "decimal",
        "base64url", "binary", "unknown-format"}) {
    const LoweredSchema lowered =
        lower_schema("3.0.4", "{type: string, format: " + std::string(format) + "}");
    EXPECT_EQ(lowered.exact, R"({"type":"string","format":")" + std::string(format) + "\"}");
  }
  check({
      {"3.0.4", "{type: string, format: byte}",
       R"({"type":"string","format":"byte","contentEncoding":"base64"})"},
      {"2.0", "{type: string, format: byte}",
       R"({"type":"string","format":"byte","contentEncoding":"base64"})"},
      {"3.1.1", "{type: string, contentEncoding: base64, contentMediaType: image/png}",
       R"({"type":"string","contentEncoding":"base64","contentMediaType":"image/png"})"},
      {"3.1.1", "{type: string, format: byte}", R"({"type":"string","format":"byte"})"},
  });
}

// Properties that are `readOnly` are no part of requests, and so are required by nobody.
TEST(Schema, ReadOnly) {
  check({
      {"3.0.4",
       "{required: [a, b], properties: {a: {readOnly: true}, b: {writeOnly: true}, c: {properties: "
       "{d: {readOnly: true}}, required: [d]}}}",
       R"({"required":["b"],"properties":{"b":{"writeOnly":true},"c":{"properties":{}}}})"},
      // Where a part says so, and another requires it.
      {"3.0.4", "{allOf: [{properties: {a: {readOnly: true}}}, {required: [a, b]}], required: [a]}",
       R"({"allOf":[{"properties":{}},{"required":["b"]}]})"},
      {"3.0.4", "{properties: {a: {allOf: [{type: string}, {readOnly: true}]}}, required: [a]}",
       R"({"properties":{}})"},
      {"3.0.4", "{anyOf: [{required: [a]}, {required: [b]}], properties: {a: {readOnly: true}}}",
       R"({"anyOf":[{},{"required":["b"]}],"properties":{}})"},
      // Of another value.
      {"3.0.4",
       "{properties: {a: {readOnly: true}, c: {items: {required: [a], properties: {a: {}}}}}}",
       R"({"properties":{"c":{"items":{"required":["a"],"properties":{"a":{}}}}}})"},
      // Whatever is in an array is no property.
      {"3.0.4", "{type: array, items: {readOnly: true, type: string}}",
       R"({"type":"array","items":{"readOnly":true,"type":"string"}})"},
  });
}

struct Named {
  std::string_view version, schemas, schema, exact, definitions;
};

void check_named(std::initializer_list<Named> cases) {
  for (const Named& c : cases) {
    const LoweredSchema lowered = lower_schema(c.version, c.schema, c.schemas);
    EXPECT_EQ(lowered.exact, c.exact) << c.version << ' ' << c.schema << ' ' << c.schemas;
    EXPECT_EQ(lowered.definitions, c.definitions)
        << c.version << ' ' << c.schema << ' ' << c.schemas;
    EXPECT_EQ(lowered.rules, "") << c.version << ' ' << c.schema << ' ' << c.schemas;
  }
}

TEST(Schema, References) {
  check_named({
      {"2.0", "{A: {type: object, properties: {a: {$ref: '#/definitions/A'}}}}",
       "{$ref: '#/definitions/A'}", R"({"$ref":"#/$defs/A"})",
       R"(A={"type":"object","properties":{"a":{"$ref":"#/$defs/A"}}})"},
      {"3.0.4",
       "{A: {properties: {b: {$ref: '#/components/schemas/B'}}}, B: {items: {$ref: "
       "'#/components/schemas/A'}}}",
       "{$ref: '#/components/schemas/A'}", R"({"$ref":"#/$defs/A"})",
       R"(A={"properties":{"b":{"$ref":"#/$defs/B"}}} B={"items":{"$ref":"#/$defs/A"}})"},
      // Beside a reference only texts count before 3.1, and everything since.
      {"3.0.4", "{A: {type: string}}",
       "{$ref: '#/components/schemas/A', description: d, title: t, deprecated: true, maxLength: 1}",
       R"({"$ref":"#/$defs/A","description":"d","title":"t","deprecated":true})",
       R"(A={"type":"string"})"},
      {"3.1.1", "{A: {type: string}}", "{$ref: '#/components/schemas/A', maxLength: 1}",
       R"({"$ref":"#/$defs/A","maxLength":1})", R"(A={"type":"string"})"},
      // `readOnly` behind references.
      {"3.0.4", "{A: {$ref: '#/components/schemas/B'}, B: {type: string, readOnly: true}}",
       "{required: [a], properties: {a: {$ref: '#/components/schemas/A'}}}", R"({"properties":{}})",
       ""},
      {"3.0.4", "{Base: {properties: {id: {readOnly: true}, name: {}}}}",
       "{allOf: [{$ref: '#/components/schemas/Base'}, {required: [id, name]}]}",
       R"({"allOf":[{"$ref":"#/$defs/Base"},{"required":["name"]}]})",
       R"(Base={"properties":{"name":{}}})"},
  });
}

// JSON Schema 2020-12 core, section 8.2.3: references stand beside each other.
TEST(Schema, DynamicReferencesBesideReferences) {
  const std::string_view named =
      "{A: {$dynamicAnchor: obj, type: object, required: [a]}, B: {minProperties: 1}}";
  const std::string_view definitions =
      R"(B={"minProperties":1} A={"type":"object","required":["a"]})";
  check_named({
      {"3.1.1", named, "{$ref: '#/components/schemas/B', $dynamicRef: '#obj'}",
       R"({"$ref":"#/$defs/B","allOf":[{"$ref":"#/$defs/A"}]})", definitions},
      {"3.1.1", named,
       "{$dynamicRef: '#obj', allOf: [{maxProperties: 3}], $ref: '#/components/schemas/B'}",
       R"({"$ref":"#/$defs/B","allOf":[{"maxProperties":3},{"$ref":"#/$defs/A"}]})", definitions},
      {"3.1.1", named,
       "{oneOf: [{$ref: '#/components/schemas/B', $dynamicRef: '#obj', minProperties: 2}]}",
       R"({"oneOf":[{"$ref":"#/$defs/B","allOf":[{"$ref":"#/$defs/A"}],"minProperties":2}]})",
       definitions},
      // Beside alternatives that are told as a part.
      {"3.1.1",
       "{A: {$dynamicAnchor: obj, type: object, required: [a]}, B: {properties: {id: {readOnly: "
       "true}}}}",
       "{$ref: '#/components/schemas/B', $dynamicRef: '#obj', anyOf: [{minProperties: 1}], oneOf: "
       "[{required: [id]}, {required: [a]}]}",
       R"({"$ref":"#/$defs/B","allOf":[{"$ref":"#/$defs/A"},{"anyOf":[{},{"required":["a"]}]}],"anyOf":[{"minProperties":1}]})",
       R"(B={"properties":{}} A={"type":"object","required":["a"]})"},
      // No keyword before 3.1.
      {"3.0.4", "{B: {minProperties: 1}}",
       "{$ref: '#/components/schemas/B', $dynamicRef: '#/components/schemas/B'}",
       R"({"$ref":"#/$defs/B"})", R"(B={"minProperties":1})"},
  });
  // One of the two leads nowhere.
  EXPECT_EQ(
      lower_schema("3.1.1", "{$ref: '#/components/schemas/B', $dynamicRef: '#gone'}", named).exact,
      R"s({"$ref":"#/$defs/B","allOf":[{"description":"(`#gone` is not available; any value is accepted)"}]})s");
  EXPECT_EQ(
      lower_schema("3.1.1", "{$ref: '#/components/schemas/Gone', $dynamicRef: '#obj'}", named)
          .exact,
      R"s({"allOf":[{"$ref":"#/$defs/A"}],"description":"(`#/components/schemas/Gone` is not available; any value is accepted)"})s");
}

constexpr std::string_view pets =
    "{Cat: {properties: {kind: {type: string}, lives: {type: integer}}}, "
    "Dog: {properties: {kind: {type: string}, barks: {type: boolean}}}}";
constexpr std::string_view pet_definitions =
    R"(Cat={"properties":{"kind":{"type":"string"},"lives":{"type":"integer"}}} Dog={"properties":{"kind":{"type":"string"},"barks":{"type":"boolean"}}})";

TEST(Schema, Discriminator) {
  constexpr std::string_view by_mapping =
      R"({"anyOf":[{"$ref":"#/$defs/Cat","description":"With `kind` `cat` or `kitten`.","properties":{"kind":{"examples":["cat","kitten"]}}},{"$ref":"#/$defs/Dog","description":"With `kind` `dog`.","properties":{"kind":{"examples":["dog"]}}}]})";
  constexpr std::string_view by_name =
      R"({"anyOf":[{"$ref":"#/$defs/Cat","description":"With `kind` `Cat`.","properties":{"kind":{"examples":["Cat"]}}},{"$ref":"#/$defs/Dog","description":"With `kind` `Dog`.","properties":{"kind":{"examples":["Dog"]}}}]})";
  check_named({
      // By names and by references.
      {"3.0.4", pets,
       "{oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], "
       "discriminator: {propertyName: kind, mapping: {cat: Cat, kitten: "
       "'#/components/schemas/Cat', "
       "dog: '#/components/schemas/Dog'}}}",
       by_mapping, pet_definitions},
      // By the names of schemas.
      {"3.1.1", pets,
       "{anyOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], "
       "discriminator: {propertyName: kind}}",
       by_name, pet_definitions},
      // What an alternative says itself has the word; then names are no values.
      {"3.1.1",
       "{Cat: {properties: {kind: {const: cat}}}, Dog: {properties: {kind: {type: string}}}}",
       "{anyOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], "
       "discriminator: {propertyName: kind}}",
       R"({"anyOf":[{"$ref":"#/$defs/Cat"},{"$ref":"#/$defs/Dog"}]})",
       R"(Cat={"properties":{"kind":{"const":"cat"}}} Dog={"properties":{"kind":{"type":"string"}}})"},
      // Behind it stands what the place or the schema says.
      {"3.1.1",
       "{Cat: {description: A cat., properties: {kind: {}}}, Dog: {description: A dog., "
       "properties: {kind: {}}}}",
       "{anyOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog', "
       "description: Barks.}], discriminator: {propertyName: kind}}",
       R"({"anyOf":[{"$ref":"#/$defs/Cat","description":"With `kind` `Cat`. A cat.","properties":{"kind":{"examples":["Cat"]}}},{"$ref":"#/$defs/Dog","description":"With `kind` `Dog`. Barks.","properties":{"kind":{"examples":["Dog"]}}}]})",
       R"(Cat={"description":"A cat.","properties":{"kind":{}}} Dog={"description":"A dog.","properties":{"kind":{}}})"},
      // 3.2: all other values, and none.
      {"3.2.0", pets,
       "{oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], "
       "discriminator: {propertyName: kind, mapping: {cat: Cat}, defaultMapping: Dog}}",
       R"({"anyOf":[{"$ref":"#/$defs/Cat","description":"With `kind` `cat`.","properties":{"kind":{"examples":["cat"]}}},{"$ref":"#/$defs/Dog","description":"With any other `kind`."}]})",
       pet_definitions},
      // Nested: an alternative that is discriminated itself.
      {"3.1.1",
       "{Cat: {properties: {kind: {}}}, Dog: {properties: {kind: {}}}, Fish: {properties: {kind: "
       "{}}}, Furry: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: "
       "'#/components/schemas/Dog'}], discriminator: {propertyName: kind}}}",
       "{oneOf: [{$ref: '#/components/schemas/Furry'}, {$ref: '#/components/schemas/Fish'}], "
       "discriminator: {propertyName: kind}}",
       R"({"anyOf":[{"$ref":"#/$defs/Furry"},{"$ref":"#/$defs/Fish","description":"With `kind` `Fish`.","properties":{"kind":{"examples":["Fish"]}}}]})",
       R"(Furry={"anyOf":[{"$ref":"#/$defs/Cat","description":"With `kind` `Cat`.","properties":{"kind":{"examples":["Cat"]}}},{"$ref":"#/$defs/Dog","description":"With `kind` `Dog`.","properties":{"kind":{"examples":["Dog"]}}}]} Fish={"properties":{"kind":{}}} Cat={"properties":{"kind":{}}} Dog={"properties":{"kind":{}}})"},
  });
}

TEST(Schema, Inheritance) {
  check_named({
      // A schema that others are made of stands for each of them.
      {"3.0.4",
       "{Pet: {type: object, discriminator: {propertyName: kind, mapping: {cat: Cat}}, properties: "
       "{kind: {type: string}}, required: [kind]}, "
       "Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {lives: {type: "
       "integer}}}]}, "
       "Dog: {allOf: [{$ref: '#/components/schemas/Pet'}]}}",
       "{$ref: '#/components/schemas/Pet'}", R"({"$ref":"#/$defs/Pet"})",
       R"(Pet={"anyOf":[{"$ref":"#/$defs/Cat","description":"With `kind` `cat`.","properties":{"kind":{"examples":["cat"]}}},{"$ref":"#/$defs/Dog","description":"With `kind` `Dog`.","properties":{"kind":{"examples":["Dog"]}}},{"$ref":"#/$defs/Pet_base","description":"With any other `kind`."}]} )"
       R"(Cat={"allOf":[{"$ref":"#/$defs/Pet_base"},{"properties":{"lives":{"type":"integer"}}}]} Dog={"allOf":[{"$ref":"#/$defs/Pet_base"}]} Pet_base={"type":"object","properties":{"kind":{"type":"string"}},"required":["kind"]})"},
      // 2.0, where it allows no other values.
      {"2.0",
       "{Pet: {discriminator: kind, properties: {kind: {type: string, enum: [Cat]}}}, "
       "Cat: {allOf: [{$ref: '#/definitions/Pet'}, {properties: {lives: {type: integer}}}]}}",
       "{properties: {pet: {$ref: '#/definitions/Pet'}}}",
       R"({"properties":{"pet":{"$ref":"#/$defs/Pet"}}})",
       R"(Pet={"anyOf":[{"$ref":"#/$defs/Cat","properties":{"kind":{"enum":["Cat"]}}}]} )"
       R"(Cat={"allOf":[{"$ref":"#/$defs/Pet_base"},{"properties":{"lives":{"type":"integer"}}}]} Pet_base={"properties":{"kind":{"type":"string","enum":["Cat"]}}})"},
      // Nothing is made of it.
      {"3.0.4", "{Pet: {discriminator: {propertyName: kind}, properties: {kind: {}}}}",
       "{$ref: '#/components/schemas/Pet'}", R"({"$ref":"#/$defs/Pet"})",
       R"(Pet={"properties":{"kind":{}}})"},
  });
}

// Since 3.0 a discriminator does not change what is accepted (3.1.1, section 4.8.25), but that
// beside `oneOf` an object may be several alternatives: the discriminator names one.
TEST(Schema, DiscriminatorsAreHints) {
  struct Hint {
    std::string_view version, schemas, schema;
    bool is_one_of = false;
  };
  constexpr std::string_view heirs =
      "{Pet: {type: object, discriminator: {propertyName: kind, mapping: {cat: Cat}}, properties: "
      "{kind: {type: string, enum: [cat, Dog, fish]}}, required: [kind]}, "
      "Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {lives: {type: integer}}, "
      "required: [lives]}]}, Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {n: "
      "{enum: [1, 2]}}}]}}";
  constexpr std::string_view complete =
      "{Pet: {discriminator: {propertyName: kind}, properties: {kind: {enum: [Cat]}, lives: {}}}, "
      "Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {lives: {type: integer}}}]}}";
  const Hint hints[] = {
      {"3.0.4", pets,
       "{anyOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], "
       "discriminator: {propertyName: kind, mapping: {cat: Cat, dog: Dog}}}"},
      {"3.1.1", pets,
       "{oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], "
       "discriminator: {propertyName: kind}}",
       true},
      {"3.2.0", pets,
       "{oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], "
       "discriminator: {propertyName: kind, mapping: {cat: Cat}, defaultMapping: Dog}}",
       true},
      // Another list stands beside it.
      {"3.1.1", pets,
       "{oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], anyOf: "
       "[{required: [lives]}, {required: [barks]}], discriminator: {propertyName: kind}}"},
      {"3.0.4", heirs, "{$ref: '#/components/schemas/Pet'}"},
      {"3.1.1", heirs, "{type: array, items: {$ref: '#/components/schemas/Pet'}}"},
      {"3.1.1", complete, "{$ref: '#/components/schemas/Pet'}"},
  };
  const auto without = [](std::string_view text) {
    std::string result(text);
    for (auto at = result.find("discriminator:"); at != std::string::npos;
         at = result.find("discriminator:")) {
      result.replace(at, 14, "x-nothing:");
    }
    return result;
  };
  for (const Hint& hint : hints) {
    const LoweredSchema given = lower_schema(hint.version, hint.schema, hint.schemas);
    const LoweredSchema plain =
        lower_schema(hint.version, without(hint.schema), without(hint.schemas));
    const auto schema = mcp::schema::Schema::compile(given.whole);
    ASSERT_TRUE(schema->problems().empty());
    for (const std::string& from : {plain.whole, given.whole}) {
      mcp::schema::Instances instances(from, {}, 1);
      const auto alone = mcp::schema::Schema::compile(plain.whole);
      for (int i = 0; i < 200; ++i) {
        std::optional<std::string> json = instances.conforming();
        if (i % 2 != 0) {
          auto violating = instances.violating();
          json = violating ? std::optional(std::move(violating->json)) : std::nullopt;
        }
        if (!json) continue;
        const auto parsed = mcp::json::Document::parse(*json);
        const auto& value = std::get<mcp::json::Document>(parsed).root();
        if (alone->accepts(value)) {
          EXPECT_TRUE(schema->accepts(value)) << given.whole << ' ' << *json;
        } else if (!hint.is_one_of) {
          EXPECT_FALSE(schema->accepts(value)) << given.whole << ' ' << *json;
        }
      }
    }
  }
}

}  // namespace
}  // namespace mcpcc::lower
