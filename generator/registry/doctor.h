// Whether a registry is whole.
#pragma once

#include <string>
#include <vector>

#include "registry/database.h"
#include "registry/vault.h"

namespace mcpcc::registry {

struct Check {
  std::string name;
  bool passed = true;
  std::string detail;  ///< what was found; of a check that failed, what to do as well
};

/// Looks at everything and changes nothing; in a transaction of its own. `key`, where there is one,
/// must open every secret.
std::vector<Check> examine(Database& database, const Location& location, const Key* key);

}  // namespace mcpcc::registry
