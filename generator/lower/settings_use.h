// What becomes of the keys of `x-mcp`: whether a tool uses what it says, or all have a stronger
// word.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <tuple>

#include "configuration/configuration.h"
#include "ledger/loss.h"
#include "source/node.h"

namespace mcpcc::lower {

class SettingsUse {
 public:
  /// What one place says of an operation. All pointers must outlive the object.
  struct Said {
    const configuration::ToolSettings* settings;
    const source::Node* extension;  ///< nullptr: mcpcc.yaml
  };

  /// `said` of one operation, the strongest first. `is_tool`: it is not left out by the
  /// configuration; `is_safe`: its method changes nothing.
  void add(std::span<const Said> said, bool is_tool, bool is_safe);

  /// A row for every key that no operation uses: a key counts for what it is at the operation that
  /// loses least of it.
  void record(ledger::Losses& losses) const;

 private:
  static constexpr std::size_t keys = 10;
  struct Use {
    const source::Node* extension = nullptr;
    std::array<bool, keys> says{}, is_used{};
    bool has_tools = false;
    bool has_name = false;  // where a group is said
  };
  std::map<std::tuple<std::uint32_t, std::uint32_t>, Use> uses_;  // by file and first byte
};

}  // namespace mcpcc::lower
