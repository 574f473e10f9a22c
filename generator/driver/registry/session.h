// What every command of `mcpcc registry` begins with and ends with.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "driver/driver.h"
#include "driver/registry_options.h"
#include "registry/database.h"
#include "registry/records.h"
#include "registry/vault.h"
#include "support/diagnostics.h"

namespace mcpcc::driver::registry_commands {

class Session {
 public:
  Session(const MessageOptions& messages, RegistryLocation location, Environment& environment)
      : messages_(messages),
        location_(std::move(location)),
        environment_(environment),
        diagnostics_(messages.severities) {}

  Environment& environment() { return environment_; }
  Diagnostics& diagnostics() { return diagnostics_; }
  Sources& sources() { return sources_; }
  const MessageOptions& messages() const { return messages_; }

  /// Where the registry is: --registry, --registry-file, MCPCC_REGISTRY, MCPCC_REGISTRY_FILE, else
  /// the user's data folder.
  registry::Location location() const;
  /// The registry, opened once.
  registry::Database& database();
  void close() { database_.reset(); }
  registry::Author author() const;
  std::optional<std::string> variable(const std::string& name) const;

  /// Runs `work` in a transaction that writes.
  template <class Work>
  auto write(Work work) {
    registry::Transaction transaction(database(), registry::Access::write);
    auto result = work();
    transaction.commit();
    return result;
  }
  template <class Work>
  auto read(Work work) {
    registry::Transaction transaction(database(), registry::Access::read);
    return work();
  }

  /// The key in the variables `name` or `name`_FILE; nullopt: neither is set. Throws Failure for a
  /// file that others can read.
  std::optional<registry::Key> key(const std::string& name) const;
  /// The key of the registry. Throws Failure where there is none.
  registry::Key required_key() const;

  /// Prints what was reported; 1 when there are errors among it, else `status`.
  int finish(int status = success);

 private:
  const MessageOptions& messages_;
  RegistryLocation location_;
  Environment& environment_;
  Sources sources_;
  Diagnostics diagnostics_;
  std::unique_ptr<registry::Database> database_;
};

/// Runs `work`; a Failure becomes a diagnostic and an exit status.
int in_session(const MessageOptions& messages, const RegistryLocation& location,
               Environment& environment, const std::function<int(Session&)>& work);
int in_session(const RegistryOptions& options, Environment& environment,
               const std::function<int(Session&)>& work);

/// Now, as RFC 3339 says it, in UTC and seconds.
std::string time_of(const Environment& environment);

/// Reads a file of at most `max_bytes`. Throws Failure (`registry-file-invalid`).
std::string read_file(const Environment& environment, const std::string& path,
                      std::size_t max_bytes);
/// Writes a file that is yours alone, beside its place, and moves it there when it is complete.
/// Throws Failure (`registry-file-invalid`).
void write_private_file(const std::string& path, const std::function<void(std::ostream&)>& write,
                        bool replace);

}  // namespace mcpcc::driver::registry_commands
