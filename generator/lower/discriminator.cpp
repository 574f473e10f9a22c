#include "lower/discriminator.h"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "lower/value_shape.h"

namespace mcpcc::lower {

using resolve::Linked;
using source::Node;

namespace {

constexpr int max_parts = 100;

using Values = std::vector<std::string_view>;

bool holds(const Values& values, std::string_view value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

// The schema behind references.
const Node& behind(const Linked& linked, const Node& schema) {
  const Node* end = behind_references(linked, &schema);
  return end == nullptr ? schema : *end;
}

// The values that a schema allows of a string; nullopt: any.
std::optional<Values> allowed_values(const Linked& linked, const Node& written) {
  const Node& schema = behind(linked, written);
  if (const Node* value = schema.find("const")) {
    return value->is_string() ? Values{value->string()} : Values{};
  }
  const Node* list = schema.find("enum");
  if (list == nullptr || !list->is_array()) return std::nullopt;
  Values result;
  for (const Node& value : list->items()) {
    if (value.is_string()) result.push_back(value.string());
  }
  return result;
}

// What a schema and all that it is made of allow of its property; nullopt: any value.
std::optional<Values> own_values(const Linked& linked, const Node& schema,
                                 std::string_view property) {
  std::optional<Values> result;
  std::vector<const Node*> pending{&schema};
  for (int seen = 0; !pending.empty() && seen < max_parts; ++seen) {
    const Node& node = *pending.back();
    pending.pop_back();
    const Node* properties = node.find("properties");
    const Node* found = properties == nullptr ? nullptr : properties->find(property);
    if (auto values = found == nullptr ? std::nullopt : allowed_values(linked, *found)) {
      if (result) {
        std::erase_if(*result, [&](std::string_view value) { return !holds(*values, value); });
      } else {
        result = std::move(values);
      }
    }
    if (const auto* target = linked.target(node)) pending.push_back(target->schema);
    const Node* parts = node.find("allOf");
    if (parts == nullptr || !parts->is_array()) continue;
    for (const Node& part : parts->items()) pending.push_back(&part);
  }
  return result;
}

struct Words {
  std::string_view property;
  const Node* mapping = nullptr;
  std::string_view default_mapping;
};

// An empty property: malformed.
Words words_of(const Node& schema) {
  const Node* node = schema.find("discriminator");
  Words words;
  if (node == nullptr) return words;
  if (node->is_string()) {  // 2.0
    words.property = node->string();
    return words;
  }
  const Node* property = node->find("propertyName");
  if (property != nullptr && property->is_string()) words.property = property->string();
  words.mapping = node->find("mapping");
  const Node* fallback = node->find("defaultMapping");
  if (fallback != nullptr && fallback->is_string()) words.default_mapping = fallback->string();
  return words;
}

struct Alternative {
  const Linked::Target* target = nullptr;  ///< nullptr: not a reference, so it has no name
  std::string_view reference;              ///< as it is written
};

class Reading {
 public:
  Reading(const Linked& linked, const Node& schema)
      : linked_(linked),
        schema_(schema),
        words_(words_of(schema)),
        whole_(own_values(linked, schema, words_.property)) {
    if (words_.mapping == nullptr || !words_.mapping->is_object()) return;
    std::size_t index = 0;
    for (const auto& entry : words_.mapping->members()) {
      if (entry.value.is_string()) {
        by_reference_[entry.value.string()].push_back(index);
        const Node* named = linked_.named_schemas.find(entry.value.string());
        if (named != nullptr) by_schema_[identity(*named)].push_back(index);
      }
      ++index;
    }
  }

  bool is_clear() const { return !words_.property.empty(); }

  Discriminator read(const std::vector<Alternative>& alternatives) const {
    Discriminator result;
    result.property = words_.property;
    std::vector<Values> names;  // by mapping
    std::vector<std::optional<Values>> own;
    bool are_names_values = true;
    // What the whole allows, which may be more than one of them.
    const std::unordered_set<std::string_view> of_whole =
        whole_ ? std::unordered_set<std::string_view>(whole_->begin(), whole_->end())
               : std::unordered_set<std::string_view>();
    for (const Alternative& one : alternatives) {
      names.push_back(mapped(one));
      own.push_back(one.target == nullptr || one.target->schema == &schema_
                        ? std::nullopt
                        : own_of(*one.target->schema));
      if (one.target == nullptr || !names.back().empty()) continue;
      const std::string_view name = one.target->name;
      const bool is_refused =
          own.back() ? !holds(*own.back(), name) : whole_ && !of_whole.contains(name);
      if (is_refused) are_names_values = false;
    }
    bool are_all_known = true;
    for (std::size_t i = 0; i < alternatives.size(); ++i) {
      result.values.emplace_back();
      const Alternative& one = alternatives[i];
      if (one.target != nullptr && is_default(one)) {
        result.fallback = i;
        continue;
      }
      if (own[i]) result.known.insert(result.known.end(), own[i]->begin(), own[i]->end());
      if (one.target == nullptr || own[i] || says_itself(*one.target->schema)) {
        are_all_known = are_all_known && own[i];
        continue;
      }
      if (!names[i].empty()) {
        const bool is_allowed =
            !whole_ || std::all_of(names[i].begin(), names[i].end(),
                                   [&](std::string_view name) { return of_whole.contains(name); });
        if (is_allowed) result.values.back() = names[i];
      } else if (are_names_values && find_mapping(one.target->name) == nullptr) {
        result.values.back() = {one.target->name};
      }
      const Values& values = result.values.back();
      result.known.insert(result.known.end(), values.begin(), values.end());
      are_all_known = are_all_known && !values.empty();
    }
    if (!are_all_known) result.fallback = static_cast<std::size_t>(-1);
    return result;
  }

  // What an alternative that has no value here allows by itself.
  std::optional<Values> own_of(const Node& target) const {
    const auto values = own_values(linked_, target, words_.property);
    // What it has from the schema that it is made of tells it from nothing.
    return values && whole_ && *values == *whole_ ? std::nullopt : values;
  }

  bool is_default(const Alternative& one) const {
    return !words_.default_mapping.empty() && !one.reference.empty() &&
           names(words_.default_mapping, one);
  }
  const Words& words() const { return words_; }

 private:
  bool names(std::string_view value, const Alternative& one) const {
    if (value == one.reference) return true;
    const Node* named = linked_.named_schemas.find(value);
    return named != nullptr && (named == one.target->schema ||
                                (named->is_object() && one.target->schema->is_object() &&
                                 named->members().data() == one.target->schema->members().data()));
  }

  // Objects are the same where their members are.
  static const void* identity(const Node& node) {
    return node.is_object() ? static_cast<const void*>(node.members().data()) : &node;
  }

  Values mapped(const Alternative& one) const {
    if (one.target == nullptr) return {};
    std::vector<std::size_t> entries;
    const auto add = [&](const auto& index, const auto& key) {
      const auto found = index.find(key);
      if (found == index.end()) return;
      entries.insert(entries.end(), found->second.begin(), found->second.end());
    };
    add(by_reference_, one.reference);
    add(by_schema_, identity(*one.target->schema));
    std::sort(entries.begin(), entries.end());
    entries.erase(std::unique(entries.begin(), entries.end()), entries.end());
    Values result;
    for (const std::size_t entry : entries) {
      result.push_back(words_.mapping->members()[entry].key);
    }
    return result;
  }

  const Node* find_mapping(std::string_view key) const {
    return words_.mapping == nullptr ? nullptr : words_.mapping->find(key);
  }

  // It is discriminated by the same property itself.
  bool says_itself(const Node& target) const {
    const Node& schema = behind(linked_, target);
    return words_of(schema).property == words_.property &&
           (schema.find("oneOf") != nullptr || schema.find("anyOf") != nullptr ||
            linked_.heirs.contains(schema.members().data()));
  }

  const Linked& linked_;
  const Node& schema_;
  const Words words_;
  const std::optional<Values> whole_;  // that the schema itself allows
  // Places of entries of the mapping, by what they say.
  std::unordered_map<std::string_view, std::vector<std::size_t>> by_reference_;
  std::unordered_map<const void*, std::vector<std::size_t>> by_schema_;
};

}  // namespace

bool Discriminator::has_choices() const {
  return fallback != static_cast<std::size_t>(-1) ||
         std::any_of(values.begin(), values.end(),
                     [](const auto& of_one) { return !of_one.empty(); });
}

Discriminator discriminator_of(const Linked& linked, const Node& schema,
                               std::span<const Node> alternatives) {
  const Reading reading(linked, schema);
  if (!reading.is_clear()) return {};
  std::vector<Alternative> all;
  for (const Node& node : alternatives) {
    const Node* reference = node.find("$ref");
    const auto* target = linked.target(node);
    all.push_back({target, target == nullptr ? std::string_view() : reference->string()});
  }
  return reading.read(all);
}

Inheritance inheritance_of(const Linked& linked, const Node& schema,
                           const std::vector<Linked::Target>& heirs) {
  const Reading reading(linked, schema);
  if (!reading.is_clear()) return {};
  std::vector<Alternative> all;
  all.reserve(heirs.size());
  for (const auto& heir : heirs) all.push_back({&heir, {}});
  Inheritance result{reading.read(all), false};
  for (std::size_t i = 0; i < heirs.size(); ++i) {
    if (!result.discriminator.values[i].empty()) continue;
    const auto own = reading.own_of(*heirs[i].schema);
    if (!own || own->empty()) return {};
  }
  const auto whole = own_values(linked, schema, reading.words().property);
  result.is_complete = whole && std::all_of(whole->begin(), whole->end(), [&](auto value) {
                         return holds(result.discriminator.known, value);
                       });
  return result;
}

}  // namespace mcpcc::lower
