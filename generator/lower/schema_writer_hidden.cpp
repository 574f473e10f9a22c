// What is hidden in one direction: what becomes of it, and of what names it.
#include <algorithm>
#include <array>
#include <charconv>
#include <deque>
#include <set>
#include <unordered_set>

#include "ledger/support.h"
#include "lower/alternatives.h"
#include "lower/parts.h"
#include "lower/schema_writer.h"
#include "lower/text.h"

namespace mcpcc::lower {

namespace outcomes = ledger::outcomes;
using resolve::Linked;
using source::Node;

namespace {

bool is_names(const Node& value) {
  return value.is_array() && std::all_of(value.items().begin(), value.items().end(),
                                         [](const Node& name) { return name.is_string(); });
}

bool is_lists_of_names(const Node& value) {
  return value.is_object() &&
         std::all_of(value.members().begin(), value.members().end(),
                     [](const auto& member) { return is_names(member.value); });
}

// The names in the value of `key`, if it is well formed.
std::span<const Node> names_of(const Node& schema, std::string_view key) {
  const Node* value = schema.find(key);
  return value != nullptr && is_names(*value) ? value->items() : std::span<const Node>();
}

std::span<const source::Member> dependencies_of(const Node& schema) {
  const Node* value = schema.find("dependentRequired");
  return value != nullptr && is_lists_of_names(*value) ? value->members()
                                                       : std::span<const source::Member>();
}

// The names of members of its own value that `schema` speaks of, in what it is made of and in
// alternatives.
std::set<std::string_view> spoken_names(const Linked& linked, const Node& schema) {
  constexpr std::size_t most = 200;
  std::set<std::string_view> result;
  std::vector<const Node*> pending{&schema};
  std::unordered_set<const Node*> seen;
  while (!pending.empty() && seen.size() < most) {
    const Node& node = *pending.back();
    pending.pop_back();
    if (!node.is_object() || !seen.insert(&node).second) continue;
    const auto add = [&](const Node& name) { result.insert(name.string()); };
    const auto required = names_of(node, "required");
    std::for_each(required.begin(), required.end(), add);
    for (const auto& member : dependencies_of(node)) {
      result.insert(member.key);
      std::for_each(member.value.items().begin(), member.value.items().end(), add);
    }
    const Node* properties = node.find("properties");
    if (properties != nullptr && properties->is_object()) {
      for (const auto& member : properties->members()) result.insert(member.key);
    }
    if (const Linked::Target* target = linked.target(node)) pending.push_back(target->schema);
    for (const std::string_view key : {"allOf", "anyOf", "oneOf"}) {
      const Node* list = node.find(key);
      if (list == nullptr || !list->is_array()) continue;
      for (const Node& item : list->items()) pending.push_back(&item);
    }
    for (const std::string_view key : {"if", "then", "else", "not"}) {
      if (const Node* one = node.find(key)) pending.push_back(one);
    }
  }
  return result;
}

}  // namespace

// A property that results must not show says so itself, whatever says it in the document.
void SchemaLowering::Writer::write_hidden(const Node& property) {
  const bool says_so = property.is_object() && reference_of(property) == nullptr &&
                       is_true(property, hidden_by(use.direction));
  if (says_so) return write_part(property);
  out += R"({"writeOnly":true,"allOf":[)";
  write_part(property);
  out += "]}";
}

bool SchemaLowering::Writer::is_hidden(const Node& property) const {
  const std::string_view flag = hidden_by(use.direction);
  return any_part(lowering.linked_, property,
                  [&](const Node& part) { return is_true(part, flag); });
}

// The names of properties that are hidden in `schema` and in each schema that it is made of.
const SchemaLowering::HiddenNames& SchemaLowering::Writer::hidden_names(const Node& schema) const {
  static const HiddenNames none;
  if (!schema.is_object()) return none;
  const auto [known, is_new] =
      lowering.hidden_names_.try_emplace({schema.members().data(), use.direction});
  HiddenNames& result = known->second;
  if (!is_new || !lowering.directions_.matters(schema)) return result;
  any_part(lowering.linked_, schema, [&](const Node& part) {
    const Node* properties = part.find("properties");
    if (properties == nullptr || !properties->is_object()) return false;
    const auto [own, is_first] =
        lowering.hidden_properties_.try_emplace({properties->members().data(), use.direction});
    if (is_first) {
      for (const auto& member : properties->members()) {
        if (is_hidden(member.value)) own->second.insert(member.key);
      }
    }
    if (!own->second.empty()) result.push_back(&own->second);
    return false;
  });
  return result;
}

// Whether a name that `schema` requires is of a property that is hidden, there or in what else is
// about the same value.
bool SchemaLowering::Writer::is_hidden(const Node& schema, const Around* outer,
                                       std::string_view name) const {
  const auto holds = [&](const Node& about) {
    const HiddenNames& all = hidden_names(about);
    return std::any_of(all.begin(), all.end(),
                       [&](const auto* own) { return own->contains(name); });
  };
  if (holds(schema)) return true;
  for (; outer != nullptr; outer = outer->outer) {
    if (holds(outer->schema)) return true;
    if (outer->hidden != nullptr && outer->hidden->contains(name)) return true;
  }
  return false;
}

// What is hidden is demanded of nobody. Whether a result has it is seen in the result.
bool SchemaLowering::Writer::is_left_out(const Node& schema, std::string_view name) const {
  return (is_request() || !use.in_condition) && is_hidden(schema, name);
}

// Repeated names once.
std::string SchemaLowering::Writer::shown_names(const Node& schema, const Node& value) const {
  std::set<std::string_view> names;
  std::string list;
  for (const Node& name : value.items()) {
    if (is_left_out(schema, name.string())) continue;
    if (!names.insert(name.string()).second) continue;
    if (!list.empty()) list += ',';
    append_json_string(list, name.string());
  }
  return list;
}

void SchemaLowering::Writer::write_required(Object& object, const Node& schema, const Node& value) {
  if (value.is_boolean() && lowering.repair_.is_reported(value)) return;
  if (!is_names(value)) return copy(object, "required", value, false, "an array of names");
  const std::string list = shown_names(schema, value);
  if (list.empty()) return;
  object.key("required");
  out += '[' + list + ']';
}

// Members that the schema requires and no request has are not counted.
void SchemaLowering::Writer::write_min_properties(Object& object, const Node& schema,
                                                  const Node& value) {
  std::set<std::string_view> hidden;
  if (is_request() && !use.in_condition) {
    for (const Node& name : names_of(schema, "required")) {
      if (is_hidden(schema, name.string())) hidden.insert(name.string());
    }
  }
  std::string text;
  append_json(text, value);
  std::size_t least = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), least);
  const bool is_read = error == std::errc() && end == text.data() + text.size();
  if (hidden.empty() || !is_read || least == 0) {
    return copy(object, "minProperties", value, true, "");
  }
  lose(outcomes::count_hidden, value);
  if (least <= hidden.size()) return;
  object.key("minProperties");
  out += std::to_string(least - hidden.size());
}

