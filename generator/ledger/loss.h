// What became of one construct of the document.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "support/source.h"

namespace mcpcc::ledger {

enum class LossClass : std::uint8_t {
  mapped,   ///< nothing is lost
  lowered,  ///< expressed in another way; `reason` says how and why
  refused,  ///< left out; `reason` says why
};
std::string_view to_string(LossClass loss_class);

/// A row that a stage records for one construct. Constructs that have none are classed by the table
/// (support.def); of several rows for one construct the one that loses most counts. What stands at
/// one place and several operations use has the class of the use that loses least: a stage records
/// a loss of a use only where no other use loses less.
struct Loss {
  LossClass loss_class = LossClass::mapped;
  std::string_view construct;  ///< as in support.def
  std::string pointer;
  Span at;  ///< begins where the construct, its key or its first member does: its identity
  std::string reason;
};

using Losses = std::vector<Loss>;

}  // namespace mcpcc::ledger
