// Linked -> IR: an operation becomes a tool. What cannot be expressed skips that operation, with a
// warning at its place and a row in the ledger; the run goes on.
#pragma once

#include <string>
#include <unordered_set>

#include "configuration/configuration.h"
#include "ir/ir.h"
#include "ledger/loss.h"
#include "resolve/link.h"

namespace mcpcc::lower {

struct Options {
  std::string server_name;  ///< empty: from the configuration, or else the title
  configuration::Configuration configuration;
};

struct Lowered {
  ir::Server server;
  /// Schemas that clients are shown, by where their members begin.
  std::unordered_set<const void*> shown_schemas;
  ledger::Losses losses;  ///< of single constructs; one for every operation that was read
};

Lowered lower(const resolve::Linked& linked, const Options& options, Diagnostics& diagnostics);

}  // namespace mcpcc::lower
