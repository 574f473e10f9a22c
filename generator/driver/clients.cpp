#include "driver/clients.h"

#include <algorithm>
#include <ostream>

#include "driver/messages.h"
#include "driver/replace_file.h"
#include "project/project.h"
#include "support/text.h"
#include "support/utf8.h"

namespace mcpcc::driver {

namespace fs = std::filesystem;
namespace format = emit::clients;

namespace {

using Target = ClientsOptions::Target;

#if defined(_WIN32)
constexpr format::Platform platform = format::Platform::windows;
#elif defined(__APPLE__)
constexpr format::Platform platform = format::Platform::macos;
#else
constexpr format::Platform platform = format::Platform::linux;
#endif

// What the user wrote cannot be meant.
struct UsageError {
  std::string message;
};

std::string in_quotes(std::string_view text) {
  std::string out = "`";
  append_visible(out, text);
  return out + '`';
}

const project::EnvironmentVariable& find_variable(const project::Project& project,
                                                  const std::string& name) {
  std::vector<std::string_view> names;
  for (const auto& variable : project.environment) {
    if (variable.name == name) return variable;
    names.push_back(variable.name);
  }
  const std::string near = did_you_mean(name, names);
  throw UsageError{"the server has no environment variable " + in_quotes(name) +
                   (near.empty() ? "" : "; did you mean `" + near + "`?")};
}

std::vector<format::Variable> variables_of(const project::Project& project,
                                           const ClientsOptions& options) {
  for (const auto& [name, value] : options.values) {
    if (find_variable(project, name).is_secret)
      throw UsageError{"the value of " + name +
                       " is a secret: it does not belong on a command line or into this file"};
  }
  for (const auto& name : options.variables) find_variable(project, name);
  std::vector<format::Variable> result;
  for (const auto& variable : project.environment) {
    const auto given =
        std::find_if(options.values.begin(), options.values.end(),
                     [&](const auto& value) { return value.first == variable.name; });
    const bool is_given = given != options.values.end();
    const bool is_chosen = std::find(options.variables.begin(), options.variables.end(),
                                     variable.name) != options.variables.end();
    const bool by_default = options.variables.empty() &&
                            (variable.is_secret || variable.is_file || variable.is_required);
    if (!is_given && !is_chosen && !by_default) continue;
    format::Variable& added = result.emplace_back();
    added.name = variable.name;
    added.description = variable.description;
    added.is_secret = variable.is_secret;
    if (is_given) {
      added.value = given->second;
    } else if (is_chosen && !variable.default_value.empty()) {
      added.value = variable.default_value;
    }
  }
  return result;
}

format::Connection connection_of(const project::Project& project, const ClientsOptions& options) {
  format::Connection result;
  result.name = options.name.empty() ? project.name : options.name;
  result.bearer = options.bearer;
  if (!options.url.empty()) {
    result.transport = format::Transport::http;
    result.url = options.url;
    if (!options.variables.empty() || !options.values.empty())
      throw UsageError{"--env and --set are for servers that the client starts, not for --url"};
    return result;
  }
  if (!options.bearer.empty())
    throw UsageError{"--bearer is for servers that the client reaches by --url"};
  result.variables = variables_of(project, options);
  if (!options.image.empty()) {
    result.transport = format::Transport::image;
    result.engine = options.engine;
    result.image = options.image;
    return result;
  }
  result.command = options.command;
  if (result.command.empty()) {
    // Clients start servers in folders of their own.
    std::error_code error;
    result.command =
        fs::weakly_canonical(fs::absolute(project.folder), error) / "build" / project.program();
  }
  return result;
}

std::string shown(const std::vector<std::string>& names) {
  std::string out;
  for (const auto& name : names) out.append(out.empty() ? "" : ", ").append(name);
  return out;
}

// What the user has to do so that the secrets arrive.
std::string about_secrets(const format::Client& client, const format::Connection& connection) {
  std::vector<std::string> names;
  for (const auto& variable : connection.variables) {
    if (!variable.value) names.push_back(variable.name);
  }
  if (!connection.bearer.empty()) names.push_back(connection.bearer);
  if (names.empty()) return {};
  switch (client.secrets) {
    case format::Secrets::fill_in:
      return "fill in: " + shown(names);
    case format::Secrets::input:
      return "it asks for: " + shown(names);
    case format::Secrets::secrets:
      return "add to its secrets: " + shown(names);
    default:
      return "set in its environment: " + shown(names);
  }
}

class Run {
 public:
  Run(const ClientsOptions& options, Environment& environment)
      : options_(options), environment_(environment), diagnostics_(options.severities) {}

  int operator()() {
    const auto project = project::read(options_.folder, environment_.files, sources_, diagnostics_);
    int status = input_error;
    if (project) {
      const format::Connection connection = connection_of(*project, options_);
      for (const format::Client* client : options_.clients) {
        const bool is_http = connection.transport == format::Transport::http;
        if (is_http && !client->reaches_http) {
          if (options_.all) continue;
          throw UsageError{std::string(client->title) +
                           " reads from its file only servers that it starts: leave --url out, or "
                           "add the URL in its settings"};
        }
        clients_.push_back(client);
      }
      status = success;
      for (const format::Client* client : clients_) {
        status = std::max(status, configure(*client, connection, *project));
      }
      std::error_code error;
      if (connection.transport == format::Transport::stdio && options_.command.empty() &&
          options_.target != Target::uninstall && !options_.quiet &&
          !fs::exists(connection.command, error)) {
        environment_.err << "mcpcc: there is no program " << in_quotes(connection.command)
                         << " yet: build it there, or name another with --command\n";
      }
    }
    print_messages(diagnostics_, sources_, options_, environment_);
    return status;
  }

