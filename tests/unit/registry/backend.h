// Fresh databases for tests: SQLite files, and a PostgreSQL that belongs to this program.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>

#include "registry/database.h"

namespace mcpcc::registry {

class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// A PostgreSQL 15 on a Unix socket and on loopback; both without password, but for the role
/// `guarded`, whose password on loopback is `open sesame`. Ends with this program, whatever becomes
/// of it.
class PostgresqlServer {
 public:
  /// nullptr: this machine has none.
  static PostgresqlServer* get();

  /// Makes an empty database, or a copy of `original`, and gives its URL.
  std::string make_database(const std::string& original = {});
  std::string url(const std::string& database) const;
  std::string loopback_url(const std::string& role, const std::string& database) const;
  void run(const std::string& statement);
  /// The processes that serve connections, and all of the server.
  void end_connections();

  ~PostgresqlServer();

 private:
  PostgresqlServer();
  TemporaryFolder folder_;
  int port_ = 0;
  int process_ = 0;
  int databases_ = 0;
};

/// Ends a test, or what sets it up, where there is no PostgreSQL.
#define MCPCC_NEEDS_POSTGRESQL()                                                    \
  do {                                                                              \
    if (PostgresqlServer::get() == nullptr) FAIL() << "postgresql-15 is not there"; \
  } while (false)

/// A test that runs on both.
class OnBoth : public testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override;
  /// An empty one.
  Location fresh();
  /// Another one with what `original` holds; nobody may be connected to it.
  Location copy(const Location& original);
  /// An empty one with tables.
  Location migrated();

  TemporaryFolder folder_;
  int files_ = 0;
};

std::string name_of(const testing::TestParamInfo<Dialect>& parameter);

#define MCPCC_ON_BOTH(suite)                                                                     \
  INSTANTIATE_TEST_SUITE_P(Stores, suite, testing::Values(Dialect::sqlite, Dialect::postgresql), \
                           name_of)

/// Runs `work` and gives the failure, which must come.
template <class Work>
Failure failure_of(Work work) {
  try {
    work();
  } catch (const Failure& failure) {
    return failure;
  }
  ADD_FAILURE() << "nothing failed";
  return {rules::registry_unavailable, "nothing failed"};
}

}  // namespace mcpcc::registry
