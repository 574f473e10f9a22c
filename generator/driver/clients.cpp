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
      status = options_.target == Target::print ? print(connection) : change(connection, *project);
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
  /// A file and the clients that read it.
  struct File {
    fs::path path;
    std::vector<const format::Client*> clients;
    std::optional<std::string> before = {};
    std::optional<std::string> after = {};  // nullopt: it is, or stays, away

    std::string titles() const {
      std::vector<std::string> names;
      for (const auto* client : clients) names.emplace_back(client->title);
      return shown(names);
    }
  };

  /// Why a client cannot be told of the server; empty: it can.
  static std::string obstacle(const format::Client& client, const format::Connection& connection) {
    if (connection.transport != format::Transport::http || client.reaches_http) return {};
    return " reads from its file only servers that it starts: leave --url out, or add the URL in "
           "its settings";
  }

  // Of `all`, those that cannot be told are passed over; else what was asked for is wrong, before
  // anything is written.
  void pass_over(const format::Client& client, const std::string& why) {
    std::string message(client.title);
    message += why;
    if (!options_.all) throw UsageError{message};
    if (!options_.quiet) environment_.err << "mcpcc: left out: " << message << '\n';
  }

  int print(const format::Connection& connection) {
    std::string out;
    for (const format::Client* client : options_.clients) {
      if (const auto why = obstacle(*client, connection); !why.empty()) {
        pass_over(*client, why);
        continue;
      }
      if (options_.clients.size() > 1)
        out.append(out.empty() ? "# " : "\n# ").append(format::file_name(*client)).append("\n");
      out += format::document(*client, connection);
    }
    environment_.out << out;
    return success;
  }

  /// Everything is read and decided before anything is written.
  int change(const format::Connection& connection, const project::Project& project) {
    std::vector<File> files = files_of(connection, project);
    int status = success;
    for (File& file : files) status = std::max(status, decide(file, connection));
    if (status != success) {
      if (files.size() > 1 && !options_.quiet)
        environment_.err << "mcpcc: nothing was written for any client\n";
      return status;
    }
    for (const File& file : files) status = std::max(status, put(file, connection));
    return status;
  }

  std::vector<File> files_of(const format::Connection& connection,
                             const project::Project& project) {
    std::vector<File> files;
    std::vector<fs::path> places;
    for (const format::Client* client : options_.clients) {
      fs::path path;
      std::string why = obstacle(*client, connection);
      if (why.empty()) {
        path = path_of(*client, connection, project);
        if (path.empty())
          why = options_.of_project ? " has no settings in a project: name the file with --file, "
                                      "or leave --scope out"
                                    : " has no file of the user that is known: name the file with "
                                      "--file, or take --scope project";
      }
      if (!why.empty()) {
        pass_over(*client, why);
        continue;
      }
      std::error_code error;
      fs::path place = fs::weakly_canonical(fs::absolute(path), error);
      if (error) place = path;
      const auto known = std::find(places.begin(), places.end(), place);
      if (known != places.end()) {
        files[static_cast<std::size_t>(known - places.begin())].clients.push_back(client);
      } else {
        files.push_back({path, {client}});
        places.push_back(std::move(place));
      }
    }
    return files;
  }

  /// Empty: none is known.
  fs::path path_of(const format::Client& client, const format::Connection& connection,
                   const project::Project& project) const {
    if (options_.target == Target::project)
      return project.folder / "clients" / format::file_name(client);
    if (!options_.file.empty()) return options_.file;
    const auto lookup = [&](std::string_view name) {
      return environment_.variable ? environment_.variable(std::string(name)) : std::nullopt;
    };
    return format::settings_file(client, connection.name, options_.of_project, platform, lookup);
  }

  int fail(const Rule& rule, const fs::path& path, const std::string& reason, int status,
           const std::string& hint) {
    diagnostics_.report(rule, in_quotes(path.generic_string()) + reason, {hint});
    return status;
  }

  /// Reads the file and finds out what it will be.
  int decide(File& file, const format::Connection& connection) {
    std::error_code error;
    if (fs::exists(fs::symlink_status(file.path, error))) {
      std::string reason;
      file.before = environment_.files.read(file.path, edit::max_bytes + 1, true, reason);
      if (!file.before)
        return fail(rules::output_unwritable, file.path, ": " + reason, fault,
                    "nothing was written for " + file.titles());
    }
    if (options_.target == Target::uninstall && !file.before) return success;
    std::string text = file.before.value_or("");
    for (const format::Client* client : file.clients) {
      is_relaxed_ = false;
      auto next = edited(*client, connection, file.path, text);
      if (!next) return input_error;
      if (is_relaxed_ && !options_.quiet)
        environment_.err << "mcpcc: " << in_quotes(file.path.generic_string())
                         << " holds comments or trailing commas, which " << client->title
                         << " may not read\n";
      text = *std::move(next);
    }
    // What one of them wants may be what another one does not.
    for (const format::Client* client : file.clients) {
      if (file.clients.size() > 1 && edited(*client, connection, file.path, text) != text)
        throw UsageError{file.titles() + " read the same file, " +
                         in_quotes(file.path.generic_string()) +
                         ", and want different things in it: name one of them. Nothing was "
                         "written"};
    }
    const bool has_own_file = file.clients.front()->format == format::Format::yaml;
    if (!has_own_file || options_.target != Target::uninstall) file.after = std::move(text);
    if (file.before == file.after) return success;
    const std::string reason = check_replaceable(file.path, file.before.has_value());
    if (!reason.empty())
      return fail(rules::output_unwritable, file.path, ": " + reason, fault,
                  "nothing was written for " + file.titles());
    return success;
  }

  int put(const File& file, const format::Connection& connection) {
    const bool is_uninstall = options_.target == Target::uninstall;
    if (file.before == file.after) {
      report(file, connection, is_uninstall ? "has no such server" : "is up to date");
      return success;
    }
    if (!file.after) {
      std::error_code error;
      if (!fs::remove(file.path, error))
        return fail(rules::output_unwritable, file.path, ": " + error.message(), fault,
                    "it still stands there");
      report(file, connection, "removed");
      return success;
    }
    const std::string reason = replace_file(file.path, file.before, *file.after);
    if (!reason.empty())
      return fail(rules::output_unwritable, file.path, ": " + reason, fault,
                  "nothing was written for " + file.titles());
    report(file, connection, is_uninstall ? "no longer has it" : "written");
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
    is_relaxed_ = is_relaxed_ || (result.relaxed && !client.reads_comments);
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

  void report(const File& file, const format::Connection& connection, std::string_view what) {
    if (options_.quiet) return;
    for (const format::Client* client : file.clients) {
      std::string text = std::string(client->title) + ": ";
      append_visible(text, file.path.generic_string());
      text.append(" ").append(what).append("\n");
      const std::string todo =
          options_.target == Target::uninstall ? std::string() : about_secrets(*client, connection);
      if (!todo.empty()) text.append("  ").append(todo).append("\n");
      environment_.out << text;
    }
  }

  const ClientsOptions& options_;
  Environment& environment_;
  Sources sources_;
  Diagnostics diagnostics_;
  bool is_relaxed_ = false;  // what edited() read, for a client that may not read it
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
