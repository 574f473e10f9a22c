#include "image/build/folder_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <thread>

namespace mcpcc::image {

FolderLock::FolderLock(const std::filesystem::path& file, std::chrono::milliseconds patience) {
  std::error_code error;
  std::filesystem::create_directories(file.parent_path(), error);
  // Without O_CLOEXEC: a lock of flock() ends when the last process that has it open does.
  descriptor_ = open(file.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW, 0644);
  if (descriptor_ < 0) return;
  const auto end = std::chrono::steady_clock::now() + patience;
  while (flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) return;  // no file system of this kind has locks
    if (std::chrono::steady_clock::now() >= end) {
      is_taken_ = true;
      return;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
}

FolderLock::~FolderLock() {
  if (descriptor_ >= 0) close(descriptor_);
}

}  // namespace mcpcc::image
