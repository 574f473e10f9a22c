#include "profile/all_of.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "ledger/support.h"

namespace mcpcc::profile {

using mcp::json::Member;
using mcp::json::Value;

namespace {

constexpr std::size_t max_parts = 50;
constexpr std::size_t max_references = 64;
constexpr std::size_t max_members = 3000;  // more are beyond what is shown of a tool

bool is_word(const Value& value, std::string_view word) {
  return value.is_string() && value.string() == word;
}

// What accepts any value.
bool is_open(const Value& schema) {
  return schema.is_object() ? schema.members().empty() : schema.is_boolean() && schema.boolean();
}

// Nothing but which values there are or are not: what tells alternatives apart.
bool is_values(const Value& schema) {
  if (!schema.is_object() || schema.members().size() != 1) return false;
  const std::string_view key = schema.members().front().key;
  return key == "enum" || key == "const" || key == "not";
}

bool is_examples(const Value& schema) {
  return schema.is_object() && schema.members().size() == 1 &&
         schema.members().front().key == "examples";
}

class Composing {
 public:
  explicit Composing(Definitions& definitions) : definitions_(definitions) {}

  bool add(const Value& schema, const Reading& reading, std::vector<std::size_t>& open,
           std::size_t inside) {
    if (!schema.is_object() || result.parts.size() >= max_parts) return false;
    const Value* properties = nullptr;
    for (const Member& member : schema.members()) {
      const std::string_view key = member.key;
      const Value& value = member.value;
      if (key == "$ref") {
        if (!add_target(value, open, inside)) return false;
      } else if (key == "allOf") {
        if (!value.is_array()) return false;
        for (const Value& item : value.items()) {
          if (!add(item, reading, open, inside)) return false;
        }
      } else if (key == "type") {
        if (!is_word(value, "object")) return false;
        result.is_object = true;
      } else if (key == "properties") {
        if (!value.is_object()) return false;
        properties = &value;
      } else if (key == "required") {
        if (!add_required(value)) return false;
      } else if (key == "additionalProperties") {
        if (!is_open(value)) return false;
        result.is_open = true;
      } else if (!ledger::describes(key) && key != "readOnly" && key != "writeOnly" &&
                 key != "xml") {
        return false;
      }
    }
    const std::size_t part = result.parts.size();
    result.parts.push_back(
        {&schema, reading, {open.begin() + static_cast<std::ptrdiff_t>(inside), open.end()}});
    if (properties == nullptr) return true;
    return std::all_of(
        properties->members().begin(), properties->members().end(),
        [&](const Member& member) { return add_property(member.key, member.value, part); });
  }

  Composition result;

 private:
  bool add_target(const Value& reference, std::vector<std::size_t>& open, std::size_t inside) {
    const auto index = reference.is_string() ? definitions_.find(reference.string()) : std::nullopt;
    if (!index || open.size() >= max_references ||
        std::find(open.begin(), open.end(), *index) != open.end()) {
      return false;
    }
    const Value& target = definitions_.schema(*index);
    open.push_back(*index);
    const bool is_added = add(target, {*index, target.raw().data()}, open, inside);
    open.pop_back();
    return is_added;
  }

  bool add_required(const Value& names) {
    if (!names.is_array()) return false;
    for (const Value& name : names.items()) {
      if (!name.is_string()) return false;
      if (required_.insert(name.string()).second) result.required.push_back(name.string());
    }
    return result.required.size() <= max_members;
  }

  bool add_property(std::string_view name, const Value& schema, std::size_t part) {
    const auto [place, is_new] = places_.try_emplace(name, result.properties.size());
    if (is_new) {
      result.properties.push_back({name, &schema, part, nullptr});
      return result.properties.size() <= max_members;
    }
    auto* const known = &result.properties[place->second];
    if (known->schema->raw() == schema.raw() || is_open(schema)) return true;
    if (is_examples(schema)) {
      if (known->values == nullptr) known->values = &schema;
      return true;
    }
    if (known->values != nullptr) return false;
    if (is_values(schema) && has_no_values(*known->schema)) {
      known->values = &schema;
      return true;
    }
    if (!is_values(*known->schema) || !has_no_values(schema)) return false;
    *known = {name, &schema, part, known->schema};
    return true;
  }

  bool has_no_values(const Value& schema) {
    const Value* next = &schema;
    for (std::size_t steps = 0; steps < max_references; ++steps) {
      if (!next->is_object() || next->find("enum") != nullptr || next->find("const") != nullptr ||
          next->find("not") != nullptr) {
        return false;
      }
      const Value* reference = next->find("$ref");
      if (reference == nullptr) return true;
      const auto index =
          reference->is_string() ? definitions_.find(reference->string()) : std::nullopt;
      if (!index) return false;
      next = &definitions_.schema(*index);
    }
    return false;
  }

  Definitions& definitions_;
  std::unordered_map<std::string_view, std::size_t> places_;  // of properties, by their names
  std::unordered_set<std::string_view> required_;
};

}  // namespace

std::optional<Composition> compose(const Value& schema, const Reading& reading,
                                   Definitions& definitions, const std::vector<std::size_t>& open) {
  Composing composing(definitions);
  std::vector<std::size_t> all = open;
  if (!composing.add(schema, reading, all, open.size())) return std::nullopt;
  return std::move(composing.result);
}

}  // namespace mcpcc::profile
