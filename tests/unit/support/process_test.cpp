#include "support/process.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

namespace mcpcc {
namespace {

TEST(Process, ReturnsItsOutput) {
  const Ended ended =
      run_process({{"sh", "-c", "printf '%s' \"$0-$1-$GREETING\"; exit 7", "a b", "$c"},
                   {},
                   {{"GREETING", "hello"}},
                   {}});
  EXPECT_EQ(ended.output, "a b-$c-hello");
  EXPECT_EQ(ended.status, 7);
  EXPECT_EQ(ended.problem, "");
}

// More than the pipes in both directions hold at once.
TEST(Process, ReadsWhileItWrites) {
  const std::string input(1 << 20, 'x');
  EXPECT_EQ(run_process({{"cat"}, input, {}, {}, false, input.size()}).output, input);
}

TEST(Process, BoundsItsOutput) {
  EXPECT_EQ(
      run_process({{"sh", "-c", "yes | head -c 100000"}, {}, {}, {}, false, 10}).output.size(),
      10u);
}

TEST(Process, NeedNotReadItsInput) {
  EXPECT_EQ(run_process({{"true"}, std::string(1 << 20, 'x'), {}, {}}).status, 0);
}

TEST(Process, SaysWhichSignalEndedIt) {
  EXPECT_EQ(run_process({{"sh", "-c", "kill -TERM $$"}, {}, {}, {}}).status, 128 + 15);
}

TEST(Process, IsMissing) {
  const Ended ended = run_process({{"no-such-program-of-mcpcc"}, {}, {}, {}});
  EXPECT_TRUE(ended.is_missing);
  EXPECT_EQ(ended.problem, "`no-such-program-of-mcpcc`: No such file or directory");
}

TEST(Process, Logs) {
  std::string name = (std::filesystem::temp_directory_path() / "mcpcc-log-XXXXXX").string();
  close(mkstemp(name.data()));
  run_process({{"sh", "-c", "echo one"}, {}, {}, name});
  run_process({{"sh", "-c", "echo two >&2"}, {}, {}, name});
  std::ifstream file(name);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), "one\ntwo\n");
  std::filesystem::remove(name);
}

}  // namespace
}  // namespace mcpcc
