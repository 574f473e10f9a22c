// What `docs` promises about folders: files that it did not write stay.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "driver/driver.h"
#include "paths.h"

namespace mcpcc::driver {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class Docs : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "mcpcc-docs-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    ASSERT_EQ(run({"generate", std::string(MCPCC_SOURCE_DIR) + "/samples/petstore/openapi.yaml",
                   "-o", path("petstore-mcp"), "--name", "petstore"}),
              success)
        << err_;
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  std::string read(const std::string& name) const {
    std::ifstream file(folder_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void write(const std::string& name, const std::string& text) {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name, std::ios::binary | std::ios::trunc) << text;
  }
  int run(const std::vector<std::string>& arguments) {
    std::istringstream in;
    std::ostringstream out, err;
    Environment environment{disk_, in, out, err};
    const int status = driver::run(arguments, environment);
    err_ = err.str();
    return status;
  }
  int docs(std::vector<std::string> options) {
    options.insert(options.begin(), {"docs", path("petstore-mcp"), "-o", path("out"), "--format",
                                     "html,markdown,json"});
    return run(options);
  }

  Disk disk_;
  fs::path folder_;
  std::string err_;
};

TEST_F(Docs, FilesOfOthersStay) {
  for (const char* name : {"out/tools.html", "out/tools.md", "out/tools.json"}) {
    fs::remove_all(path("out"));
    write(name, "<title>mine, about mcpcc</title>\n");
    EXPECT_EQ(docs({}), tree_differs) << name;
    EXPECT_THAT(err_, HasSubstr("`" + path(name) + "` is there already [output-not-ours]"));
    EXPECT_EQ(read(name), "<title>mine, about mcpcc</title>\n");
    const fs::directory_iterator found(path("out"));
    EXPECT_EQ(std::distance(begin(found), end(found)), 1) << name;
    EXPECT_EQ(docs({"--force"}), success) << err_;
    EXPECT_EQ(read(name).find("mine"), std::string::npos);
  }
  fs::remove_all(path("out"));
  fs::create_directories(path("out/tools.json"));
  EXPECT_EQ(docs({}), tree_differs);
  EXPECT_EQ(docs({"--force"}), fault);
  EXPECT_THAT(err_, HasSubstr("[output-unwritable]"));
}

// What it wrote itself is written again, also that of another version.
TEST_F(Docs, ItsOwnFilesAreReplaced) {
  ASSERT_EQ(docs({}), success) << err_;
  for (const char* name : {"out/tools.html", "out/tools.md", "out/tools.json"}) {
    const std::string whole = read(name);
    ASSERT_FALSE(whole.empty());
    std::string older = whole.substr(0, whole.size() - 20);
    if (const auto version = older.find("content=\"mcpcc 0."); version != std::string::npos)
      older[version + 15] = '9';
    write(name, older);
    EXPECT_EQ(docs({}), success) << err_;
    EXPECT_EQ(read(name), whole);
  }
}

}  // namespace
}  // namespace mcpcc::driver
