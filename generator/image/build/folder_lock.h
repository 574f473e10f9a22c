// One build at a time in a folder.
#pragma once

#include <chrono>
#include <filesystem>

namespace mcpcc::image {

/// Holds the right to build in a folder. Programs that are started while it is held share it, so
/// that compilers which outlive an mcpcc that was killed still keep the next one out of their way.
class FolderLock {
 public:
  /// Waits until nobody else holds `file`, which is made, with the folders above it. It is no
  /// error when it cannot be made: what follows will say why.
  FolderLock(const std::filesystem::path& file, std::chrono::milliseconds patience);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

  /// Somebody else had it for longer than the patience lasted.
  bool is_taken() const { return is_taken_; }

 private:
  int descriptor_ = -1;
  bool is_taken_ = false;
};

/// How long a build waits for another one.
inline constexpr std::chrono::minutes build_patience{30};

}  // namespace mcpcc::image
