// The code in docs/code.md is code of samples/notes, which the tests build.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "paths.h"

namespace {

std::string read(const std::string& path) {
  std::ifstream in(MCPCC_SOURCE_DIR + ("/" + path));
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Documentation, ShowsCodeThatIsCompiled) {
  const std::string sample = "\n" + read("samples/notes/main.cpp");
  std::istringstream lines(read("docs/code.md"));
  bool is_code = false;
  int shown = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("```")) {
      is_code = line == "```cpp";
    } else if (is_code && !line.empty()) {
      ++shown;
      EXPECT_NE(sample.find("\n" + line + "\n"), std::string::npos) << line;
    }
  }
  EXPECT_GT(shown, 20);
}

}  // namespace
