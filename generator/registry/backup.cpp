#include "registry/backup.h"

#include <charconv>
#include <istream>
#include <map>
#include <ostream>

#include "json/value.h"
#include "registry/contents.h"
#include "registry/migrations.h"
#include "registry/records.h"
#include "registry/search.h"
#include "support/digest.h"
#include "support/json_object.h"

namespace mcpcc::registry {

namespace json = mcp::json;

namespace {

constexpr std::size_t longest_line = std::size_t{256} << 20;

[[noreturn]] void fail_file(const std::string& detail) {
  throw Failure(rules::registry_file_invalid, detail, {"nothing was changed"});
}

// A chain of digests instead of one over gigabytes: of all lines so far, each with the digest
// before it.
class Chain {
 public:
  void add(std::string_view line) {
    digest_ = sha256(digest_ + std::string(line) + '\n');
    ++lines_;
  }
  const std::string& digest() const { return digest_; }
  std::int64_t lines() const { return lines_; }

 private:
  std::string digest_;
  std::int64_t lines_ = 0;
};

class Writer {
 public:
  explicit Writer(std::ostream& out) : out_(out) {}
  void line(const JsonObject& object) {
    const std::string text = object.str();
    chain_.add(text);
    out_ << text << '\n';
  }
  void end() {
    out_ << JsonObject()
                .text("row", "end")
                .number("lines", chain_.lines())
                .text("sha256", chain_.digest())
                .str()
         << '\n';
  }

 private:
  std::ostream& out_;
  Chain chain_;
};

std::int64_t number(const std::optional<std::string>& text) {
  std::int64_t value = 0;
  if (text) std::from_chars(text->data(), text->data() + text->size(), value);
  return value;
}

// One line that was read, with members whose presence and kinds are checked as they are used.
class Line {
 public:
  explicit Line(const std::string& text) : parsed_(json::Document::parse(text, {longest_line, 8})) {
    if (root() == nullptr || !root()->is_object()) fail_file("a line is no JSON object");
  }
  std::string text(std::string_view key) const {
    const json::Value* value = root()->find(key);
    if (value == nullptr || !value->is_string()) fail_file("a line has no " + std::string(key));
    return std::string(value->string());
  }
  std::optional<std::string> optional_text(std::string_view key) const {
    return root()->find(key) == nullptr ? std::nullopt : std::optional(text(key));
  }
  std::int64_t number(std::string_view key) const {
    const json::Value* value = root()->find(key);
    std::int64_t result = -1;
    if (value != nullptr && value->is_number()) {
      const auto raw = value->raw();
      std::from_chars(raw.data(), raw.data() + raw.size(), result);
    }
    if (result < 0) fail_file("a line has no " + std::string(key));
    return result;
  }
  bool has(std::string_view key) const { return root()->find(key) != nullptr; }

 private:
  const json::Value* root() const {
    const auto* document = std::get_if<json::Document>(&parsed_);
    return document == nullptr ? nullptr : &document->root();
  }
  std::variant<json::Document, json::Error> parsed_;
};

// False at the end of the file.
bool read_line(std::istream& in, std::string& line) {
  line.clear();
  for (int c = in.get(); c != std::char_traits<char>::eof(); c = in.get()) {
    if (c == '\n') return true;
    if (line.size() == longest_line) fail_file("a line is longer than 256 MiB");
    line += static_cast<char>(c);
  }
  if (!line.empty()) fail_file("it ends within a line");
  return false;
}

void read_header(const Line& line) {
  if (!line.has("mcpcc_registry_backup")) fail_file("it is no backup of a registry");
  const auto format = line.number("mcpcc_registry_backup");
  if (format != 1) {
    throw Failure(rules::registry_newer, "the backup has the format " + std::to_string(format),
                  {"use the mcpcc that made it, or a newer one; nothing was changed"});
  }
}

class Restoring {
 public:
  explicit Restoring(Database& database) : database_(database) {}

  void add(const Line& line) {
    const std::string row = line.text("row");
    if (row == "record") {
      add_record(line);
    } else if (row == "version") {
      add_version(line);
    } else if (row == "surface") {
      const std::string content = line.text("content"), digest = line.text("sha256");
      if (sha256(content) != digest) fail_file("a surface is not what its digest says");
      put_surface(database_, digest, content);
      ++counts_.surfaces;
    } else if (row == "secret") {
      const std::string id = line.text("id"), key = line.text("key_id"), text = line.text("sealed");
      database_.run("INSERT INTO secret (id, key_id, sealed) VALUES ($1, $2, $3)",
                    {std::string_view(id), std::string_view(key), std::string_view(text)});
      ++counts_.secrets;
    } else if (row == "health") {
      add_health(line);
    } else {
      fail_file("a line is of no kind that mcpcc knows");
    }
  }

  // Every record has all versions up to its newest one, and is found again.
  BackupCounts finish() {
    for (const auto& [id, record] : records_) {
      if (record.read != record.version) fail_file('`' + to_string(record.id) + "` lacks versions");
      index_record(database_, id, newest(database_, record.id).value());
    }
    return counts_;
  }

 private:
  struct Record {
    RecordId id;
    std::int64_t version = 0, read = 0;
  };

  void add_record(const Line& line) {
    const auto kind = parse_kind(line.text("kind"));
    if (!kind) fail_file("a record is of no kind that mcpcc knows");
    Record record{{*kind, line.text("name")}, line.number("version"), 0};
    check_name(record.id);
    const auto id = line.number("id");
    database_.run("INSERT INTO record (id, kind, name, version) VALUES ($1, $2, $3, $4)",
                  {id, to_string(*kind), std::string_view(record.id.name), record.version});
    if (!records_.emplace(id, std::move(record)).second) fail_file("a record stands twice in it");
    ++counts_.records;
  }

