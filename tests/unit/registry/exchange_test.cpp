// Export and import, backup and restore, doctor: what leaves a registry comes back as it was, into
// either database.
#include "registry/exchange.h"

#include <sys/stat.h>

#include <sstream>

#include "backend.h"
#include "registry/backup.h"
#include "registry/contents.h"
#include "registry/credentials.h"
#include "registry/doctor.h"
#include "registry/health.h"
#include "registry/migrations.h"
#include "registry/search.h"
#include "sample.h"

namespace mcpcc::registry {
namespace {

const Author ada{"ada", "2026-01-01T00:00:00Z"}, bob{"bob", "2026-01-02T00:00:00Z"};
constexpr std::string_view later = "2026-02-01T00:00:00Z";

class ExchangeTest : public OnBoth {
 protected:
  void SetUp() override {
    OnBoth::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    location_ = migrated();
    database_ = open_database(location_);
    fill(*database_);
  }

  void fill(Database& database) {
    Transaction transaction(database, Access::write);
    auto project = sample_project();
    for (int i = 0; i < 2; ++i) {
      const auto contents = contents_of(project, "petstore");
      put_surface(database, contents.surface_sha256, contents.surface);
      put(database, contents.api, Action::update, contents.api_content, ada);
      put(database, contents.server, Action::update, contents.server_content, ada);
      project.version = "1.3.0";
      project.surface = "{\"tools\":[1]}\n";
    }
    const RecordId endpoint{Kind::endpoint, "https://mcp.pets.example.com/mcp"};
    put(database, endpoint, Action::update,
        content_of(Endpoint{endpoint.name, "petstore", "streamable-http"}), bob);
    put_health(database, endpoint, {true, "200", "bob", "2026-01-03T00:00:00Z"});
    put(database, {Kind::image, "old:1"}, Action::update,
        content_of(Image{"old:1", "petstore", "sha256:" + std::string(64, '0'), {}, 1}), bob);
    put(database, {Kind::image, "old:1"}, Action::remove, std::nullopt, bob);
    set_credential(database, "petstore", "PETSTORE_STAFF_KEY", "first secret", key_, ada);
    set_credential(database, "petstore", "PETSTORE_STAFF_KEY", "second secret", key_, bob);
    transaction.commit();
  }

  static std::string backup_of(Database& database) {
    std::ostringstream out;
    back_up(database, out, later);
    return out.str();
  }

  static void restore_into(Database& database, const std::string& text) {
    std::istringstream in(text);
    Transaction transaction(database, Access::write);
    restore(database, in);
    transaction.commit();
  }

