#include "profile/definitions.h"

#include <algorithm>
#include <stdexcept>
#include <variant>

namespace mcpcc::profile {

using mcp::json::Document;
using mcp::json::Value;

namespace {

constexpr std::string_view prefix = "#/$defs/";

// Calls `met` with every `$ref` below `schema`, those in values of `const` and the like included:
// one definition too many does no harm.
template <class Met>
void for_each_reference(const Value& schema, Met met) {
  std::vector<const Value*> pending{&schema};
  while (!pending.empty()) {
    const Value& next = *pending.back();
    pending.pop_back();
    if (next.is_array()) {
      for (const Value& item : next.items()) pending.push_back(&item);
    } else if (next.is_object()) {
      for (const auto& member : next.members()) {
        if (member.key == "$ref" && member.value.is_string()) met(member.value.string());
        pending.push_back(&member.value);
      }
    }
  }
}

}  // namespace

Document parse(std::string text) {
  mcp::json::Limits limits;
  limits.max_bytes = std::string::npos;
  limits.max_depth = 4096;  // deeper than what `source` reads becomes
  auto result = Document::parse(std::move(text), limits);
  if (auto* document = std::get_if<Document>(&result)) return std::move(*document);
  throw std::logic_error("a schema is not JSON: " + std::get<mcp::json::Error>(result).message);
}

Definitions::Definitions(const ir::Server& server)
    : definitions_(server.definitions),
      parsed_(server.definitions.size()),
      references_(server.definitions.size()) {
  for (std::size_t i = 0; i < definitions_.size(); ++i) by_name_.emplace(definitions_[i].name, i);
}

std::optional<std::size_t> Definitions::find(std::string_view reference) const {
  if (!reference.starts_with(prefix)) return std::nullopt;
  const auto found = by_name_.find(reference.substr(prefix.size()));
  if (found == by_name_.end()) return std::nullopt;
  return found->second;
}

const Value& Definitions::schema(std::size_t index) {
  auto& parsed = parsed_[index];
  if (!parsed) parsed = parse(definitions_[index].schema);
  return parsed->root();
}

const std::vector<std::size_t>& Definitions::references(std::size_t index) {
  auto& known = references_[index];
  if (!known) {
    std::vector<std::size_t> list;
    for_each_reference(schema(index), [&](std::string_view reference) {
      if (const auto target = find(reference)) list.push_back(*target);
    });
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
    known = std::move(list);
  }
  return *known;
}

std::vector<std::size_t> Definitions::reached_from(const Value& schema) {
  std::vector<std::size_t> result;
  std::vector<bool> is_known(definitions_.size(), false);
  std::vector<std::size_t> pending;
  const auto meet = [&](std::size_t index) {
    if (is_known[index]) return;
    is_known[index] = true;
    result.push_back(index);
    pending.push_back(index);
  };
  for_each_reference(schema, [&](std::string_view reference) {
    if (const auto target = find(reference)) meet(*target);
  });
  while (!pending.empty()) {
    const std::size_t next = pending.back();
    pending.pop_back();
    for (const std::size_t index : references(next)) meet(index);
  }
  std::sort(result.begin(), result.end());
  return result;
}

}  // namespace mcpcc::profile
