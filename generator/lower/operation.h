// One operation -> one tool.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "configuration/configuration.h"
#include "ir/ir.h"
#include "ledger/loss.h"
#include "lower/schema.h"
#include "lower/security.h"
#include "lower/upstreams.h"
#include "resolve/link.h"
#include "source/node_factory.h"

namespace mcpcc::lower {

/// Where something begins: file and byte.
using Place = std::pair<std::uint32_t, std::uint32_t>;

/// What some tool has of places that several operations may share.
struct UsedPlaces {
  std::set<Place> parameters;        ///< that became arguments
  std::set<Place> whole_parameters;  ///< of which nothing is lost
  std::set<Place> texts;             ///< summaries and descriptions that clients are shown whole
  std::set<Place> headers;           ///< for idempotency keys that are configured, and sent
};

/// What operations share while they are lowered, and what is said of the one that is.
struct OperationContext {
  const resolve::Linked& linked;
  Diagnostics& diagnostics;
  ledger::Losses& losses;
  SchemaLowering& schemas;
  SecurityLowering& security;
  UpstreamLowering& upstreams;
  source::NodeFactory& nodes;  ///< of schemas that no file holds
  UsedPlaces& used;
  const configuration::ToolSettings& settings;  ///< of this operation
};

/// The operation's own text, or else its path's.
const Located<std::string>& summary_of(const openapi::PathItem& item,
                                       const openapi::Operation& operation);
const Located<std::string>& description_of(const openapi::PathItem& item,
                                           const openapi::Operation& operation);

/// A row for the ledger. It holds views of both.
ledger::Loss operation_row(ledger::LossClass loss_class, const openapi::PathItem& item,
                           const openapi::Operation& operation, std::string reason);

struct LoweredTool {
  ir::Tool tool;
  SchemaOrigins origins;  ///< in its input schema
};

/// Everything but the name. nullopt: left out, reported and in the ledger.
std::optional<LoweredTool> lower_operation(const openapi::PathItem& item,
                                           const openapi::Operation& operation,
                                           OperationContext& context);

}  // namespace mcpcc::lower
