#include "registry/sqlite_database.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace mcpcc::registry {

namespace fs = std::filesystem;

namespace {

// `mcpc`: tells a registry from the databases of other programs (file(1) and `PRAGMA
// application_id` know the field, section 1.3.8 of SQLite's file format).
constexpr int application_id = 0x6d637063;

// Private: it holds sealed credentials and the names of what a company runs.
void make_folder(const fs::path& folder) {
  std::error_code ignored;
  if (folder.empty() || fs::is_directory(folder, ignored)) return;
  make_folder(folder.parent_path());
  if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
    throw Failure(rules::registry_unavailable,
                  folder.generic_string() + ": " + std::strerror(errno));
  }
}

// SQLite would make the file as the umask says.
void make_file(const fs::path& file) {
  make_folder(file.parent_path());
  const int descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor >= 0) {
    close(descriptor);
  } else if (errno != EEXIST) {
    throw Failure(rules::registry_unavailable, file.generic_string() + ": " + std::strerror(errno));
  }
}

class SqliteDatabase final : public Database {
 public:
  SqliteDatabase(const Location& location, std::chrono::milliseconds patience)
      : name_(shown(location)) {
    make_file(location.file);
    const int status =
        sqlite3_open_v2(location.file.c_str(), &connection_, SQLITE_OPEN_READWRITE, nullptr);
    try {
      if (status != SQLITE_OK) fail(status);
      configure(patience);
    } catch (...) {
      sqlite3_close_v2(connection_);
      throw;
    }
  }
  ~SqliteDatabase() override { sqlite3_close_v2(connection_); }
  SqliteDatabase(const SqliteDatabase&) = delete;
  SqliteDatabase& operator=(const SqliteDatabase&) = delete;

  Dialect dialect() const override { return Dialect::sqlite; }

  using Database::run;
  std::vector<Row> run(std::string_view text, std::span<const Parameter> parameters) override {
    sqlite3_stmt* statement = nullptr;
    int status = sqlite3_prepare_v2(connection_, text.data(), static_cast<int>(text.size()),
                                    &statement, nullptr);
    if (status != SQLITE_OK) fail(status);
    const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> owner(statement, sqlite3_finalize);
    bind(statement, parameters);
    std::vector<Row> rows;
    while ((status = sqlite3_step(statement)) == SQLITE_ROW) rows.push_back(row(statement));
    if (status != SQLITE_DONE) fail(status);
    return rows;
  }

 private:
  void configure(std::chrono::milliseconds patience) {
    sqlite3_extended_result_codes(connection_, 1);
    sqlite3_busy_timeout(connection_, static_cast<int>(patience.count()));
    // A file may come from anywhere: its schema runs no code, and damage is noticed where it is.
    sqlite3_db_config(connection_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(connection_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    run("PRAGMA cell_size_check=ON");
    check_owner();
    run("PRAGMA journal_mode=WAL");
    run("PRAGMA synchronous=FULL");
    run("PRAGMA foreign_keys=ON");
  }

  // Who makes a database names it before it makes anything else, so the order of these questions
  // holds when two processes do it at once.
  void check_owner() {
    const std::string ours = std::to_string(application_id);
    if (run("SELECT 1 FROM sqlite_schema LIMIT 1").empty()) {
      if (run("PRAGMA application_id").at(0).at(0) != ours) run("PRAGMA application_id=" + ours);
    } else if (run("PRAGMA application_id").at(0).at(0) != ours) {
      throw Failure(rules::registry_location_invalid,
                    name_ + " is a database of another program and was left as it is");
    }
  }

  void bind(sqlite3_stmt* statement, std::span<const Parameter> parameters) {
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      // `$1` is a name here, and names are numbered as they come.
      const int at = sqlite3_bind_parameter_index(statement, ("$" + std::to_string(i + 1)).c_str());
      if (at == 0) throw std::runtime_error("a statement does not use all of its parameters");
      int status = SQLITE_OK;
      if (const auto* number = std::get_if<std::int64_t>(&parameters[i])) {
        status = sqlite3_bind_int64(statement, at, *number);
      } else if (const auto* text = std::get_if<std::string_view>(&parameters[i])) {
        // The text lives until the statement has ended. An empty one is no NULL.
        status = sqlite3_bind_text64(statement, at, text->empty() ? "" : text->data(), text->size(),
                                     SQLITE_STATIC, SQLITE_UTF8);
      }
      if (status != SQLITE_OK) fail(status);
    }
  }

  static Row row(sqlite3_stmt* statement) {
    Row result;
    for (int i = 0; i < sqlite3_column_count(statement); ++i) {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
      if (text == nullptr) {
        result.emplace_back(std::nullopt);
      } else {
        result.emplace_back(
            std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(statement, i))));
      }
    }
    return result;
  }

  [[noreturn]] void fail(int status) const {
    const std::string reason =
        connection_ != nullptr ? sqlite3_errmsg(connection_) : sqlite3_errstr(status);
    const std::string detail = name_ + ": " + reason;
    switch (status & 0xff) {
      case SQLITE_BUSY:
      case SQLITE_LOCKED:
        throw Failure(rules::registry_busy, name_,
                      {"wait for the other process, or find it with `fuser`; nothing was changed"});
      case SQLITE_CORRUPT:
      case SQLITE_NOTADB:
        throw Failure(rules::registry_damaged, detail,
                      {"put the file aside and restore a backup into a new one: "
                       "`mcpcc registry restore FILE`"});
      case SQLITE_FULL:
      case SQLITE_IOERR:
      case SQLITE_CANTOPEN:
      case SQLITE_READONLY:
      case SQLITE_PERM:
      case SQLITE_AUTH:
      case SQLITE_PROTOCOL:
      case SQLITE_NOLFS:
        throw Failure(rules::registry_unavailable, detail, {"nothing was changed"});
      case SQLITE_NOMEM:
        throw std::bad_alloc();
      default:
        throw std::runtime_error(detail);
    }
  }

  std::string name_;
  sqlite3* connection_ = nullptr;
};

}  // namespace

std::unique_ptr<Database> open_sqlite(const Location& location,
                                      std::chrono::milliseconds patience) {
  return std::make_unique<SqliteDatabase>(location, patience);
}

}  // namespace mcpcc::registry
