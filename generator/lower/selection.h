// Which operations become tools, and what the configuration says of each.
#pragma once

#include <set>
#include <string>

#include "configuration/configuration.h"
#include "ir/ir.h"
#include "lower/ledger.h"
#include "openapi/document.h"

namespace mcpcc::lower {

class Selection {
 public:
  /// Reports settings of `tools` that name no operation of `document`, each with a near one.
  Selection(const configuration::Configuration& configuration, const openapi::Document& document,
            Diagnostics& diagnostics);

  /// Empty: the operation is wanted. Else why it is not.
  std::string why_left_out(const openapi::PathItem& item,
                           const openapi::Operation& operation) const;

  /// What mcpcc.yaml says of the operation; fields that it leaves open come from `x-mcp` of the
  /// document.
  configuration::ToolSettings settings(const openapi::PathItem& item,
                                       const openapi::Operation& operation) const;

 private:
  const configuration::Configuration& configuration_;
};

/// Puts what `settings` says in the place of the tool's own words.
void apply(const configuration::ToolSettings& settings, ir::Tool& tool);

}  // namespace mcpcc::lower
