// mcp/principal.h -- who calls a server.
#pragma once

#include <string>
#include <vector>

namespace mcp {

/// Who calls, as the transport found out. An empty id is nobody in particular.
struct Principal {
  /// `key:NAME` of an API key, or `ISSUER SUBJECT` of a token. Fit for a log, never a secret.
  std::string id;
  std::vector<std::string> scopes;
};

}  // namespace mcp
