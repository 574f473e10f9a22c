#include "lower/default_check.h"

#include <algorithm>
#include <array>
#include <map>
#include <variant>
#include <vector>

#include "json/value.h"
#include "lower/schema.h"
#include "schema/validator.h"

namespace mcpcc::lower {

using source::Node;

namespace {

// A few megabytes are what all schemas with defaults of a very large document take. A check takes
// two milliseconds at most.
constexpr std::size_t most_bytes = 16 << 20;
constexpr std::size_t most_checks = 5'000;
constexpr std::uint64_t most_steps = 20'000;

// What asserts nothing, or is looked at without the validator where it stands alone.
constexpr std::array<std::string_view, 15> simple = {
    "type",     "format",    "enum",         "title",      "description",
    "default",  "example",   "examples",     "deprecated", "readOnly",
    "nullable", "writeOnly", "externalDocs", "xml",        "$comment"};

bool is_simple(const Node& schema, const Node& value) {
  if (value.is_object() || value.is_array()) return false;
  const Node* type = schema.find("type");
  if (type != nullptr && !type->is_string()) return false;
  return std::ranges::all_of(schema.members(), [](const source::Member& member) {
    return member.key.starts_with("x-") ||
           std::find(simple.begin(), simple.end(), member.key) != simple.end();
  });
}

constexpr std::string_view prefix = "\"#/$defs/";

mcp::Text text_of(std::string_view text) {
  return {text.data(), static_cast<std::uint32_t>(text.size())};
}

// Of a schema, which is the first alternative where null is another.
const mcp::json::Value* default_in(const mcp::json::Value& schema) {
  const mcp::json::Value* value = schema.find("default");
  const mcp::json::Value* alternatives = value == nullptr ? schema.find("anyOf") : nullptr;
  const bool is_wrapped = alternatives != nullptr && alternatives->is_array() &&
                          schema.members().size() == 1 && !alternatives->items().empty();
  return is_wrapped ? alternatives->items().front().find("default") : value;
}

}  // namespace

// What it reports was reported before.
struct DefaultCheck::Shadow {
  Diagnostics diagnostics;
  ledger::Losses losses;
  SchemaLowering schemas;
  std::map<std::string, std::size_t, std::less<>> by_name{};  // definitions
  Shadow(const resolve::Linked& linked, const configuration::Configuration& configuration)
      : schemas(linked, configuration, diagnostics, losses, false) {}
};

DefaultCheck::DefaultCheck(const resolve::Linked& linked,
                           const configuration::Configuration& configuration)
    : linked_(linked), configuration_(configuration) {}
DefaultCheck::~DefaultCheck() = default;

const std::string& DefaultCheck::problem(const Node& schema, const Node& value) {
  static const std::string none;
  if (is_simple(schema, value) || bytes_ > most_bytes || checks_ > most_checks) return none;
  const Span at = value.span();
  const auto [known, is_new] =
      known_.try_emplace((std::uint64_t{at.file} << 32) | std::uint64_t{at.begin});
  if (is_new) known->second = find_problem(schema);
  return known->second;
}

std::optional<std::set<std::size_t>> DefaultCheck::reached(std::string_view text) {
  std::set<std::size_t> result;
  std::vector<std::string_view> pending{text};
  while (!pending.empty()) {
    const std::string_view next = pending.back();
    pending.pop_back();
    bytes_ += next.size();
    if (bytes_ > most_bytes) return std::nullopt;
    for (auto at = next.find(prefix); at != std::string_view::npos; at = next.find(prefix, at)) {
      at += prefix.size();
      const auto found = shadow_->by_name.find(next.substr(at, next.find('"', at) - at));
      if (found == shadow_->by_name.end() || !result.insert(found->second).second) continue;
      pending.push_back(shadow_->schemas.definitions()[found->second].schema);
    }
  }
  return result;
}

std::string DefaultCheck::find_problem(const Node& schema) {
  if (shadow_ == nullptr) shadow_ = std::make_unique<Shadow>(linked_, configuration_);
  const std::string text = shadow_->schemas.original(&schema, {}).text;
  const bool has_references = text.find(prefix) != std::string::npos;
  if (has_references) {
    const auto& written = shadow_->schemas.definitions();
    for (std::size_t i = shadow_->by_name.size(); i < written.size(); ++i) {
      shadow_->by_name.emplace(written[i].name, i);
    }
  }
  const auto needed = reached(text);
  if (!needed) return {};
  std::vector<mcp::Definition> definitions;
  for (const std::size_t index : *needed) {
    const ir::Definition& definition = shadow_->schemas.definitions()[index];
    definitions.push_back({text_of(definition.name), text_of(definition.schema)});
  }
  const auto parsed = mcp::json::Document::parse_borrowed(text);
  const auto* document = std::get_if<mcp::json::Document>(&parsed);
  const mcp::json::Value* value = document == nullptr ? nullptr : default_in(document->root());
  if (value == nullptr) return {};
  if (has_references || value->is_object() || value->is_array()) ++checks_;
  mcp::schema::Options options;
  options.definitions = {definitions.data(), static_cast<std::uint32_t>(definitions.size())};
  options.max_steps = most_steps;
  const auto violations = mcp::schema::Schema::compile(text, options)->validate(*value, 1);
  // What takes more steps is said of the whole.
  if (violations.empty() || violations.front().keyword_location == "#") return {};
  return violations.front().message;
}

}  // namespace mcpcc::lower
