#include "registry/migrations.h"

#include <charconv>
#include <stdexcept>

#include "support/digest.h"
#include "support/embedded.h"

namespace mcpcc::registry {

namespace {

int newest(Dialect dialect) { return migrations(dialect).back().number; }

int number_in(const std::optional<std::string>& text) {
  int value = 0;
  if (text) std::from_chars(text->data(), text->data() + text->size(), value);
  return value;
}

[[noreturn]] void fail_newer(int version, int known) {
  throw Failure(rules::registry_newer,
                "it has the schema " + std::to_string(version) + ", and this mcpcc knows " +
                    std::to_string(known),
                {"use the mcpcc that made it, or a newer one; nothing was changed"});
}

}  // namespace

std::vector<Migration> migrations(Dialect dialect) {
  const std::string_view other = dialect == Dialect::sqlite ? ".postgresql.sql" : ".sqlite.sql";
  std::vector<Migration> result;
  for (const auto& file : embedded::registry_migrations()) {
    if (file.path.ends_with(other)) continue;
    int number = 0;
    std::from_chars(file.path.data(), file.path.data() + file.path.size(), number);
    if (number != static_cast<int>(result.size()) + 1)
      throw std::logic_error("migrations are not numbered one after the other");
    result.push_back({number, file.path, file.content});
  }
  return result;
}

std::vector<std::string_view> statements(std::string_view text) {
  std::vector<std::string_view> result;
  std::size_t begin = std::string_view::npos;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    const bool skipped =
        begin == std::string_view::npos && (line.empty() || line.starts_with("--"));
    if (!skipped && begin == std::string_view::npos) begin = at;
    if (line.ends_with(';')) {
      result.push_back(text.substr(begin, end - 1 - begin));
      begin = std::string_view::npos;
    }
    at = end + 1;
  }
  if (begin != std::string_view::npos)
    throw std::logic_error("a migration ends within a statement");
  return result;
}

int schema_version(Database& database) {
  const auto known =
      database.dialect() == Dialect::sqlite
          ? database.run("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'migration'")
          : database.run(
                "SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = 'mcpcc' AND "
                "tablename = 'migration'");
  if (known.empty()) return 0;
  return number_in(database.run("SELECT max(number) FROM migration").at(0).at(0));
}

std::vector<int> migrate(Database& database, std::string_view at) {
  const auto all = migrations(database.dialect());
  // Two processes that migrate at once: the second one waits here and then finds nothing to do.
  Transaction transaction(database, Access::write);
  const int version = schema_version(database);
  if (version > all.back().number) fail_newer(version, all.back().number);
  if (version == 0) {
    if (database.dialect() == Dialect::postgresql)
      database.run("CREATE SCHEMA IF NOT EXISTS mcpcc");
    database.run(
        "CREATE TABLE migration (number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, "
        "sha256 TEXT NOT NULL, applied_at TEXT NOT NULL)");
  }
  std::vector<int> applied;
  for (const auto& migration : all) {
    if (migration.number <= version) continue;
    for (const auto statement : statements(migration.text)) database.run(statement);
    database.run("INSERT INTO migration (number, name, sha256, applied_at) VALUES ($1, $2, $3, $4)",
                 {std::int64_t{migration.number}, migration.name, sha256(migration.text), at});
    applied.push_back(migration.number);
  }
  transaction.commit();
  return applied;
}

void check_schema(Database& database) {
  const int version = schema_version(database), known = newest(database.dialect());
  if (version > known) fail_newer(version, known);
  if (version < known) {
    throw Failure(rules::registry_needs_migration,
                  version == 0 ? "it is not set up yet"
                               : "it has the schema " + std::to_string(version) +
                                     ", and this mcpcc needs " + std::to_string(known),
                  {"make a backup, then run `mcpcc registry migrate`"});
  }
}

std::vector<int> changed_migrations(Database& database) {
  std::vector<int> result;
  const auto all = migrations(database.dialect());
  for (const auto& row : database.run("SELECT number, sha256 FROM migration ORDER BY number")) {
    const int number = number_in(row.at(0));
    const auto index = static_cast<std::size_t>(number) - 1;
    if (index >= all.size() || sha256(all[index].text) != row.at(1)) result.push_back(number);
  }
  return result;
}

}  // namespace mcpcc::registry
