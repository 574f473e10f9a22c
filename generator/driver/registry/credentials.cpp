// Keys, credentials, and servers that are started with them.
#include "registry/credentials.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ostream>

#include "driver/registry/commands.h"
#include "driver/registry/print.h"
#include "driver/registry/session.h"
#include "registry/contents.h"
#include "registry/launch.h"
#include "registry/publication.h"
#include "support/count.h"

namespace mcpcc::driver::registry_commands {

using registry::Failure;
using registry::Kind;

namespace {

constexpr std::size_t most_bytes_of_secret = 65'536;

// Wiped when it goes.
struct Secret {
  Secret() = default;
  Secret(Secret&&) = default;
  ~Secret() { registry::wipe(text); }
  std::string text;
};

Secret read_secret(const RegistryOptions& options, Session& session) {
  Secret secret;
  if (!options.from_variable.empty()) {
    auto value = session.variable(options.from_variable);
    if (!value) {
      throw Failure(rules::registry_file_invalid,
                    "the variable " + options.from_variable + " is not set");
    }
    secret.text = *std::move(value);
  } else if (!options.from_file.empty()) {
    secret.text = read_file(session.environment(), options.from_file, most_bytes_of_secret);
  } else {
    read_limited(session.environment().in, most_bytes_of_secret, secret.text);
  }
  // The line end that editors and `echo` add.
  if (secret.text.ends_with('\n')) secret.text.pop_back();
  if (secret.text.ends_with('\r')) secret.text.pop_back();
  if (secret.text.empty() || secret.text.size() > most_bytes_of_secret ||
      secret.text.find('\0') != std::string::npos) {
    throw Failure(rules::registry_file_invalid,
                  "a secret has 1 to 65,536 bytes and none of them is NUL",
                  {"nothing was changed"});
  }
  return secret;
}

// A misspelled variable would never reach the server.
void check_variable(const RegistryOptions& options, Session& session) {
  const auto server = registry::read_server(
      registry::existing(session.database(), registry::RecordId{Kind::server, options.server}));
  std::vector<std::string_view> names;
  for (const auto& variable : server.environment) {
    if (variable.name == options.variable) return;
    if (variable.is_secret) names.push_back(variable.name);
  }
  session.diagnostics().report(rules::registry_variable_unknown, '`' + options.variable + '`',
                               suggest(options.variable, names));
}

}  // namespace

int new_key(const RegistryOptions& options, Environment& environment) {
  return in_session(options, environment, [&](Session&) -> int {
    const auto key = registry::Key::random();
    Secret text;
    text.text = key.base64() + '\n';
    write_private_file(
        options.file, [&](std::ostream& out) { out << text.text; }, false);
    if (options.json) {
      environment.out << JsonObject().text("key", key.id()).str() << '\n';
    } else if (!options.quiet) {
      environment.out << "key " << key.id() << " in " << options.file
                      << "; keep a copy where the registry's backups are not\n";
    }
    return success;
  });
}

int rotate_key(const RegistryOptions& options, Environment& environment) {
  return in_session(options, environment, [&](Session& session) -> int {
    const auto current = session.required_key();
    const auto next = session.key("MCPCC_REGISTRY_NEW_KEY");
    if (!next) {
      throw Failure(rules::registry_key_unusable, "there is no new one",
                    {"give it in MCPCC_REGISTRY_NEW_KEY, or the path of its file in "
                     "MCPCC_REGISTRY_NEW_KEY_FILE",
                     "nothing was changed"});
    }
    const std::size_t count =
        session.write([&] { return registry::rotate_key(session.database(), current, *next); });
    if (options.json) {
      environment.out << JsonObject()
                             .text("key", next->id())
                             .number("secrets", static_cast<std::int64_t>(count))
                             .str()
                      << '\n';
    } else if (!options.quiet) {
      environment.out << counted(count, "secret") << (count == 1 ? " is" : " are")
                      << " sealed under the key " << next->id() << " now; " << current.id()
                      << " opens backups that were made before\n";
    }
    return success;
  });
}

int set_credential(const RegistryOptions& options, Environment& environment) {
  return in_session(options, environment, [&](Session& session) -> int {
    registry::credential_id(options.server, options.variable);
    const auto key = session.required_key();
    const Secret secret = read_secret(options, session);
    const auto outcome = session.write([&] {
      check_variable(options, session);
      return registry::set_credential(session.database(), options.server, options.variable,
                                      secret.text, key, session.author());
    });
    if (options.json) {
      JsonArray changes;
      changes.raw(json_of(outcome.version).flag("changed", outcome.changed).str());
      environment.out << registry::indented(JsonObject().raw("changes", changes.str()).str())
                      << '\n';
    } else if (!options.quiet) {
      environment.out << to_string(outcome.version.id) << ": "
                      << (outcome.changed ? "sealed under the key " + key.id() : "no change")
                      << ", " << version_text(outcome.version) << '\n';
    }
    return success;
  });
}

int list_credentials(const RegistryOptions& options, Environment& environment) {
  return in_session(options, environment, [&](Session& session) -> int {
    auto versions =
        session.read([&] { return registry::list(session.database(), Kind::credential, false); });
    if (!options.server.empty()) {
      std::erase_if(versions, [&](const auto& version) {
        return !version.id.name.starts_with(options.server + '/');
      });
    }
    if (options.json) {
      JsonArray records;
      for (const auto& version : versions) records.raw(json_of(version).str());
      environment.out << registry::indented(JsonObject().raw("records", records.str()).str())
                      << '\n';
      return success;
    }
    std::vector<std::vector<std::string>> rows;
    for (const auto& version : versions)
      rows.push_back(
          {version.id.name, version_text(version), version.changed_at, version.changed_by});
    environment.out << table(rows);
    if (rows.empty() && !options.quiet) environment.out << "no credentials\n";
    return success;
  });
}

int remove_credential(const RegistryOptions& options, Environment& environment) {
  RegistryOptions record = options;
  record.record =
      to_string(registry::RecordId{Kind::credential, options.server + '/' + options.variable});
  return remove(record, environment);
}

int run(const RegistryOptions& options, Environment& environment) {
  return in_session(options, environment, [&](Session& session) -> int {
    const auto id = registry::parse_record_id(options.record);
    if (id.kind != Kind::server)
      throw Failure(rules::registry_name_invalid, "only servers can be started");
    std::vector<std::string> variables;
    {
      registry::Database& database = session.database();
      registry::Transaction transaction(database, registry::Access::read);
      const auto server = registry::read_server(registry::existing(database, id));
      registry::Secrets secrets;
      const auto credentials = registry::list(database, Kind::credential, false);
      const bool has_any = std::any_of(
          credentials.begin(), credentials.end(),
          [&](const auto& version) { return version.id.name.starts_with(id.name + '/'); });
      if (has_any) secrets = registry::open_credentials(database, id.name, session.required_key());
      variables =
          registry::environment_of(server, secrets, options.variables,
                                   [&](const std::string& name) { return session.variable(name); });
    }
    session.close();
    environment.out.flush();
    std::vector<char*> words, values;
    for (const auto& word : options.command) words.push_back(const_cast<char*>(word.c_str()));
    for (const auto& value : variables) values.push_back(const_cast<char*>(value.c_str()));
    words.push_back(nullptr);
    values.push_back(nullptr);
    execvpe(words.front(), words.data(), values.data());
    const std::string reason = std::strerror(errno);
    for (auto& value : variables) registry::wipe(value);
    throw Failure(rules::registry_command_unusable, '`' + options.command.front() + "`: " + reason);
  });
}

}  // namespace mcpcc::driver::registry_commands
