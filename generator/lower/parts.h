// What a schema is made of.
#pragma once

#include <vector>

#include "resolve/link.h"

namespace mcpcc::lower {

/// Calls `visit` with the schema and all it is made of, by `allOf` and references, until it returns
/// true or enough are seen.
template <class Visit>
bool any_part(const resolve::Linked& linked, const source::Node& schema, Visit visit) {
  constexpr int most = 100;
  std::vector<const source::Node*> pending{&schema};
  for (int seen = 0; !pending.empty() && seen < most; ++seen) {
    const source::Node& node = *pending.back();
    pending.pop_back();
    if (visit(node)) return true;
    const resolve::Linked::Target* target = linked.target(node);
    if (target != nullptr) pending.push_back(target->schema);
    const source::Node* parts = node.find("allOf");
    if (parts == nullptr || !parts->is_array()) continue;
    for (const source::Node& part : parts->items()) pending.push_back(&part);
  }
  return false;
}

}  // namespace mcpcc::lower
