// Equality of values of documents (JSON Schema 2020-12 core, section 4.2.2).
#pragma once

#include <string>

#include "source/node.h"

namespace mcpcc::lower {

/// A text that is the same for equal values, and for no others: numbers by value, members in any
/// order.
std::string value_identity(const source::Node& value);

}  // namespace mcpcc::lower
