// Credentials of servers: records whose secrets lie sealed in a table of their own. Everything here
// works within a transaction that the caller opened.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "registry/records.h"
#include "registry/vault.h"

namespace mcpcc::registry {

/// Environment variables and their secrets. Wiped when it goes.
class Secrets {
 public:
  Secrets() = default;
  Secrets(Secrets&&) = default;
  Secrets& operator=(Secrets&&) = default;
  ~Secrets() {
    for (auto& [name, value] : values) wipe(value);
  }
  std::map<std::string, std::string, std::less<>> values;
};

/// Seals `secret` under `key` as the value of `variable` for the server `server`, which must be
/// recorded. Nothing changes when it has that value already. A registry has one key: throws Failure
/// (`registry-key-unusable`) when other secrets are sealed under another.
Outcome set_credential(Database& database, std::string_view server, std::string_view variable,
                       std::string_view secret, const Key& key, const Author& author);

/// All secrets of one server, and of no other. Throws Failure (`registry-key-unusable`) when one of
/// them cannot be opened.
Secrets open_credentials(Database& database, std::string_view server, const Key& key);

/// Seals every secret of the registry, those of old versions too, under `next` instead of
/// `current`, and gives their number. No record changes. All or nothing.
std::size_t rotate_key(Database& database, const Key& current, const Key& next);

/// Identifiers of keys under which secrets are sealed: one, or none.
std::vector<std::string> key_ids(Database& database);

/// Credentials whose secret is missing or, with a key, cannot be opened; every version counts.
std::vector<RecordId> broken_credentials(Database& database, const Key* key);

}  // namespace mcpcc::registry
