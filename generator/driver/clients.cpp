#include "driver/clients.h"

#include <algorithm>
#include <ostream>

#include "driver/client_connection.h"
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

std::string shown(const std::vector<std::string>& names) {
  std::string out;
  for (const auto& name : names) out.append(out.empty() ? "" : ", ").append(name);
  return out;
}

// What the user has to do so that the secrets arrive, apart from those that were `kept`.
std::string about_secrets(const format::Client& client, const format::Connection& connection,
                          const std::vector<std::string>& kept) {
  const auto is_kept = [&](std::string_view name) {
    return std::find(kept.begin(), kept.end(), name) != kept.end();
  };
  std::vector<std::string> names;
  for (const auto& variable : connection.variables) {
    if (!variable.value && !is_kept(variable.name)) names.push_back(variable.name);
  }
  if (!connection.bearer.empty() && !is_kept("Authorization")) names.push_back(connection.bearer);
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
    std::vector<std::string> lost = {};     // members of which something goes
    std::vector<std::string> kept = {};     // members that have a value of the user's

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
    return format::settings_file(client, connection.name, options_.of_project, platform, lookup());
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
      if (fs::status(file.path, error).type() == fs::file_type::not_found)
        reason = "it is a symbolic link to " +
                 in_quotes(fs::read_symlink(file.path, error).generic_string()) +
                 ", which is not there";
      if (!file.before)
        return fail(rules::output_unwritable, file.path, ": " + reason, fault,
                    "nothing was written for " + file.titles());
    }
    if (options_.target == Target::uninstall && !file.before) return success;
    std::string text = file.before.value_or("");
    for (const format::Client* client : file.clients) {
      is_relaxed_ = false;
      auto next = edited(*client, connection, file, text);
      if (!next) return input_error;
      if (is_relaxed_ && !options_.quiet)
        environment_.err << "mcpcc: " << in_quotes(file.path.generic_string())
                         << " holds comments or trailing commas, which " << client->title
                         << " may not read\n";
      text = *std::move(next);
    }
    // What one of them wants may be what another one does not.
    for (const format::Client* client : file.clients) {
      if (file.clients.size() > 1 && edited(*client, connection, file, text) != text)
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
      const std::string reason = take_away_file(file.path, file.before.value_or(""));
      if (!reason.empty())
        return fail(rules::output_unwritable, file.path, ": " + reason, fault,
                    "it still stands there");
      report(file, connection,
             "moved to " + file.path.filename().generic_string() + std::string(backup_suffix));
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
                                    const format::Connection& connection, File& file,
                                    const std::string& before) {
    const bool is_yaml = client.format == format::Format::yaml;
    if (is_yaml && before.empty()) return format::document(client, connection);
    if (is_yaml && !is_own(connection, file, before)) return std::nullopt;
    if (is_yaml && options_.target == Target::uninstall) return std::string();
    const auto changes = options_.target == Target::uninstall
                             ? format::removals(client, connection, before)
                             : format::additions(client, connection, before);
    edit::Outcome outcome = is_yaml ? edit::edit_yaml(before, changes)
                            : client.format == format::Format::toml
                                ? edit::edit_toml(before, changes)
                                : edit::edit_json(before, changes);
    if (const auto* failure = std::get_if<edit::Failure>(&outcome)) {
      fail(rules::client_settings_invalid, file.path,
           place(before, failure->offset) + ": " + failure->message, input_error,
           "nothing was changed; mend the file, or add the server by hand: --print shows how");
      return std::nullopt;
    }
    auto& result = std::get<edit::Edited>(outcome);
    is_relaxed_ = is_relaxed_ || (result.relaxed && !client.reads_comments);
    file.lost.insert(file.lost.end(), result.lost.begin(), result.lost.end());
    file.kept.insert(file.kept.end(), result.kept.begin(), result.kept.end());
    return std::move(result.text);
  }

  // A file of its own is that of this server. One with anything else in it is the user's.
  bool is_own(const format::Connection& connection, const File& file, const std::string& before) {
    const auto holding =
        edit::yaml_holding(before, std::string(file.clients.front()->servers), connection.name);
    const bool is_uninstall = options_.target == Target::uninstall;
    if (holding == edit::Holding::none) {
      fail(rules::client_settings_invalid, file.path,
           ": it is not the file of " + in_quotes(connection.name), input_error,
           "name another file with --file, or move it away");
    } else if (is_uninstall && holding != edit::Holding::only) {
      fail(rules::client_settings_invalid, file.path,
           ": it holds more than the server " + in_quotes(connection.name), input_error,
           "take the server out by hand");
    } else {
      return true;
    }
    return false;
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
    const bool is_uninstall = options_.target == Target::uninstall;
    std::string text;
    for (const format::Client* client : file.clients) {
      text.append(client->title).append(": ");
      append_visible(text, file.path.generic_string());
      text.append(" ").append(what).append("\n");
      const std::string todo =
          is_uninstall ? std::string() : about_secrets(*client, connection, file.kept);
      if (!todo.empty()) text.append("  ").append(todo).append("\n");
    }
    if (file.before != file.after) {
      if (!file.lost.empty())
        text.append("  taken out, kept in ")
            .append(file.path.filename().generic_string())
            .append(backup_suffix)
            .append(": ")
            .append(shown(file.lost))
            .append("\n");
      const std::string readers = shown(other_readers(file, connection));
      if (!readers.empty())
        text.append("  also read by ")
            .append(readers)
            .append(is_uninstall ? ", which no longer has it, too\n" : "\n");
    }
    environment_.out << text;
  }

  // Clients that were not named and find the entry in the same file.
  std::vector<std::string> other_readers(const File& file,
                                         const format::Connection& connection) const {
    std::vector<std::string> titles;
    if (options_.target == Target::project) return titles;
    std::error_code error;
    const auto place_of = [&](const fs::path& path) {
      return fs::weakly_canonical(fs::absolute(path, error), error);
    };
    const fs::path place = place_of(file.path);
    const format::Client& known = *file.clients.front();
    for (const format::Client& client : format::all()) {
      if (client.format != known.format || client.servers != known.servers ||
          std::find(file.clients.begin(), file.clients.end(), &client) != file.clients.end())
        continue;
      for (const bool of_project : {false, true}) {
        const fs::path path =
            format::settings_file(client, connection.name, of_project, platform, lookup());
        if (path.empty() || place_of(path) != place) continue;
        titles.emplace_back(client.title);
        break;
      }
    }
    return titles;
  }

  format::Lookup lookup() const {
    return [this](std::string_view name) {
      return environment_.variable ? environment_.variable(std::string(name)) : std::nullopt;
    };
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
