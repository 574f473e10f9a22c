// Everything of a registry as a file: all versions, tool surfaces, sealed secrets, health. The same
// file for both databases, so that it is also the way from one to the other.
//
// JSON lines: a header, a line a row, and an end with the digest of all lines before it. Secrets
// stay sealed; the key is not in it.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <string_view>

#include "registry/database.h"

namespace mcpcc::registry {

/// What every backup begins with.
inline constexpr std::string_view backup_begin = "{\"mcpcc_registry_backup\":";

struct BackupCounts {
  std::size_t records = 0, versions = 0, surfaces = 0, secrets = 0;
};

/// Writes one state of the registry to `out`, in its own transaction. `at` is the time to note.
BackupCounts back_up(Database& database, std::ostream& out, std::string_view at);

/// Puts all of a backup into a registry that has no record yet, with the same versions. Within a
/// transaction that is rolled back when the file turns out not to be whole: throws Failure
/// (`registry-file-invalid`, `registry-newer`), and (`registry-not-empty`) where records are.
BackupCounts restore(Database& database, std::istream& in);

}  // namespace mcpcc::registry
