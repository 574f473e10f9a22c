// Which values are `writeOnly`: what validation collects, and what any alternative says where a
// value does not conform. APIs send what differs from their documents, and nothing that one hides
// may get through for that.
#include <algorithm>
#include <array>

#include "schema/checker.h"

namespace mcp::schema {
namespace {

constexpr std::uint32_t max_depth = 800;  // subschemas inside one another, references included

}  // namespace

std::optional<WriteOnly> Checker::write_only(const Node& root, const json::Value& instance) {
  WriteOnly out;
  write_only_ = &out.values;
  out.conforms = accepts(root, instance);
  if (!out.conforms) {
    exhausted_ = false;
    steps_ = 0;
    out.values.clear();
    marked_.clear();
    mark(root, instance);
  }
  if (exhausted_) return std::nullopt;
  std::sort(out.values.begin(), out.values.end());
  out.values.erase(std::unique(out.values.begin(), out.values.end()), out.values.end());
  return out;
}

/// Applies what `node` says of `writeOnly` to `value` and what is below it, whatever else it says.
void Checker::mark(const Node& node, const json::Value& value) {
  if (depth_ >= max_depth || ++steps_ > program_.max_steps()) exhausted_ = true;
  if (exhausted_ || !marked_.emplace(&node, &value).second) return;
  ++depth_;
  const Scope* const outer_scope = scope_;
  const Scope entered{node.resource, outer_scope};
  if (outer_scope == nullptr || outer_scope->resource != node.resource) scope_ = &entered;
  if (node.write_only) write_only_->push_back(&value);
  if (node.reference != nullptr) mark_below(program_.resolve(*node.reference), value);
  if (node.dynamic_reference != nullptr) {
    mark_below(program_.resolve(*node.dynamic_reference, scope_), value);
  }
  if (const Combinators* rules = node.combinators.get()) {
    for (const Nodes* list : {&rules->all_of, &rules->any_of, &rules->one_of}) {
      for (const Node* schema : *list) mark(*schema, value);
    }
    for (const Node* schema : {rules->condition, rules->then, rules->otherwise}) {
      mark_below(schema, value);
    }
  }
  mark_children(node, value);
  scope_ = outer_scope;
  --depth_;
}

void Checker::mark_below(const Node* node, const json::Value& value) {
  if (node != nullptr) mark(*node, value);
}

/// What is said of the members of an object or the items of an array where `value` is the other
/// one: of its children, and of `value` itself.
void Checker::mark_exchanged(const Node& node, const json::Value& value) {
  if (value.is_array() && (node.object != nullptr || node.unevaluated_properties != nullptr)) {
    const ObjectRules* rules = node.object.get();
    for (const json::Value& item : value.items()) {
      if (exhausted_) return;
      mark(node, item);
      mark_below(node.unevaluated_properties, item);
      if (rules == nullptr) continue;
      mark_below(rules->additional, item);
      for (const PatternRule& rule : rules->patterns) mark(*rule.schema, item);
    }
  }
  if (!value.is_object() || (node.array == nullptr && node.unevaluated_items == nullptr)) return;
  Nodes schemas{node.unevaluated_items};
  if (const ArrayRules* rules = node.array.get()) {
    schemas.insert(schemas.end(), rules->prefix_items.begin(), rules->prefix_items.end());
    schemas.push_back(rules->items);
    schemas.push_back(rules->contains);
  }
  for (const Node* schema : schemas) {
    mark_below(schema, value);
    for (const json::Member& member : value.members()) mark_below(schema, member.value);
  }
}

/// Of those whose keyword depends on other ones, which are for any member or item.
void Checker::mark_children(const Node& node, const json::Value& value) {
  mark_exchanged(node, value);
  if (value.is_array()) {
    const auto items = value.items();
    for (std::size_t i = 0; i < items.size() && !exhausted_; ++i) {
      if (const ArrayRules* rules = node.array.get()) {
        const bool is_first = i < rules->prefix_items.size();
        mark_below(is_first ? rules->prefix_items[i] : rules->items, items[i]);
        mark_below(rules->contains, items[i]);
      }
      mark_below(node.unevaluated_items, items[i]);
    }
    return;
  }
  if (!value.is_object()) return;
  const ObjectRules* rules = node.object.get();
  if (rules != nullptr) {
    for (const auto& [trigger, schema] : rules->dependent_schemas) mark(*schema, value);
  }
  for (const json::Member& member : value.members()) {
    if (exhausted_) return;
    bool is_named = false;
    if (rules != nullptr) {
      const Property* property = rules->properties.find(member.key);
      if (property != nullptr && property->schema != nullptr) {
        is_named = true;
        mark(*property->schema, member.value);
      }
      for (const PatternRule& rule : rules->patterns) {
        spend(member.key.size());
        // One that takes too long may be meant.
        if (rule.pattern->find(member.key) == regex::Pattern::Match::no) continue;
        is_named = true;
        mark(*rule.schema, member.value);
      }
      if (!is_named) mark_below(rules->additional, member.value);
    }
    if (!is_named) mark_below(node.unevaluated_properties, member.value);
  }
}

/// `node`, and what has to hold wherever it holds: what it refers to and its `allOf`.
Checker::Parts Checker::parts_of(const Node& node) {
  Parts out{&node};
  const auto add = [&](const Node* part) {
    if (part != nullptr && std::find(out.begin(), out.end(), part) == out.end()) {
      out.push_back(part);
    }
  };
  for (std::size_t i = 0; i < out.size() && !exhausted_; ++i) {
    if (++steps_ > program_.max_steps()) exhausted_ = true;
    const Node& part = *out[i];
    if (part.reference != nullptr) add(program_.resolve(*part.reference));
    if (part.dynamic_reference != nullptr) add(program_.resolve(*part.dynamic_reference, scope_));
    if (part.combinators == nullptr) continue;
    for (const Node* schema : part.combinators->all_of) add(schema);
  }
  return out;
}

/// Whether `node` is for values of another type, or names other ones than `value`.
bool Checker::is_other(const Node& node, const json::Value& value) {
  if (node.never || !has_type(node, value)) return true;
  return std::any_of(node.allowed.begin(), node.allowed.end(), [&](const Constants& constants) {
    return !check_constants(constants, value, {});
  });
}

/// Whether what `node` says of the member `name` tells that another alternative is meant: it has
/// one value for it, or forbids this one, or has some where one of `met` has other ones. APIs send
/// more values than their documents list, and null for what they do not know.
bool Checker::is_other_constant(const Node& node, const json::Value& value, std::string_view name,
                                const Nodes& met) {
  if (value.is_null() || value.is_array() || value.is_object()) return false;
  const auto is_listed_elsewhere = [&](const Node* alternative) {
    for (const Node* part : parts_of(*alternative)) {
      const Property* property =
          part->object != nullptr ? part->object->properties.find(name) : nullptr;
      if (property == nullptr || property->schema == nullptr) continue;
      for (const Node* schema : parts_of(*property->schema)) {
        if (!schema->allowed.empty()) return true;
      }
    }
    return false;
  };
  for (const Node* part : parts_of(node)) {
    for (const Constants& constants : part->allowed) {
      const auto is_like = [&](const Constant& constant) {
        return constant.value->kind() == value.kind();
      };
      const bool tells = std::any_of(constants.values.begin(), constants.values.end(), is_like) &&
                         (constants.values.size() == 1 ||
                          std::any_of(met.begin(), met.end(), is_listed_elsewhere));
      if (tells && !check_constants(constants, value, {})) return true;
    }
    const Node* negated = part->combinators != nullptr ? part->combinators->negated : nullptr;
    if (negated != nullptr && !negated->allowed.empty() && !is_other(*negated, value)) return true;
  }
  return false;
}

/// Whether `node`, which does not hold, is for other values than `value`, for all that can be told
/// where APIs keep to types and limits as they please; `met`: alternatives of it that hold.
Checker::Excluded Checker::excluded(const Node& node, const json::Value& value, const Nodes& met) {
  if (depth_ >= max_depth) exhausted_ = true;
  if (exhausted_) return Excluded::no;
  Excluded out = Excluded::no;
  for (const Node* part : parts_of(node)) {
    if (is_other(*part, value)) return Excluded::yes;
    if (const Combinators* rules = part->combinators.get()) {
      ++depth_;
      for (const Nodes* list : {&rules->any_of, &rules->one_of}) {
        const bool are_all =
            !list->empty() && std::all_of(list->begin(), list->end(), [&](auto* one) {
              return excluded(*one, value, met) == Excluded::yes;
            });
        if (are_all) out = Excluded::yes;
      }
      --depth_;
      if (out == Excluded::yes) return out;
    }
    if (part->object == nullptr || !value.is_object()) continue;
    for (const json::Member& member : value.members()) {
      const Property* property = part->object->properties.find(member.key);
      if (property == nullptr || property->schema == nullptr) continue;
      if (is_other_constant(*property->schema, member.value, member.key, met)) return Excluded::yes;
    }
    for (const std::string_view name : part->object->required) {
      spend(value.members().size());
      if (value.find(name) == nullptr) out = Excluded::by_absence;
    }
  }
  return out;
}

/// Applies what alternatives that do not hold say of `writeOnly`, unless they are for other values:
/// one wrong member does not make a value that of another alternative. One that only misses members
/// may be meant or not; what an alternative that holds shows is shown then.
void Checker::mark_unmet(const Nodes& unmet, const json::Value& value, const Nodes& met) {
  const auto is_shown = [&](const json::Value* hidden) {
    for (const json::Member& member : value.members()) {
      if (&member.value != hidden) continue;
      for (const Node* alternative : met) {
        for (const Node* part : parts_of(*alternative)) {
          const Property* property =
              part->object != nullptr ? part->object->properties.find(member.key) : nullptr;
          if (property != nullptr && property->schema != nullptr) return true;
        }
      }
    }
    return false;
  };
  for (const Node* schema : unmet) {
    const Excluded result = excluded(*schema, value, met);
    if (result == Excluded::yes) continue;
    const auto begin = static_cast<std::ptrdiff_t>(write_only_->size());
    marked_.clear();
    mark(*schema, value);
    if (result == Excluded::no || !value.is_object()) continue;
    const auto shown = std::remove_if(write_only_->begin() + begin, write_only_->end(), is_shown);
    write_only_->erase(shown, write_only_->end());
  }
}

std::optional<WriteOnly> Program::write_only(const json::Value& instance) const {
  return Checker(*this).write_only(*root_, instance);
}

}  // namespace mcp::schema
