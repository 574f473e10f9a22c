// Whether endpoints answer.
#pragma once

#include <optional>
#include <string>

#include "registry/records.h"

namespace mcpcc::registry {

struct Health {
  bool healthy = false;
  std::string detail;  ///< `200`, or why there is no answer
  std::string seen_by, seen_at;
};

/// Asks the server at `url` whether it is healthy, as the health checks of its container do: a
/// generated server says so at `/healthz` of the same host. Takes at most five seconds.
Health ask_health(const std::string& url);

/// Notes what was seen of an endpoint, instead of what was seen before. Within a transaction.
void put_health(Database& database, const RecordId& id, const Health& health);

/// What was last seen; nullopt: nobody has looked.
std::optional<Health> last_health(Database& database, const RecordId& id);

}  // namespace mcpcc::registry
