#include "lower/direction.h"

#include <algorithm>
#include <cstddef>

namespace mcpcc::lower {

using source::Node;

bool Directions::hides(const Node& schema, Direction direction) const {
  return only_.value_or(direction) == direction && is_true(schema, hidden_by(direction));
}

// Whatever holds objects is looked into, examples too: a schema too many that is held to depend on
// the direction costs its text, no more.
Directions::Parts Directions::parts_of(const Node& schema) const {
  Parts result;
  if (schema.is_object()) {
    const auto heirs = linked_.heirs.find(schema.members().data());
    if (heirs != linked_.heirs.end()) {
      for (const auto& heir : heirs->second) result.targets.push_back(heir.schema);
    }
  }
  std::vector<const Node*> pending{&schema};
  while (!pending.empty() && !result.matters) {
    const Node& node = *pending.back();
    pending.pop_back();
    if (node.is_array()) {
      for (const Node& item : node.items()) pending.push_back(&item);
      continue;
    }
    if (!node.is_object()) continue;
    result.matters = hides(node, Direction::request) || hides(node, Direction::result) ||
                     node.find("$dynamicRef") != nullptr;
    if (const auto* target = linked_.target(node)) result.targets.push_back(target->schema);
    for (const auto& member : node.members()) pending.push_back(&member.value);
  }
  return result;
}

// Tarjan's strongly connected components: schemas that lead to each other have one answer, and each
// is looked at once.
bool Directions::matters(const Node& root) {
  if (const auto known = known_.find(&root); known != known_.end()) return known->second;
  struct Visit {
    const Node* schema;
    Parts parts;
    std::size_t index, low;
    std::size_t next = 0;  // of the targets
  };
  std::vector<Visit> path;
  std::vector<const Node*> open;  // of components that are not complete
  std::unordered_map<const Node*, std::size_t> indices;
  const auto enter = [&](const Node* schema) {
    const std::size_t index = indices.size();
    indices.emplace(schema, index);
    open.push_back(schema);
    path.push_back({schema, parts_of(*schema), index, index});
  };
  enter(&root);
  while (true) {
    Visit& visit = path.back();
    if (visit.next < visit.parts.targets.size()) {
      const Node* target = visit.parts.targets[visit.next++];
      if (const auto known = known_.find(target); known != known_.end()) {
        visit.parts.matters = visit.parts.matters || known->second;
      } else if (const auto met = indices.find(target); met != indices.end()) {
        visit.low = std::min(visit.low, met->second);
      } else {
        enter(target);
      }
      continue;
    }
    const Visit done = std::move(visit);
    path.pop_back();
    if (done.low == done.index) {
      while (true) {
        const Node* member = open.back();
        open.pop_back();
        known_[member] = done.parts.matters;
        if (member == done.schema) break;
      }
    }
    if (path.empty()) return done.parts.matters;
    path.back().low = std::min(path.back().low, done.low);
    path.back().parts.matters = path.back().parts.matters || done.parts.matters;
  }
}

}  // namespace mcpcc::lower
