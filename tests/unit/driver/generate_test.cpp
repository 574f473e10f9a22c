// What `generate` promises about folders: all or nothing, no edit lost, the same bytes every time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "../killed/killed.h"
#include "driver/driver.h"
#include "driver/lock.h"
#include "driver/output.h"

namespace mcpcc::driver {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr std::string_view document =
    R"({"openapi": "3.1.0", "info": {"title": "Shop", "version": "1"},
  "paths": {"/a": {"get": {"operationId": "a", "description": "first"}}}})";

class Generate : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "mcpcc-generate-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    write("spec.json", std::string(document));
  }
  void TearDown() override { fs::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name, std::ios::binary | std::ios::trunc) << text;
  }
  std::string read(const fs::path& name) const {
    std::ifstream file(folder_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::map<std::string, std::string> tree(const fs::path& name) const {
    std::map<std::string, std::string> files;
    if (!fs::exists(folder_ / name)) return files;
    for (const auto& entry : fs::recursive_directory_iterator(folder_ / name)) {
      if (entry.is_regular_file()) {
        const auto path = entry.path().lexically_relative(folder_ / name);
        files[path.generic_string()] = read(entry.path().lexically_relative(folder_));
      }
    }
    return files;
  }
  int run(std::vector<std::string> options) {
    std::vector<std::string> arguments{"generate", (folder_ / "spec.json").string(), "-o",
                                       output().string()};
    arguments.insert(arguments.end(), options.begin(), options.end());
    std::istringstream in;
    std::ostringstream out, err;
    Environment environment{disk_, in, out, err};
    const int status = driver::run(arguments, environment);
    err_ = err.str();
    out_ = out.str();
    return status;
  }
  fs::path output() const { return folder_ / "out"; }

  fs::path folder_;
  Disk disk_;
  std::string out_, err_;
};

TEST_F(Generate, GivesTheSameBytesAnywhere) {
  ASSERT_EQ(run({}), success) << err_;
  const auto first = tree("out");
  fs::create_directories(folder_ / "deeper");
  fs::copy_file(folder_ / "spec.json", folder_ / "deeper/spec.json");
  std::istringstream in;
  std::ostringstream out, err;
  Environment environment{disk_, in, out, err};
  ASSERT_EQ(driver::run({"generate", (folder_ / "deeper/spec.json").string(), "-o",
                         (folder_ / "other/place").string()},
                        environment),
            success);
  EXPECT_EQ(tree("other/place"), first);
}

TEST_F(Generate, KeepsWhatIsTheUsers) {
  ASSERT_EQ(run({}), success) << err_;
  write("out/src/hooks.cpp", "// mine");
  write("out/CMakeLists.txt", "# mine");
  write("spec.json", std::string(document).replace(document.find("first"), 5, "other"));
  ASSERT_EQ(run({}), success) << err_;
  EXPECT_EQ(read("out/src/hooks.cpp"), "// mine");
  EXPECT_EQ(read("out/CMakeLists.txt"), "# mine");
  EXPECT_THAT(read("out/generated/tools.cpp"), HasSubstr("other"));
}

TEST_F(Generate, RefusesToLoseAnEdit) {
  ASSERT_EQ(run({}), success) << err_;
  write("out/generated/tools.cpp", "// edited");
  EXPECT_EQ(run({}), tree_differs);
  EXPECT_THAT(err_, HasSubstr("[output-edited]"));
  EXPECT_EQ(read("out/generated/tools.cpp"), "// edited");
  EXPECT_EQ(run({"--force"}), success);
  EXPECT_THAT(read("out/generated/tools.cpp"), HasSubstr("mcp::Tool"));
}

TEST_F(Generate, RefusesAFolderOfSomebodyElse) {
  fs::create_directories(output());
  write("out/thesis.txt", "years of work");
  EXPECT_EQ(run({}), tree_differs);
  EXPECT_THAT(err_, HasSubstr("[output-not-ours]"));
  EXPECT_EQ(tree("out").size(), 1u);
  EXPECT_EQ(run({"--force"}), success);
  EXPECT_EQ(read("out/thesis.txt"), "years of work");
}

TEST_F(Generate, ChecksWithoutWriting) {
  EXPECT_EQ(run({"--check"}), tree_differs);
  EXPECT_THAT(err_, HasSubstr("[output-differs]"));
  EXPECT_FALSE(fs::exists(output()));
  ASSERT_EQ(run({}), success) << err_;
  EXPECT_EQ(run({"--check"}), success) << err_;
  EXPECT_THAT(out_, HasSubstr("up to date"));
  write("spec.json", std::string(document).replace(document.find("first"), 5, "other"));
  const auto before = tree("out");
  EXPECT_EQ(run({"--check"}), tree_differs);
  EXPECT_EQ(tree("out"), before);
}

TEST_F(Generate, LeavesTheFolderAloneWhenTheDocumentIsBroken) {
  ASSERT_EQ(run({}), success) << err_;
  const auto before = tree("out");
  write("spec.json", std::string(document).substr(0, 100));
  EXPECT_EQ(run({}), input_error);
  EXPECT_EQ(tree("out"), before);
}

TEST_F(Generate, LeavesTheFolderAloneWhenTheDiskIsFull) {
  ASSERT_EQ(run({}), success) << err_;
  const auto before = tree("out");
  write("spec.json",
        std::string(document).replace(document.find("first"), 5, std::string(40'000, 'x')));
  // A limit on the size of files is what a full disk looks like to a program.
  rlimit limit{};
  getrlimit(RLIMIT_FSIZE, &limit);
  rlimit small{8192, limit.rlim_max};
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &small);
  const int status = run({});
  setrlimit(RLIMIT_FSIZE, &limit);
  std::signal(SIGXFSZ, handler);
  EXPECT_EQ(status, fault);
  EXPECT_THAT(err_, HasSubstr("[output-unwritable]"));
  EXPECT_EQ(tree("out"), before);
}

TEST_F(Generate, SaysWhatIsWrongWithAPlaceThatCannotBeWritten) {
  write("out", "a file where the folder should be");
  EXPECT_EQ(run({"--force"}), fault);
  EXPECT_THAT(err_, HasSubstr("[output-unwritable]"));
  EXPECT_EQ(read("out"), "a file where the folder should be");
}

TEST_F(Generate, WritesNothingWhenAPlaceIsTaken) {
  ASSERT_EQ(run({}), success) << err_;
  fs::remove(output() / "generated/surface.json");
  fs::create_directories(output() / "generated/surface.json");
  write("spec.json", std::string(document).replace(document.find("first"), 5, "other"));
  const auto before = tree("out");
  EXPECT_EQ(run({}), fault);
  EXPECT_EQ(tree("out"), before);
}

TEST_F(Generate, WritesNothingWhenTheDepfileCannotBeWritten) {
  write("taken", "");
  EXPECT_EQ(run({"--depfile", (folder_ / "taken/out.d").string()}), fault);
  EXPECT_FALSE(fs::exists(output()));
}

TEST_F(Generate, WritesNothingThroughALink) {
  fs::create_directories(folder_ / "elsewhere");
  write("elsewhere/mine", "mine");
  for (const char* name : {"generated", "src", "generated/surface.json", "mcpcc.lock.mcpcc-new"}) {
    fs::remove_all(output());
    fs::create_directories((output() / name).parent_path());
    const bool is_folder = fs::path(name).filename() == name && !fs::path(name).has_extension();
    fs::create_symlink(folder_ / (is_folder ? "elsewhere" : "elsewhere/mine"), output() / name);
    EXPECT_EQ(run({"--force"}), tree_differs) << name;
    EXPECT_THAT(err_, HasSubstr("[output-not-ours]")) << name;
    EXPECT_EQ(tree("elsewhere").size(), 1u) << name;
    EXPECT_EQ(read("elsewhere/mine"), "mine") << name;
  }
  fs::remove_all(output());
  fs::create_directory_symlink(folder_ / "elsewhere", output());
  EXPECT_EQ(run({"--force"}), success) << err_;
  EXPECT_TRUE(fs::exists(folder_ / "elsewhere/generated/surface.json"));
}

TEST_F(Generate, RefusesAnEmptyFolderName) {
  std::istringstream in;
  std::ostringstream out, err;
  Environment environment{disk_, in, out, err};
  EXPECT_EQ(driver::run({"generate", (folder_ / "spec.json").string(), "-o", ""}, environment),
            usage_error);
}

TEST_F(Generate, FailsWhenStandardOutputCannotBeWritten) {
  std::istringstream in;
  std::ofstream out("/dev/full");
  std::ostringstream err;
  Environment environment{disk_, in, out, err};
  EXPECT_EQ(driver::run({"explain", "no-tools"}, environment), fault);
  EXPECT_THAT(err.str(), HasSubstr("standard output"));
}

TEST_F(Generate, WritesADepfileThatSurvivesOddPaths) {
  fs::create_directories(folder_ / "a b$c");
  fs::rename(folder_ / "spec.json", folder_ / "a b$c/spec.json");
  std::istringstream in;
  std::ostringstream out, err;
  Environment environment{disk_, in, out, err};
  ASSERT_EQ(driver::run({"generate", (folder_ / "a b$c/spec.json").string(), "-o",
                         output().string(), "--depfile", (folder_ / "out.d").string()},
                        environment),
            success)
      << err.str();
  EXPECT_THAT(read("out.d"), HasSubstr("out/generated/tools.cpp"));
  EXPECT_THAT(read("out.d"), HasSubstr("a\\ b$$c/spec.json"));
}

TEST_F(Generate, WritesOnlyWhatTheBuildNeedsWhenAsked) {
  ASSERT_EQ(run({"--generated-only"}), success) << err_;
  EXPECT_FALSE(fs::exists(output() / "src"));
  EXPECT_TRUE(fs::exists(output() / "generated/tools.cpp"));
  EXPECT_TRUE(fs::exists(output() / "mcpcc.lock"));
}

TEST_F(Generate, RemovesARuntimeThatIsNoLongerVendored) {
  ASSERT_EQ(run({}), success) << err_;
  const auto without = tree("out");
  ASSERT_EQ(run({"--vendor-runtime"}), success) << err_;
  ASSERT_TRUE(fs::exists(output() / "runtime/CMakeLists.txt"));
  EXPECT_EQ(run({"--check"}), tree_differs);
  EXPECT_THAT(err_, HasSubstr("out/runtime/CMakeLists.txt` is no longer part of the project"));
  ASSERT_EQ(run({}), success) << err_;
  EXPECT_EQ(tree("out"), without);
  EXPECT_FALSE(fs::exists(output() / "runtime"));
  EXPECT_EQ(run({"--check"}), success) << err_;
}

TEST_F(Generate, RemovesNothingThatIsNotItsOwn) {
  ASSERT_EQ(run({"--vendor-runtime"}), success) << err_;
  write("out/runtime/mine.txt", "mine");
  write("out/runtime/VERSION", "edited");
  const auto before = tree("out");
  EXPECT_EQ(run({}), tree_differs);
  EXPECT_THAT(err_, HasSubstr("out/runtime/VERSION` [output-edited]"));
  EXPECT_EQ(tree("out"), before);
  EXPECT_EQ(run({"--force"}), success) << err_;
  EXPECT_FALSE(fs::exists(output() / "runtime/VERSION"));
  EXPECT_EQ(read("out/runtime/mine.txt"), "mine");
}

// Somebody's file in the place of one that is generated from now on.
TEST_F(Generate, RefusesToLoseAFileThatItDidNotWrite) {
  ASSERT_EQ(run({}), success) << err_;
  fs::create_directories(output() / "runtime");
  write("out/runtime/VERSION", "mine");
  EXPECT_EQ(run({"--vendor-runtime"}), tree_differs);
  EXPECT_THAT(err_, HasSubstr("out/runtime/VERSION` [output-edited]"));
  EXPECT_EQ(read("out/runtime/VERSION"), "mine");
}

// Killed in front of any change of the disk, from any state that a killed run left: every file is
// that of one run, the next run goes on whatever it is to write, and leaves nothing over.
TEST_F(Generate, AKilledRunLeavesWholeFilesAndHindersNoOther) {
  const auto project = [](const std::string& version, const std::string& extra) {
    emit::OutputTree made{{"a.cpp", "a" + version, emit::Ownership::generated},
                          {"generated/" + extra, extra, emit::Ownership::generated},
                          {"generated/same.cpp", "same", emit::Ownership::generated},
                          {"hooks.cpp", "mine", emit::Ownership::once}};
    made.push_back(
        {std::string(lock_path), to_json(make_lock("x", {}, made)), emit::Ownership::generated});
    return made;
  };
  const emit::OutputTree first = project("1", "one.cpp"), second = project("2", "two.cpp"),
                         third = project("3", "three.cpp");
  const auto write_all = [&](const emit::OutputTree& made) {
    Diagnostics diagnostics;
    std::size_t written = 0;
    return write_tree(made, output(), {}, diagnostics, written);
  };
  const auto files = [](const emit::OutputTree& made) {
    std::map<std::string, std::string> result;
    for (const auto& file : made) result[file.path] = file.content;
    return result;
  };
  const auto is_whole = [&](const std::string& name, const std::string& content) {
    if (name.ends_with(".mcpcc-new")) return true;
    for (const auto* made : {&first, &second, &third}) {
      for (const auto& file : *made) {
        if (file.path == name && file.content == content) return true;
      }
    }
    return false;
  };
  // Killed while `second` is written over `before`, and once more while `third` is; then either.
  int kills = 0;
  const auto check = [&](bool has_first, int kill, int kill_again, const emit::OutputTree& last) {
    fs::remove_all(output());
    if (has_first) {
      EXPECT_EQ(write_all(first), success);
    }
    const bool ended = survives(kill, [&] { write_all(second); });
    const bool ended_again = kill_again == 0 || survives(kill_again, [&] { write_all(third); });
    const std::string message = (has_first ? "over the first, " : "") + std::to_string(kill) +
                                " and " + std::to_string(kill_again);
    for (const auto& [name, content] : tree("out"))
      EXPECT_TRUE(is_whole(name, content)) << message << ": " << name << ": " << content;
    EXPECT_EQ(write_all(last), success) << message;
    EXPECT_EQ(tree("out"), files(last)) << message;
    ++kills;
    return std::pair(ended, ended_again);
  };
  for (const bool has_first : {false, true}) {
    int kill = 1;
    while (!check(has_first, kill, 0, second).first) {
      ASSERT_LT(kill, 100);
      check(has_first, kill, 0, third);
      check(has_first, kill, 0, first);
      // A third of them, another third for each first kill.
      for (int again = 1 + kill % 3; !check(has_first, kill, again, first).second; again += 3)
        ASSERT_LT(again, 100);
      ++kill;
    }
  }
  EXPECT_GT(kills, 200);
}

// What stands there after a kill is still the user's where it was edited.
TEST_F(Generate, AnEditAfterAKilledRunIsKept) {
  std::map<std::string, std::string> before;
  // In the middle of moving: one file is new, and the lock still old.
  for (int kill = 1;
       before.empty() || tree("out")["generated/tools.cpp"] == before["generated/tools.cpp"];
       ++kill) {
    fs::remove_all(output());
    write("spec.json", std::string(document));
    ASSERT_EQ(run({}), success) << err_;
    before = tree("out");
    write("spec.json", std::string(document).replace(document.find("first"), 5, "other"));
    ASSERT_FALSE(survives(kill, [&] { run({}); }));
  }
  ASSERT_EQ(read("out/mcpcc.lock"), before["mcpcc.lock"]);
  write("out/generated/tools.cpp", "// edited");
  EXPECT_EQ(run({}), tree_differs);
  EXPECT_THAT(err_, HasSubstr("out/generated/tools.cpp` [output-edited]"));
  EXPECT_EQ(read("out/generated/tools.cpp"), "// edited");
}

TEST_F(Generate, RemovesNothingOutsideTheProjectWhateverTheLockSays) {
  // The digest of an empty file, so that it is the place alone that protects it.
  const std::string empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  ASSERT_EQ(run({}), success) << err_;
  fs::create_directories(folder_ / "other");
  for (const auto* name : {"other/file", "beside", "out/generated/left"}) write(name, "");
  fs::create_directory_symlink(folder_ / "other", output() / "link");
  std::string outputs;
  for (const std::string& name :
       {std::string("../beside"), std::string("link/file"), (folder_ / "beside").string(),
        std::string("generated/../../beside"), std::string("generated/left")}) {
    outputs += "{\"file\": \"" + name + "\", \"sha256\": \"" + empty + "\"},";
  }
  std::string lock = read("out/mcpcc.lock");
  lock.insert(lock.find("[", lock.find("\"outputs\"")) + 1, outputs);
  write("out/mcpcc.lock", lock);
  ASSERT_EQ(run({}), success) << err_;
  EXPECT_FALSE(fs::exists(output() / "generated/left"));
  EXPECT_TRUE(fs::exists(folder_ / "beside"));
  EXPECT_TRUE(fs::exists(folder_ / "other/file"));
}

}  // namespace
}  // namespace mcpcc::driver
