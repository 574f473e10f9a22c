// list, show, history, diff, rollback, remove and search.
#include <ostream>

#include "driver/registry/commands.h"
#include "driver/registry/print.h"
#include "driver/registry/session.h"
#include "registry/contents.h"
#include "registry/difference.h"
#include "registry/health.h"
#include "registry/publication.h"
#include "registry/search.h"

namespace mcpcc::driver::registry_commands {

using registry::Failure;
using registry::Kind;
using registry::RecordId;
using registry::Version;

namespace {

std::optional<Kind> kind_of(const RegistryOptions& options) {
  return options.kind.empty() ? std::nullopt : registry::parse_kind(options.kind);
}

RecordId record_of(const RegistryOptions& options) {
  return registry::parse_record_id(options.record);
}

void print_json(Environment& environment, const JsonObject& object) {
  environment.out << registry::indented(object.str()) << '\n';
}

std::vector<std::string> row_of(const Version& version) {
  return {to_string(version.id), version_text(version), version.changed_at, version.changed_by,
          summary(version)};
}

// What is recorded of a server besides itself.
std::vector<Version> belongings(registry::Database& database, const std::string& server) {
  std::vector<Version> result;
  for (auto& version : registry::list(database, std::nullopt, false)) {
    std::string owner;
    if (version.id.kind == Kind::image) owner = registry::read_image(version).server;
    if (version.id.kind == Kind::endpoint) owner = registry::read_endpoint(version).server;
    if (version.id.kind == Kind::credential)
      owner = version.id.name.substr(0, version.id.name.find('/'));
    if (owner == server) result.push_back(std::move(version));
  }
  return result;
}

std::string health_text(const std::optional<registry::Health>& health) {
  if (!health) return "nobody has looked; `mcpcc registry ping` does";
  return std::string(health->healthy ? "healthy" : "not healthy") + " (" + health->detail + "), " +
         health->seen_at + ", " + health->seen_by;
}

std::string health_json(const registry::Health& health) {
  return JsonObject()
      .flag("healthy", health.healthy)
      .text("detail", health.detail)
      .text("seen_by", health.seen_by)
      .text("seen_at", health.seen_at)
      .str();
}

int print_change(const RegistryOptions& options, Environment& environment,
                 const registry::Outcome& outcome, std::string_view verb) {
  if (options.json) {
    JsonArray changes;
    changes.raw(json_of(outcome.version).flag("changed", outcome.changed).str());
    print_json(environment, JsonObject().raw("changes", changes.str()));
  } else if (!options.quiet) {
    environment.out << to_string(outcome.version.id) << ": "
                    << (outcome.changed ? verb : std::string_view("no change")) << ", "
                    << version_text(outcome.version) << '\n';
  }
  return success;
}

}  // namespace

int list(const RegistryOptions& options, Environment& environment) {
  return in_session(options, environment, [&](Session& session) -> int {
    const auto versions = session.read(
        [&] { return registry::list(session.database(), kind_of(options), options.removed); });
    if (options.json) {
      JsonArray records;
      for (const auto& version : versions) records.raw(json_of(version).str());
      print_json(environment, JsonObject().raw("records", records.str()));
      return success;
    }
    std::vector<std::vector<std::string>> rows;
    for (const auto& version : versions) rows.push_back(row_of(version));
    environment.out << table(rows);
    if (rows.empty() && !options.quiet) {
      environment.out << "no records in " << registry::shown(session.location())
                      << "; `mcpcc registry register DIR` makes the first\n";
    }
    return success;
  });
}

int show(const RegistryOptions& options, Environment& environment) {
  return in_session(options, environment, [&](Session& session) -> int {
    const RecordId id = record_of(options);
    registry::Database& database = session.database();
    registry::Transaction transaction(database, registry::Access::read);
    const Version version = options.from ? registry::numbered(database, id, *options.from)
                                         : registry::existing(database, id);
    if (options.surface) {
      const auto parts = registry::differences("{}", version.content);
      for (const auto& part : parts) {
        if (part.path != "surface_sha256") continue;
        const auto digest = part.after->substr(1, part.after->size() - 2);
        environment.out << registry::surface(database, digest).value_or("");
        return success;
      }
      throw Failure(rules::registry_record_unknown, "only servers have a surface");
    }
    const auto health = registry::last_health(database, id);
    const auto others =
        id.kind == Kind::server ? belongings(database, id.name) : std::vector<Version>();
    if (options.json) {
      JsonObject out = json_of(version);
      out.raw("content", version.content.value_or("null"));
      if (health) out.raw("health", health_json(*health));
      if (id.kind == Kind::server) {
        JsonArray names;
        for (const auto& other : others) names.text(to_string(other.id));
        out.raw("belongings", names.str());
      }
      print_json(environment, out);
      return success;
    }
    environment.out << to_string(id) << ", " << version_text(version) << ": "
                    << done(version.action) << " by " << version.changed_by << ", "
                    << version.changed_at << '\n';
    if (version.content) environment.out << registry::content_text(*version.content);
    if (id.kind == Kind::endpoint) environment.out << health_text(health) << '\n';
    std::vector<std::vector<std::string>> rows;
    for (const auto& other : others) rows.push_back(row_of(other));
    environment.out << table(rows);
    return success;
  });
}

int history(const RegistryOptions& options, Environment& environment) {
  return in_session(options, environment, [&](Session& session) -> int {
    const RecordId id = record_of(options);
    const auto versions = session.read([&] {
      auto all = registry::history(session.database(), id);
      // Says what is near.
      if (all.empty()) registry::existing(session.database(), id);
      return all;
    });
    if (options.json) {
      JsonArray out;
      for (const auto& version : versions) out.raw(json_of(version).str());
      print_json(environment, JsonObject().raw("versions", out.str()));
      return success;
    }
    std::vector<std::vector<std::string>> rows;
    for (const auto& version : versions) {
      rows.push_back({version_text(version), version.changed_at, version.changed_by,
                      std::string(done(version.action)), summary(version)});
    }
    environment.out << table(rows);
    return success;
  });
}

int diff(const RegistryOptions& options, Environment& environment) {
  return in_session(options, environment, [&](Session& session) -> int {
    const RecordId id = record_of(options);
    const auto [before, after] = session.read([&] {
      registry::Database& database = session.database();
      const auto newest = registry::newest(database, id);
      if (!newest) registry::existing(database, id);
      const std::int64_t to = options.to.value_or(newest->number);
      const std::int64_t from = options.from.value_or(to - 1);
      // The first version differs from nothing.
      Version nothing;
      return std::pair(from == 0 ? nothing : registry::numbered(database, id, from),
                       registry::numbered(database, id, to));
    });
    const auto found = registry::differences(before.content, after.content);
    if (options.json) {
      JsonArray out;
      for (const auto& difference : found) {
        JsonObject entry;
        entry.text("path", difference.path);
        if (difference.before) entry.raw("before", *difference.before);
        if (difference.after) entry.raw("after", *difference.after);
        out.raw(entry.str());
      }
      print_json(environment, JsonObject()
                                  .text("kind", registry::to_string(id.kind))
                                  .text("name", id.name)
                                  .number("from", before.number)
                                  .number("to", after.number)
                                  .raw("differences", out.str()));
      return success;
    }
    for (const auto& difference : found) {
      const char* sign = !difference.before ? "+" : !difference.after ? "-" : "~";
      std::vector<std::vector<std::string>> line{{std::string(sign) + ' ' + difference.path}};
      const auto short_text = [](const std::string& json) {
        return json.size() <= 120 ? json : registry::shortened(json, 120);
      };
      // What was added or removed as a whole is known by its name.
      const bool whole = !difference.before || !difference.after;
      const std::string& text = difference.after ? *difference.after : difference.before.value();
      if (!whole) {
        line[0][0] +=
            ": " + short_text(*difference.before) + " -> " + short_text(*difference.after);
      } else if (!text.starts_with('{') && !text.starts_with('[')) {
        line[0][0] += ": " + short_text(text);
      }
      environment.out << table(line);
    }
    if (found.empty() && !options.quiet) environment.out << "no difference\n";
    return success;
  });
}

int rollback(const RegistryOptions& options, Environment& environment) {
  return in_session(options, environment, [&](Session& session) -> int {
    const RecordId id = record_of(options);
    const auto outcome = session.write([&] {
      registry::Database& database = session.database();
      const auto newest = registry::newest(database, id);
      if (!newest) registry::existing(database, id);
      const std::int64_t to = options.to.value_or(newest->number - 1);
      return registry::roll_back(database, id, to, session.author());
    });
    return print_change(options, environment, outcome, "rolled back");
  });
}

int remove(const RegistryOptions& options, Environment& environment) {
  return in_session(options, environment, [&](Session& session) -> int {
    const RecordId id = record_of(options);
    std::vector<Version> left;
    const auto outcome = session.write([&] {
      if (id.kind == Kind::server) left = belongings(session.database(), id.name);
      return registry::put(session.database(), id, registry::Action::remove, std::nullopt,
                           session.author());
    });
    print_change(options, environment, outcome, "removed");
    if (!left.empty() && !options.json && !options.quiet) {
      environment.out << "still recorded of it:";
      for (const auto& version : left) environment.out << ' ' << to_string(version.id);
      environment.out << '\n';
    }
    return success;
  });
}

int search(const RegistryOptions& options, Environment& environment) {
  std::string query;
  for (const auto& word : options.words) query += (query.empty() ? "" : " ") + word;
  return in_session(options, environment, [&](Session& session) -> int {
    const auto hits =
        session.read([&] { return registry::search(session.database(), query, kind_of(options)); });
    if (options.json) {
      JsonArray records;
      for (const auto& hit : hits) {
        JsonArray tools;
        for (const auto& tool : hit.tools) tools.text(tool);
        JsonObject record = json_of(hit.version);
        if (hit.version.id.kind == Kind::server) record.raw("tools", tools.str());
        records.raw(record.str());
      }
      print_json(environment, JsonObject().text("query", query).raw("records", records.str()));
      return success;
    }
    std::vector<std::vector<std::string>> rows;
    for (const auto& hit : hits) {
      std::string tools;
      for (std::size_t i = 0; i < hit.tools.size() && i < 5; ++i)
        tools += (i == 0 ? "" : ", ") + hit.tools[i];
      if (hit.tools.size() > 5) tools += ", " + std::to_string(hit.tools.size() - 5) + " more";
      rows.push_back({to_string(hit.version.id), summary(hit.version), tools});
    }
    environment.out << table(rows);
    if (rows.empty() && !options.quiet) environment.out << "nothing found\n";
    return success;
  });
}

}  // namespace mcpcc::driver::registry_commands
