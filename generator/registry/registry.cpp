#include "registry/registry.h"

#include "registry/migrations.h"

namespace mcpcc::registry {

std::unique_ptr<Database> open_registry(const Location& location, std::string_view at) {
  auto database = open_database(location);
  if (location.kind == Location::Kind::sqlite && schema_version(*database) == 0)
    migrate(*database, at);
  check_schema(*database);
  return database;
}

}  // namespace mcpcc::registry
