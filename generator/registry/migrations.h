// How the tables of a registry come to be: schemas/migrations/NNNN_*.sql, applied in order, each
// once.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "registry/database.h"

namespace mcpcc::registry {

struct Migration {
  int number = 0;
  std::string_view name;  ///< of its file
  std::string_view text;
};

/// Those of a dialect, in order, numbered from 1 without a gap.
std::vector<Migration> migrations(Dialect dialect);

/// The statements of a migration, without comments: each ends with `;` at the end of a line.
std::vector<std::string_view> statements(std::string_view text);

/// The number of the last migration that was applied; 0: the database is empty.
int schema_version(Database& database);

/// Applies what is missing, in one transaction, and gives the numbers of what was applied. `at` is
/// the time to note. Throws Failure (`registry-newer`) when the database is newer than this mcpcc.
std::vector<int> migrate(Database& database, std::string_view at);

/// Throws Failure (`registry-newer`, `registry-needs-migration`) unless the database has exactly
/// the schema that this mcpcc works with.
void check_schema(Database& database);

/// Numbers of applied migrations whose text is not that of this mcpcc: somebody changed them.
std::vector<int> changed_migrations(Database& database);

}  // namespace mcpcc::registry
