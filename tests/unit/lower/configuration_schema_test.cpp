// mcpcc.yaml is read by hand, for its messages; schemas/configuration.schema.json describes it to
// editors. Both give the same verdicts on generated configurations.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>

#include "configuration/configuration.h"
#include "paths.h"
#include "schema/instances/instances.h"
#include "source/parse.h"

namespace mcpcc::configuration {
namespace {

std::string schema_text() {
  std::ifstream file(std::filesystem::path(MCPCC_SOURCE_DIR) / "schemas/configuration.schema.json");
  return {std::istreambuf_iterator<char>(file), {}};
}

/// What reading says against a configuration, a line each; empty: nothing. Hidden characters are a
/// matter of any text.
std::string complaints(const std::string& text) {
  Sources sources;
  Diagnostics diagnostics;
  const std::uint32_t file = sources.add("mcpcc.json", text);
  const auto tree = source::parse(sources, file, {}, diagnostics);
  EXPECT_TRUE(tree) << text;
  if (tree) parse(tree->root(), diagnostics);
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics.sorted()) {
    if (diagnostic.rule == &rules::text_invisible_characters) continue;
    out += std::string(diagnostic.rule->id) + " " + diagnostic.pointer + ": " + diagnostic.detail +
           "\n";
  }
  return out;
}

// Texts are judged where the document is known: which names are free, which hosts and profiles
// there are.
const std::set<std::string, std::less<>> judged_later = {"enum", "minLength", "pattern"};

TEST(ConfigurationSchema, AgreesWithReading) {
  mcp::schema::Instances instances(schema_text(), {}, 1);
  std::map<std::string, int> broken;
  for (int i = 0; i < 1000; ++i) {
    const auto conforming = instances.conforming();
    ASSERT_TRUE(conforming);
    EXPECT_EQ(complaints(*conforming), "") << *conforming;
    const auto violating = instances.violating();
    ASSERT_TRUE(violating);
    const std::string& keyword = violating->violation.keyword;
    ++broken[keyword];
    const bool is_judged_later = judged_later.contains(keyword) &&
                                 violating->violation.instance_location != "/output_schema";
    EXPECT_EQ(complaints(violating->json).empty(), is_judged_later) << violating->json << "\n"
                                                                    << violating->violation.message;
  }
  for (const std::string keyword : {"type", "additionalProperties", "minimum", "maximum",
                                    "minProperties", "pattern", "minLength"}) {
    EXPECT_GT(broken[keyword], 0) << keyword;
  }
}

}  // namespace
}  // namespace mcpcc::configuration
