#include "registry/difference.h"

#include <algorithm>
#include <map>
#include <optional>
#include <variant>

#include "json/value.h"

namespace mcpcc::registry {

namespace json = mcp::json;

namespace {

using Children = std::map<std::string, json::Value, std::less<>>;

// The name of an item among others: by what it is known, else its position.
std::string name_of(const json::Value& item, std::size_t position) {
  for (const auto* key : {"name", "scheme", "file"}) {
    const json::Value* name = item.find(key);
    if (name != nullptr && name->is_string()) return std::string(name->string());
  }
  return std::to_string(position);
}

Children children_of(const json::Value& value) {
  Children result;
  if (value.is_object()) {
    for (const auto& member : value.members()) result.emplace(member.key, member.value);
  } else if (value.is_array()) {
    std::size_t position = 0;
    for (const auto& item : value.items()) {
      std::string name = name_of(item, position++);
      while (result.contains(name)) name += '\'';
      result.emplace(std::move(name), item);
    }
  }
  return result;
}

bool is_container(const json::Value& value) { return value.is_object() || value.is_array(); }

struct Pair {
  std::string path;
  std::optional<json::Value> before, after;
};

std::optional<std::string> text_of(const std::optional<json::Value>& value) {
  return value ? std::optional(std::string(value->raw())) : std::nullopt;
}

}  // namespace

std::vector<Difference> differences(const std::optional<std::string>& before,
                                    const std::optional<std::string>& after) {
  const auto old_document = json::Document::parse(before.value_or("null"));
  const auto new_document = json::Document::parse(after.value_or("null"));
  const auto root = [](const auto& document, bool exists) -> std::optional<json::Value> {
    const auto* parsed = std::get_if<json::Document>(&document);
    if (parsed == nullptr || !exists) return std::nullopt;
    return parsed->root();
  };
  std::vector<Difference> result;
  std::vector<Pair> open{
      {"", root(old_document, before.has_value()), root(new_document, after.has_value())}};
  while (!open.empty()) {
    const Pair pair = std::move(open.back());
    open.pop_back();
    if (pair.before && pair.after && pair.before->raw() == pair.after->raw()) continue;
    if (!pair.before || !pair.after || !is_container(*pair.before) ||
        pair.before->kind() != pair.after->kind()) {
      if (pair.before || pair.after)
        result.push_back({pair.path, text_of(pair.before), text_of(pair.after)});
      continue;
    }
    const Children old_children = children_of(*pair.before),
                   new_children = children_of(*pair.after);
    const std::string prefix = pair.path.empty() ? std::string() : pair.path + '/';
    for (const auto& [name, value] : old_children) {
      const auto found = new_children.find(name);
      open.push_back({prefix + name, value,
                      found == new_children.end() ? std::nullopt : std::optional(found->second)});
    }
    for (const auto& [name, value] : new_children) {
      if (!old_children.contains(name)) open.push_back({prefix + name, std::nullopt, value});
    }
  }
  std::sort(result.begin(), result.end(),
            [](const Difference& a, const Difference& b) { return a.path < b.path; });
  return result;
}

}  // namespace mcpcc::registry
