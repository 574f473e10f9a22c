// Real and hostile documents through `check` and `inspect`: no crash, an exit status that means
// something, and every error with a rule and, where it has one, a place.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "driver/driver.h"
#include "paths.h"
#include "support/rules.h"

namespace mcpcc::driver {
namespace {

namespace fs = std::filesystem;

bool is_document(const fs::path& path) {
  const auto extension = path.extension();
  return extension == ".json" || extension == ".yaml" || extension == ".yml";
}

// The main documents: what MANIFEST.tsv lists, and each hostile file that is no part of another.
std::vector<fs::path> documents() {
  std::vector<fs::path> result;
  const fs::path data(MCPCC_TEST_DATA);
  if (data.empty()) return result;
  std::ifstream manifest(data / "corpus/MANIFEST.tsv");
  std::string line;
  std::getline(manifest, line);
  while (std::getline(manifest, line))
    result.push_back(data / "corpus" / line.substr(0, line.find('\t')));
  for (const auto& entry : fs::directory_iterator(data / "hostile")) {
    if (entry.is_regular_file() && is_document(entry.path())) result.push_back(entry.path());
  }
  std::sort(result.begin(), result.end());
  return result;
}

// Those that are not hostile compile, whatever is wrong with them.
bool is_real(const fs::path& document) {
  return !document.lexically_relative(fs::path(MCPCC_TEST_DATA) / "corpus")
              .generic_string()
              .starts_with("..");
}

struct Outcome {
  int status = 0;
  std::string out, err;
};

Outcome run(std::vector<std::string> arguments) {
  const Disk disk;
  std::istringstream in;
  std::ostringstream out, err;
  Environment environment{disk, in, out, err};
  const int status = driver::run(arguments, environment);
  return {status, out.str(), err.str()};
}

std::string member(const std::string& line, const std::string& key) {
  const auto begin = line.find("\"" + key + "\":\"");
  if (begin == std::string::npos) return {};
  const auto value = begin + key.size() + 4;
  return line.substr(value, line.find('"', value) - value);
}

TEST(Documents, AreChecked) {
  for (const auto& document : documents()) {
    SCOPED_TRACE(document.filename().string());
    const Outcome result = run({"check", document.string(), "--diagnostics", "json"});
    EXPECT_TRUE(result.status == success || result.status == input_error) << result.status;
    EXPECT_EQ(result.err.find("internal fault"), std::string::npos) << result.err;
    std::istringstream lines(result.err);
    bool has_error = false;
    for (std::string line; std::getline(lines, line);) {
      ASSERT_TRUE(line.starts_with("{\"rule\":\"") && line.ends_with("}")) << line;
      EXPECT_NE(find_rule(member(line, "rule")), nullptr) << line;
      has_error = has_error || member(line, "severity") == "error";
    }
    EXPECT_EQ(has_error, result.status == input_error) << result.err;
    if (is_real(document)) {
      EXPECT_EQ(result.status, success) << result.err;
    }
  }
}

TEST(Documents, AreWholeWithTheirReferenceRoot) {
  const fs::path folder = fs::path(MCPCC_TEST_DATA) / "corpus/oai-petstore-separate";
  if (!fs::exists(folder)) return;
  const Outcome result = run({"check", (folder / "spec/swagger.json").string(), "--reference-root",
                              folder.string(), "--strict"});
  EXPECT_EQ(result.status, success) << result.err;
}

TEST(Documents, GiveToolsWithLegalDistinctNames) {
  constexpr std::string_view legal = "abcdefghijklmnopqrstuvwxyz0123456789_";
  for (const auto& document : documents()) {
    SCOPED_TRACE(document.filename().string());
    const Outcome result =
        run({"inspect", document.string(), "--show", "tokens", "--format", "json", "--quiet"});
    std::set<std::string> names;
    std::istringstream lines(result.out);
    for (std::string line; std::getline(lines, line);) {
      const std::string name = member(line, "name");
      if (name.empty()) continue;
      EXPECT_LE(name.size(), 57u) << name;
      EXPECT_EQ(name.find_first_not_of(legal), std::string::npos) << name;
      EXPECT_TRUE(names.insert(name).second) << name;
    }
  }
}

TEST(Documents, AreFoundWhereTheyMustBe) {
  // Elsewhere the tests above have nothing to do, which is no reason to pass where the documents
  // belong.
  if (std::getenv("CI") != nullptr) {
    EXPECT_GE(documents().size(), 50u);
  }
}

}  // namespace
}  // namespace mcpcc::driver
