#include "lower/selection.h"

#include <algorithm>

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

}  // namespace

Selection::Selection(const Configuration& configuration, const openapi::Document& document,
                     Diagnostics& diagnostics)
    : configuration_(configuration) {
  if (configuration.tools.empty()) return;
  std::set<std::string, std::less<>> known;
  for (const auto& item : document.paths) {
    for (const auto& operation : item.operations) {
      known.insert(request_line(item, operation));
      if (!operation.operation_id.value.empty()) known.insert(operation.operation_id.value);
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
  const ToolSettings own = settings(item, operation);
  if (own.enabled) return *own.enabled ? "" : "it is not enabled";
  if (any_selects(configuration_.exclude, item, operation)) return "the configuration excludes it";
  if (!configuration_.include.empty() && !any_selects(configuration_.include, item, operation)) {
    return "the configuration does not include it";
  }
  return {};
}

ToolSettings Selection::settings(const openapi::PathItem& item,
                                 const openapi::Operation& operation) const {
  for (const std::string& key : {operation.operation_id.value, request_line(item, operation)}) {
    if (const auto found = configuration_.tools.find(key); found != configuration_.tools.end()) {
      return found->second.value;
    }
  }
  return {};
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
