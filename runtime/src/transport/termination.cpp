#include "transport/termination.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>

namespace mcp::transport {
namespace {

// What a signal handler may touch: a lock-free atomic (POSIX, "Signal Concepts").
std::atomic<int> signalled_end{-1};
static_assert(std::atomic<int>::is_always_lock_free);

extern "C" void on_signal(int) {
  const int saved = errno;
  const char byte = 0;
  // The pipe is fresh and takes one byte per signal; there is nothing to do about a failure here.
  [[maybe_unused]] const ssize_t written = write(signalled_end.load(), &byte, 1);
  errno = saved;
}

void handle(void (*handler)(int), int flags) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigemptyset(&action.sa_mask);
  sigaction(SIGTERM, &action, nullptr);
  sigaction(SIGINT, &action, nullptr);
}

}  // namespace

Termination::Termination() {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) return;
  for (const int end : ends) fcntl(end, F_SETFD, FD_CLOEXEC);
  read_end_ = ends[0];
  write_end_ = ends[1];
  signalled_end = write_end_;
  handle(on_signal, static_cast<int>(SA_RESETHAND) | SA_RESTART);
}

Termination::~Termination() {
  if (read_end_ < 0) return;
  handle(SIG_DFL, 0);
  close(read_end_);
  close(write_end_);
}

}  // namespace mcp::transport
