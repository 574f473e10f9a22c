// Overlays: documents that say how another document is to be changed before it is read. Overlay
// Specification 1.0, 1.1 and 1.2, with the queries of RFC 9535.
#pragma once

#include <cstddef>
#include <vector>

#include "source/json_path.h"
#include "source/node_factory.h"
#include "source/parse.h"
#include "support/diagnostics.h"

namespace mcpcc::openapi {

/// What one overlay may cost.
struct OverlayLimits {
  std::size_t max_visits = 200'000'000;   ///< by all of its queries together
  std::size_t max_selected = 1'000'000;   ///< by one query
  std::size_t max_rewritten = 8'000'000;  ///< members and items of objects and arrays made anew
  std::size_t max_nodes = source::Limits{}.max_nodes;    ///< of the result
  std::uint32_t max_depth = source::Limits{}.max_depth;  ///< of the result
};

/// What overlays took from a document, by where it was written. What they copied is no part of it
/// that could be lost: the value that it is a copy of is.
struct OverlayLosses {
  struct Removal {
    Span at;
    Span list;  ///< that it was an item of; empty: of none
  };
  struct Replacement {
    Span at;
    Span by;  ///< the value that stands there now
  };
  std::vector<Removal> removals;
  std::vector<Replacement> replacements;  ///< of primitive values by others
};

/// The document as `overlay` changes it, one action after the other. What is wrong with the overlay
/// is reported at its place in the overlay, and an action that is wrong changes nothing.
///
/// The result shares the nodes of both trees and those it makes in `factory`; all three must
/// outlive it. Values keep the spans of where they were written: those that an overlay wrote point
/// into the overlay. What it copied has places of its own in the overlay's file, one for each
/// target of the action, which are shown where the action says `copy`. What the actions removed and
/// replaced is added to `losses`.
source::Node apply_overlay(const source::Node& document, const source::Node& overlay,
                           Sources& sources, source::NodeFactory& factory, OverlayLosses& losses,
                           Diagnostics& diagnostics, const OverlayLimits& limits = {});

}  // namespace mcpcc::openapi