  Record& record_of(const Line& line) {
    const auto found = records_.find(line.number("record"));
    if (found == records_.end()) fail_file("a line belongs to no record");
    return found->second;
  }

  void add_version(const Line& line) {
    Record& record = record_of(line);
    const auto number = line.number("number");
    const auto action = line.text("action"), by = line.text("changed_by"),
               at = line.text("changed_at");
    const auto content = line.optional_text("content");
    if (number != record.read + 1 || number > record.version || !parse_action(action))
      fail_file("the versions of `" + to_string(record.id) + "` are not in order");
    if (content) {
      if (auto problem = problem_of_content(record.id.kind, *content); !problem.empty())
        fail_file('`' + to_string(record.id) + "`: " + problem);
    }
    const std::string digest = content ? sha256(*content) : std::string();
    database_.run(
        "INSERT INTO version (record, number, action, content, sha256, changed_by, changed_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7)",
        {line.number("record"), number, std::string_view(action),
         content ? Parameter(std::string_view(*content)) : Parameter(), std::string_view(digest),
         std::string_view(by), std::string_view(at)});
    record.read = number;
    ++counts_.versions;
  }

  void add_health(const Line& line) {
    record_of(line);
    const auto detail = line.text("detail"), by = line.text("seen_by"), at = line.text("seen_at");
    database_.run(
        "INSERT INTO health (record, healthy, detail, seen_by, seen_at) VALUES ($1, $2, $3, $4, "
        "$5)",
        {line.number("record"), std::int64_t{line.number("healthy") != 0 ? 1 : 0},
         std::string_view(detail), std::string_view(by), std::string_view(at)});
  }

  Database& database_;
  std::map<std::int64_t, Record> records_;
  BackupCounts counts_;
};

}  // namespace

BackupCounts back_up(Database& database, std::ostream& out, std::string_view at) {
  Transaction transaction(database, Access::read);
  BackupCounts counts;
  Writer writer(out);
  writer.line(JsonObject()
                  .number("mcpcc_registry_backup", 1)
                  .number("schema", schema_version(database))
                  .text("made_at", at));
  const auto records = database.run("SELECT id, kind, name, version FROM record ORDER BY id");
  for (const auto& row : records) {
    writer.line(JsonObject()
                    .text("row", "record")
                    .number("id", number(row.at(0)))
                    .text("kind", row.at(1).value_or(""))
                    .text("name", row.at(2).value_or(""))
                    .number("version", number(row.at(3))));
    ++counts.records;
    // Read through the same checks as everywhere: a damaged registry makes no backup.
    const RecordId id{parse_kind(row.at(1).value_or("")).value_or(Kind::server),
                      row.at(2).value_or("")};
    for (const auto& version : history(database, id)) {
      JsonObject line;
      line.text("row", "version")
          .number("record", number(row.at(0)))
          .number("number", version.number)
          .text("action", to_string(version.action))
          .text("changed_by", version.changed_by)
          .text("changed_at", version.changed_at);
      if (version.content) line.text("content", *version.content);
      writer.line(line);
      ++counts.versions;
    }
  }
  // One at a time: a surface may have megabytes.
  for (const auto& row : database.run("SELECT sha256 FROM surface ORDER BY sha256")) {
    const std::string digest = row.at(0).value_or("");
    writer.line(JsonObject()
                    .text("row", "surface")
                    .text("sha256", digest)
                    .text("content", surface(database, digest).value_or("")));
    ++counts.surfaces;
  }
  for (const auto& row : database.run("SELECT id, key_id, sealed FROM secret ORDER BY id")) {
    writer.line(JsonObject()
                    .text("row", "secret")
                    .text("id", row.at(0).value_or(""))
                    .text("key_id", row.at(1).value_or(""))
                    .text("sealed", row.at(2).value_or("")));
    ++counts.secrets;
  }
  for (const auto& row : database.run(
           "SELECT record, healthy, detail, seen_by, seen_at FROM health ORDER BY record")) {
    writer.line(JsonObject()
                    .text("row", "health")
                    .number("record", number(row.at(0)))
                    .number("healthy", number(row.at(1)))
                    .text("detail", row.at(2).value_or(""))
                    .text("seen_by", row.at(3).value_or(""))
                    .text("seen_at", row.at(4).value_or("")));
  }
  writer.end();
  transaction.commit();
  return counts;
}

BackupCounts restore(Database& database, std::istream& in) {
  if (!database.run("SELECT 1 FROM record LIMIT 1").empty()) {
    throw Failure(rules::registry_not_empty,
                  "it holds records, which a restore would mix with others",
                  {"restore into a new one, as `--registry sqlite:NEW`; nothing was changed"});
  }
  std::string text;
  Chain chain;
  if (!read_line(in, text)) fail_file("it is empty");
  read_header(Line(text));
  chain.add(text);
  Restoring restoring(database);
  const auto guarded = [](auto work) {
    try {
      return work();
    } catch (const Failure&) {
      throw;
    } catch (const std::runtime_error&) {
      // A file may say anything; the constraints of the tables are the last to look at it.
      fail_file("the database refuses what it says");
    }
  };
  while (read_line(in, text)) {
    const Line line(text);
    if (line.text("row") == "end") {
      if (line.text("sha256") != chain.digest() || line.number("lines") != chain.lines())
        fail_file("it was changed after it was made");
      if (read_line(in, text)) fail_file("something follows its end");
      return guarded([&] { return restoring.finish(); });
    }
    chain.add(text);
    guarded([&] { restoring.add(line); });
  }
  fail_file("it has no end: the disk may have been full when it was made");
}

}  // namespace mcpcc::registry
