// Which values are `writeOnly`: what validation collects, and what any alternative says where a
// value does not conform. APIs send what differs from their documents, and nothing that one hides
// may get through for that.
#include <algorithm>

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
  std::erase(out.values, &instance);
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

/// Of those whose keyword depends on other ones, which are for any member or item.
void Checker::mark_children(const Node& node, const json::Value& value) {
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

std::optional<WriteOnly> Program::write_only(const json::Value& instance) const {
  return Checker(*this).write_only(*root_, instance);
}

}  // namespace mcp::schema
