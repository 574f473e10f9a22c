// Trees and findings as short texts, for tables of cases.
#pragma once

#include <string>
#include <string_view>

#include "source/parse.h"

namespace mcpcc::source {

/// Compact JSON, numbers with their digits.
std::string to_text(const Node& node);

struct Parsed {
  Sources sources;
  Diagnostics diagnostics;
  std::optional<Tree> tree;

  /// The tree's text, "-" when there is none.
  std::string text() const { return tree ? to_text(tree->root()) : "-"; }
  /// One line a finding: "1:4 yaml-syntax #/a: detail; hint", joined by "\n".
  std::string findings() const;
  /// The part of the file that `node` was written as.
  std::string_view written(const Node& node) const;
};

Parsed parse_text(std::string_view text, std::string name = "test.yaml", const Limits& limits = {});

}  // namespace mcpcc::source
