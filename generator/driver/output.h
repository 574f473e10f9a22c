// Output trees and the disk.
#pragma once

#include <filesystem>

#include "driver/driver.h"
#include "emit/output_tree.h"
#include "support/diagnostics.h"

namespace mcpcc::driver {

struct WriteOptions {
  bool force = false;  ///< overwrite edited generated files; write into any folder
  bool rewrite_unchanged =
      false;  ///< give unchanged files a new time, as build systems that compare times need
  std::filesystem::path depfile;  ///< written with the tree; empty: none
  std::string depfile_text;
};

/// Writes `tree`, whose last file is the lock. All or nothing: files are written beside their
/// places first and moved when every one is complete; then generated files of an earlier run that
/// are not part of `tree`, such as a vendored runtime, are removed, and the lock is moved at last.
/// A process that is killed leaves whole files, each the old one or the new one; the next run knows
/// from the lock that is still on its way that they are no edits, and clears up. What stands in the
/// way is reported. Returns an exit status.
int write_tree(const emit::OutputTree& tree, const std::filesystem::path& folder,
               const WriteOptions& options, Diagnostics& diagnostics, std::size_t& written);

/// Reports every generated file of `tree` that is missing or different on disk, and every one that
/// an earlier run left. Returns an exit status.
int compare_tree(const emit::OutputTree& tree, const std::filesystem::path& folder,
                 Diagnostics& diagnostics);

}  // namespace mcpcc::driver