void SchemaLowering::Writer::write_dependent_required(Object& object, const Node& schema,
                                                      const Node& value) {
  constexpr std::string_view key = "dependentRequired";
  if (!is_lists_of_names(value)) {
    return copy(object, key, value, value.is_object(), "an object");
  }
  std::string lists;
  for (const auto& member : value.members()) {
    if (is_request() && is_hidden(schema, member.key)) continue;
    const std::string list = shown_names(schema, member.value);
    if (list.empty()) continue;
    if (!lists.empty()) lists += ',';
    append_json_string(lists, member.key);
    lists += ":[" + list + ']';
  }
  if (lists.empty()) return;
  object.key(key);
  out += '{' + lists + '}';
}

// In a condition of a request: schemas of values that never meet `schema`, as it requires of them
// what is hidden. JSON, separated by commas; empty: there are none.
std::string SchemaLowering::Writer::refuted(const Node& schema) const {
  if (!is_request() || !use.in_condition) return {};
  for (const Node& name : names_of(schema, "required")) {
    if (is_hidden(schema, name.string())) return R"({"type":"object"})";
  }
  std::string result;
  for (const auto& member : dependencies_of(schema)) {
    if (is_hidden(schema, member.key)) continue;
    const auto names = member.value.items();
    if (std::none_of(names.begin(), names.end(),
                     [&](const Node& name) { return is_hidden(schema, name.string()); })) {
      continue;
    }
    if (!result.empty()) result += ',';
    result += R"({"type":"object","required":[)";
    append_json_string(result, member.key);
    result += "]}";
  }
  return result;
}

