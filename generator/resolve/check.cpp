#include "resolve/check.h"

#include <set>
#include <string>

#include "resolve/pointer.h"

namespace mcpcc::resolve {

using source::Node;

std::vector<const Node*> check_references(const Linked& linked,
                                          std::span<const Node* const> references, Loader& loader,
                                          Diagnostics& diagnostics) {
  std::vector<const Node*> broken;
  Follower follower(loader, linked.document.version >= openapi::Version::v3_1, diagnostics);
  for (const Node* reference : references) {
    const Place* target = follower.follow(reference->string(), reference->span(), {});
    if (target != nullptr && target->node == &loader.file(0).root) {
      diagnostics.report(rules::ref_wrong_kind, reference->span(), {}, "it is the whole document");
      target = nullptr;
    }
    if (target == nullptr) broken.push_back(reference);
  }
  return broken;
}

void check_links(const Linked& linked, std::span<const Node* const> names,
                 std::span<const std::string_view> operations, Diagnostics& diagnostics) {
  std::set<std::string_view> known(operations.begin(), operations.end());
  for (const auto& item : linked.document.paths) {
    for (const auto& operation : item.operations) known.insert(operation.operation_id.value);
  }
  const std::vector<std::string_view> candidates(known.begin(), known.end());
  for (const Node* name : names) {
    if (known.contains(name->string())) continue;
    auto hints = diagnostics.keeps(rules::link_operation_unknown)
                     ? suggest(name->string(), candidates)
                     : std::vector<std::string>();
    diagnostics.report(rules::link_operation_unknown, name->span(), {},
                       "`" + std::string(name->string()) + "`", std::move(hints));
  }
}

}  // namespace mcpcc::resolve
