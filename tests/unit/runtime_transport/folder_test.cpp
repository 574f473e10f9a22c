#include "configuration/folder.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <variant>

namespace mcp::configuration {
namespace {

namespace fs = std::filesystem;

class Folder : public testing::Test {
 protected:
  Folder() : base_(testing::TempDir() + "/mcpcc-folder-XXXXXX") {
    EXPECT_NE(mkdtemp(base_.data()), nullptr);
    fs::create_directories(base_ + "/root/sub");
    write("outside.txt", "outside");
    write("root/a b.txt", "spaced");
    write("root/sub/x.bin", "0123456789");
    write("root/large.bin", "01234567890");
    fs::create_symlink(base_ + "/outside.txt", base_ + "/root/escape");
    fs::create_symlink("sub/x.bin", base_ + "/root/inside");
    fs::create_directory_symlink(base_, base_ + "/root/up");
    mkfifo((base_ + "/root/pipe").c_str(), 0600);
  }
  ~Folder() override { fs::remove_all(base_); }

  void write(std::string_view name, std::string_view text) const {
    std::ofstream(base_ + "/" + std::string(name), std::ios::binary) << text;
  }

  /// "name: bytes", or the problem.
  std::string read(std::string_view path) const {
    const auto opened = open_folder(base_ + "/root", 10);
    const auto& reader = std::get<invoke::FileReader>(opened);
    const auto result = reader(path);
    if (const auto* problem = std::get_if<invoke::FileProblem>(&result)) return problem->message;
    const auto& file = std::get<invoke::FileContent>(result);
    return file.name + ": " + file.bytes;
  }

  std::string base_;
};

TEST_F(Folder, FilesBelowItAreRead) {
  EXPECT_EQ(read("sub/x.bin"), "x.bin: 0123456789");
  EXPECT_EQ(read("a b.txt"), "a b.txt: spaced");
  EXPECT_EQ(read("a%20b.txt"), "a b.txt: spaced");
}

TEST_F(Folder, NothingElseIs) {
  const std::string refused = "names no file that can be read below the folder of this server";
  for (const std::string_view path : {"",
                                      ".",
                                      "..",
                                      "../outside.txt",
                                      "sub/../../outside.txt",
                                      "%2e%2e/outside.txt",
                                      "..%2foutside.txt",
                                      "sub/..",
                                      "./sub/x.bin",
                                      "sub//x.bin",
                                      "/etc/passwd",
                                      "//etc/passwd",
                                      "escape",
                                      "inside",
                                      "up/outside.txt",
                                      "up/root/sub/x.bin",
                                      "pipe",
                                      "sub",
                                      "sub/",
                                      "missing",
                                      "sub/x.bin/",
                                      "sub/x.bin/y",
                                      "sub/x.bin%00.txt"}) {
    EXPECT_EQ(read(path), refused) << path;
  }
  EXPECT_EQ(read(base_ + "/root/sub/x.bin"), refused);
  EXPECT_EQ(read("large.bin"), "names a file that cannot be read or is over 10 bytes");
}

TEST_F(Folder, MustExist) {
  for (const std::string_view path : {"/missing", "/outside.txt"}) {
    const auto opened = open_folder(base_ + std::string(path), 10);
    ASSERT_TRUE(std::holds_alternative<Error>(opened));
    EXPECT_EQ(std::get<Error>(opened).message,
              base_ + std::string(path) + " is no folder that can be read");
  }
}

}  // namespace
}  // namespace mcp::configuration
