#include "registry/postgresql_database.h"

#include <dlfcn.h>
#include <libpq-fe.h>

#include <array>
#include <cstdlib>

namespace mcpcc::registry {

namespace {

// The functions of libpq that are used here, by their declarations in its header.
struct Library {
  decltype(&PQconnectdbParams) connect;
  decltype(&PQstatus) status;
  decltype(&PQerrorMessage) error_message;
  decltype(&PQconnectionNeedsPassword) needs_password;
  decltype(&PQfinish) finish;
  decltype(&PQexecParams) execute;
  decltype(&PQexec) execute_simple;
  decltype(&PQresultStatus) result_status;
  decltype(&PQresultErrorField) error_field;
  decltype(&PQclear) clear;
  decltype(&PQntuples) rows;
  decltype(&PQnfields) columns;
  decltype(&PQgetisnull) is_null;
  decltype(&PQgetvalue) value;
  decltype(&PQgetlength) length;
  decltype(&PQsetNoticeProcessor) set_notice_processor;
};

template <class Function>
void find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(dlsym(library, name));
  if (function == nullptr)
    throw Failure(rules::registry_unavailable, std::string("libpq.so.5 has no ") + name);
}

const Library& library() {
  static const Library loaded = [] {
    void* handle = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) {
      throw Failure(rules::registry_unavailable,
                    "PostgreSQL needs libpq.so.5, which this machine does not have",
                    {"install it: `apt-get install libpq5`"});
    }
    Library result{};
    find(handle, "PQconnectdbParams", result.connect);
    find(handle, "PQstatus", result.status);
    find(handle, "PQerrorMessage", result.error_message);
    find(handle, "PQconnectionNeedsPassword", result.needs_password);
    find(handle, "PQfinish", result.finish);
    find(handle, "PQexecParams", result.execute);
    find(handle, "PQexec", result.execute_simple);
    find(handle, "PQresultStatus", result.result_status);
    find(handle, "PQresultErrorField", result.error_field);
    find(handle, "PQclear", result.clear);
    find(handle, "PQntuples", result.rows);
    find(handle, "PQnfields", result.columns);
    find(handle, "PQgetisnull", result.is_null);
    find(handle, "PQgetvalue", result.value);
    find(handle, "PQgetlength", result.length);
    find(handle, "PQsetNoticeProcessor", result.set_notice_processor);
    return result;
  }();
  return loaded;
}

// One line: libpq's messages have several and end with a line end.
std::string one_line(std::string_view message) {
  std::string out;
  // libpq begins lines that go on with a tab.
  for (const char c : message) {
    const bool is_space = c == ' ' || c == '\n' || c == '\t';
    if (!is_space) out += c;
    if (is_space && !out.empty() && out.back() != ' ') out += ' ';
  }
  while (!out.empty() && (out.back() == ' ' || out.back() == '.')) out.pop_back();
  return out;
}

class PostgresqlDatabase final : public Database {
 public:
  PostgresqlDatabase(const Location& location, std::chrono::milliseconds patience)
      : libpq_(library()), name_(shown(location)) {
    const std::string busy = std::to_string(patience.count()) + "ms";
    // A schema of its own: since PostgreSQL 15 nobody may write into `public` unless he owns it.
    const std::string options = "-c search_path=mcpcc -c lock_timeout=" + busy +
                                " -c statement_timeout=120s -c standard_conforming_strings=on"
                                " -c idle_in_transaction_session_timeout=300s";
    // A URL in `dbname` is expanded; what stands after it has the word, what stands before it is a
    // default.
    const std::array<const char*, 7> keys{"connect_timeout",
                                          "tcp_user_timeout",
                                          "application_name",
                                          "dbname",
                                          "options",
                                          "client_encoding",
                                          nullptr};
    const std::array<const char*, 7> values{
        "10", "30000", "mcpcc", location.url.c_str(), options.c_str(), "UTF8", nullptr};
    connection_ = libpq_.connect(keys.data(), values.data(), 1);
    if (connection_ == nullptr) throw std::bad_alloc();
    if (libpq_.status(connection_) != CONNECTION_OK) {
      const std::string reason = one_line(libpq_.error_message(connection_));
      std::vector<std::string> hints;
      if (libpq_.needs_password(connection_) != 0)
        hints.emplace_back("give the password in PGPASSWORD or ~/.pgpass");
      libpq_.finish(connection_);
      throw Failure(rules::registry_unavailable, name_ + ": " + reason, std::move(hints));
    }
    // Notices are for people at a terminal of the database.
    libpq_.set_notice_processor(
        connection_, [](void*, const char*) {}, nullptr);
  }
  ~PostgresqlDatabase() override { libpq_.finish(connection_); }
  PostgresqlDatabase(const PostgresqlDatabase&) = delete;
  PostgresqlDatabase& operator=(const PostgresqlDatabase&) = delete;