 private:
  fs::path path_of(const format::Client& client, const format::Connection& connection,
                   const project::Project& project) const {
    if (options_.target == Target::project)
      return project.folder / "clients" / format::file_name(client);
    if (!options_.file.empty()) return options_.file;
    const auto lookup = [&](std::string_view name) {
      return environment_.variable ? environment_.variable(std::string(name)) : std::nullopt;
    };
    std::string path =
        format::settings_file(client, connection.name, options_.of_project, platform, lookup);
    if (!path.empty()) return path;
    std::string message = std::string(client.title) + " has no ";
    message += options_.of_project ? "settings in a project" : "file of the user that is known";
    throw UsageError{
        message + ": name the file with --file" +
        (options_.of_project ? ", or leave --scope out" : ", or take --scope project")};
  }

  int fail(const Rule& rule, const fs::path& path, const std::string& reason, int status,
           const std::string& hint) {
    diagnostics_.report(rule, in_quotes(path.generic_string()) + reason, {hint});
    return status;
  }

  int configure(const format::Client& client, const format::Connection& connection,
                const project::Project& project) {
    if (options_.target == Target::print) {
      if (clients_.size() > 1)
        environment_.out << (&client == clients_.front() ? "" : "\n") << "# "
                         << format::file_name(client) << '\n';
      environment_.out << format::document(client, connection);
      return success;
    }
    const fs::path path = path_of(client, connection, project);
    std::error_code error;
    std::optional<std::string> before;
    if (fs::exists(fs::symlink_status(path, error))) {
      std::string reason;
      before = environment_.files.read(path, edit::max_bytes + 1, true, reason);
      if (!before)
        return fail(rules::output_unwritable, path, ": " + reason, fault,
                    "nothing was written for " + std::string(client.title));
    }
    if (options_.target == Target::uninstall && !before) {
      report(client, path, "has no such server", {});
      return success;
    }
    std::optional<std::string> after = edited(client, connection, path, before.value_or(""));
    if (!after) return input_error;
    if (before && *after == *before) {
      const bool is_there = options_.target != Target::uninstall;
      report(client, path, is_there ? "is up to date" : "has no such server",
             is_there ? about_secrets(client, connection) : std::string());
      return success;
    }
    if (client.format == format::Format::yaml && options_.target == Target::uninstall) {
      if (!fs::remove(path, error))
        return fail(rules::output_unwritable, path, ": " + error.message(), fault,
                    "it still stands there");
      report(client, path, "removed", {});
      return success;
    }
    const std::string reason = replace_file(path, before, *after);
    if (!reason.empty())
      return fail(rules::output_unwritable, path, ": " + reason, fault,
                  "nothing was written for " + std::string(client.title));
    report(
        client, path, options_.target == Target::uninstall ? "no longer has it" : "written",
        options_.target == Target::uninstall ? std::string() : about_secrets(client, connection));
    return success;
  }

  // nullopt: the file is left alone, and why is reported.
  std::optional<std::string> edited(const format::Client& client,
                                    const format::Connection& connection, const fs::path& path,
                                    const std::string& before) {
    if (client.format == format::Format::yaml) {
      // The file is that of this server. One that says something else may be the user's.
      std::string wanted = format::document(client, connection);
      const bool is_ours =
          before.empty() || before.starts_with(wanted.substr(0, wanted.find('\n') + 1));
      if (!is_ours) {
        fail(rules::client_settings_invalid, path,
             ": it is not the file of " + in_quotes(connection.name), input_error,
             "name another file with --file, or move it away");
        return std::nullopt;
      }
      return options_.target == Target::uninstall ? std::string() : wanted;
    }
    const auto changes = options_.target == Target::uninstall
                             ? format::removals(client, connection)
                             : format::additions(client, connection);
    edit::Outcome outcome = client.format == format::Format::toml
                                ? edit::edit_toml(before, changes)
                                : edit::edit_json(before, changes);
    if (const auto* failure = std::get_if<edit::Failure>(&outcome)) {
      fail(rules::client_settings_invalid, path,
           place(before, failure->offset) + ": " + failure->message, input_error,
           "nothing was changed; mend the file, or add the server by hand: --print shows how");
      return std::nullopt;
    }
    auto& result = std::get<edit::Edited>(outcome);
    if (result.relaxed && !client.reads_comments && !options_.quiet)
      environment_.err << "mcpcc: " << in_quotes(path.generic_string())
                       << " holds comments or trailing commas, which " << client.title
                       << " may not read\n";
    return std::move(result.text);
  }

  // The line itself may hold secrets, so it is not shown.
  static std::string place(const std::string& text, std::size_t offset) {
    const std::string_view before = std::string_view(text).substr(0, offset);
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const auto begin = before.rfind('\n');
    const std::size_t column =
        utf8::count(begin == std::string_view::npos ? before : before.substr(begin + 1)) + 1;
    return ", line " + std::to_string(line) + ", column " + std::to_string(column);
  }

  void report(const format::Client& client, const fs::path& path, std::string_view what,
              const std::string& todo) {
    if (options_.quiet) return;
    std::string text = std::string(client.title) + ": ";
    append_visible(text, path.generic_string());
    text.append(" ").append(what).append("\n");
    if (!todo.empty()) text.append("  ").append(todo).append("\n");
    environment_.out << text;
  }

  const ClientsOptions& options_;
  Environment& environment_;
  std::vector<const format::Client*> clients_;
  Sources sources_;
  Diagnostics diagnostics_;
};

}  // namespace

int clients(const ClientsOptions& options, Environment& environment) {
  try {
    return Run(options, environment)();
  } catch (const UsageError& error) {
    environment.err << "mcpcc: " << error.message << '\n';
    return usage_error;
  }
}

}  // namespace mcpcc::driver
