// Records and their versions in the tables. Everything here works within a transaction that the
// caller opened, so that what belongs together is committed together.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "registry/database.h"
#include "registry/record.h"

namespace mcpcc::registry {

/// Who makes a change, and when (RFC 3339, UTC).
struct Author {
  std::string name;
  std::string at;
};

struct Outcome {
  Version version;  ///< the newest one now
  bool changed = true;
};

/// The newest version; nullopt: there never was such a record. Its content is missing when it was
/// removed.
std::optional<Version> newest(Database& database, const RecordId& id);

/// The newest version of a record that exists and was not removed. Throws Failure
/// (`registry-record-unknown`) with what is named alike.
Version existing(Database& database, const RecordId& id);

/// The version `number`. Throws Failure (`registry-record-unknown`).
Version numbered(Database& database, const RecordId& id, std::int64_t number);

/// All versions, oldest first; none when there never was such a record.
std::vector<Version> history(Database& database, const RecordId& id);

/// The newest versions, by kind and name.
std::vector<Version> list(Database& database, std::optional<Kind> kind, bool with_removed);

/// Adds a version with this content, unless it is the same as the newest one. nullopt removes.
/// Throws Failure for a name that is none, and for a removal of what is not there.
Outcome put(Database& database, const RecordId& id, Action action,
            const std::optional<std::string>& content, const Author& author);

/// Adds a version that is equal to version `number`, a removal as well.
Outcome roll_back(Database& database, const RecordId& id, std::int64_t number,
                  const Author& author);

/// The text of a tool surface is kept once, by its digest.
void put_surface(Database& database, std::string_view sha256, std::string_view text);
std::optional<std::string> surface(Database& database, std::string_view sha256);

/// The number by which other tables know the record.
std::optional<std::int64_t> row_of(Database& database, const RecordId& id);

}  // namespace mcpcc::registry
