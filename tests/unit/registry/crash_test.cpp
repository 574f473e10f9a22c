// A process that is killed between any two statements leaves what was there before, or all that it
// was about to write.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <sstream>

#include "backend.h"
#include "registry/backup.h"
#include "registry/credentials.h"
#include "registry/exchange.h"
#include "registry/health.h"
#include "registry/migrations.h"

namespace mcpcc::registry {
namespace {

const Author ada{"ada", "2026-01-01T00:00:00Z"};

// Kills its process in front of the statement whose number is given, counted from 1.
class MortalDatabase final : public Database {
 public:
  MortalDatabase(std::unique_ptr<Database> real, int last) : real_(std::move(real)), left_(last) {}
  Dialect dialect() const override { return real_->dialect(); }
  using Database::run;
  std::vector<Row> run(std::string_view statement, std::span<const Parameter> parameters) override {
    if (--left_ == 0) raise(SIGKILL);
    return real_->run(statement, parameters);
  }

 private:
  std::unique_ptr<Database> real_;
  int left_;
};

enum class Start { nothing, tables, records };

struct Scenario {
  const char* name;
  Start start;
  std::function<void(Database&)> work;
};

const Key& key() {
  static const Key value = Key::parse(std::string(64, '1'), "test");
  return value;
}

void fill(Database& database) {
  put(database, {Kind::server, "petstore"}, Action::add, R"({"title":"Pet Shop"})", ada);
  put(database, {Kind::server, "petstore"}, Action::update, R"({"title":"Pet Store"})", ada);
  put(database, {Kind::endpoint, "https://example.com/mcp"}, Action::add,
      R"({"server":"petstore","transport":"sse"})", ada);
  set_credential(database, "petstore", "KEY", "open sesame", key(), ada);
}

// Of a registry with an endpoint in two versions.
const std::string& backup() {
  static const std::string text = [] {
    const TemporaryFolder folder;
    const auto database = open_database({Location::Kind::sqlite, folder.path() / "a.db", {}});
    migrate(*database, ada.at);
    const RecordId id{Kind::endpoint, "https://example.com/mcp"};
    put(*database, id, Action::add, R"({"server":"petstore","transport":"sse"})", ada);
    put(*database, id, Action::remove, std::nullopt, ada);
    std::ostringstream out;
    back_up(*database, out, ada.at);
    return out.str();
  }();
  return text;
}

const std::vector<Scenario>& scenarios() {
  const auto written = [](const std::function<void(Database&)>& work) {
    return [work](Database& database) {
      Transaction transaction(database, Access::write);
      work(database);
      transaction.commit();
    };
  };
  static const std::vector<Scenario> all{
      {"migrate", Start::nothing, [](Database& database) { migrate(database, ada.at); }},
      {"register", Start::records, written([](Database& database) {
         put_surface(database, "digest", "surface");
         put(database, {Kind::api, "billing"}, Action::update, R"({"title":"Billing"})", ada);
         put(database, {Kind::server, "billing"}, Action::update, R"({"tools":[]})", ada);
       })},
      {"update", Start::records, written([](Database& database) {
         put(database, {Kind::server, "petstore"}, Action::update, R"({"title":"Other"})", ada);
       })},
      {"remove", Start::records, written([](Database& database) {
         put(database, {Kind::server, "petstore"}, Action::remove, std::nullopt, ada);
       })},
      {"rollback", Start::records, written([](Database& database) {
         roll_back(database, {Kind::server, "petstore"}, 1, ada);
       })},
      {"credential", Start::records, written([](Database& database) {
         set_credential(database, "petstore", "KEY", "another", key(), ada);
       })},
      {"rotate-key", Start::records, written([](Database& database) {
         rotate_key(database, key(), Key::parse(std::string(64, '2'), "test"));
       })},
      {"import", Start::tables, written([](Database& database) {
         import_records(database,
                        R"({"mcpcc_registry_export":1,"records":[{"kind":"endpoint",)"
                        R"("name":"https://example.com/mcp","content":{"server":"petstore",)"
                        R"("transport":"sse"}}],"credentials":[],"surfaces":{}})",
                        ada);
       })},
      {"restore", Start::tables, written([](Database& database) {
         std::istringstream in(backup());
         restore(database, in);
       })},
      {"ping", Start::records, written([](Database& database) {
         put_health(database, {Kind::endpoint, "https://example.com/mcp"},
                    {true, "200", "ada", std::string(ada.at)});
       })},
  };
  return all;
}

class CrashTest : public OnBoth {
 protected:
  // Everything that is in the tables, apart from what is random.
  static std::string state(const Location& location) {
    const auto database = open_database(location);
    if (schema_version(*database) == 0) return "empty";
    check_schema(*database);
    std::string out;
    for (const auto* query :
         {"SELECT id, kind, name, version FROM record ORDER BY id",
          "SELECT record, number, action, changed_by FROM version ORDER BY record, number",
          "SELECT content FROM version WHERE content NOT LIKE '%secret%' ORDER BY record, number",
          "SELECT key_id FROM secret ORDER BY key_id", "SELECT sha256 FROM surface",
          "SELECT record, healthy, detail FROM health",
          "SELECT rowid, words FROM search ORDER BY rowid"}) {
      for (const auto& row : database->run(query)) {
        for (const auto& value : row) out += value.value_or("NULL") + ' ';
        out += '\n';
      }
    }
    return out;
  }

  // Whether the process came to its end before it was killed.
  static bool survives(const Location& location, const Scenario& scenario, int last) {
    const pid_t child = fork();
    if (child == 0) {
      try {
        MortalDatabase database(open_database(location), last);
        scenario.work(database);
        _exit(0);
      } catch (const std::exception& error) {
        fprintf(stderr, "%s\n", error.what());
        _exit(1);
      }
    }
    int status = 0;
    waitpid(child, &status, 0);
    if (WIFSIGNALED(status)) return false;
    EXPECT_EQ(WEXITSTATUS(status), 0) << scenario.name;
    return true;
  }

  Location start(const Scenario& scenario) {
    if (scenario.start == Start::nothing) return fresh();
    const Location location = migrated();
    const auto database = open_database(location);
    if (scenario.start == Start::records) fill(*database);
    if (GetParam() == Dialect::sqlite) database->run("PRAGMA wal_checkpoint(TRUNCATE)");
    return location;
  }
};
MCPCC_ON_BOTH(CrashTest);

TEST_P(CrashTest, BetweenAnyTwoStatementsLosesNothing) {
  for (const auto& scenario : scenarios()) {
    const Location original = start(scenario);
    if (original.kind == Location::Kind::sqlite) open_database(original);
    const std::string before = state(original);
    const Location finished = copy(original);
    ASSERT_TRUE(survives(finished, scenario, 0)) << scenario.name;
    const std::string after = state(finished);
    ASSERT_NE(before, after) << scenario.name;

    int last = 1;
    Location location = copy(original);
    for (bool ended = false; !ended; ++last) {
      ASSERT_LT(last, 200) << scenario.name;
      ended = survives(location, scenario, last);
      const std::string found = state(location);
      // Where nothing was written, the next one goes on, so what was cut off can be done again.
      if (found == before && !ended) continue;
      EXPECT_EQ(found, after) << scenario.name << " killed before statement " << last;
      location = copy(original);
    }
    EXPECT_GT(last, 5) << scenario.name;
  }
}

}  // namespace
}  // namespace mcpcc::registry