  Dialect dialect() const override { return Dialect::postgresql; }

  using Database::run;
  std::vector<Row> run(std::string_view text, std::span<const Parameter> parameters) override {
    std::vector<std::string> texts;
    texts.reserve(parameters.size());
    std::vector<const char*> values;
    for (const auto& parameter : parameters) {
      if (std::holds_alternative<std::monostate>(parameter)) {
        values.push_back(nullptr);
        continue;
      }
      const auto* number = std::get_if<std::int64_t>(&parameter);
      texts.push_back(number != nullptr ? std::to_string(*number)
                                        : std::string(std::get<std::string_view>(parameter)));
      values.push_back(texts.back().c_str());
    }
    const std::string statement(text);
    // Without parameters the simple protocol: COMMIT and ROLLBACK work in it whatever went before.
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(
        values.empty()
            ? libpq_.execute_simple(connection_, statement.c_str())
            : libpq_.execute(connection_, statement.c_str(), static_cast<int>(values.size()),
                             nullptr, values.data(), nullptr, nullptr, 0),
        libpq_.clear);
    const ExecStatusType status = libpq_.result_status(result.get());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) fail(result.get(), statement);
    // COMMIT of a transaction that has failed is answered by ROLLBACK; nothing here goes on after a
    // failure.
    return rows(result.get());
  }

 private:
  std::vector<Row> rows(const PGresult* result) const {
    std::vector<Row> all;
    const int columns = libpq_.columns(result);
    for (int i = 0; i < libpq_.rows(result); ++i) {
      Row row;
      for (int j = 0; j < columns; ++j) {
        if (libpq_.is_null(result, i, j) != 0) {
          row.emplace_back(std::nullopt);
        } else {
          row.emplace_back(std::string(libpq_.value(result, i, j),
                                       static_cast<std::size_t>(libpq_.length(result, i, j))));
        }
      }
      all.push_back(std::move(row));
    }
    return all;
  }

  // SQLSTATE: PostgreSQL 15, appendix A.
  [[noreturn]] void fail(const PGresult* result, const std::string& statement) const {
    const char* field = libpq_.error_field(result, PG_DIAG_SQLSTATE);
    const std::string_view state = field == nullptr ? std::string_view() : field;
    const char* primary = libpq_.error_field(result, PG_DIAG_MESSAGE_PRIMARY);
    const std::string reason =
        one_line(primary != nullptr ? primary : libpq_.error_message(connection_));
    const std::string detail = name_ + ": " + reason;
    const bool gone = libpq_.status(connection_) == CONNECTION_BAD || state.starts_with("08") ||
                      state.starts_with("57P");
    if (gone) {
      const bool commits = statement == "COMMIT";
      throw Failure(rules::registry_unavailable, detail,
                    {commits ? "the connection was lost while the change was being committed: look "
                               "with `mcpcc registry history` whether it is there, or run the same "
                               "command again, which changes nothing twice"
                             : "nothing was changed"});
    }
    if (state == "55P03" || state == "57014" || state == "40001" || state == "40P01")
      throw Failure(rules::registry_busy, detail, {"nothing was changed"});
    if (state == "42501" || state.starts_with("53") || state.starts_with("58") || state == "25006")
      throw Failure(rules::registry_unavailable, detail, {"nothing was changed"});
    if (state.starts_with("XX")) throw Failure(rules::registry_damaged, detail);
    throw std::runtime_error(detail + " (SQLSTATE " + std::string(state) + ")");
  }

  const Library& libpq_;
  std::string name_;
  PGconn* connection_ = nullptr;
};

}  // namespace

std::unique_ptr<Database> open_postgresql(const Location& location,
                                          std::chrono::milliseconds patience) {
  return std::make_unique<PostgresqlDatabase>(location, patience);
}

}  // namespace mcpcc::registry
