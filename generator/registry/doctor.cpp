#include "registry/doctor.h"

#include <sys/stat.h>

#include "registry/contents.h"
#include "registry/credentials.h"
#include "registry/migrations.h"
#include "registry/records.h"
#include "registry/search.h"
#include "support/count.h"

namespace mcpcc::registry {

namespace {

std::string names(const std::vector<RecordId>& ids) {
  std::string out;
  for (std::size_t i = 0; i < ids.size() && i < 10; ++i)
    out += (i == 0 ? "" : ", ") + to_string(ids[i]);
  if (ids.size() > 10) out += " and " + std::to_string(ids.size() - 10) + " more";
  return out;
}

Check check_schema_of(Database& database) {
  const int version = schema_version(database);
  const auto changed = changed_migrations(database);
  Check result{"schema", changed.empty(), "version " + std::to_string(version)};
  for (const int number : changed)
    result.detail += "; migration " + std::to_string(number) + " was not the one of this mcpcc";
  return result;
}

Check check_file(const Location& location) {
  struct stat status {};
  if (stat(location.file.c_str(), &status) != 0) return {"file", false, "it cannot be seen"};
  const bool is_private = (status.st_mode & 077) == 0;
  return {"file", is_private,
          is_private
              ? std::to_string(status.st_size) + " bytes, yours alone"
              : "others may read or write it: `chmod 600 " + location.file.generic_string() + '`'};
}

Check check_sqlite(Database& database) {
  std::string problems;
  for (const auto& row : database.run("PRAGMA integrity_check(10)")) {
    if (row.at(0) != "ok") problems += (problems.empty() ? "" : "; ") + row.at(0).value_or("");
  }
  if (!database.run("PRAGMA foreign_key_check").empty())
    problems += (problems.empty() ? "" : "; ") + std::string("rows that belong to nothing");
  return {"database", problems.empty(),
          problems.empty() ? "SQLite finds it whole" : problems + "; restore a backup"};
}

Check check_postgresql(Database& database) {
  const auto encoding = database.run("SHOW server_encoding").at(0).at(0).value_or("");
  const auto version = database.run("SHOW server_version").at(0).at(0).value_or("");
  const auto number = database.run("SHOW server_version_num").at(0).at(0).value_or("0");
  if (encoding != "UTF8")
    return {"database", false, "its encoding is " + encoding + "; make one with ENCODING 'UTF8'"};
  const bool known = std::stoi(number) >= 120000;  // generated columns came with 12
  return {"database", known,
          "PostgreSQL " + version + (known ? "" : "; 15 is tested, 12 is the least")};
}

Check check_versions(Database& database) {
  std::size_t records = 0, versions = 0;
  std::vector<std::string> problems;
  for (const auto& row : database.run("SELECT kind, name, version FROM record ORDER BY id")) {
    ++records;
    const auto kind = parse_kind(row.at(0).value_or(""));
    const RecordId id{kind.value_or(Kind::server), row.at(1).value_or("")};
    try {
      const auto all = history(database, id);
      versions += all.size();
      if (std::to_string(all.size()) != row.at(2))
        problems.push_back(to_string(id) + " lacks versions");
      for (const auto& version : all) {
        if (!version.content) continue;
        const auto problem = problem_of_content(id.kind, *version.content);
        if (!problem.empty()) problems.push_back(to_string(id) + ": " + problem);
      }
    } catch (const Failure& failure) {
      problems.push_back(failure.detail());
    }
  }
  std::string detail = counted(records, "record") + ", " + counted(versions, "version");
  for (std::size_t i = 0; i < problems.size() && i < 10; ++i) detail += "; " + problems[i];
  return {"versions", problems.empty(), std::move(detail)};
}

Check check_surfaces(Database& database) {
  std::size_t count = 0;
  std::string problems;
  for (const auto& row : database.run("SELECT sha256 FROM surface")) {
    ++count;
    try {
      surface(database, row.at(0).value_or(""));
    } catch (const Failure& failure) {
      problems += "; " + failure.detail();
    }
  }
  return {"surfaces", problems.empty(), counted(count, "surface") + problems};
}

Check check_search(Database& database) {
  const auto wrong = wrongly_indexed(database);
  return {"search", wrong.empty(),
          wrong.empty() ? "finds what records say"
                        : "does not find what these say: " + names(wrong) +
                              "; a backup that is restored has a new index"};
}

Check check_credentials(Database& database, const Key* key) {
  const auto broken = broken_credentials(database, key);
  const auto ids = key_ids(database);
  std::string detail = counted(list(database, Kind::credential, false).size(), "credential");
  for (const auto& id : ids) detail += ", key " + id;
  if (!broken.empty()) {
    return {"credentials", false,
            detail + "; cannot be opened" + (key != nullptr ? " with the key " + key->id() : "") +
                ": " + names(broken)};
  }
  if (key == nullptr && !ids.empty()) detail += "; no key was given, so none was opened";
  return {"credentials", ids.size() <= 1, detail};
}

// A registry that is damaged in one place is looked at in the others all the same.
template <class Look>
void add(std::vector<Check>& checks, const char* name, Look look) {
  try {
    checks.push_back(look());
  } catch (const Failure& failure) {
    checks.push_back({name, false, failure.detail()});
  }
}

}  // namespace

std::vector<Check> examine(Database& database, const Location& location, const Key* key) {
  std::vector<Check> checks;
  const bool sqlite = location.kind == Location::Kind::sqlite;
  if (sqlite) add(checks, "file", [&] { return check_file(location); });
  add(checks, "database",
      [&] { return sqlite ? check_sqlite(database) : check_postgresql(database); });
  Transaction transaction(database, Access::read);
  add(checks, "schema", [&] { return check_schema_of(database); });
  add(checks, "versions", [&] { return check_versions(database); });
  add(checks, "surfaces", [&] { return check_surfaces(database); });
  add(checks, "search", [&] { return check_search(database); });
  add(checks, "credentials", [&] { return check_credentials(database, key); });
  return checks;
}

}  // namespace mcpcc::registry