// `value` is that of the keyword in `schema`.
void SchemaLowering::Writer::write_not(const Node& schema, const Node& value) {
  const std::string others = refuted(schema);
  if (!others.empty()) out += R"({"anyOf":[)";
  const bool before = std::exchange(use.in_condition, true);
  write_same(schema, value);
  use.in_condition = before;
  if (!others.empty()) out += ',' + others + "]}";
}

// Where `schema` has no `not` itself.
void SchemaLowering::Writer::write_refuted(Object& object, const Node& schema) {
  if (schema.find("not") != nullptr) return;
  const std::string all = refuted(schema);
  if (all.empty()) return;
  object.key("not");
  const bool are_several = all.find("},{") != std::string::npos;
  out += are_several ? R"({"anyOf":[)" + all + "]}" : all;
}

// The schema around `schema` in which all stands that is about the same value.
const Node& SchemaLowering::Writer::outermost(const Node& schema) const {
  const Node* result = &schema;
  for (const Around* outer = around; outer != nullptr; outer = outer->outer) {
    result = &outer->schema;
  }
  return *result;
}

void SchemaLowering::Writer::begin(const Node& schema) {
  if (use.hidden_around == 0) return;
  beginning.emplace(schema, nullptr);
  beginning->hidden = &lowering.hidden_around_[use.hidden_around - 1];
  around = &*beginning;
  use.hidden_around = 0;
}

// Whether something in `schema`, or a name of it by what is around it, may be hidden.
bool SchemaLowering::Writer::may_hide(const Node& schema) const {
  for (const Around* outer = around; outer != nullptr; outer = outer->outer) {
    if (outer->hidden != nullptr) return true;
  }
  return lowering.directions_.matters(outermost(schema));
}

// Names that `target` speaks of and does not hide itself, but what is about the same value in the
// place of `schema` does, are hidden in it there.
SchemaUse SchemaLowering::Writer::use_of(const Node& schema, const Node& target,
                                         const Around* outer) {
  SchemaUse result = use;
  const bool is_alone = schema.is_object() && schema.members().size() == 1;
  if (outer == nullptr && is_alone) return result;
  std::set<std::string_view> hidden;
  const auto add = [&](const HiddenNames& all) {
    for (const auto* own : all) hidden.insert(own->begin(), own->end());
  };
  if (!is_alone) add(hidden_names(schema));
  for (; outer != nullptr; outer = outer->outer) {
    add(hidden_names(outer->schema));
    if (outer->hidden != nullptr) hidden.insert(outer->hidden->begin(), outer->hidden->end());
  }
  for (const auto* own : hidden_names(target)) {
    for (const std::string_view name : *own) hidden.erase(name);
  }
  if (hidden.empty()) return result;
  const std::set<std::string_view> spoken = spoken_names(lowering.linked_, target);
  std::erase_if(hidden, [&](std::string_view name) { return !spoken.contains(name); });
  if (hidden.empty()) return result;
  auto& all = lowering.hidden_around_;
  const auto known = std::find(all.begin(), all.end(), hidden);
  result.hidden_around = static_cast<std::size_t>(known - all.begin()) + 1;
  if (known == all.end()) all.push_back(std::move(hidden));
  return result;
}

