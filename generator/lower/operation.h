// One operation -> one tool.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "ir/ir.h"
#include "lower/ledger.h"
#include "lower/schema.h"
#include "lower/security.h"
#include "lower/upstreams.h"
#include "resolve/link.h"

namespace mcpcc::lower {

/// What operations share while they are lowered.
struct OperationContext {
  const resolve::Linked& linked;
  Diagnostics& diagnostics;
  Ledger& ledger;
  SchemaLowering& schemas;
  SecurityLowering& security;
  UpstreamLowering& upstreams;
};

/// Everything but the name. nullopt: left out, reported and in the ledger.
std::optional<ir::Tool> lower_operation(const openapi::PathItem& item,
                                        const openapi::Operation& operation,
                                        OperationContext& context);

/// The size of an input schema that clients are shown, in bytes, above which its deeper parts are
/// cut.
inline constexpr std::size_t shown_schema_budget = 16 * 1024;

}  // namespace mcpcc::lower
