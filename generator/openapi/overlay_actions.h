// Reading an overlay's actions. Internal to this folder.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "source/json_path.h"
#include "source/node.h"
#include "support/diagnostics.h"

namespace mcpcc::openapi {

/// A query and the text node it was written as.
struct OverlayQuery {
  source::JsonPath path;
  const source::Node* text = nullptr;
};

/// One action, its reference to a reusable action followed. It does one thing or nothing.
struct OverlayAction {
  OverlayQuery target;
  const source::Node* update = nullptr;
  std::optional<OverlayQuery> copy;
  bool remove = false;
  bool updates_primitives = true;  ///< not in Overlay 1.0
  std::string pointer;             ///< of the action in the overlay
};

/// The well-formed actions of an overlay, in their order. Everything that is malformed is reported.
std::vector<OverlayAction> read_overlay(const source::Node& overlay, Diagnostics& diagnostics);

}  // namespace mcpcc::openapi
