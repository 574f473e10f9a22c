// The references that a document holds, wherever the grammar of OpenAPI has one: also those that no
// tool needs, and that linking does not follow.
#pragma once

#include <vector>

#include "openapi/document.h"
#include "resolve/pointer.h"
#include "source/node.h"

namespace mcpcc::ledger {

/// The values of `$ref` in the document at `root` that are not among `followed`, in the order of
/// the document: of webhooks, callbacks, links, examples, and of components that nothing refers to;
/// and those of the mappings of discriminators that are no names of schemas.
/// Examples, defaults and extensions are data and hold none. Other files are not looked at.
std::vector<const source::Node*> other_references(const source::Node& root,
                                                  openapi::Version version,
                                                  const resolve::References& followed);

}  // namespace mcpcc::ledger
