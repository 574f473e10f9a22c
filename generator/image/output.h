// Outputs on the disk, all or nothing.
#pragma once

#include <filesystem>
#include <list>
#include <string>
#include <vector>

#include "image/archive.h"

namespace mcpcc::image {

/// Why nothing was written.
struct WriteFailure {
  bool is_not_ours = false;  ///< something stands at the path that we did not write
  std::string message;       ///< names the path; empty: it worked
};

/// Files and folders on their way to their places: written beside them under other names first, and
/// moved when all are complete. What was not moved is taken away again, also what an earlier run
/// that was killed left. Folders above them are made. A process that is killed leaves in each place
/// what was there or what was to be there, as a whole.
class Outputs {
 public:
  Outputs() = default;
  ~Outputs();
  Outputs(const Outputs&) = delete;
  Outputs& operator=(const Outputs&) = delete;

  /// Whether add_folder() and add_file() would fail for what stands at the path or above it;
  /// changes nothing, so that it can be asked before the work is done.
  static WriteFailure check_folder(const std::filesystem::path& folder, const std::string& marker);
  static WriteFailure check_file(const std::filesystem::path& path);
  /// As check_file, and a file that stands there must be an archive with an image.
  static WriteFailure check_archive(const std::filesystem::path& path);

  /// A folder of `entries`. What stands there is replaced when it holds a file `marker` or nothing;
  /// anything else is kept, and a failure.
  WriteFailure add_folder(const std::filesystem::path& folder,
                          const std::vector<ArchiveEntry>& entries, const std::string& marker);
  /// A regular file, or one in the place of one.
  WriteFailure add_file(const std::filesystem::path& path, const std::string& content,
                        unsigned mode = 0644);
  /// A file, as above, that says something about the first output. While that one is moved, no
  /// other version of the file stands beside it: a process that is killed then leaves none.
  WriteFailure add_description(const std::filesystem::path& path, const std::string& content);

  /// Moves everything to its place.
  WriteFailure commit();

 private:
  struct Output {
    std::filesystem::path temporary, path;
    bool is_description = false;
  };
  std::list<Output> staged_;
};

}  // namespace mcpcc::image
