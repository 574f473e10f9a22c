#include "registry/records.h"

#include <charconv>
#include <stdexcept>

#include "registry/search.h"
#include "support/diagnostics.h"
#include "support/digest.h"

namespace mcpcc::registry {

namespace {

std::int64_t number_in(const std::optional<std::string>& text) {
  std::int64_t value = 0;
  if (text) std::from_chars(text->data(), text->data() + text->size(), value);
  return value;
}

[[noreturn]] void fail_damaged(const std::string& detail) {
  throw Failure(rules::registry_damaged, detail,
                {"`mcpcc registry doctor` lists what is wrong; restore a backup"});
}

// Columns of a version, in the order of version_of().
constexpr std::string_view columns =
    "r.kind, r.name, v.number, v.action, v.content, v.sha256, v.changed_by, v.changed_at";

Version version_of(const Row& row) {
  const auto kind = parse_kind(row.at(0).value_or(""));
  const auto action = parse_action(row.at(3).value_or(""));
  if (!kind || !action) fail_damaged("a version is of no kind that mcpcc knows");
  Version result{{*kind, row.at(1).value_or("")},
                 number_in(row.at(2)),
                 *action,
                 row.at(4),
                 row.at(5).value_or(""),
                 row.at(6).value_or(""),
                 row.at(7).value_or("")};
  if (result.sha256 != (result.content ? sha256(*result.content) : std::string())) {
    fail_damaged("version " + std::to_string(result.number) + " of " + to_string(result.id) +
                 " is not what was written");
  }
  return result;
}

std::vector<Version> versions_of(const std::vector<Row>& rows) {
  std::vector<Version> result;
  result.reserve(rows.size());
  for (const auto& row : rows) result.push_back(version_of(row));
  return result;
}

std::string select(std::string_view rest) {
  return "SELECT " + std::string(columns) + " FROM record r JOIN version v ON v.record = r.id " +
         std::string(rest);
}

[[noreturn]] void fail_unknown(Database& database, const RecordId& id, bool was_removed) {
  if (was_removed) {
    throw Failure(rules::registry_record_unknown, "`" + to_string(id) + "` was removed",
                  {"`mcpcc registry rollback " + to_string(id) + "` brings it back"});
  }
  std::vector<std::string> names;
  for (const auto& row :
       database.run("SELECT name FROM record WHERE kind = $1 ORDER BY name", {to_string(id.kind)}))
    names.push_back(row.at(0).value_or(""));
  const std::string near = did_you_mean(id.name, {names.begin(), names.end()});
  std::vector<std::string> hints{"`mcpcc registry list` shows what is there"};
  if (!near.empty()) {
    hints.insert(hints.begin(), "did you mean `" + to_string(RecordId{id.kind, near}) + "`?");
  }
  throw Failure(rules::registry_record_unknown, "`" + to_string(id) + "`", std::move(hints));
}

}  // namespace

std::optional<std::int64_t> row_of(Database& database, const RecordId& id) {
  const auto rows = database.run("SELECT id FROM record WHERE kind = $1 AND name = $2",
                                 {to_string(id.kind), std::string_view(id.name)});
  if (rows.empty()) return std::nullopt;
  return number_in(rows.at(0).at(0));
}

std::optional<Version> newest(Database& database, const RecordId& id) {
  auto found =
      versions_of(database.run(select("AND v.number = r.version WHERE r.kind = $1 AND r.name = $2"),
                               {to_string(id.kind), std::string_view(id.name)}));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

Version existing(Database& database, const RecordId& id) {
  auto found = newest(database, id);
  if (!found || !found->content) fail_unknown(database, id, found.has_value());
  return *std::move(found);
}

Version numbered(Database& database, const RecordId& id, std::int64_t number) {
  auto found =
      versions_of(database.run(select("WHERE r.kind = $1 AND r.name = $2 AND v.number = $3"),
                               {to_string(id.kind), std::string_view(id.name), number}));
  if (!found.empty()) return std::move(found.front());
  const auto last = newest(database, id);
  if (!last) fail_unknown(database, id, false);
  throw Failure(rules::registry_record_unknown,
                "`" + to_string(id) + "` has no version " + std::to_string(number),
                {"its versions are 1 to " + std::to_string(last->number)});
}

std::vector<Version> history(Database& database, const RecordId& id) {
  return versions_of(database.run(select("WHERE r.kind = $1 AND r.name = $2 ORDER BY v.number"),
                                  {to_string(id.kind), std::string_view(id.name)}));
}

std::vector<Version> list(Database& database, std::optional<Kind> kind, bool with_removed) {
  std::vector<Version> result;
  for (const Kind each : all_kinds) {
    if (kind && *kind != each) continue;
    // The order of texts depends on a database's collation, so it is made here.
    auto found = versions_of(
        database.run(select("AND v.number = r.version WHERE r.kind = $1"), {to_string(each)}));
    if (!with_removed) std::erase_if(found, [](const Version& v) { return !v.content; });
    std::sort(found.begin(), found.end(),
              [](const Version& a, const Version& b) { return a.id < b.id; });
    result.insert(result.end(), std::make_move_iterator(found.begin()),
                  std::make_move_iterator(found.end()));
  }
  return result;
}

Outcome put(Database& database, const RecordId& id, Action action,
            const std::optional<std::string>& content, const Author& author) {
  check_name(id);
  const auto before = newest(database, id);
  if (before && before->content == content) {
    // To remove what is gone is a mistake; to write what is there already is none.
    if (!content && action == Action::remove) fail_unknown(database, id, true);
    return {*before, false};
  }
  if (!before && !content) fail_unknown(database, id, false);

  Version version{id,
                  before ? before->number + 1 : 1,
                  action,
                  content,
                  content ? sha256(*content) : std::string(),
                  author.name,
                  author.at};
  if (version.action == Action::update && version.number == 1) version.action = Action::add;
  std::int64_t row = 0;
  if (before) {
    row = row_of(database, id).value();
    database.run("UPDATE record SET version = $1 WHERE id = $2", {version.number, row});
  } else {
    row = number_in(database.run("SELECT coalesce(max(id), 0) + 1 FROM record").at(0).at(0));
    database.run("INSERT INTO record (id, kind, name, version) VALUES ($1, $2, $3, $4)",
                 {row, to_string(id.kind), std::string_view(id.name), version.number});
  }
  database.run(
      "INSERT INTO version (record, number, action, content, sha256, changed_by, changed_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7)",
      {row, version.number, to_string(version.action),
       content ? Parameter(std::string_view(*content)) : Parameter(),
       std::string_view(version.sha256), std::string_view(version.changed_by),
       std::string_view(version.changed_at)});
  index_record(database, row, version);
  return {std::move(version), true};
}

Outcome roll_back(Database& database, const RecordId& id, std::int64_t number,
                  const Author& author) {
  const Version target = numbered(database, id, number);
  return put(database, id, Action::rollback, target.content, author);
}

void put_surface(Database& database, std::string_view sha256, std::string_view text) {
  database.run("INSERT INTO surface (sha256, content) VALUES ($1, $2) ON CONFLICT DO NOTHING",
               {sha256, text});
}

std::optional<std::string> surface(Database& database, std::string_view sha256) {
  const auto rows = database.run("SELECT content FROM surface WHERE sha256 = $1", {sha256});
  if (rows.empty()) return std::nullopt;
  if (mcpcc::sha256(rows.front().at(0).value_or("")) != sha256)
    fail_damaged("the surface " + std::string(sha256) + " is not what was written");
  return rows.front().at(0);
}

}  // namespace mcpcc::registry
