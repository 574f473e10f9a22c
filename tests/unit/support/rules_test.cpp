#include "support/rules.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "paths.h"

namespace mcpcc {
namespace {

std::string_view name_of(Severity severity) {
  return severity == Severity::error ? "error" : severity == Severity::warning ? "warning" : "note";
}

std::filesystem::path pages() {
  return std::filesystem::path(MCPCC_SOURCE_DIR) / "docs/diagnostics";
}

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Rules, TableIsWellFormed) {
  std::set<std::string_view> ids;
  for (const Rule* rule : all_rules()) {
    EXPECT_TRUE(ids.insert(rule->id).second) << rule->id;
    EXPECT_EQ(find_rule(rule->id), rule);
    EXPECT_EQ(rule->id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-"),
              std::string_view::npos)
        << rule->id;
    ASSERT_FALSE(rule->message.empty());
    EXPECT_NE(rule->message.back(), '.') << rule->id;
  }
  EXPECT_EQ(find_rule("no-such-rule"), nullptr);
}

TEST(Rules, EveryRuleHasItsPageAndEveryPageItsRule) {
  std::set<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(pages())) {
    files.insert(entry.path().filename().string());
  }
  for (const Rule* rule : all_rules()) {
    const std::string name = std::string(rule->id) + ".md";
    ASSERT_EQ(files.erase(name), 1u) << "no page " << name;
    const std::string page = read(pages() / name);
    const std::string head = "# " + std::string(rule->id) +
                             "\n\nSeverity: " + std::string(name_of(rule->severity)) +
                             "  \nMessage: " + std::string(rule->message) + "\n";
    EXPECT_TRUE(page.starts_with(head)) << name << " should begin with\n" << head;
    EXPECT_NE(page.find("[" + std::string(rule->id) + "]"), std::string::npos)
        << name << " shows no message";
    EXPECT_NE(page.find("\n## Example\n"), std::string::npos) << name;
    EXPECT_NE(page.find("\n## How to fix it\n"), std::string::npos) << name;
  }
  for (const std::string& file : files) ADD_FAILURE() << "no rule for page " << file;
}

TEST(Rules, EveryRepairIsARowOfThePageOfRepairs) {
  const std::string page = read(std::filesystem::path(MCPCC_SOURCE_DIR) / "docs/repairs.md");
  std::size_t rows = 0;
  for (std::size_t at = page.find("\n| ["); at != std::string::npos;
       at = page.find("\n| [", at + 1)) {
    ++rows;
  }
  for (const Rule* rule : all_rules()) {
    const std::string id(rule->id);
    const bool has_row =
        page.find("\n| [`" + id + "`](diagnostics/" + id + ".md) | ") != std::string::npos;
    EXPECT_EQ(has_row, rule->is_repair) << id;
    rows -= has_row ? 1 : 0;
    if (rule->is_repair) {
      EXPECT_EQ(rule->severity, Severity::warning) << id;
    }
  }
  EXPECT_EQ(rows, 0u) << "rows that name no rule";
}

// Rules that no golden shows, and where they are tested instead.
struct TestedElsewhere {
  std::string_view id, file, proof;
};
constexpr TestedElsewhere tested_elsewhere[] = {
    // A file of 64 MiB and a value of 2 MiB.
    {"source-too-large", "source/limits_test.cpp", "source-too-large"},
    {"yaml-value-too-large", "source/limits_test.cpp", "yaml-value-too-large"},
    // An earlier run and an edit.
    {"output-edited", "driver/generate_test.cpp", "[output-edited]"},
    // Images are made of projects.
    {"image-name-invalid", "driver/image_test.cpp", "[image-name-invalid]"},
    {"image-platforms", "driver/image_test.cpp", "[image-platforms]"},
    {"image-tool-missing", "driver/image_test.cpp", "[image-tool-missing]"},
    {"image-build-failed", "driver/image_test.cpp", "[image-build-failed]"},
    {"image-program-unsuitable", "driver/image_test.cpp", "[image-program-unsuitable]"},
    {"image-layout-broken", "driver/image_test.cpp", "[image-layout-broken]"},
    {"image-login-invalid", "driver/image_test.cpp", "[image-login-invalid]"},
    {"image-push-refused", "driver/image_test.cpp", "[image-push-refused]"},
    {"image-push-failed", "driver/image_test.cpp", "[image-push-failed]"},
    {"image-runtime-missing", "driver/image_test.cpp", "[image-runtime-missing]"},
    // A project that was written and then changed.
    {"project-invalid", "project/read_test.cpp", "[project-invalid]"},
    // A record whose default is not one of its values, which mcpcc no longer writes.
    {"server-json-default", "registry/publication_test.cpp", "server-json-default"},
    // Databases in states that no folder of files holds.
    {"registry-unavailable", "registry/database_test.cpp", "registry-unavailable"},
    {"registry-busy", "registry/database_test.cpp", "registry-busy"},
    {"registry-damaged", "registry/database_test.cpp", "registry-damaged"},
    {"registry-newer", "registry/migrations_test.cpp", "registry-newer"},
    {"registry-needs-migration", "registry/migrations_test.cpp", "registry-needs-migration"},
    {"registry-file-invalid", "registry/exchange_test.cpp", "registry-file-invalid"},
    {"registry-not-empty", "registry/exchange_test.cpp", "registry-not-empty"},
    {"registry-variable-unknown", "driver/registry_test.cpp", "[registry-variable-unknown]"},
    {"registry-command-unusable", "driver/registry_test.cpp", "[registry-command-unusable]"},
};

std::string messages_of_all_cases() {
  std::string text;
  const auto cases = std::filesystem::path(MCPCC_SOURCE_DIR) / "tests/cases";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(cases)) {
    if (entry.path().filename() == "stderr.txt") text += read(entry.path());
  }
  return text;
}

TEST(Rules, EveryRuleHasAGolden) {
  const std::string messages = messages_of_all_cases();
  const auto is_shown = [&](std::string_view id) {
    return messages.find("[" + std::string(id) + "]") != std::string::npos ||
           messages.find("{\"rule\":\"" + std::string(id) + "\"") != std::string::npos;
  };
  std::set<std::string_view> elsewhere;
  for (const auto& [id, file, proof] : tested_elsewhere) {
    elsewhere.insert(id);
    EXPECT_NE(find_rule(id), nullptr) << id;
    EXPECT_FALSE(is_shown(id)) << id << " has a golden";
    const auto path = std::filesystem::path(MCPCC_SOURCE_DIR) / "tests/unit" / file;
    EXPECT_NE(read(path).find(proof), std::string::npos) << id << " is not tested by " << path;
  }
  for (const Rule* rule : all_rules()) {
    EXPECT_TRUE(elsewhere.contains(rule->id) || is_shown(rule->id))
        << "no case of tests/cases shows " << rule->id;
  }
}

}  // namespace
}  // namespace mcpcc
