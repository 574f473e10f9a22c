// The tags of a document as clients are told of them.
#pragma once

#include <vector>

#include "ir/ir.h"
#include "openapi/document.h"
#include "support/diagnostics.h"

namespace mcpcc::lower {

/// In the order of the document. OpenAPI 3.2.0, section 4.22: the parent of a tag is a tag of the
/// document, and no tag is above itself; one that is not so is reported and left out. A tag that
/// only operations name may be one, too.
std::vector<ir::Tag> lower_tags(const openapi::Document& document, Diagnostics& diagnostics);

}  // namespace mcpcc::lower
