// The pages of docs/diagnostics: what each example is said to print is what it prints.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "driver/driver.h"
#include "paths.h"
#include "support/rules.h"

namespace mcpcc::driver {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The first block of a page between ```<language> and ```; empty when there is none.
std::string block(const std::string& page, const std::string& language) {
  const std::string fence = "\n```" + language + "\n";
  const auto begin = page.find(fence);
  if (begin == std::string::npos) return {};
  const auto text = begin + fence.size();
  return page.substr(text, page.find("\n```", text) + 1 - text);
}

// Runs where the document lies, so that messages name it as the page does.
class Folder {
 public:
  Folder() : before_(fs::current_path()) {
    std::string pattern = (fs::temp_directory_path() / "mcpcc-page-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
    fs::current_path(path_);
  }
  ~Folder() {
    fs::current_path(before_);
    fs::remove_all(path_);
  }

 private:
  fs::path before_, path_;
};

std::string check(const std::string& document, const std::vector<std::string>& options) {
  const Folder folder;
  std::ofstream("pets.yaml", std::ios::binary) << document;
  // What the page of one rule refers to.
  std::ofstream("old.yaml", std::ios::binary)
      << "swagger: '2.0'\ndefinitions: {Pet: {type: string}}\n";
  const Disk disk;
  std::istringstream in;
  std::ostringstream out, err;
  Environment environment{disk, in, out, err};
  std::vector<std::string> arguments{"check", "pets.yaml"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  driver::run(arguments, environment);
  return err.str();
}

std::string page_of(const Rule& rule) {
  return read(fs::path(MCPCC_SOURCE_DIR) / "docs/diagnostics" / (std::string(rule.id) + ".md"));
}

TEST(Pages, ShowWhatTheirExamplesGive) {
  std::size_t examples = 0;
  for (const Rule* rule : all_rules()) {
    const std::string page = page_of(*rule);
    const std::string document = block(page, "yaml"), message = block(page, "text");
    // Others are about a configuration, an overlay or an output, or leave out megabytes. The page
    // of one shows a byte that no page can hold.
    if (!document.starts_with("openapi:") && !document.starts_with("swagger:")) continue;
    if (rule->id == rules::source_encoding.id) continue;
    ++examples;
    const std::string found = check(document, {"--verbose"});
    EXPECT_NE(found.find(message), std::string::npos) << rule->id << "\n"
                                                      << message << "\n"
                                                      << found;
  }
  EXPECT_GE(examples, 40u);
}

TEST(Pages, EveryRepairIsAnErrorWhenAskedFor) {
  for (const Rule* rule : all_rules()) {
    if (!rule->is_repair) continue;
    const std::string document = block(page_of(*rule), "yaml");
    const std::string message(rule->message), id(rule->id);
    EXPECT_NE(check(document, {}).find("warning: " + message), std::string::npos) << id;
    EXPECT_NE(check(document, {"--strict"}).find("error: " + message), std::string::npos) << id;
    EXPECT_NE(check(document, {"--error", id}).find("error: " + message), std::string::npos) << id;
  }
}

}  // namespace
}  // namespace mcpcc::driver
