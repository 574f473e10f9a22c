#include "lower/selection.h"

#include <algorithm>
#include <set>

namespace mcpcc::lower {

using configuration::Configuration;
using configuration::matches;
using configuration::Selector;
using configuration::ToolSettings;

namespace {

std::string in_case(std::string_view text, char first, char last, int shift) {
  std::string result(text);
  for (char& c : result) {
    if (c >= first && c <= last) c = static_cast<char>(c + shift);
  }
  return result;
}

std::string upper(std::string_view text) { return in_case(text, 'a', 'z', 'A' - 'a'); }

std::string request_line(const openapi::PathItem& item, const openapi::Operation& operation) {
  return upper(operation.method) + ' ' + item.path.value;
}

bool selects(const Selector& selector, const openapi::PathItem& item,
             const openapi::Operation& operation) {
  if (!selector.operation.empty() && !matches(selector.operation, operation.operation_id.value))
    return false;
  if (!selector.method.empty() && upper(selector.method) != upper(operation.method)) return false;
  if (!selector.path.empty() && !matches(selector.path, item.path.value)) return false;
  return selector.tag.empty() ||
         std::any_of(operation.tags.begin(), operation.tags.end(),
                     [&](const auto& tag) { return matches(selector.tag, tag.value); });
}

bool any_selects(const std::vector<Selector>& selectors, const openapi::PathItem& item,
                 const openapi::Operation& operation) {
  return std::any_of(selectors.begin(), selectors.end(),
                     [&](const Selector& selector) { return selects(selector, item, operation); });
}

// Takes from `weaker` what `settings` does not say.
void complete(ToolSettings& settings, const ToolSettings& weaker) {
  const auto take = [](auto& own, const auto& other) {
    if (!own) own = other;
  };
  take(settings.enabled, weaker.enabled);
  take(settings.name, weaker.name);
  take(settings.group, weaker.group);
  take(settings.title, weaker.title);
  take(settings.description, weaker.description);
  take(settings.read_only, weaker.read_only);
  take(settings.destructive, weaker.destructive);
  take(settings.idempotent, weaker.idempotent);
  take(settings.open_world, weaker.open_world);
}

}  // namespace

Selection::Selection(const Configuration& configuration, const openapi::Document& document,
                     Diagnostics& diagnostics)
    : configuration_(configuration) {
  const auto read = [&](const source::Node* node, const std::string& pointer) {
    return node == nullptr
               ? ToolSettings{}
               : configuration::parse_tool_settings(*node, pointer + "/x-mcp", diagnostics);
  };
  std::set<std::string, std::less<>> known;
  const ToolSettings of_document = read(document.mcp, "#");
  for (const auto& item : document.paths) {
    const ToolSettings of_path = read(item.mcp, item.pointer);
    for (const auto& operation : item.operations) {
      ToolSettings settings;
      for (const std::string& key : {operation.operation_id.value, request_line(item, operation)}) {
        known.insert(key);
        const auto found = configuration.tools.find(key);
        if (found != configuration.tools.end()) complete(settings, found->second.value);
      }
      complete(settings, read(operation.mcp, operation.pointer));
      complete(settings, of_path);
      complete(settings, of_document);
      settings_[&operation] = std::move(settings);
    }
  }
  const std::vector<std::string_view> candidates(known.begin(), known.end());
  for (const auto& [key, settings] : configuration.tools) {
    if (known.contains(key)) continue;
    diagnostics.report(rules::configuration_unknown_operation, settings.at, "#/tools",
                       "`" + key + "`", suggest(key, candidates));
  }
}

std::string Selection::why_left_out(const openapi::PathItem& item,
                                    const openapi::Operation& operation) const {
  const ToolSettings& own = settings(operation);
  if (own.enabled) return *own.enabled ? "" : "it is not enabled";
  if (any_selects(configuration_.exclude, item, operation)) return "the configuration excludes it";
  if (!configuration_.include.empty() && !any_selects(configuration_.include, item, operation)) {
    return "the configuration does not include it";
  }
  return {};
}

const ToolSettings& Selection::settings(const openapi::Operation& operation) const {
  return settings_.at(&operation);
}

void apply(const ToolSettings& settings, ir::Tool& tool) {
  if (settings.title) tool.title = *settings.title;
  if (settings.description) tool.description = *settings.description;
  if (settings.read_only) tool.annotations.read_only = *settings.read_only;
  if (settings.destructive) tool.annotations.destructive = *settings.destructive;
  if (settings.idempotent) tool.annotations.idempotent = *settings.idempotent;
  if (settings.open_world) tool.annotations.open_world = *settings.open_world;
}

}  // namespace mcpcc::lower
