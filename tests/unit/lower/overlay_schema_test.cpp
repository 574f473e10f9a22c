// Overlays are read by hand, for the messages; schemas/overlay-1.schema.json describes them. Both
// give the same verdicts on generated overlays.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "openapi/overlay_actions.h"
#include "paths.h"
#include "schema/instances/instances.h"
#include "source/parse.h"

namespace mcpcc::openapi {
namespace {

std::string schema_text() {
  std::ifstream file(std::filesystem::path(MCPCC_SOURCE_DIR) / "schemas/overlay-1.schema.json");
  return {std::istreambuf_iterator<char>(file), {}};
}

/// What reading says of the structure of an overlay, a line each; empty: nothing.
std::string complaints(const std::string& text) {
  Sources sources;
  Diagnostics diagnostics;
  const std::uint32_t file = sources.add("overlay.json", text);
  const auto tree = source::parse(sources, file, {}, diagnostics);
  EXPECT_TRUE(tree) << text;
  if (tree) read_overlay(tree->root(), diagnostics);
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics.sorted()) {
    // What queries and references say is no matter of structure.
    const bool is_structure = diagnostic.rule == &rules::overlay_invalid ||
                              diagnostic.rule == &rules::overlay_version_unsupported;
    if (is_structure && !diagnostic.detail.starts_with("there is no reusable action")) {
      out += diagnostic.pointer + ": " + diagnostic.detail + "\n";
    }
  }
  return out;
}

TEST(OverlaySchema, AgreesWithReading) {
  mcp::schema::Instances instances(schema_text(), {}, 1);
  for (int i = 0; i < 500; ++i) {
    const auto conforming = instances.conforming();
    ASSERT_TRUE(conforming);
    EXPECT_EQ(complaints(*conforming), "") << *conforming;
    const auto violating = instances.violating();
    ASSERT_TRUE(violating);
    // `version: 1.0` is read as the text that is meant; a version of two numbers, too.
    const std::string& place = violating->violation.instance_location;
    if (place == "/info/version" || place == "/info/title" || place == "/overlay") continue;
    EXPECT_NE(complaints(violating->json), "") << violating->json << "\n"
                                               << violating->violation.message;
  }
}

}  // namespace
}  // namespace mcpcc::openapi
