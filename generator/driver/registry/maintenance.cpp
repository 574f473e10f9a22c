// backup, restore, migrate, doctor and ping.
#include <chrono>
#include <filesystem>
#include <fstream>
#include <ostream>

#include "driver/registry/commands.h"
#include "driver/registry/print.h"
#include "driver/registry/session.h"
#include "registry/backup.h"
#include "registry/contents.h"
#include "registry/doctor.h"
#include "registry/health.h"
#include "registry/migrations.h"
#include "registry/publication.h"
#include "support/count.h"

namespace mcpcc::driver::registry_commands {

using registry::Failure;
using registry::Kind;

namespace {

void print_json(Environment& environment, const JsonObject& object) {
  environment.out << registry::indented(object.str()) << '\n';
}

int print_counts(const RegistryOptions& options, Environment& environment,
                 const registry::BackupCounts& counts) {
  if (options.json) {
    print_json(environment, JsonObject()
                                .number("records", static_cast<std::int64_t>(counts.records))
                                .number("versions", static_cast<std::int64_t>(counts.versions))
                                .number("surfaces", static_cast<std::int64_t>(counts.surfaces))
                                .number("secrets", static_cast<std::int64_t>(counts.secrets)));
  } else if (!options.quiet) {
    environment.out << counted(counts.records, "record") << ", "
                    << counted(counts.versions, "version") << ", "
                    << counted(counts.surfaces, "surface") << ", "
                    << counted(counts.secrets, "sealed secret") << '\n';
  }
  return success;
}

// An earlier backup is replaced, or an empty file; a key, a database or anything else is not.
void keep_what_is_no_backup(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::exists(std::filesystem::symlink_status(path, error))) return;
  const bool is_file = std::filesystem::is_regular_file(path, error);
  if (is_file && std::filesystem::is_empty(path, error)) return;
  std::string begin(registry::backup_begin.size(), '\0');
  std::ifstream file;
  if (is_file) file.open(path, std::ios::binary);
  if (!is_file || !file.read(begin.data(), static_cast<std::streamsize>(begin.size())) ||
      begin != registry::backup_begin)
    throw Failure(rules::registry_file_invalid,
                  '`' + path + "`: what stands there is no backup of a registry",
                  {"name another file; nothing was written"});
}

}  // namespace

int backup(const RegistryOptions& options, Environment& environment) {
  return in_session(options, environment, [&](Session& session) -> int {
    keep_what_is_no_backup(options.file);
    registry::Database& database = session.database();
    registry::BackupCounts counts;
    write_private_file(
        options.file,
        [&](std::ostream& out) { counts = registry::back_up(database, out, time_of(environment)); },
        true);
    return print_counts(options, environment, counts);
  });
}

int restore(const RegistryOptions& options, Environment& environment) {
  return in_session(options, environment, [&](Session& session) -> int {
    std::ifstream file(options.file, std::ios::binary);
    if (!file)
      throw Failure(rules::registry_file_invalid, '`' + options.file + "`: it cannot be read");
    const auto counts = session.write([&] { return registry::restore(session.database(), file); });
    return print_counts(options, environment, counts);
  });
}

int migrate(const RegistryOptions& options, Environment& environment) {
  return in_session(options, environment, [&](Session& session) -> int {
    const auto database = registry::open_database(session.location());
    const auto applied = registry::migrate(*database, time_of(environment));
    const int version = registry::schema_version(*database);
    if (options.json) {
      JsonArray numbers;
      for (const int number : applied) numbers.raw(std::to_string(number));
      print_json(environment, JsonObject().number("schema", version).raw("applied", numbers.str()));
    } else if (!options.quiet) {
      environment.out << registry::shown(session.location()) << ": schema " << version << ", "
                      << counted(applied.size(), "migration") << " applied\n";
    }
    return success;
  });
}

int doctor(const RegistryOptions& options, Environment& environment) {
  return in_session(options, environment, [&](Session& session) -> int {
    const auto location = session.location();
    const auto key = session.key("MCPCC_REGISTRY_KEY");
    const auto checks = registry::examine(session.database(), location, key ? &*key : nullptr);
    bool passed = true;
    JsonArray out;
    std::vector<std::vector<std::string>> rows;
    for (const auto& check : checks) {
      passed = passed && check.passed;
      out.raw(JsonObject()
                  .text("name", check.name)
                  .flag("passed", check.passed)
                  .text("detail", check.detail)
                  .str());
      rows.push_back({check.passed ? "ok" : "BAD", check.name, check.detail});
    }
    if (options.json) {
      print_json(environment, JsonObject().flag("passed", passed).raw("checks", out.str()));
    } else {
      environment.out << table(rows);
    }
    return passed ? success : input_error;
  });
}

int ping(const RegistryOptions& options, Environment& environment) {
  return in_session(options, environment, [&](Session& session) -> int {
    // Without a server, the registry itself is asked.
    std::vector<registry::Endpoint> endpoints;
    const int schema = session.read([&] {
      registry::Database& database = session.database();
      if (!options.record.empty()) {
        const auto id = registry::parse_record_id(options.record);
        registry::existing(database, id);
        for (const auto& version : registry::list(database, Kind::endpoint, false)) {
          auto endpoint = registry::read_endpoint(version);
          if (id.kind == Kind::endpoint ? endpoint.url == id.name : endpoint.server == id.name)
            endpoints.push_back(std::move(endpoint));
        }
      }
      return registry::schema_version(database);
    });
    const auto author = session.author();
    std::vector<std::pair<registry::RecordId, registry::Health>> seen;
    for (const auto& endpoint : endpoints) {
      auto health = registry::ask_health(endpoint.url);
      health.seen_by = author.name;
      health.seen_at = time_of(environment);
      seen.emplace_back(registry::RecordId{Kind::endpoint, endpoint.url}, std::move(health));
    }
    if (!seen.empty()) {
      session.write([&] {
        for (const auto& [id, health] : seen) registry::put_health(session.database(), id, health);
        return 0;
      });
    }
    bool healthy = true;
    JsonArray out;
    std::vector<std::vector<std::string>> rows;
    for (const auto& [id, health] : seen) {
      healthy = healthy && health.healthy;
      out.raw(JsonObject()
                  .text("url", id.name)
                  .flag("healthy", health.healthy)
                  .text("detail", health.detail)
                  .str());
      rows.push_back({health.healthy ? "healthy" : "BAD", id.name, health.detail});
    }
    if (options.json) {
      print_json(environment, JsonObject()
                                  .text("registry", registry::shown(session.location()))
                                  .number("schema", schema)
                                  .raw("endpoints", out.str()));
    } else if (!options.record.empty()) {
      environment.out << table(rows);
      if (rows.empty() && !options.quiet) environment.out << "it has no endpoint\n";
    } else if (!options.quiet) {
      environment.out << registry::shown(session.location()) << " answers, schema " << schema
                      << '\n';
    }
    return healthy ? success : input_error;
  });
}

}  // namespace mcpcc::driver::registry_commands
