// What became of one construct of the document.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
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

/// A path and a method that an operation is called by. What is written once may be several
/// operations: YAML aliases and references of path items lead to it from other paths.
struct Use {
  Located<std::string> path;  ///< `#/paths/~1pets`, and the key
  std::string_view method;    ///< the key in the path item, or in `additionalOperations`
  bool is_additional = false;
  bool is_referenced = false;  ///< it stands where a reference of the path leads
};

/// A row that a stage records for one construct. Constructs that have none are classed by the table
/// (support.def); of several rows for one construct the one that loses most counts. What stands at
/// one place and several operations use has the class of the use that loses least: a stage records
/// a loss of a use only where no other use loses less. Operations themselves are counted by use.
struct Loss {
  LossClass loss_class = LossClass::mapped;
  std::string_view construct;  ///< as in support.def
  std::string pointer;
  Span at;  ///< begins where the construct, its key or its first member does: its identity
  std::string reason;
  std::optional<Use> use = std::nullopt;  ///< of operations in `paths`, which all have one
};

using Losses = std::vector<Loss>;

/// What names one use among all: the path and the operation, by where their keys begin.
using UseKey = std::array<std::uint32_t, 4>;
/// Precondition: `loss.use`.
inline UseKey use_key(const Loss& loss) {
  const Span path = loss.use->path.at;
  return {path.file, path.begin, loss.at.file, loss.at.begin};
}

}  // namespace mcpcc::ledger
