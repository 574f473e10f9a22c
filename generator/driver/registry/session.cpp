#include "driver/registry/session.h"

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>

#include "driver/messages.h"
#include "registry/registry.h"
#include "support/utf8.h"

namespace mcpcc::driver::registry_commands {

namespace fs = std::filesystem;
using registry::Failure;

namespace {

constexpr std::size_t most_bytes_of_setting = 65'536;

struct Closing {
  explicit Closing(int file) : descriptor(file) {}
  ~Closing() { close(descriptor); }
  Closing(const Closing&) = delete;
  Closing& operator=(const Closing&) = delete;
  int descriptor;
};

std::string trimmed(std::string text) {
  while (!text.empty() && std::string_view(" \t\r\n").find(text.back()) != std::string_view::npos)
    text.pop_back();
  return text;
}

std::string user_name() {
  const passwd* user = getpwuid(geteuid());
  return user != nullptr ? user->pw_name : "user " + std::to_string(geteuid());
}

// Faults of the machine, apart from mistakes in what was asked for.
bool is_fault(const Rule& rule) {
  return rule.id == rules::registry_unavailable.id || rule.id == rules::registry_busy.id ||
         rule.id == rules::registry_damaged.id || rule.id == rules::registry_newer.id ||
         rule.id == rules::registry_needs_migration.id;
}

}  // namespace

registry::Location Session::location() const {
  using registry::LocationSource;
  if (!location_.registry.empty())
    return registry::parse_location(location_.registry, LocationSource::command_line);
  const auto from_file = [&](const std::string& path) {
    return registry::parse_location(trimmed(read_file(environment_, path, most_bytes_of_setting)),
                                    LocationSource::file);
  };
  if (!location_.registry_file.empty()) return from_file(location_.registry_file);
  if (const auto text = variable("MCPCC_REGISTRY"))
    return registry::parse_location(*text, LocationSource::environment);
  if (const auto path = variable("MCPCC_REGISTRY_FILE")) return from_file(*path);
  return registry::default_location(
      [&](std::string_view name) { return variable(std::string(name)); });
}

registry::Database& Session::database() {
  if (database_ == nullptr) database_ = registry::open_registry(location(), time_of(environment_));
  return *database_;
}

registry::Author Session::author() const {
  const std::string name = location_.by.empty() ? user_name() : location_.by;
  if (name.size() > 128 || utf8::first_invalid(name) != std::string_view::npos ||
      utf8::first_hidden(name) != std::string_view::npos ||
      name.find_first_of("\t\r\n") != std::string::npos) {
    throw Failure(rules::registry_name_invalid,
                  "--by wants one line of at most 128 visible characters");
  }
  return {name, time_of(environment_)};
}

std::optional<std::string> Session::variable(const std::string& name) const {
  return environment_.variable == nullptr ? std::nullopt : environment_.variable(name);
}

std::optional<registry::Key> Session::key(const std::string& name) const {
  if (auto text = variable(name)) {
    auto key = registry::Key::parse(*text, name);
    registry::wipe(*text);
    return key;
  }
  const auto path = variable(name + "_FILE");
  if (!path) return std::nullopt;
  struct stat status {};
  if (stat(path->c_str(), &status) == 0 && (status.st_mode & 077) != 0) {
    throw Failure(rules::registry_key_unusable,
                  "others may read or write the file that " + name + "_FILE names",
                  {"take that away: `chmod 600 " + *path + '`'});
  }
  std::string error;
  auto text = environment_.files.read(*path, most_bytes_of_setting, true, error);
  if (!text) {
    throw Failure(rules::registry_key_unusable,
                  "the file that " + name + "_FILE names cannot be read: " + error);
  }
  auto key = registry::Key::parse(*text, name + "_FILE");
  registry::wipe(*text);
  return key;
}

registry::Key Session::required_key() const {
  auto found = key("MCPCC_REGISTRY_KEY");
  if (found) return *std::move(found);
  throw Failure(rules::registry_key_unusable, "there is none",
                {"give it in MCPCC_REGISTRY_KEY, or the path of its file in "
                 "MCPCC_REGISTRY_KEY_FILE; `mcpcc registry new-key FILE` makes one",
                 "nothing was changed"});
}

int Session::finish(int status) {
  print_messages(diagnostics_, sources_, messages_, environment_);
  return status == success && diagnostics_.has_errors() ? input_error : status;
}

int in_session(const MessageOptions& messages, const RegistryLocation& location,
               Environment& environment, const std::function<int(Session&)>& work) {
  Session session(messages, location, environment);
  int status = success;
  try {
    status = work(session);
  } catch (const Failure& failure) {
    session.diagnostics().report(failure.rule(), failure.detail(), failure.hints());
    status = is_fault(failure.rule()) ? fault : input_error;
  }
  return session.finish(status);
}

int in_session(const RegistryOptions& options, Environment& environment,
               const std::function<int(Session&)>& work) {
  return in_session(options, options.location, environment, work);
}

std::string time_of(const Environment& environment) {
  const std::time_t seconds =
      environment.now != nullptr
          ? environment.now()
          : std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

std::string read_file(const Environment& environment, const std::string& path,
                      std::size_t max_bytes) {
  std::string error;
  auto text = environment.files.read(path, max_bytes, true, error);
  if (text && text->size() > max_bytes)
    error = "it is larger than " + std::to_string(max_bytes) + " bytes";
  if (!text || !error.empty())
    throw Failure(rules::registry_file_invalid, '`' + path + "`: " + error);
  return *std::move(text);
}

void write_private_file(const std::string& path, const std::function<void(std::ostream&)>& write,
                        bool replace) {
  const auto fail = [&](const std::string& reason) {
    throw Failure(rules::registry_file_invalid, '`' + path + "`: " + reason,
                  {"nothing was written"});
  };
  std::error_code ignored;
  if (!replace && fs::exists(fs::symlink_status(path, ignored))) fail("it exists already");
  const std::string temporary = path + ".mcpcc-new";
  fs::remove(temporary, ignored);
  const int descriptor =
      open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0) fail(std::strerror(errno));
  const Closing closing{descriptor};
  try {
    std::ofstream file(temporary, std::ios::binary | std::ios::trunc);
    write(file);
    file.close();
    if (!file || (fsync(descriptor) != 0 && errno != EINVAL && errno != EROFS))
      fail(std::strerror(errno));
    if (replace) {
      fs::rename(temporary, path);
    } else if (link(temporary.c_str(), path.c_str()) != 0) {
      fail(std::strerror(errno));
    } else {
      fs::remove(temporary, ignored);
    }
  } catch (const fs::filesystem_error& error) {
    fs::remove(temporary, ignored);
    fail(error.code().message());
  } catch (...) {
    fs::remove(temporary, ignored);
    throw;
  }
}

}  // namespace mcpcc::driver::registry_commands
