// The references of schemas: `$ref`, `$dynamicRef` and what is made of a schema. Internal to this
// folder; the results stand in Linked.
#pragma once

#include <unordered_set>
#include <vector>

#include "resolve/link.h"
#include "resolve/pointer.h"

namespace mcpcc::resolve {

class SchemaLinker {
 public:
  SchemaLinker(Linked& linked, Follower& follower, Diagnostics& diagnostics)
      : linked_(linked), follower_(follower), diagnostics_(diagnostics) {}

  /// Visits every schema below `schema` and below the targets of its references, each once.
  /// nullptr: there is none.
  void visit(const source::Node* schema);

  /// Whatever the dynamic scope will be, the schemas that a `$dynamicRef` can lead to are visited.
  /// After all others.
  void link_dynamic_anchors();

  /// Reports and cuts references by which a schema contains itself in place. At last.
  void check_circles();

 private:
  bool is_since_3_1() const;
  void enter(const source::Node& schema);
  void visit_heirs(const source::Node& schema, std::vector<const source::Node*>& pending);
  void visit_reference(const source::Node& reference, std::vector<const source::Node*>& pending);
  void visit_dynamic_reference(const source::Node& reference,
                               std::vector<const source::Node*>& pending);
  const Place* visit_target(const source::Node& reference,
                            std::vector<const source::Node*>& pending);

  Linked& linked_;
  Follower& follower_;
  Diagnostics& diagnostics_;
  std::unordered_set<const void*> visited_;
};

}  // namespace mcpcc::resolve
