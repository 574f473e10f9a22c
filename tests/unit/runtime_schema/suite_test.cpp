// The JSON Schema test suite for draft 2020-12, where MCPCC_TEST_DATA names a folder that holds it:
// all of the required part, and of the optional part what docs/json-schema.md promises.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"
#include "paths.h"
#include "schema/validator.h"

namespace mcp::schema {
namespace {

std::string read_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

json::Document read(const std::filesystem::path& path) {
  auto parsed = json::Document::parse(read_text(path));
  return std::get<json::Document>(std::move(parsed));
}

struct Suite {
  std::filesystem::path tests;
  std::vector<NamedDocument> remotes;
};

std::optional<Suite> suite() {
  const std::string root = MCPCC_TEST_DATA;
  if (root.empty()) return std::nullopt;
  const auto folder = std::filesystem::path(root) / "vendor/json-schema-test-suite";
  Suite out{folder / "tests/draft2020-12", {}};
  const auto remotes = folder / "remotes";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(remotes)) {
    if (entry.path().extension() != ".json") continue;
    out.remotes.push_back({"http://localhost:1234/" +
                               std::filesystem::relative(entry.path(), remotes).generic_string(),
                           std::string(read(entry.path()).text())});
  }
  return out;
}

std::set<std::string> json_files(const std::filesystem::path& folder) {
  std::set<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".json") files.insert(entry.path().filename().string());
  }
  return files;
}

struct Tally {
  std::size_t passed = 0;
  std::vector<std::string> failed;
};

Tally run_file(const Suite& suite, const std::filesystem::path& path, bool assert_formats) {
  Tally tally;
  const json::Document document = read(path);
  for (const json::Value& group : document.root().items()) {
    const auto schema =
        Schema::compile(group.find("schema")->raw(), {{}, suite.remotes, assert_formats});
    for (const json::Value& test : group.find("tests")->items()) {
      const json::Value& data = *test.find("data");
      const bool valid = test.find("valid")->boolean();
      if (schema->validate(data).empty() == valid && schema->accepts(data) == valid) {
        ++tally.passed;
      } else {
        tally.failed.push_back(path.filename().string() + ": " +
                               std::string(group.find("description")->string()) + ": " +
                               std::string(test.find("description")->string()));
      }
    }
  }
  return tally;
}

TEST(Suite, RequiredTestsPass) {
  const auto found = suite();
  if (!found) return;
  std::size_t passed = 0;
  for (const std::string& file : json_files(found->tests)) {
    const Tally tally = run_file(*found, found->tests / file, false);
    passed += tally.passed;
    for (const std::string& name : tally.failed) ADD_FAILURE() << name;
  }
  EXPECT_GT(passed, 1200U);
  RecordProperty("tests", static_cast<int>(passed));
}

// What is right of the optional tests; docs/json-schema.md has the same table.
TEST(Suite, OptionalTestsPassAsTheDocumentationSays) {
  const auto found = suite();
  if (!found) return;
  const std::string page(
      read_text(std::filesystem::path(MCPCC_SOURCE_DIR) / "docs/json-schema.md"));
  std::set<std::string> files = json_files(found->tests / "optional");
  for (const std::string& file : json_files(found->tests / "optional/format")) {
    files.insert("format/" + file);
  }
  for (const std::string& file : files) {
    const Tally tally =
        run_file(*found, found->tests / "optional" / file, file.starts_with("format/"));
    const std::string row = "| `" + file.substr(0, file.size() - 5) + "` | " +
                            std::to_string(tally.passed) + " of " +
                            std::to_string(tally.passed + tally.failed.size()) + " |";
    EXPECT_NE(page.find(row), std::string::npos) << row;
  }
}

}  // namespace
}  // namespace mcp::schema
