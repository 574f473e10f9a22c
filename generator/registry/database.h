// A connection to a database: what SQLite and PostgreSQL have in common, and no more. Everything
// above is written once, for both.
#pragma once

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "registry/failure.h"
#include "registry/location.h"

namespace mcpcc::registry {

enum class Dialect : std::uint8_t { sqlite, postgresql };

/// A value for `$1`, `$2` ...; std::monostate is NULL. Texts must outlive the call and hold no NUL.
using Parameter = std::variant<std::monostate, std::int64_t, std::string_view>;

/// The columns of a row as texts; nullopt is NULL.
using Row = std::vector<std::optional<std::string>>;

/// For one thread.
class Database {
 public:
  virtual ~Database() = default;

  virtual Dialect dialect() const = 0;

  /// Runs one statement and gives its rows. Values are always bound, never part of `statement`.
  /// Throws Failure when the database cannot do it for a reason that lies outside of mcpcc, and
  /// std::runtime_error for a fault of mcpcc.
  virtual std::vector<Row> run(std::string_view statement,
                               std::span<const Parameter> parameters) = 0;

  std::vector<Row> run(std::string_view statement,
                       std::initializer_list<Parameter> parameters = {}) {
    return run(statement, std::span<const Parameter>(parameters.begin(), parameters.size()));
  }
};

inline constexpr std::chrono::milliseconds default_patience{10'000};

/// Opens the database at `location`; a SQLite file that does not exist is made with mode 0600, its
/// folder with 0700. Nothing is read or set up yet. `patience` is how long to wait for another
/// writer. Throws Failure.
std::unique_ptr<Database> open_database(const Location& location,
                                        std::chrono::milliseconds patience = default_patience);

enum class Access : std::uint8_t { read, write };

/// One transaction: sees one state of the database from its start to its end. There is one writer
/// at a time in both dialects; another one waits as long as the database has patience, then fails
/// with `registry-busy`. What was not committed is rolled back.
class Transaction {
 public:
  Transaction(Database& database, Access access);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

}  // namespace mcpcc::registry
