// Records as a file: what they say now, to be read by people and other registries. Never holds a
// secret, sealed or not.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "registry/records.h"

namespace mcpcc::registry {

/// The newest versions of `ids`, or of all records, as one JSON text
/// (schemas/registry-export.schema.json), with the tool surfaces that they name. Of a credential,
/// only that there is one.
std::string export_records(Database& database, const std::vector<RecordId>& ids);

struct Imported {
  std::vector<Outcome> outcomes;
  std::vector<RecordId>
      credentials;  ///< that the file knows of and this registry has no secret for
};

/// Adds what export_records() wrote, each record as a new version unless it is the same. Within a
/// transaction. Throws Failure (`registry-file-invalid`) before it changes anything.
Imported import_records(Database& database, std::string_view text, const Author& author);

}  // namespace mcpcc::registry
