// Linked -> IR: an operation becomes a tool. What cannot be expressed skips that operation, with a
// warning at its place and a row in the ledger; the run goes on.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "configuration/configuration.h"
#include "ir/ir.h"
#include "ledger/loss.h"
#include "lower/schema_origin.h"
#include "resolve/link.h"
#include "source/node_factory.h"

namespace mcpcc::lower {

struct Options {
  std::string server_name;  ///< empty: from the configuration, or else the title
  configuration::Configuration configuration;
};

struct Lowered {
  ir::Server server;
  /// Where the schemas of the document stand in those of tools and definitions.
  std::vector<SchemaOrigins> tool_origins, definition_origins;
  /// Where the operations of the tools stand in `paths`.
  std::vector<ledger::Use> uses;
  /// Schemas that clients are shown, and how often with their texts, by where their members begin:
  /// added by profile.
  std::unordered_map<const void*, std::uint32_t> shown_schemas;
  /// Those that results are checked against, of each tool, likewise.
  std::vector<std::vector<const void*>> result_schemas;
  ledger::Losses losses;      ///< of single constructs; one for every operation of `paths`
  source::NodeFactory nodes;  ///< of schemas that no file holds
};

/// The rows of operations hold views of `linked`.
Lowered lower(const resolve::Linked& linked, const Options& options, Diagnostics& diagnostics);

}  // namespace mcpcc::lower
