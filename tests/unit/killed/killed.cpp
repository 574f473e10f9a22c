#include "killed.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdint>

namespace mcpcc {

namespace {

// On every architecture, and those that only older ones have.
constexpr long changing[] = {
    SYS_write,     SYS_writev,   SYS_pwrite64, SYS_ftruncate, SYS_renameat2, SYS_linkat,
    SYS_symlinkat, SYS_unlinkat, SYS_mkdirat,  SYS_fchmod,    SYS_fchmodat,
#ifdef SYS_rename
    SYS_rename,    SYS_link,     SYS_symlink,  SYS_unlink,    SYS_mkdir,     SYS_rmdir,
    SYS_chmod,     SYS_creat,
#endif
#ifdef SYS_renameat
    SYS_renameat,
#endif
};

bool changes_files(const __ptrace_syscall_info& call) {
  const auto number = static_cast<long>(call.entry.nr);
  if (number == SYS_openat) return (call.entry.args[2] & (O_CREAT | O_TRUNC)) != 0;
#ifdef SYS_open
  if (number == SYS_open) return (call.entry.args[1] & (O_CREAT | O_TRUNC)) != 0;
#endif
  return std::find(std::begin(changing), std::end(changing), number) != std::end(changing);
}

}  // namespace

bool survives(int last, const std::function<void()>& work) {
  const pid_t child = fork();
  if (child == 0) {
    if (ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) _exit(125);
    raise(SIGSTOP);
    work();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  if (!WIFSTOPPED(status)) {
    ADD_FAILURE() << "this system does not let processes be traced";
    return true;
  }
  ptrace(PTRACE_SETOPTIONS, child, nullptr, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
  for (std::intptr_t signal = 0;; signal = 0) {
    ptrace(PTRACE_SYSCALL, child, nullptr, signal);
    waitpid(child, &status, 0);
    if (!WIFSTOPPED(status)) break;
    if (WSTOPSIG(status) != (SIGTRAP | 0x80)) {
      signal = WSTOPSIG(status);
      continue;
    }
    __ptrace_syscall_info call{};
    if (ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof call, &call) > 0 &&
        call.op == PTRACE_SYSCALL_INFO_ENTRY && changes_files(call) && --last == 0) {
      kill(child, SIGKILL);
    }
  }
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) return false;
  EXPECT_EQ(status, 0);
  return true;
}

}  // namespace mcpcc
