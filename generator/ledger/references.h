// The references that a document holds, wherever the grammar of OpenAPI has one: also those that no
// tool needs, and that linking does not follow.
#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "openapi/document.h"
#include "resolve/check.h"
#include "resolve/pointer.h"
#include "source/node.h"

namespace mcpcc::ledger {

/// What operations and links are called.
struct OperationNames {
  /// The values of `operationId` of links.
  std::vector<const source::Node*> of_links;
  /// The values of `operationId` of all operations, those of webhooks and callbacks, too.
  std::vector<std::string_view> all;
};

using Follow =
    std::function<std::optional<resolve::OtherReferences::Target>(const resolve::OtherReference&)>;

/// Gives `follow` the references that linking did not follow: the values of `$ref` of webhooks,
/// callbacks, links, examples, and of components that nothing refers to, wherever these and all
/// other references lead; those of the mappings of discriminators that are no names of schemas; and
/// those of `operationRef` of links. Examples, defaults and extensions are data and hold none.
OperationNames follow_others(const source::Node& root, openapi::Version version,
                             const resolve::References& followed, const Follow& follow);

}  // namespace mcpcc::ledger
