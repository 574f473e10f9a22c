// The path of an operation and the parameters that stand in it: what one says and the other does
// not is repaired here.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "openapi/document.h"

namespace mcpcc::lower {

/// Something of the document that is wrong and was understood all the same.
struct PathRepair {
  const Rule* rule = nullptr;
  Span at{};
  std::string pointer;
  std::string detail;
};

/// A path as the runtime wants it, and the operation's parameters.
struct Path {
  std::string text;                ///< the template with its query, without a fragment
  std::vector<std::string> names;  ///< that stand in it; each is the name of a parameter in `path`
  std::vector<const openapi::Parameter*> parameters;
  std::vector<PathRepair> repairs;
  std::string problem;  ///< why no request can have this path; empty: nothing is wrong

  std::deque<openapi::Parameter> made;       ///< owns parameters that the document does not have
  std::optional<source::NodeFactory> nodes;  ///< owns their schemas
};

/// Precondition: every parameter of the operation has a value. Parameters in `path` that the path
/// does not name stay among the others.
Path read_path(const openapi::PathItem& item, const openapi::Operation& operation);

}  // namespace mcpcc::lower
