// The loss ledger: for every construct of the document what became of it. Made by a walk over the
// nodes that knows nothing of how they are read and lowered, so that what those do not look at is
// met all the same; the table in support.def gives the class, and the rows that were recorded for
// single occurrences correct it.
#pragma once

#include <array>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "ledger/loss.h"
#include "ledger/support.h"
#include "openapi/document.h"
#include "openapi/overlay.h"
#include "resolve/pointer.h"
#include "support/diagnostics.h"

namespace mcpcc::ledger {

class Ledger {
 public:
  struct Row {
    LossClass loss_class = LossClass::mapped;
    std::string_view construct;
    std::uint32_t place = 0;  ///< for pointer()
    Span at;
    std::string_view reason;
  };
  /// How many constructs are mapped, lowered and refused.
  using Counts = std::array<std::size_t, 3>;

  /// In the order of files and places. A construct that several references reach has one row, where
  /// it stands. Operations have one for each path and method: where several paths lead to one place
  /// it is that of the path that holds it, and of the others the key of the path.
  const std::vector<Row>& rows() const { return rows_; }
  /// JSON Pointer into the file of the row; empty where it would be very long, as keys may be.
  std::string pointer(const Row& row) const;
  std::map<std::string_view, Counts> counts() const;

 private:
  friend class Walk;
  // A step on the way from where a pointer begins, which is a step too: its own parent.
  struct Step {
    std::uint32_t parent;
    std::uint32_t index;   // in an array; of a beginning: in `beginnings_`
    std::string_view key;  // in an object
    bool in_array;
  };
  std::uint32_t begin(std::string_view pointer);
  std::uint32_t below(std::uint32_t parent, std::string_view name);
  std::uint32_t below(std::uint32_t parent, std::size_t index);
  std::vector<Row> rows_;
  std::vector<Step> steps_;
  std::vector<std::string_view> beginnings_;
  Losses recorded_;  // owns reasons
};

/// The ledger of the document whose root is `root`. `references` are those that linking followed:
/// no others are. `recorded` are the rows of the stages before; every operation of `paths` must
/// have one with its use. `shown` are the schemas that clients see of arguments, and `results`
/// those by which results are checked and shown with their roles, by where their members begin.
/// `removals` are what overlays removed: items that stand behind one have the place that they were
/// written at. `diagnostics` are all that was reported. The result holds views of all of them.
Ledger make_ledger(const source::Node& root, openapi::Version version,
                   const resolve::References& references,
                   const std::unordered_map<const void*, std::uint32_t>& shown,
                   const std::unordered_map<const void*, Role>& results,
                   std::span<const openapi::OverlayLosses::Removal> removals,
                   const Diagnostics& diagnostics, Losses recorded);

}  // namespace mcpcc::ledger
