// The environment variables that a generated server reads: for its README and for everything that
// starts or configures servers.
#pragma once

#include <string>
#include <vector>

#include "ir/ir.h"

namespace mcpcc::emit {

struct EnvironmentVariable {
  std::string name;
  std::string description;           ///< one line, with texts of the document as they are
  bool is_secret = false;            ///< and so `<name>_FILE` may name a file that holds it
  bool is_file = false;              ///< the value is the path of a file
  bool is_required = false;          ///< without it no tool can be called
  std::string default_value;         ///< empty: none
  std::vector<std::string> allowed;  ///< empty: any value
  std::string security_scheme;       ///< of which it is a credential; empty: of none
};

/// That of the base URL first, those of URLs, those of credentials; each name once. The names are
/// those of runtime/src/credentials/variables.h.
std::vector<EnvironmentVariable> environment(const ir::Server& server);

}  // namespace mcpcc::emit
