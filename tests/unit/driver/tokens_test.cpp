// What each measure against a list that is too large would save is what it saves.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "driver/driver.h"
#include "paths.h"

namespace mcpcc::driver {
namespace {

namespace fs = std::filesystem;

class ListTokens : public testing::Test {
 protected:
  ListTokens() {
    std::string pattern = (fs::temp_directory_path() / "mcpcc-tokens-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  ~ListTokens() override { fs::remove_all(folder_); }

  std::string run(std::vector<std::string> arguments, const std::string& configuration,
                  bool of_messages) {
    const fs::path path = folder_ / "mcpcc.yaml";
    std::ofstream(path) << configuration;
    arguments.insert(arguments.end(), {"--config", path.string()});
    const Disk disk;
    std::istringstream in;
    std::ostringstream out, err;
    Environment environment{disk, in, out, err};
    driver::run(arguments, environment);
    return of_messages ? err.str() : out.str();
  }

  // The number after `before`.
  static std::size_t number(const std::string& text, const std::string& before) {
    const auto at = text.find(before);
    EXPECT_NE(at, std::string::npos) << before << "\n" << text;
    return at == std::string::npos ? 0 : std::stoul(text.substr(at + before.size()));
  }

  fs::path folder_;
};

TEST_F(ListTokens, MeasuresSaveWhatTheySay) {
  const std::string document =
      (fs::path(MCPCC_SOURCE_DIR) / "tests/unit/driver/list.yaml").string();
  const std::string own = "limits: {schema_depth: 5}\n";
  const std::string messages =
      run({"check", document}, "limits: {schema_depth: 5, list_tokens: 1}\n", true);
  const auto all = [&](const std::string& configuration) {
    const std::string text =
        run({"inspect", document, "--show", "tokens", "--quiet"}, configuration, false);
    return number(text.substr(text.find("in all")), "bytes, about ");
  };
  const std::size_t total = all(own);
  struct Row {
    std::string measure, configuration;
  };
  for (const Row& row : {
           Row{"excluding the tag `shop` saves ", own + "exclude: [{tag: shop}]\n"},
           Row{"(limits.description_characters) save ",
               "limits: {schema_depth: 5, description_characters: 200}\n"},
           Row{"(examples: false) saves ", own + "examples: false\n"},
           Row{"(output_schema: never) saves ", own + "output_schema: never\n"},
       }) {
    const std::size_t saved = total - all(row.configuration);
    EXPECT_GT(saved, 0u) << row.measure;
    EXPECT_EQ(number(messages, row.measure), saved) << row.measure;
  }
}

}  // namespace
}  // namespace mcpcc::driver
