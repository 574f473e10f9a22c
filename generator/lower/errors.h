// The answers of the API that are no success, for people: how a call can fail.
#pragma once

#include <vector>

#include "ir/ir.h"
#include "openapi/document.h"

namespace mcpcc::lower {

/// What the document says of responses other than 1xx and 2xx; of `default` where it describes a
/// success too. Long descriptions end with a sentence.
std::vector<ir::DocumentedError> documented_errors(const openapi::Operation& operation);

}  // namespace mcpcc::lower
