#include "image/build/folder_lock.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>

namespace mcpcc::image {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

// What an mcpcc that was killed has started goes on, and keeps the folder until it ends.
TEST(FolderLock, IsHeldByWhatAKilledProcessStarted) {
  std::string name = (fs::temp_directory_path() / "mcpcc-lock-XXXXXX").string();
  const fs::path folder = mkdtemp(name.data());
  const fs::path file = folder / "build/lock";
  std::array<int, 2> input{}, ready{};
  ASSERT_EQ(pipe(input.data()), 0);
  ASSERT_EQ(pipe(ready.data()), 0);
  const pid_t builder = fork();
  if (builder == 0) {
    const FolderLock lock(file, 0ms);
    if (fork() == 0) {
      dup2(input[0], STDIN_FILENO);
      dup2(ready[1], STDOUT_FILENO);
      close(input[1]);
      execlp("sh", "sh", "-c", "echo; read end", nullptr);
      _exit(127);
    }
    pause();
  }
  char byte = 0;
  ASSERT_EQ(read(ready[0], &byte, 1), 1);
  kill(builder, SIGKILL);
  waitpid(builder, nullptr, 0);
  EXPECT_TRUE(FolderLock(file, 0ms).is_taken());
  close(input[0]);
  close(input[1]);  // the end of what it reads
  EXPECT_FALSE(FolderLock(file, 60s).is_taken());
  EXPECT_FALSE(FolderLock(file, 0ms).is_taken());
  fs::remove_all(folder);
}

// The build itself says what is wrong with a place that cannot be written.
TEST(FolderLock, DoesWithoutWhereThereCanBeNone) {
  EXPECT_FALSE(FolderLock("/proc/no/such/lock", 0ms).is_taken());
}

}  // namespace
}  // namespace mcpcc::image
