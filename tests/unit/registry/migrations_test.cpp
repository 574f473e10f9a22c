#include "registry/migrations.h"

#include <thread>

#include "backend.h"

namespace mcpcc::registry {
namespace {

constexpr std::string_view at = "2026-01-01T00:00:00Z";

TEST(Migrations, AreNumberedAndTheSameForBothButForDialects) {
  const auto sqlite = migrations(Dialect::sqlite), postgresql = migrations(Dialect::postgresql);
  ASSERT_EQ(sqlite.size(), postgresql.size());
  for (std::size_t i = 0; i < sqlite.size(); ++i) {
    EXPECT_EQ(sqlite[i].number, static_cast<int>(i) + 1);
    EXPECT_EQ(sqlite[i].name.substr(0, 5), postgresql[i].name.substr(0, 5));
  }
}

TEST(Migrations, StatementsEndWithALine) {
  EXPECT_EQ(statements("-- a; b\nCREATE a (\n  -- c\n  x);\n\nCREATE b;\n"),
            (std::vector<std::string_view>{"CREATE a (\n  -- c\n  x)", "CREATE b"}));
  EXPECT_THROW(statements("CREATE a"), std::logic_error);
}

class MigrationsTest : public OnBoth {};
MCPCC_ON_BOTH(MigrationsTest);

TEST_P(MigrationsTest, AreAppliedOnce) {
  const auto database = open_database(fresh());
  EXPECT_EQ(schema_version(*database), 0);
  const Failure empty = failure_of([&] { check_schema(*database); });
  EXPECT_EQ(empty.rule().id, "registry-needs-migration");
  const auto applied = migrate(*database, at);
  EXPECT_EQ(applied.size(), migrations(GetParam()).size());
  EXPECT_TRUE(migrate(*database, at).empty());
  check_schema(*database);
  EXPECT_TRUE(changed_migrations(*database).empty());
}

TEST_P(MigrationsTest, TwoProcessesMayMigrateAtOnce) {
  const Location location = fresh();
  std::size_t applied[2] = {};
  {
    std::jthread threads[2];
    for (int i = 0; i < 2; ++i) {
      threads[i] =
          std::jthread([&, i] { applied[i] = migrate(*open_database(location), at).size(); });
    }
  }
  EXPECT_EQ(applied[0] + applied[1], migrations(GetParam()).size());
  check_schema(*open_database(location));
}

TEST_P(MigrationsTest, OlderAndNewerDatabasesAreLeftAsTheyAre) {
  const auto database = open_database(migrated());
  database->run("DELETE FROM migration WHERE number > 1");
  EXPECT_EQ(failure_of([&] { check_schema(*database); }).rule().id, "registry-needs-migration");
  database->run("INSERT INTO migration VALUES (999, 'later', '', '')");
  EXPECT_EQ(failure_of([&] { check_schema(*database); }).rule().id, "registry-newer");
  EXPECT_EQ(failure_of([&] { migrate(*database, at); }).rule().id, "registry-newer");
  EXPECT_EQ(schema_version(*database), 999);
}

TEST_P(MigrationsTest, ChangedOnesAreFound) {
  const auto database = open_database(migrated());
  database->run("UPDATE migration SET sha256 = 'x' WHERE number = 1");
  EXPECT_EQ(changed_migrations(*database), std::vector<int>{1});
}

}  // namespace
}  // namespace mcpcc::registry
