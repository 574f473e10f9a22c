// The pages of docs/diagnostics: what each example is said to print is what it prints.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "driver/driver.h"
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

std::string check(const std::string& document) {
  const Folder folder;
  std::ofstream("pets.yaml", std::ios::binary) << document;
  const Disk disk;
  std::istringstream in;
  std::ostringstream out, err;
  Environment environment{disk, in, out, err};
  driver::run({"check", "pets.yaml", "--verbose"}, environment);
  return err.str();
}

TEST(Pages, ShowWhatTheirExamplesGive) {
  std::size_t examples = 0;
  for (const Rule* rule : all_rules()) {
    const std::string page =
        read(fs::path(MCPCC_SOURCE_DIR) / "docs/diagnostics" / (std::string(rule->id) + ".md"));
    const std::string document = block(page, "yaml"), message = block(page, "text");
    // Others are about a configuration, an overlay or an output, or leave out megabytes. The page
    // of one shows a byte that no page can hold.
    if (!document.starts_with("openapi:") && !document.starts_with("swagger:")) continue;
    if (rule->id == rules::source_encoding.id) continue;
    ++examples;
    EXPECT_NE(check(document).find(message), std::string::npos) << rule->id << "\n"
                                                                << message << "\n"
                                                                << check(document);
  }
  EXPECT_GE(examples, 40u);
}

}  // namespace
}  // namespace mcpcc::driver
