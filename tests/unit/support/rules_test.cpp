#include "support/rules.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

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

}  // namespace
}  // namespace mcpcc
