// Which operations become tools, and what the configuration says of each.
#pragma once

#include <string>
#include <unordered_map>

#include "configuration/configuration.h"
#include "ir/ir.h"
#include "lower/settings_use.h"
#include "openapi/document.h"

namespace mcpcc::lower {

class Selection {
 public:
  /// Reads `x-mcp` throughout `document`, and reports what is wrong with it, and settings of
  /// `tools` in mcpcc.yaml that name no operation of it, and entries of `include` and `exclude`
  /// that select none, each with a near one.
  Selection(const configuration::Configuration& configuration, const openapi::Document& document,
            Diagnostics& diagnostics);

  /// Empty: the operation is wanted. Else why it is not.
  std::string why_left_out(const openapi::PathItem& item,
                           const openapi::Operation& operation) const;

  /// What is said of the operation. mcpcc.yaml is stronger than `x-mcp`, and that of an operation
  /// is stronger than that of its path, which is stronger than that of the document; each for what
  /// it says.
  const configuration::ToolSettings& settings(const openapi::Operation& operation) const;

  /// What of `x-mcp` no operation uses.
  void record_losses(ledger::Losses& losses) const { use_.record(losses); }

 private:
  const configuration::Configuration& configuration_;
  std::unordered_map<const openapi::Operation*, configuration::ToolSettings> settings_;
  SettingsUse use_;
};

/// Puts what `settings` says in the place of the tool's own words.
void apply(const configuration::ToolSettings& settings, ir::Tool& tool);

}  // namespace mcpcc::lower
