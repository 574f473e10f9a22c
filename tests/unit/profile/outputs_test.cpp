// What is shown of results, row by row. tests/corpus holds what real documents say of them to it.
#include "profile/outputs.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "profile/profile.h"

namespace mcpcc::profile {
namespace {

using configuration::Configuration;
using configuration::OutputSchema;

const std::vector<ir::Definition> definitions = {
    {"Name", R"({"type":"string","minLength":1,"description":"Of a pet"})"},
    {"Pet",
     R"({"type":"object","required":["name"],"properties":{"name":{"$ref":"#/$defs/Name"},"parent":{"$ref":"#/$defs/Pet"}}})"},
    {"Cat",
     R"({"allOf":[{"$ref":"#/$defs/Pet"},{"type":"object","properties":{"lives":{"type":"integer","maximum":9}}}]})"},
};

ir::Listing shown(std::string_view schema, const Configuration& configuration = {},
                  bool may_give_bytes = false) {
  Diagnostics diagnostics;
  ir::Server server;
  server.profiles = {"universal"};
  server.definitions = definitions;
  ir::Tool tool;
  tool.output_schema = schema;
  tool.may_give_bytes = may_give_bytes;
  tool.listings.emplace_back();
  server.tools.push_back(std::move(tool));
  add_output_schemas(server, configuration, diagnostics);
  return server.tools.front().listings.front();
}

struct Case {
  std::string_view schema, legacy, modern, spare = "result";
};

TEST(Outputs, OfObjects) {
  constexpr Case cases[] = {
      // Nothing is required, nothing is closed, no value is bounded, and any may be null.
      {R"({"type":"object","required":["a"],"additionalProperties":false,"properties":{"a":{"type":"string","minLength":3,"pattern":"^a","format":"uuid","enum":["a","b"]}}})",
       R"({"type":"object","properties":{"a":{"type":["string","number","null"]}}})", ""},
      {R"({"type":"object","properties":{"a":{"type":"integer","minimum":1},"b":{"type":"boolean"},"c":{"type":["string","null"]}}})",
       R"({"type":"object","properties":{"a":{"type":["number","string","null"]},"b":{"type":["boolean","string","number","null"]},"c":{"type":["string","null","number"]}}})",
       ""},
      {R"({"type":"object","properties":{"a":{"type":"array","items":{"type":"string"},"minItems":1},"b":{"type":"object","properties":{"c":{"type":"number"}}}}})",
       R"({"type":"object","properties":{"a":{"type":["array","object","null"],"items":{"type":["string","number","null"]}},"b":{"type":["object","array","null"],"properties":{"c":{"type":["number","string","null"]}}}}})",
       ""},
      // Kinds of values follow from constants.
      {R"({"type":"object","properties":{"a":{"const":"x"},"b":{"enum":[1,null]},"c":{}}})",
       R"({"type":"object","properties":{"a":{"type":["string","number","null"]},"b":{"type":["number","null","string"]},"c":{}}})",
       ""},
      {R"({"type":"object","properties":{"a":{"type":"string","description":"What it is. And more."}}})",
       R"({"type":"object","properties":{"a":{"type":["string","number","null"],"description":"What it is. And more."}}})",
       ""},
      {R"({"type":["object","null"],"properties":{"a":{"type":"string"}}})",
       R"({"type":"object","properties":{"a":{"type":["string","number","null"]}}})", ""},
      // Documents that mean an object do not always say so.
      {R"({"properties":{"a":{"type":"string"}}})",
       R"({"type":"object","properties":{"a":{"type":["string","number","null"]}}})", ""},
      // A map leaves a place for what does not fit.
      {R"({"type":"object","additionalProperties":{"type":"integer"}})",
       R"({"type":"object","properties":{"result":{}},"additionalProperties":{"type":["number","string","null"]}})",
       ""},
      {R"({"type":"object","patternProperties":{"^x-":{"type":"integer"}},"additionalProperties":false})",
       R"({"type":"object","properties":{"result":{}},"additionalProperties":{"type":["number","string","null"]}})",
       ""},
      {R"({"type":"object","properties":{"result":{"type":"string"}},"additionalProperties":{"type":"integer"}})",
       R"({"type":"object","properties":{"result":{"type":["string","number","null"]},"value":{}},"additionalProperties":{"type":["number","string","null"]}})",
       "", "value"},
      {R"({"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":{}})",
       R"({"type":"object","properties":{"a":{"type":["string","number","null"]}}})", ""},
      // References and combinators are written out; recursion is told of once.
      {R"({"$ref":"#/$defs/Cat"})",
       R"({"type":"object","properties":{"name":{"type":["string","number","null"],"description":"Of a pet"},"parent":{"type":["object","array","null"]},"lives":{"type":["number","string","null"]}}})",
       ""},
      {R"({"oneOf":[{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"additionalProperties":false},{"type":"object","properties":{"a":{"type":"boolean"}}}]})",
       R"({"type":"object","properties":{"a":{"type":["string","boolean","number","null"]},"b":{}}})",
       ""},
      // Where both are closed, what only one has is what that says.
      {R"({"anyOf":[{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":false},{"type":"object","properties":{"b":{"type":"string"}},"additionalProperties":false}]})",
       R"({"type":"object","properties":{"a":{"type":["string","number","null"]},"b":{"type":["string","number","null"]}}})",
       ""},
      {R"({"type":"object","allOf":[{"properties":{"a":{"type":["string","integer"]}}},{"properties":{"a":{"type":["integer","object"]}}}]})",
       R"({"type":"object","properties":{"a":{"type":["number","string","null"]}}})", ""},
      {R"({"type":"object","properties":{"a":{"type":"array","prefixItems":[{"type":"string"},{"type":"object"}],"items":false}}})",
       R"({"type":"object","properties":{"a":{"type":["array","object","null"],"items":{"type":["object","string","array","number","null"]}}}})",
       ""},
      // Every object of JavaScript has these.
      {R"({"type":"object","properties":{"constructor":{"type":"string","description":"Who builds it"},"toString":{"type":"string"}}})",
       R"({"type":"object","properties":{"constructor":{"description":"Who builds it"},"toString":{}}})",
       ""},
      {R"({"type":"object","not":{"required":["a"]},"if":{"required":["b"]},"then":{"properties":{"c":{"type":"string"}}},"properties":{"a":{"type":"string"}}})",
       R"({"type":"object","properties":{"a":{"type":["string","number","null"]}}})", ""},
  };
  for (const Case& c : cases) {
    const ir::Listing listing = shown(c.schema);
    EXPECT_EQ(listing.output_schema_legacy, c.legacy) << c.schema;
    EXPECT_EQ(listing.output_schema_modern, c.legacy) << c.schema;
    EXPECT_FALSE(listing.wraps_result) << c.schema;
    EXPECT_EQ(listing.spare_member, c.spare) << c.schema;
  }
}

