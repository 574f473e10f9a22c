// The references that a document holds, wherever the grammar of OpenAPI has one: also those that no
// tool needs, and that linking does not follow.
#pragma once

#include <string_view>
#include <vector>

#include "openapi/document.h"
#include "resolve/check.h"
#include "resolve/pointer.h"
#include "source/node.h"

namespace mcpcc::ledger {

/// In the order of the document.
struct OtherReferences {
  /// The values of `$ref` outside of schemas that linking did not follow: of webhooks, callbacks,
  /// links, examples, and of components that nothing refers to.
  std::vector<resolve::OtherReference> objects;
  /// Those in schemas; those of the mappings of discriminators that are no names of schemas; and
  /// those of `operationRef` of links.
  std::vector<resolve::OtherReference> values;
  /// The values of `operationId` of links.
  std::vector<const source::Node*> operation_names;
  /// The values of `operationId` of all operations, those of webhooks and callbacks, too.
  std::vector<std::string_view> operations;
};

/// Examples, defaults and extensions are data and hold none. Other files are not looked at.
OtherReferences other_references(const source::Node& root, openapi::Version version,
                                 const resolve::References& followed);

}  // namespace mcpcc::ledger
