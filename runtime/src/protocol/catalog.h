// What a server offers, from tables and from code, as the methods of the protocol see it.
#pragma once

#include <mcp/tool.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "features/state.h"
#include "protocol/tool_index.h"

namespace mcp::protocol {

/// A tool: a row of the tables, or a feature; where both have the name, the feature serves it.
struct FoundTool {
  const Tool* operation = nullptr;
  std::shared_ptr<const ToolFeature> feature;
};

/// Views of one server's tables and features, which must outlive it. One thread at a time.
class Catalog {
 public:
  Catalog(const Server& tables, const Features& features)
      : tables_(tables), features_(features.state()), index_(tables) {}

  const Server& tables() const { return tables_; }
  const Features::State& features() const { return features_; }

  /// Written in code, at least in part: there may be sessions, changes and questions.
  bool has_features() const { return !features_.empty(); }
  bool has_tools() const {
    return !features_.tools.empty() || !tables_.tools.empty() || features_.empty();
  }
  bool has_resources() const {
    return !features_.resources.empty() || !features_.templates.empty();
  }
  /// Whether results of some operation may be too large and no text: clients read them in parts.
  bool has_result_links() const;
  bool has_prompts() const { return !features_.prompts.empty(); }
  /// Whether clients of 2025-11-25 may make tasks of some calls.
  bool has_task_tools() const;
  bool has_completions() const { return !features_.completions.empty(); }

  FoundTool find_tool(std::string_view name);
  /// "; did you mean `x`?", or nothing.
  std::string hint(std::string_view tool) const;

  /// Every tool in the order of the list: the operations, then what code adds.
  struct ListedTool {
    std::size_t operation;  ///< index into the tables; no_operation: none
    const ToolFeature* feature = nullptr;
  };
  static constexpr std::size_t no_operation = static_cast<std::size_t>(-1);
  std::vector<ListedTool> tools() const;

 private:
  const Server& tables_;
  const Features::State& features_;
  ToolIndex index_;
  mutable std::optional<bool> has_result_links_;  // the tables do not change
};

}  // namespace mcp::protocol
