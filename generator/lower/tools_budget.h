// How much all tools of a document may take: one budget for the stages that make them.
#pragma once

#include <string>

#include "ir/ir.h"
#include "support/diagnostics.h"

namespace mcpcc::lower {

class ToolsBudget {
 public:
  /// `taken`: what the tools take already, in bytes.
  explicit ToolsBudget(Diagnostics& diagnostics, std::size_t taken = 0)
      : diagnostics_(diagnostics), taken_(taken) {}

  /// Takes `bytes` more for the operation at `at`. False when a limit is passed, here or in a stage
  /// before, which is reported once: what comes next is not to be made.
  bool take(std::size_t bytes, Span at, const std::string& pointer) {
    if (diagnostics_.has_reported(rules::document_too_large)) return false;
    taken_ += bytes;
    if (taken_ <= ir::max_size_of_tools) return true;
    diagnostics_.report(
        rules::document_too_large, at, pointer,
        "its tools take more than " + std::to_string(ir::max_size_of_tools >> 20) + " MiB",
        {"`include` and `exclude` of mcpcc.yaml choose the operations"});
    return false;
  }

 private:
  Diagnostics& diagnostics_;
  std::size_t taken_;
};

}  // namespace mcpcc::lower
