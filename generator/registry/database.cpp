#include "registry/database.h"

#include "registry/postgresql_database.h"
#include "registry/sqlite_database.h"

namespace mcpcc::registry {

namespace {

// Any number will do that other programs in the same database do not use.
constexpr std::int64_t writer_lock = 0x6d6370636301;

}  // namespace

std::unique_ptr<Database> open_database(const Location& location,
                                        std::chrono::milliseconds patience) {
  return location.kind == Location::Kind::sqlite ? open_sqlite(location, patience)
                                                 : open_postgresql(location, patience);
}

Transaction::Transaction(Database& database, Access access) : database_(database) {
  const bool writes = access == Access::write;
  if (database.dialect() == Dialect::sqlite) {
    // A deferred transaction that begins to write after another one did fails at once.
    database.run(writes ? "BEGIN IMMEDIATE" : "BEGIN");
    return;
  }
  database.run(writes ? "BEGIN ISOLATION LEVEL READ COMMITTED"
                      : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  if (!writes) return;
  try {
    database.run("SELECT pg_advisory_xact_lock($1)", {writer_lock});
  } catch (...) {
    try {
      database.run("ROLLBACK");
    } catch (...) {  // the connection is gone, and the transaction with it
    }
    throw;
  }
}

Transaction::~Transaction() {
  if (!open_) return;
  try {
    database_.run("ROLLBACK");
  } catch (...) {  // the connection is gone, and the transaction with it
  }
}

void Transaction::commit() {
  database_.run("COMMIT");
  open_ = false;
}

}  // namespace mcpcc::registry