TEST(Outputs, OfOtherValues) {
  constexpr Case cases[] = {
      {R"({"type":"array","items":{"$ref":"#/$defs/Name"}})",
       R"({"type":"object","properties":{"result":{"type":["array","object","null"],"items":{"type":["string","number","null"],"description":"Of a pet"}}}})",
       R"({"type":["array","object"],"items":{"type":["string","number","null"],"description":"Of a pet"}})",
       "value"},
      {R"({"type":"string","description":"A token"})",
       R"({"type":"object","properties":{"result":{"type":["string","number","null"],"description":"A token"}}})",
       R"({"type":["string","object","number"],"description":"A token"})", "value"},
      {R"({"anyOf":[{"type":"object","properties":{"value":{"type":"string"}}},{"type":"array","items":{"type":"string"}}]})",
       R"({"type":"object","properties":{"result":{"type":["object","array","null"],"properties":{"value":{"type":["string","number","null"]}},"items":{"type":["string","number","null"]}}}})",
       R"({"type":["object","array"],"properties":{"value":{"type":["string","number","null"]}},"items":{"type":["string","number","null"]}})",
       "content"},
      {R"({"anyOf":[{"type":"object","additionalProperties":{"type":"string"}},{"type":"boolean"}]})",
       R"({"type":"object","properties":{"result":{"type":["object","boolean","array","string","number","null"],"additionalProperties":{"type":["string","number","null"]}}}})",
       R"({"type":["object","boolean","array","string","number"],"properties":{"value":{}},"additionalProperties":{"type":["string","number","null"]}})",
       "value"},
  };
  for (const Case& c : cases) {
    const ir::Listing listing = shown(c.schema);
    EXPECT_EQ(listing.output_schema_legacy, c.legacy) << c.schema;
    EXPECT_EQ(listing.output_schema_modern, c.modern) << c.schema;
    EXPECT_TRUE(listing.wraps_result) << c.schema;
    EXPECT_EQ(listing.spare_member, c.spare) << c.schema;
  }
}

