// Processes that are killed while they write.
#pragma once

#include <functional>

namespace mcpcc {

/// Runs `work` in a child process, which is killed (SIGKILL) in front of the system call numbered
/// `last`, counted from 1, of those that change files: whatever can be left behind on the disk is
/// left by one of these numbers. Returns whether the child came to the end of `work` before.
bool survives(int last, const std::function<void()>& work);

}  // namespace mcpcc
