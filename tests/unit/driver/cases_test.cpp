// Runs the case folders of tests/cases: each holds inputs, a `command`, and what the command must
// give in `expected`.
//
//   command              arguments of mcpcc, a line a run; OUTPUT stands for a fresh folder,
//   SCRATCH for one
//                        that is not looked at. Only the last run may fail, and only what it prints
//                        counts
//   expected/stdout.txt  standard output
//   expected/stderr.txt  standard error
//   expected/output/     the tree that was written, where OUTPUT is used
//
// A case whose name begins with `fail-` must exit with a status that is not 0, every other one with
// 0. The target `update-goldens` rewrites `expected`; read the difference before you keep it.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "driver/driver.h"
#include "paths.h"

namespace mcpcc {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

std::map<std::string, std::string> read_tree(const fs::path& folder) {
  std::map<std::string, std::string> files;
  if (!fs::exists(folder)) return files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) {
      files[entry.path().lexically_relative(folder).generic_string()] = read(entry.path());
    }
  }
  return files;
}

std::vector<fs::path> case_folders() {
  std::vector<fs::path> result;
  for (const auto& entry :
       fs::recursive_directory_iterator(fs::path(MCPCC_SOURCE_DIR) / "tests/cases")) {
    if (entry.path().filename() == "command") result.push_back(entry.path().parent_path());
  }
  std::sort(result.begin(), result.end());
  return result;
}

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (fs::temp_directory_path() / "mcpcc-case-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~TemporaryFolder() { fs::remove_all(path_); }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
}

class Case : public testing::TestWithParam<fs::path> {};

TEST_P(Case, GivesWhatIsExpected) {
  const fs::path folder = GetParam();
  const fs::path before = fs::current_path();
  fs::current_path(folder);  // so that messages name files as the case does
  const TemporaryFolder temporary;
  const std::string output = (temporary.path() / "output").string();

  const std::string scratch = (temporary.path() / "scratch").string();

  const driver::Disk disk;
  std::istringstream lines(read(folder / "command"));
  std::ostringstream out, err;
  int status = 0;
  for (std::string line; std::getline(lines, line);) {
    EXPECT_EQ(status, 0) << err.str();
    out.str({});
    err.str({});
    std::vector<std::string> arguments;
    std::istringstream words(line);
    for (std::string word; words >> word;) {
      replace_all(word, "OUTPUT", output);
      replace_all(word, "SCRATCH", scratch);
      arguments.push_back(word);
    }
    std::istringstream in(fs::exists("stdin") ? read("stdin") : std::string());
    driver::Environment environment{disk,    in,
                                    out,     err,
                                    false,   fetch::open_internet,
                                    nullptr, [] { return std::time_t{1'767'225'600}; }};
    status = driver::run(arguments, environment);
  }
  fs::current_path(before);

  std::map<std::string, std::string> actual;
  const auto without_path = [&](std::string text) {
    replace_all(text, output, "OUTPUT");
    replace_all(text, scratch, "SCRATCH");
    return text;
  };
  actual["stdout.txt"] = without_path(out.str());
  actual["stderr.txt"] = without_path(err.str());
  for (auto& [path, text] : read_tree(output)) actual["output/" + path] = text;
  std::erase_if(actual, [](const auto& file) { return file.second.empty(); });

  if (std::getenv("MCPCC_UPDATE_GOLDENS") != nullptr) {
    fs::remove_all(folder / "expected");
    for (const auto& [path, text] : actual) write(folder / "expected" / path, text);
  }
  const bool must_fail = folder.filename().string().starts_with("fail-");
  EXPECT_EQ(status != 0, must_fail) << "exit status " << status << "\n" << err.str();
  const auto expected = read_tree(folder / "expected");
  for (const auto& [path, text] : expected) EXPECT_EQ(actual[path], text) << path;
  for (const auto& [path, text] : actual)
    EXPECT_TRUE(expected.contains(path)) << "not expected: " << path;
}

INSTANTIATE_TEST_SUITE_P(Folders, Case, testing::ValuesIn(case_folders()),
                         [](const auto& parameter) {
                           std::string name =
                               parameter.param
                                   .lexically_relative(fs::path(MCPCC_SOURCE_DIR) / "tests/cases")
                                   .generic_string();
                           for (char& c : name) {
                             if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
                           }
                           return name;
                         });

}  // namespace
}  // namespace mcpcc
