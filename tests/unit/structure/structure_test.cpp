// Documents held to the schemas of schemas/: what is found, and where.
#include "structure/structure.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "paths.h"
#include "source/parse.h"

namespace mcpcc::structure {
namespace {

/// A line for each finding: the text it points at, its pointer, what is wrong, by which keyword.
std::string findings(std::string_view text, std::vector<Finding> (*check)(const source::Node&)) {
  Sources sources;
  Diagnostics diagnostics;
  const std::uint32_t file = sources.add("document.yaml", std::string(text));
  const auto tree = source::parse(sources, file, {}, diagnostics);
  EXPECT_TRUE(tree) << text;
  if (!tree) return {};
  std::string out;
  for (const Finding& finding : check(tree->root())) {
    out += std::string(text.substr(finding.at.begin, finding.at.end - finding.at.begin)) + " | " +
           finding.pointer + " | " + finding.detail + " | " + finding.keyword + "\n";
  }
  return out;
}

struct Case {
  std::string_view document, found;
};

const Case cases[] = {
    {R"({swagger: "2.0", info: {title: a, version: "1"}, paths: {}})", ""},
    {R"({openapi: 3.0.3, info: {title: a, version: "1"}, paths: {}})", ""},
    {R"({openapi: 3.1.0, info: {title: a, version: "1"}, components: {}})", ""},
    {R"({openapi: 3.2.0, info: {title: a, version: "1"}, webhooks: {}})", ""},
    // a version that there is not is for others to say
    {R"({openapi: 4.0.0})", ""},
    // an unknown field is a mistake at its key, and extensions are none
    {R"({openapi: 3.0.3, info: {title: a, version: "1", x-logo: 1, Title: b}, paths: {}})",
     "Title | #/info/Title | unknown property `Title`, did you mean `title`? | "
     "#/$defs/info/additionalProperties of schemas/openapi-3.0.schema.json\n"},
    // a missing one at the first byte of its object
    {R"({openapi: 3.0.3, info: {title: a}, paths: {}})",
     "{ | #/info | missing required property `version` | "
     "#/$defs/info/required of schemas/openapi-3.0.schema.json\n"},
    // a value at itself
    {R"({openapi: 3.0.3, info: {title: a, version: 1.0}, paths: {}})",
     "1.0 | #/info/version | expected string, got number 1.0 | "
     "#/$defs/info/properties/version/type of schemas/openapi-3.0.schema.json\n"},
    // one that excludes another at its key
    {R"({openapi: 3.1.0, info: {title: a, version: "1", license: {name: b, identifier: c, url: d}}, paths: {}})",
     "url | #/info/license/url | `url` is not allowed here | "
     "#/$defs/license/dependentSchemas/identifier/properties/url of "
     "schemas/openapi-3.1.schema.json\n"},
    // each version has its own fields
    {R"({openapi: 3.1.0, info: {title: a, version: "1"}, paths: {/a: {query: {}}}})",
     "query | #/paths/~1a/query | unknown property `query` | "
     "#/$defs/path-item/additionalProperties of schemas/openapi-3.1.schema.json\n"},
    {R"({openapi: 3.2.0, info: {title: a, version: "1"}, paths: {/a: {query: {}}}})", ""},
    // paths begin with a slash
    {R"({swagger: "2.0", info: {title: a, version: "1"}, paths: {a: {}}})",
     "a | #/paths/a | unknown property `a` | "
     "#/$defs/paths/additionalProperties of schemas/openapi-2.0.schema.json\n"},
    // Schema Objects: closed before 3.1, open since; not looked at in another dialect
    {R"({openapi: 3.0.3, info: {title: a, version: "1"}, paths: {}, components: {schemas: {A: {const: 1}}}})",
     "const | #/components/schemas/A/const | unknown property `const` | "
     "#/$defs/schema-value/additionalProperties of schemas/openapi-3.0.schema.json\n"},
    {R"({openapi: 3.1.0, info: {title: a, version: "1"}, components: {schemas: {A: {const: 1, other: 1}}}})",
     ""},
    {R"({openapi: 3.1.0, info: {title: a, version: "1"}, components: {schemas: {A: {maxLength: many}}}})",
     "many | #/components/schemas/A/maxLength | expected integer, got string \"many\" | "
     "#/$defs/schema-keywords/properties/maxLength/type of schemas/openapi-3.1.schema.json\n"},
    {R"({openapi: 3.1.0, jsonSchemaDialect: "https://example.com/d", info: {title: a, version: "1"}, components: {schemas: {A: {maxLength: many}}}})",
     ""},
    {R"({openapi: 3.1.0, info: {title: a, version: "1"}, components: {schemas: {A: {$schema: "https://example.com/d", maxLength: many}}}})",
     ""},
    // what an alias stands for is one place
    {"{openapi: 3.0.3, info: {title: a, version: '1'}, paths: {}, servers: [{url: /, variables:\n"
     " {a: &v {default: 1}, b: *v}}]}",
     "1 | #/servers/0/variables/a/default | expected string, got number 1 | "
     "#/$defs/server-variable/properties/default/type of schemas/openapi-3.0.schema.json\n"},
};

TEST(Structure, OfOpenapiDocuments) {
  for (const Case& c : cases) EXPECT_EQ(findings(c.document, check_openapi), c.found) << c.document;
}

const Case overlays[] = {
    {R"({overlay: 1.0.0, info: {title: a, version: "1"}, actions: [{target: $.info, update: {}}]})",
     ""},
    {R"({overlay: 1.0.0, info: {title: a, version: "1"}, actions: [{target: $.info, copy: $.a}]})",
     "copy | #/actions/0/copy | `copy` is not allowed here | "
     "#/allOf/0/then/properties/actions/items/properties/copy of schemas/overlay-1.schema.json\n"},
    {R"({overlay: 1.1.0, info: {title: a, version: "1"}, actions: [{target: $.info, copy: $.a}]})",
     ""},
    {R"({overlay: 1.0.0, info: {title: a, version: 1}, actions: [{targets: $.info}]})",
     "1 | #/info/version | expected string, got number 1 | "
     "#/$defs/info/properties/version/type of schemas/overlay-1.schema.json\n"
     "{ | #/actions/0 | missing required property `target` | "
     "#/$defs/action/required of schemas/overlay-1.schema.json\n"
     "targets | #/actions/0/targets | unknown property `targets`, did you mean `target`? | "
     "#/$defs/action/additionalProperties of schemas/overlay-1.schema.json\n"},
};

TEST(Structure, OfOverlays) {
  for (const Case& c : overlays) EXPECT_EQ(findings(c.document, check_overlay), c.found);
}

TEST(Structure, OfThePublishedOverlays) {
  const char* environment = std::getenv("MCPCC_TEST_DATA");
  const std::filesystem::path data = environment != nullptr ? environment : MCPCC_TEST_DATA;
  const std::filesystem::path folder = data / "vendor/overlay/compliant-sets";
  if (!std::filesystem::exists(folder)) {
    ASSERT_EQ(std::getenv("CI"), nullptr) << folder << " is missing";
    return;
  }
  std::size_t count = 0;
  for (const auto& set : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(set.path() / "overlay.yaml", std::ios::binary);
    if (!file) continue;
    ++count;
    EXPECT_EQ(findings(std::string(std::istreambuf_iterator<char>(file), {}), check_overlay), "");
  }
  EXPECT_GE(count, 8u);
}

// Deep and wide documents cost what they are long; findings are limited.
TEST(Structure, WorkIsBounded) {
  const std::string head = R"({"openapi":"3.0.3","info":{"title":"a","version":"1"},"paths":{},)";
  std::string tags;
  for (int i = 0; i < 5000; ++i)
    tags += (i == 0 ? "{\"name\":" : ",{\"name\":") + std::to_string(i) + "}";
  const auto count = [](const std::string& text) {
    Sources sources;
    Diagnostics diagnostics;
    const std::uint32_t file = sources.add("document.json", std::string(text));
    const auto tree = source::parse(sources, file, {}, diagnostics);
    return check_openapi(tree.value().root()).size();
  };
  EXPECT_EQ(count(head + "\"tags\":[" + tags + "]}"), 1000u);
  std::string deep = "{}";
  for (int i = 0; i < 190; ++i) deep = "{\"not\":" + deep + "}";
  EXPECT_EQ(count(head + R"("components":{"schemas":{"A":)" + deep + "}}}"), 0u);
}

TEST(Structure, LongKeysDoNotStandInThousandsOfPointers) {
  std::string text = R"({"openapi":"3.1.0","info":{"title":"a","version":"1"},"paths":{"/)" +
                     std::string(1'000'000, 'a') + R"(":{"x":0)";
  for (int i = 0; i < 500; ++i) text += ",\"y" + std::to_string(i) + "\":0";
  text += "}}}";
  Sources sources;
  Diagnostics diagnostics;
  const auto tree = source::parse(sources, sources.add("document.json", text), {}, diagnostics);
  ASSERT_TRUE(tree);
  const auto found = check_openapi(tree->root());
  EXPECT_FALSE(found.empty());
  EXPECT_LT(found.size(), 40U);
}

}  // namespace
}  // namespace mcpcc::structure
