#include "lower/settings_use.h"

#include <algorithm>
#include <string_view>

#include "ledger/support.h"

namespace mcpcc::lower {

namespace {

using configuration::ToolSettings;
using source::Node;

// A key of `x-mcp` (docs/configuration.md).
struct Key {
  std::string_view name;
  bool (*is_said)(const ToolSettings& settings);
  bool is_annotation = false;
};
constexpr Key keys_of_settings[] = {
    {"enabled", [](const ToolSettings& s) { return s.enabled.has_value(); }},
    {"name", [](const ToolSettings& s) { return s.name.has_value(); }},
    {"group", [](const ToolSettings& s) { return s.group.has_value(); }},
    {"title", [](const ToolSettings& s) { return s.title.has_value(); }},
    {"description", [](const ToolSettings& s) { return s.description.has_value(); }},
    {"idempotency_header", [](const ToolSettings& s) { return s.idempotency_header.has_value(); }},
    {"read_only", [](const ToolSettings& s) { return s.read_only.has_value(); }, true},
    {"destructive", [](const ToolSettings& s) { return s.destructive.has_value(); }, true},
    {"idempotent", [](const ToolSettings& s) { return s.idempotent.has_value(); }, true},
    {"open_world", [](const ToolSettings& s) { return s.open_world.has_value(); }, true},
};

// The value of a key; `x-mcp: false` is one of `enabled`.
const Node* find(const Node& extension, const Key& key) {
  if (extension.is_boolean()) return key.name == "enabled" ? &extension : nullptr;
  const Node* holder = key.is_annotation ? extension.find("annotations") : &extension;
  return holder == nullptr ? nullptr : holder->find(key.name);
}

}  // namespace

void SettingsUse::add(std::span<const Said> said, bool is_tool, bool is_safe) {
  static_assert(std::size(keys_of_settings) == keys);
  bool has_name = false;
  for (std::size_t i = 0; i < keys; ++i) {
    const Key& key = keys_of_settings[i];
    const bool decides = key.name == "enabled";
    // Whether what is said counts at all. A name stands as it is.
    const bool may_count = (decides || is_tool) && !(key.name == "group" && has_name) &&
                           !(key.name == "idempotency_header" && is_safe);
    bool is_first = true;
    for (const auto& [settings, extension] : said) {
      if (!key.is_said(*settings)) continue;
      if (key.name == "name") has_name = true;
      const bool counts = may_count && (!decides || settings->enabled == is_tool);
      const bool is_used = is_first && counts;
      const bool is_beside_name = is_first && is_tool && key.name == "group" && has_name;
      is_first = false;
      if (extension == nullptr) continue;
      Use& use = uses_[{extension->span().file, extension->span().begin}];
      use.extension = extension;
      use.says[i] = true;
      use.is_used[i] = use.is_used[i] || is_used;
      use.has_tools = use.has_tools || is_tool;
      use.has_name = use.has_name || is_beside_name;
    }
  }
}

void SettingsUse::record(ledger::Losses& losses) const {
  for (const auto& [place, use] : uses_) {
    for (std::size_t i = 0; i < keys; ++i) {
      if (!use.says[i] || use.is_used[i]) continue;
      const Node* value = find(*use.extension, keys_of_settings[i]);
      if (value == nullptr) continue;
      const bool is_replaced = use.has_tools || keys_of_settings[i].name == "enabled";
      const bool is_group = keys_of_settings[i].name == "group" && use.has_name;
      auto row = ledger::loss(is_group      ? ledger::outcomes::settings_group_unused
                              : is_replaced ? ledger::outcomes::settings_replaced
                                            : ledger::outcomes::settings_unused,
                              {}, value->span());
      if (value == use.extension) row.construct = ledger::outcomes::extension.construct;
      losses.push_back(std::move(row));
    }
  }
}

}  // namespace mcpcc::lower
