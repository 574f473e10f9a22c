// The required part of the JSON Schema test suite for draft 2020-12, where MCPCC_TEST_DATA names a
// folder that holds it.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>

#include "json/value.h"
#include "schema/validator.h"

namespace mcp::schema {
namespace {

// Files about keywords that assert nothing here, or about documents other than the schema itself.
constexpr auto left_out = std::to_array<std::string_view>({
    "anchor.json",
    "dynamicRef.json",
    "refRemote.json",
    "unevaluatedItems.json",
    "unevaluatedProperties.json",
    "vocabulary.json",
});

// Groups of other files that need one of those keywords, or `$id` as a base for references.
constexpr auto left_out_groups = std::to_array<std::string_view>({
    "defs.json: validate definition against metaschema",
    "not.json: collect annotations inside a 'not', even if collection is disabled",
    "ref.json: remote ref, containing refs itself",
    "ref.json: Recursive references between schemas",
    "ref.json: ref creates new scope when adjacent to keywords",
    "ref.json: refs with relative uris and defs",
    "ref.json: relative refs with absolute uris and defs",
    "ref.json: $id must be resolved against nearest parent, not just immediate parent",
    "ref.json: order of evaluation: $id and $ref",
    "ref.json: order of evaluation: $id and $anchor and $ref",
    "ref.json: order of evaluation: $id and $ref on nested schema",
    "ref.json: simple URN base URI with $ref via the URN",
    "ref.json: URN base URI with URN and JSON pointer ref",
    "ref.json: URN base URI with URN and anchor ref",
    "ref.json: URN ref with nested pointer ref",
    "ref.json: ref to if",
    "ref.json: ref to then",
    "ref.json: ref to else",
    "ref.json: ref with absolute-path-reference",
});

json::Document read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  auto parsed = json::Document::parse({std::istreambuf_iterator<char>(file), {}});
  return std::get<json::Document>(std::move(parsed));
}

TEST(Suite, Draft202012) {
  const std::string root = MCPCC_TEST_DATA;
  if (root.empty()) return;
  const auto folder =
      std::filesystem::path(root) / "vendor/json-schema-test-suite/tests/draft2020-12";
  std::set<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".json") files.insert(entry.path().filename().string());
  }
  ASSERT_FALSE(files.empty()) << folder;
  std::set<std::string> unused(left_out_groups.begin(), left_out_groups.end());
  std::size_t tests = 0;
  for (const std::string& file : files) {
    if (std::find(left_out.begin(), left_out.end(), file) != left_out.end()) continue;
    const json::Document document = read(folder / file);
    for (const json::Value& group : document.root().items()) {
      const std::string name = file + ": " + std::string(group.find("description")->string());
      if (unused.erase(name) != 0) continue;
      const auto schema = Schema::compile(group.find("schema")->raw(), {nullptr, 0});
      for (const json::Value& test : group.find("tests")->items()) {
        ++tests;
        const auto violations = schema->validate(*test.find("data"));
        EXPECT_EQ(violations.empty(), test.find("valid")->boolean())
            << name << ": " << test.find("description")->string();
      }
    }
  }
  for (const std::string& name : unused) ADD_FAILURE() << name << " is not in the suite";
  EXPECT_GT(tests, 900U);
  RecordProperty("tests", static_cast<int>(tests));
}

}  // namespace
}  // namespace mcp::schema