  Location location_;
  std::unique_ptr<Database> database_;
  const Key key_ = Key::parse(std::string(64, '1'), "test");
};
MCPCC_ON_BOTH(ExchangeTest);

TEST_P(ExchangeTest, BackupsComeBackExactly) {
  const std::string text = backup_of(*database_);
  EXPECT_EQ(text.find("first secret"), std::string::npos);
  EXPECT_EQ(text.find("second secret"), std::string::npos);
  const auto other = open_database(migrated());
  restore_into(*other, text);
  EXPECT_EQ(backup_of(*other), text);
  EXPECT_TRUE(wrongly_indexed(*other).empty());
  EXPECT_EQ(open_credentials(*other, "petstore", key_).values.at("PETSTORE_STAFF_KEY"),
            "second secret");
  EXPECT_EQ(last_health(*other, {Kind::endpoint, "https://mcp.pets.example.com/mcp"})->seen_by,
            "bob");
  roll_back(*other, {Kind::server, "petstore"}, 1, ada);
  EXPECT_EQ(read_server(*newest(*other, {Kind::server, "petstore"})).version, "1.2.0");
}

TEST_P(ExchangeTest, BackupsGoFromOneDatabaseToTheOther) {
  MCPCC_NEEDS_POSTGRESQL();
  const std::string text = backup_of(*database_);
  const TemporaryFolder folder;
  const Location location =
      GetParam() == Dialect::sqlite
          ? Location{Location::Kind::postgresql, {}, PostgresqlServer::get()->make_database()}
          : Location{Location::Kind::sqlite, folder.path() / "other.db", {}};
  const auto other = open_database(location);
  migrate(*other, later);
  restore_into(*other, text);
  EXPECT_EQ(backup_of(*other), text);
}

TEST_P(ExchangeTest, BackupsThatAreNotWholeChangeNothing) {
  const std::string text = backup_of(*database_);
  const auto other = open_database(migrated());
  const std::string nothing = backup_of(*other);
  std::vector<std::string> bad{
      "", "\n", "{}\n", "no JSON\n", text.substr(0, text.size() - 1), text + "{}\n"};
  // Cut after each line, and each line changed, left out and repeated.
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  const auto joined = [](const std::vector<std::string>& all) {
    std::string out;
    for (const auto& line : all) out += line + '\n';
    return out;
  };
  for (std::size_t i = 0; i < lines.size(); ++i) {
    bad.push_back(joined({lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(i)}));
    auto changed = lines;
    changed[i].insert(changed[i].size() - 1, ",\"x\":1");
    if (i + 1 < lines.size()) bad.push_back(joined(changed));
    changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(i));
    bad.push_back(joined(changed));
    changed = lines;
    changed.insert(changed.begin() + static_cast<std::ptrdiff_t>(i), lines[i]);
    bad.push_back(joined(changed));
  }
  for (const auto& each : bad) {
    const Failure failure = failure_of([&] { restore_into(*other, each); });
    EXPECT_EQ(failure.rule().id, "registry-file-invalid") << each.substr(0, 300);
  }
  EXPECT_EQ(backup_of(*other), nothing);
  std::string newer = text;
  newer.replace(newer.find(":1"), 2, ":2");
  EXPECT_EQ(failure_of([&] { restore_into(*other, newer); }).rule().id, "registry-newer");
  EXPECT_EQ(failure_of([&] { restore_into(*database_, text); }).rule().id, "registry-not-empty");
}

TEST_P(ExchangeTest, ExportsHoldNoSecretAndComeBackAsVersions) {
  const std::string text = export_records(*database_, {});
  for (const auto* secret : {"first secret", "second secret", "\"secret\":\"", "sealed"})
    EXPECT_EQ(text.find(secret), std::string::npos) << secret;
  const auto other = open_database(migrated());
  const auto imported = import_records(*other, text, bob);
  EXPECT_EQ(imported.outcomes.size(), 3u);
  ASSERT_EQ(imported.credentials.size(), 1u);
  EXPECT_EQ(imported.credentials[0].name, "petstore/PETSTORE_STAFF_KEY");
  const RecordId server{Kind::server, "petstore"};
  EXPECT_EQ(newest(*other, server)->content, newest(*database_, server)->content);
  EXPECT_EQ(newest(*other, server)->action, Action::import);
  EXPECT_EQ(newest(*other, server)->changed_by, "bob");
  for (const auto& again : import_records(*other, text, bob).outcomes) EXPECT_FALSE(again.changed);
  EXPECT_EQ(import_records(*database_, text, bob).credentials.size(), 0u);
}

TEST_P(ExchangeTest, ExportsThatAreNoneAreRefused) {
  const auto other = open_database(migrated());
  const std::string digest(64, 'a');
  const std::string bad[] = {
      "",
      "[]",
      "{}",
      R"({"mcpcc_registry_export":2,"records":[],"credentials":[],"surfaces":{}})",
      R"({"mcpcc_registry_export":1,"records":[{"kind":"credential","name":"a/B","content":{}}],"credentials":[],"surfaces":{}})",
      R"({"mcpcc_registry_export":1,"records":[{"kind":"server","name":"a","content":{}}],"credentials":[],"surfaces":{}})",
      R"({"mcpcc_registry_export":1,"records":[],"credentials":[],"surfaces":{")" + digest +
          R"(":"x"}})",
  };
  for (const auto& text : bad) {
    EXPECT_EQ(failure_of([&] { import_records(*other, text, ada); }).rule().id,
              "registry-file-invalid")
        << text;
  }
  EXPECT_EQ(failure_of([&] {
              import_records(
                  *other,
                  R"({"mcpcc_registry_export":1,"records":[{"kind":"image","name":"../a",)"
                  R"("content":{}}],"credentials":[],"surfaces":{}})",
                  ada);
            })
                .rule()
                .id,
            "registry-name-invalid");
  EXPECT_TRUE(list(*other, std::nullopt, true).empty());
}

TEST_P(ExchangeTest, TheDoctorFindsWhatIsWrong) {
  const auto failed = [&](const Key* key) {
    std::string names;
    for (const auto& check : examine(*database_, location_, key)) {
      if (!check.passed) names += check.name + ' ';
    }
    return names;
  };
  EXPECT_EQ(failed(nullptr), "");
  EXPECT_EQ(failed(&key_), "");
  const Key other = Key::random();
  EXPECT_EQ(failed(&other), "credentials ");
  database_->run("UPDATE search SET words = 'x' WHERE rowid = 1");
  EXPECT_EQ(failed(nullptr), "search ");
  database_->run("DELETE FROM secret");
  EXPECT_EQ(failed(nullptr), "search credentials ");
  database_->run("UPDATE surface SET content = 'x'");
  database_->run("UPDATE migration SET sha256 = 'x'");
  EXPECT_EQ(failed(nullptr), "schema surfaces search credentials ");
  database_->run("UPDATE version SET content = '{}' WHERE record = 1 AND number = 1");
  EXPECT_EQ(failed(nullptr), "schema versions surfaces search credentials ");
  if (GetParam() == Dialect::sqlite) {
    chmod(location_.file.c_str(), 0644);
    EXPECT_TRUE(failed(nullptr).starts_with("file "));
  }
}

}  // namespace
}  // namespace mcpcc::registry
