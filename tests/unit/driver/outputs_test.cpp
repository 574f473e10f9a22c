// The schema of a successful JSON result, row by row: which responses and media types count, and
// what of them is the result's.
#include <gtest/gtest.h>

#include <sstream>

#include "driver/driver.h"

namespace mcpcc::driver {
namespace {

std::string run(const std::string& document) {
  const Disk disk;
  std::istringstream in(document);
  std::ostringstream out, err;
  Environment environment{disk, in, out, err};
  driver::run({"inspect", "-", "--show", "ir", "--quiet"}, environment);
  return out.str();
}

// The rest of the line that begins with `begin`; empty: none does.
std::string line(const std::string& text, const std::string& begin) {
  const std::size_t at = text.find(begin);
  if (at == std::string::npos) return {};
  std::string result = text.substr(at + begin.size(), text.find('\n', at) - at - begin.size());
  if (result.ends_with(',')) result.pop_back();
  return result;
}

constexpr std::string_view components = R"s(
components:
  schemas:
    Plain: {type: object, properties: {name: {type: string}}}
    Mixed:
      type: object
      required: [id, name, secret]
      properties:
        id: {type: integer, readOnly: true}
        name: {type: string}
        secret: {type: string, writeOnly: true}
    Holder: {type: object, properties: {mixed: {$ref: '#/components/schemas/Mixed'}, plain: {$ref: '#/components/schemas/Plain'}}}
)s";

TEST(Outputs, SchemasOfResults) {
  struct Case {
    std::string_view responses, schema;
  };
  constexpr Case cases[] = {
      {R"({"200": {content: {application/json: {schema: {type: string, minLength: 1}}}}})",
       R"({"type":"string","minLength":1})"},
      {R"({"201": {content: {application/vnd.acme+json: {schema: {$ref: '#/components/schemas/Plain'}}}}})",
       R"({"$ref":"#/$defs/Plain"})"},
      {R"({2XX: {content: {'*/*': {schema: {type: integer}}}}})", R"({"type":"integer"})"},
      {R"({"200": {content: {application/*+json: {schema: {type: integer}}}}})",
       R"({"type":"integer"})"},
      // What is written twice stands once.
      {R"({"200": {content: {application/json: {schema: {type: object}}}},
           "201": {content: {application/json: {schema: {type: object}}, text/json: {schema: {type: array, items: {}}}}}})",
       R"({"anyOf":[{"type":"object"},{"type":"array","items":{}}]})"},
      // `default` is the success only where there is no other.
      {R"({default: {content: {application/json: {schema: {type: boolean}}}}})",
       R"({"type":"boolean"})"},
      {R"({"204": {description: done}, default: {content: {application/json: {schema: {type: boolean}}}}})",
       ""},
      {R"({"404": {content: {application/json: {schema: {type: object}}}}})", ""},
      {R"({"200": {content: {application/json: {schema: {type: boolean}}}},
           default: {content: {application/json: {schema: {type: object}}}}})",
       R"({"type":"boolean"})"},
      // Whatever may be anything says nothing.
      {R"({"200": {content: {application/json: {}}}})", ""},
      {R"({"200": {content: {application/json: {schema: {}}}}})", ""},
      {R"({"200": {content: {application/json: {schema: {type: object}}}}, "201": {content: {application/json: {}}}})",
       ""},
      {R"({"200": {content: {application/json: {schema: {type: string, format: binary}}}}})", ""},
      {R"({"200": {content: {text/plain: {schema: {type: string}}, application/xml: {schema: {type: object}}}}})",
       ""},
      {R"({"200": {content: {application/json: {schema: {type: object}}, text/plain: {schema: {type: string}}}}})",
       R"({"type":"object"})"},
      // Streams are the arrays that results hold.
      {R"({"200": {content: {application/jsonl: {schema: {type: object}}}}})",
       R"({"type":"array","items":{}})"},
      {R"({"200": {content: {application/json: {schema: {type: object}}, text/event-stream: {schema: {type: string}}}}})",
       R"({"anyOf":[{"type":"object"},{"type":"array","items":{"type":"object","properties":{"event":{"type":"string"},"id":{"type":"string"},"data":{}},"required":["data"]}}]})"},
      // A definition is shared with requests unless it differs.
      {R"({"200": {content: {application/json: {schema: {$ref: '#/components/schemas/Mixed'}}}}})",
       R"({"$ref":"#/$defs/Mixed_result"})"},
      {R"({"200": {content: {application/json: {schema: {$ref: '#/components/schemas/Holder'}}}}})",
       R"({"$ref":"#/$defs/Holder_result"})"},
  };
  for (const auto& c : cases) {
    const std::string text =
        "openapi: 3.1.1\ninfo: {title: T, version: '1'}\nservers: [{url: https://a.example}]\n"
        "paths: {/a: {get: {operationId: a, responses: " +
        std::string(c.responses) + "}}}\n" + std::string(components);
    EXPECT_EQ(line(run(text), "\"output_schema\": "), c.schema) << c.responses;
  }
}

TEST(Outputs, DefinitionsByDirection) {
  const std::string ir =
      run("openapi: 3.1.1\n"
          "info: {title: T, version: '1'}\n"
          "servers: [{url: https://a.example}]\n"
          "paths:\n"
          "  /a:\n"
          "    put:\n"
          "      operationId: put\n"
          "      requestBody: {content: {application/json: {schema: {$ref: "
          "'#/components/schemas/Holder'}}}}\n"
          "      responses: {'200': {description: d, content: {application/json: {schema: {$ref: "
          "'#/components/schemas/Holder'}}}}}\n" +
          std::string(components));
  EXPECT_EQ(line(ir, "\"Plain\": "),
            R"({"type":"object","properties":{"name":{"type":"string"}}})");
  EXPECT_EQ(
      line(ir, "\"Mixed\": "),
      R"({"type":"object","required":["name","secret"],"properties":{"name":{"type":"string"},)"
      R"("secret":{"type":"string","writeOnly":true}}})");
  EXPECT_EQ(
      line(ir, "\"Mixed_result\": "),
      R"({"type":"object","required":["id","name"],"properties":{"id":{"type":"integer",)"
      R"("readOnly":true},"name":{"type":"string"},"secret":{"type":"string","writeOnly":true}}})");
  EXPECT_EQ(line(ir, "\"Holder_result\": "),
            R"({"type":"object","properties":{"mixed":{"$ref":"#/$defs/Mixed_result"},)"
            R"("plain":{"$ref":"#/$defs/Plain"}}})");
  EXPECT_EQ(ir.find("Plain_result"), std::string::npos);
}

}  // namespace
}  // namespace mcpcc::driver
