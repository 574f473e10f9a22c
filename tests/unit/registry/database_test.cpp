// What both back ends promise of statements, values and transactions.
#include <sys/stat.h>

#include <fstream>
#include <limits>

#include "backend.h"

namespace mcpcc::registry {
namespace {

using testing::Test;

class DatabaseTest : public OnBoth {};
MCPCC_ON_BOTH(DatabaseTest);

TEST_P(DatabaseTest, GivesBackTheValuesThatWereBound) {
  const auto database = open_database(fresh());
  database->run(GetParam() == Dialect::postgresql ? "CREATE SCHEMA mcpcc" : "SELECT 1");
  database->run("CREATE TABLE t (n BIGINT, s TEXT)");
  const std::string hostile = "'; DROP TABLE t; -- \" \\ $1 \xE2\x82\xAC \n";
  database->run("INSERT INTO t (s, n) VALUES ($2, $1)",
                {std::numeric_limits<std::int64_t>::max(), std::string_view(hostile)});
  database->run("INSERT INTO t (n, s) VALUES ($1, $2)", {std::monostate(), std::string_view()});
  const auto rows = database->run("SELECT n, s FROM t ORDER BY n");
  ASSERT_EQ(rows.size(), 2u);
  const std::size_t null = rows[0][0] ? 1 : 0;  // PostgreSQL sorts NULL last
  EXPECT_EQ(rows[1 - null][0], "9223372036854775807");
  EXPECT_EQ(rows[1 - null][1], hostile);
  EXPECT_EQ(rows[null][0], std::nullopt);
  EXPECT_EQ(rows[null][1], "");
  EXPECT_EQ(database->run("SELECT s FROM t WHERE s = $1", {std::string_view(hostile)}).size(), 1u);
}

TEST_P(DatabaseTest, FaultsOfStatementsAreOurs) {
  const auto database = open_database(fresh());
  EXPECT_THROW(database->run("SELEC 1"), std::runtime_error);
  try {
    database->run("SELEC 1");
  } catch (const Failure&) {
    ADD_FAILURE() << "a fault of mcpcc is no failure of the machine";
  } catch (const std::exception&) {
  }
}

class TransactionTest : public OnBoth {
 protected:
  void SetUp() override {
    OnBoth::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    location_ = migrated();
  }
  static std::size_t surfaces(Database& database) {
    return database.run("SELECT sha256 FROM surface").size();
  }
  static void add(Database& database, std::string_view name) {
    database.run("INSERT INTO surface (sha256, content) VALUES ($1, '')", {name});
  }
  Location location_;
};
MCPCC_ON_BOTH(TransactionTest);

TEST_P(TransactionTest, WhatIsNotCommittedIsGone) {
  const auto database = open_database(location_);
  {
    Transaction transaction(*database, Access::write);
    add(*database, "a");
  }
  EXPECT_EQ(surfaces(*database), 0u);
  {
    Transaction transaction(*database, Access::write);
    add(*database, "a");
    transaction.commit();
  }
  EXPECT_EQ(surfaces(*database), 1u);
}

TEST_P(TransactionTest, ReadersSeeOneStateAndHinderNobody) {
  const auto reader = open_database(location_), writer = open_database(location_);
  Transaction reading(*reader, Access::read);
  EXPECT_EQ(surfaces(*reader), 0u);
  {
    Transaction transaction(*writer, Access::write);
    add(*writer, "a");
    transaction.commit();
  }
  EXPECT_EQ(surfaces(*reader), 0u);
  reading.commit();
  EXPECT_EQ(surfaces(*reader), 1u);
}

TEST_P(TransactionTest, ASecondWriterWaitsAndThenSaysWhy) {
  const auto first = open_database(location_);
  const auto second = open_database(location_, std::chrono::milliseconds(200));
  {
    Transaction transaction(*first, Access::write);
    const Failure failure = failure_of([&] { Transaction other(*second, Access::write); });
    EXPECT_EQ(failure.rule().id, "registry-busy");
    ASSERT_FALSE(failure.hints().empty());
  }
  // Nothing is left behind: now it is free.
  Transaction transaction(*second, Access::write);
  add(*second, "a");
  transaction.commit();
}

TEST(Sqlite, KeepsItsFilesPrivate) {
  const TemporaryFolder folder;
  const mode_t before = umask(0);
  const auto file = folder.path() / "a/b/registry.db";
  const auto database = open_database({Location::Kind::sqlite, file, {}});
  database->run("CREATE TABLE t (n INTEGER)");
  umask(before);
  struct stat status {};
  for (const auto* suffix : {"", "-wal", "-shm"}) {
    ASSERT_EQ(stat((file.string() + suffix).c_str(), &status), 0) << suffix;
    EXPECT_EQ(status.st_mode & 0777, 0600u) << suffix;
  }
  for (const auto& made : {file.parent_path(), file.parent_path().parent_path()}) {
    ASSERT_EQ(stat(made.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0700u);
  }
}

TEST(Sqlite, SaysWhatIsNoRegistry) {
  const TemporaryFolder folder;
  const auto open = [&](const char* name) {
    return failure_of([&] { open_database({Location::Kind::sqlite, folder.path() / name, {}}); });
  };
  std::ofstream(folder.path() / "text") << std::string(5000, 'x');
  EXPECT_EQ(open("text").rule().id, "registry-damaged");
  std::filesystem::create_directory(folder.path() / "folder");
  EXPECT_EQ(open("folder").rule().id, "registry-unavailable");
  std::ofstream(folder.path() / "file") << "";
  EXPECT_EQ(open("file/registry.db").rule().id, "registry-unavailable");
}

TEST(Sqlite, LeavesDatabasesOfOthersAlone) {
  const TemporaryFolder folder;
  const Location location{Location::Kind::sqlite, folder.path() / "other.db", {}};
  {
    const auto database = open_database(location);
    database->run("CREATE TABLE t (n INTEGER)");
    database->run("PRAGMA application_id = 0");
    database->run("PRAGMA journal_mode = DELETE");
  }
  const auto bytes = [&] {
    std::ifstream file(location.file, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  const std::string before = bytes();
  EXPECT_EQ(failure_of([&] { open_database(location); }).rule().id, "registry-location-invalid");
  EXPECT_EQ(bytes(), before);
}

TEST(Sqlite, FindsDamageAndChangesNothing) {
  const TemporaryFolder folder;
  const Location location{Location::Kind::sqlite, folder.path() / "registry.db", {}};
  {
    const auto database = open_database(location);
    database->run("CREATE TABLE t (s TEXT)");
    for (int i = 0; i < 200; ++i)
      database->run("INSERT INTO t VALUES ($1)", {std::string_view("a text of some length")});
    database->run("PRAGMA journal_mode = DELETE");
  }
  std::fstream file(location.file, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(4096);
  file << std::string(4096, '\xff');
  file.close();
  const Failure failure =
      failure_of([&] { open_database(location)->run("SELECT count(s) FROM t"); });
  EXPECT_EQ(failure.rule().id, "registry-damaged");
  EXPECT_NE(failure.hints().at(0).find("restore"), std::string::npos);
}

class Postgresql : public Test {
 protected:
  void SetUp() override {
    MCPCC_NEEDS_POSTGRESQL();
    server_ = PostgresqlServer::get();
  }
  static Failure open(const std::string& url) {
    return failure_of([&] { open_database({Location::Kind::postgresql, {}, url}); });
  }
  PostgresqlServer* server_ = nullptr;
};

TEST_F(Postgresql, SaysWhyItCannotBeReached) {
  EXPECT_EQ(open("postgres://nobody@127.0.0.1:1/x").rule().id, "registry-unavailable");
  EXPECT_EQ(open(server_->loopback_url("postgres", "no_such_database")).rule().id,
            "registry-unavailable");
  const Failure failure = open("postgres://a:secret-word@127.0.0.1:1/x");
  EXPECT_EQ(failure.detail().find("secret-word"), std::string::npos) << failure.detail();
}

TEST_F(Postgresql, TakesPasswordsFromTheEnvironmentAndNeverShowsThem) {
  unsetenv("PGPASSWORD");
  const std::string url = server_->loopback_url("guarded", "postgres");
  const Failure none = open(url);
  EXPECT_EQ(none.rule().id, "registry-unavailable");
  EXPECT_NE(none.hints().at(0).find("PGPASSWORD"), std::string::npos);
  setenv("PGPASSWORD", "wrong-word", 1);
  const Failure wrong = open(url);
  EXPECT_EQ(wrong.detail().find("wrong-word"), std::string::npos);
  setenv("PGPASSWORD", "open sesame", 1);
  EXPECT_EQ(open_database({Location::Kind::postgresql, {}, url})->run("SELECT 1").size(), 1u);
  unsetenv("PGPASSWORD");
}

TEST_F(Postgresql, GoneInTheMiddleIsNoHalfOfAChange) {
  const Location location{Location::Kind::postgresql, {}, server_->make_database()};
  const auto database = open_database(location);
  database->run("CREATE SCHEMA mcpcc");
  database->run("CREATE TABLE t (n INTEGER)");
  const Failure failure = failure_of([&] {
    Transaction transaction(*database, Access::write);
    database->run("INSERT INTO t VALUES (1)");
    server_->end_connections();
    database->run("INSERT INTO t VALUES (2)");
  });
  EXPECT_EQ(failure.rule().id, "registry-unavailable");
  EXPECT_EQ(failure.hints().at(0), "nothing was changed");
  EXPECT_TRUE(open_database(location)->run("SELECT n FROM t").empty());

  const auto again = open_database(location);
  const Failure at_commit = failure_of([&] {
    Transaction transaction(*again, Access::write);
    again->run("INSERT INTO t VALUES (1)");
    server_->end_connections();
    transaction.commit();
  });
  EXPECT_EQ(at_commit.rule().id, "registry-unavailable");
  EXPECT_NE(at_commit.hints().at(0).find("history"), std::string::npos);
}

}  // namespace
}  // namespace mcpcc::registry