TEST(Outputs, WhatSaysNothingIsNotShown) {
  for (
      const std::string_view schema :
      {"", "{}", R"({"type":"object"})", R"({"type":"array"})", R"({"type":"array","items":{}})",
       R"({"type":"null"})", R"({"not":{}})", R"({"anyOf":[{"type":"string"},{}]})",
       R"({"allOf":[{"type":"string"},{"type":"object"}]})",
       // Every name for what does not fit is taken.
       R"({"type":"object","properties":{"result":{},"value":{},"content":{},"unexpected":{},"other":{}}})"}) {
    EXPECT_EQ(shown(schema).output_schema_modern, "") << schema;
  }
  // Clients that look at structured content alone would not see the image.
  EXPECT_EQ(shown(R"({"type":"string"})", {}, true).output_schema_legacy, "");
}

TEST(Outputs, AreAsLargeAsTheConfigurationSays) {
  std::string large = R"({"type":"object","properties":{)";
  for (int i = 0; i < 100; ++i) {
    if (i > 0) large += ',';
    large += "\"property_" + std::to_string(i) +
             R"(":{"type":"object","properties":{"a":{"type":"string"}}})";
  }
  large += "}}";
  const std::string small = R"({"type":"object","properties":{"a":{"type":"string"}}})";
  Configuration configuration;
  EXPECT_EQ(shown(large, configuration).output_schema_modern, "");
  EXPECT_NE(shown(small, configuration).output_schema_modern, "");

  configuration.output_schema = OutputSchema::never;
  EXPECT_EQ(shown(small, configuration).output_schema_modern, "");

  configuration.output_schema = OutputSchema::always;
  EXPECT_NE(shown(small, configuration).output_schema_modern, "");
  const std::string whole = shown(large, configuration).output_schema_modern;
  EXPECT_TRUE(whole.find("\"a\"") != std::string::npos) << whole;
  EXPECT_LE(whole.size(), configuration.limits.schema_bytes);
  // What is deep goes first.
  configuration.limits.schema_bytes = 8 * 1024;
  const std::string cut = shown(large, configuration).output_schema_modern;
  EXPECT_TRUE(cut.find("property_99") != std::string::npos) << cut;
  EXPECT_EQ(cut.find("\"a\""), std::string::npos) << cut;
  configuration.limits.schema_bytes = 256;
  EXPECT_EQ(shown(large, configuration).output_schema_modern, "");

  configuration = {};
  configuration.limits.description_characters = 20;
  EXPECT_EQ(
      shown(
          R"({"type":"object","properties":{"a":{"description":"It is short. It goes on, though."}}})",
          configuration)
          .output_schema_modern,
      R"({"type":"object","properties":{"a":{"description":"It is short."}}})");
}

// Schemas that refer to each other more and more often end soon.
TEST(Outputs, WorkIsBounded) {
  ir::Server server;
  server.profiles = {"universal"};
  constexpr int count = 40;
  for (int i = 0; i < count; ++i) {
    const std::string next = R"({"$ref":"#/$defs/D)" + std::to_string(i + 1) + "\"}";
    server.definitions.push_back(
        {"D" + std::to_string(i), R"({"type":"object","allOf":[)" + next + "," + next +
                                      R"(],"properties":{"a":)" + next + "}}"});
  }
  server.definitions.push_back({"D" + std::to_string(count), R"({"type":"object"})"});
  ir::Tool tool;
  tool.output_schema = R"({"$ref":"#/$defs/D0"})";
  tool.listings.emplace_back();
  server.tools.push_back(tool);
  Configuration configuration;
  Diagnostics diagnostics;
  add_output_schemas(server, configuration, diagnostics);
  EXPECT_EQ(server.tools.front().listings.front().output_schema_modern, "");
  configuration.output_schema = OutputSchema::always;
  add_output_schemas(server, configuration, diagnostics);
}

}  // namespace
}  // namespace mcpcc::profile