// Whether `schema`, written here, accepts more than in the document, because something in it
// requires what is hidden. What is too large to be told may.
bool SchemaLowering::Writer::is_loosened(const Node& schema, const Around* outer) {
  if (use.in_condition) return false;
  // What is referred to, which many do, is the same for all of them.
  const Linked::Target* referred = outer == nullptr ? nullptr : target_of(schema);
  if (referred != nullptr) {
    auto& known = lowering.loosened_[{referred->schema, use.direction}];
    if (!known) known = is_loosened(*referred->schema, nullptr);
    if (*known) return true;
    if (use_of(schema, *referred->schema, outer).hidden_around != 0) referred = nullptr;
  }
  constexpr std::size_t most = 1000, most_steps = 10000;
  std::size_t steps = 0;
  constexpr std::array<std::string_view, 5> other_values = {
      "additionalProperties", "contains", "items", "unevaluatedItems", "unevaluatedProperties"};
  struct Place {
    const Node* schema;
    const Around* around;
  };
  std::vector<Place> pending{{&schema, outer}};
  std::unordered_set<const Node*> seen;
  std::deque<Around> arounds;
  while (!pending.empty()) {
    const Node* written = pending.back().schema;
    const Around* about = pending.back().around;
    pending.pop_back();
    if (!written->is_object() || !seen.insert(written).second) continue;
    if (seen.size() > most || steps > most_steps) return true;
    const Node& node = repaired(*written);
    const auto is_hidden_name = [&](const Node& name) {
      steps += about == nullptr ? 1 : about->depth + 1;
      return steps > most_steps || is_hidden(node, about, name.string());
    };
    const auto names = names_of(node, "required");
    if (std::any_of(names.begin(), names.end(), is_hidden_name)) return true;
    for (const auto& member : dependencies_of(node)) {
      const auto list = member.value.items();
      if (std::any_of(list.begin(), list.end(), is_hidden_name)) return true;
    }
    const Linked::Target* target = target_of(node);
    arounds.emplace_back(node, about);
    const Around* same = &arounds.back();
    if (target != nullptr && target != referred) pending.push_back({target->schema, same});
    const Node* second = second_reference_of(node);
    target = second == nullptr ? nullptr : lowering.linked_.target(*second, scope);
    if (target != nullptr) pending.push_back({target->schema, same});
    for (const auto& member : node.members()) {
      const Node& value = member.value;
      const bool is_list = member.key == "allOf" || member.key == "anyOf" || member.key == "oneOf";
      if ((is_list || member.key == "prefixItems") && value.is_array()) {
        for (const Node& item : value.items()) pending.push_back({&item, is_list ? same : nullptr});
      } else if (member.key == "then" || member.key == "else") {
        pending.push_back({&value, same});
      } else if (std::find(other_values.begin(), other_values.end(), member.key) !=
                 other_values.end()) {
        pending.push_back({&value, nullptr});
      } else if (value.is_object() &&
                 (member.key == "properties" || member.key == "patternProperties" ||
                  member.key == "dependentSchemas")) {
        const bool is_same = member.key == "dependentSchemas";
        for (const auto& entry : value.members()) {
          if (member.key == "properties" && is_request() && is_hidden(entry.value)) continue;
          pending.push_back({&entry.value, is_same ? same : nullptr});
        }
      }
    }
  }
  return false;
}

// Whether a value that is one of the `alternatives` in the document may be several of them here.
bool SchemaLowering::Writer::is_several(const Node& schema, const Node& alternatives) {
  if (use.in_condition || !may_hide(schema)) return false;
  const Around outer(schema, around);
  std::vector<bool> loosened;
  for (const Node& alternative : alternatives.items()) {
    loosened.push_back(is_loosened(alternative, &outer));
  }
  if (std::find(loosened.begin(), loosened.end(), true) == loosened.end()) return false;
  std::vector<Marks> marks;
  for (const Node& alternative : alternatives.items()) {
    marks.push_back(marks_of(lowering.linked_, lowering.repair_, alternative));
    // What is hidden tells nothing apart.
    std::erase_if(marks.back().values,
                  [&](const auto& entry) { return is_hidden(alternative, &outer, entry.first); });
  }
  constexpr std::size_t most_pairs = 10000;
  bool are_all_apart = marks.size() * marks.size() <= most_pairs;
  for (std::size_t i = 0; are_all_apart && i < marks.size(); ++i) {
    for (std::size_t j = 0; are_all_apart && loosened[i] && j < marks.size(); ++j) {
      are_all_apart = i == j || are_apart(marks[i], marks[j]);
    }
  }
  if (!are_all_apart && is_request()) lose(outcomes::one_of_hidden, alternatives);
  return !are_all_apart;
}

// Whether more items than the document counts may be what `contains` looks for.
bool SchemaLowering::Writer::is_outnumbered(const Node& schema, const Node& most) {
  const Node* wanted = schema.find("contains");
  if (wanted == nullptr || use.in_condition || !lowering.directions_.matters(*wanted) ||
      !is_loosened(*wanted, nullptr)) {
    return false;
  }
  if (is_request()) lose(outcomes::one_of_hidden, most);
  return true;
}

}  // namespace mcpcc::lower
