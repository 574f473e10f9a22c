// Records as commands print them: for people, and as schemas/registry.schema.json says.
#pragma once

#include <string>

#include "registry/describe.h"
#include "registry/records.h"
#include "support/json_object.h"

namespace mcpcc::driver::registry_commands {

using registry::table;

/// `{"kind","name","version","action","removed","changed_by","changed_at"}`, to be added to.
JsonObject json_of(const registry::Version& version);

/// What a record is about, in a few words: `13 tools, about 4512 tokens`.
std::string summary(const registry::Version& version);

/// `added`, `rolled back`.
std::string_view done(registry::Action action);

/// `version 3`.
std::string version_text(const registry::Version& version);

}  // namespace mcpcc::driver::registry_commands
