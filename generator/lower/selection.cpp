#include "lower/selection.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "lower/idempotency.h"
#include "lower/media_type.h"
#include "lower/tools_budget.h"
#include "support/text.h"

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

// What the operations of a document have that selectors ask for.
struct Selectable {
  std::set<std::string_view> operations, tags, methods, paths;
};

Selectable selectable(const openapi::Document& document) {
  Selectable result;
  for (const auto& item : document.paths) {
    result.paths.insert(item.path.value);
    for (const auto& operation : item.operations) {
      result.operations.insert(operation.operation_id.value);
      result.methods.insert(operation.method);
      for (const auto& tag : operation.tags) result.tags.insert(tag.value);
    }
  }
  return result;
}

bool selects_any(const Selector& selector, const openapi::Document& document) {
  return std::any_of(document.paths.begin(), document.paths.end(), [&](const auto& item) {
    return std::any_of(item.operations.begin(), item.operations.end(),
                       [&](const auto& operation) { return selects(selector, item, operation); });
  });
}

// A mistyped entry of `exclude` would show what was to stay hidden.
void check_selectors(const std::vector<Selector>& selectors, const openapi::Document& document,
                     Diagnostics& diagnostics) {
  std::optional<Selectable> known;
  for (const Selector& selector : selectors) {
    if (selects_any(selector, document)) continue;
    if (!diagnostics.keeps(rules::configuration_selects_nothing)) {
      diagnostics.report(rules::configuration_selects_nothing, selector.at, selector.pointer);
      continue;
    }
    if (!known) known = selectable(document);
    std::vector<std::string> hints;
    const auto hint = [&](std::string_view given, const std::set<std::string_view>& texts) {
      const auto fits = [&](std::string_view text) { return matches(given, text); };
      if (given.empty() || std::any_of(texts.begin(), texts.end(), fits)) return;
      for (auto& found : suggest(given, {texts.begin(), texts.end()})) hints.push_back(found);
    };
    hint(selector.operation, known->operations);
    hint(selector.tag, known->tags);
    hint(upper(selector.method), known->methods);
    hint(selector.path, known->paths);
    diagnostics.report(rules::configuration_selects_nothing, selector.at, selector.pointer, {},
                       std::move(hints));
  }
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
  take(settings.idempotency_header, weaker.idempotency_header);
}

std::size_t size_of(const ToolSettings& settings) {
  std::size_t size = sizeof settings;
  if (settings.title) size += settings.title->value.size();
  if (settings.description) size += settings.description->value.size();
  return size;
}

// The place of settings in mcpcc.yaml.
std::string configured_at(std::string_view key) {
  std::string pointer = "#/tools";
  append_pointer_token(pointer, key);
  return pointer;
}

// The header of idempotency keys has to be one that requests may have.
void check_header(ToolSettings& settings, const std::string& pointer, Diagnostics& diagnostics) {
  const auto& header = settings.idempotency_header;
  if (!header || (is_token(header->value) && !is_set_elsewhere(header->value))) return;
  diagnostics.report(rules::configuration_wrong_value, header->at, pointer + "/idempotency_header",
                     "expected the name of a header that nothing else sets");
  settings.idempotency_header = std::nullopt;
}

// Of what is said of one operation itself.
void check_use(const openapi::Operation& operation, ToolSettings& settings,
               const std::string& pointer, Diagnostics& diagnostics) {
  const auto& header = settings.idempotency_header;
  if (!header || !is_safe_method(operation.method)) return;
  diagnostics.report(rules::configuration_wrong_value, header->at, pointer + "/idempotency_header",
                     "a " + operation.method + " request changes nothing and has no key");
  settings.idempotency_header = std::nullopt;
}

}  // namespace

Selection::Selection(const Configuration& configuration, const openapi::Document& document,
                     Diagnostics& diagnostics)
    : configuration_(configuration) {
  const auto read = [&](const source::Node* node, std::string pointer) {
    if (node == nullptr) return ToolSettings{};
    pointer += "/x-mcp";
    ToolSettings settings = configuration::parse_tool_settings(*node, pointer, diagnostics);
    check_header(settings, pointer, diagnostics);
    return settings;
  };
  auto tools = configuration.tools;
  for (auto& [key, settings] : tools) {
    check_header(settings.value, configured_at(key), diagnostics);
  }
  std::set<std::string, std::less<>> known;
  ToolsBudget budget(diagnostics);
  const ToolSettings of_document = read(document.mcp, "#");
  for (const auto& item : document.paths) {
    const ToolSettings of_path = read(item.mcp, item.pointer);
    for (const auto& operation : item.operations) {
      ToolSettings settings;
      std::vector<SettingsUse::Said> said;
      for (const std::string& key : {operation.operation_id.value, request_line(item, operation)}) {
        known.insert(key);
        const auto found = tools.find(key);
        if (found == tools.end()) continue;
        check_use(operation, found->second.value, configured_at(key), diagnostics);
        complete(settings, found->second.value);
        said.push_back({&found->second.value, nullptr});
      }
      const bool is_configured = settings.enabled.has_value();
      ToolSettings own = read(operation.mcp, operation.pointer);
      check_use(operation, own, operation.pointer + "/x-mcp", diagnostics);
      complete(settings, own);
      complete(settings, of_path);
      complete(settings, of_document);
      // What a document says itself takes nothing from what mcpcc.yaml selects.
      if (!is_configured && settings.enabled == true) settings.enabled = std::nullopt;
      said.insert(said.end(),
                  {{&own, operation.mcp}, {&of_path, item.mcp}, {&of_document, document.mcp}});
      if (!budget.take(size_of(settings), operation.at, operation.pointer)) settings = {};
      settings_[&operation] = std::move(settings);
      use_.add(said, why_left_out(item, operation).empty(), is_safe_method(operation.method));
    }
  }
  const std::vector<std::string_view> candidates(known.begin(), known.end());
  for (const auto& [key, settings] : configuration.tools) {
    if (known.contains(key)) continue;
    auto hints = diagnostics.keeps(rules::configuration_unknown_operation)
                     ? suggest(key, candidates)
                     : std::vector<std::string>();
    diagnostics.report(rules::configuration_unknown_operation, settings.at, "#/tools",
                       "`" + key + "`", std::move(hints));
  }
  check_selectors(configuration.include, document, diagnostics);
  check_selectors(configuration.exclude, document, diagnostics);
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
  if (settings.title) tool.title = settings.title->value;
  if (settings.description) tool.description = settings.description->value;
  if (settings.read_only) tool.annotations.read_only = *settings.read_only;
  if (settings.destructive) tool.annotations.destructive = *settings.destructive;
  if (settings.idempotent) tool.annotations.idempotent = *settings.idempotent;
  if (settings.open_world) tool.annotations.open_world = *settings.open_world;
}

}  // namespace mcpcc::lower
