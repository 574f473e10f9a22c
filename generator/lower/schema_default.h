// Whether a `default` is a value that its own schema allows.
#pragma once

#include <string>

#include "source/node.h"

namespace mcpcc::lower {

/// What `value`, the default of `schema`, should be by its `type`, `format` or `enum`; empty when
/// it fits as far as they tell.
std::string expected_default(const source::Node& schema, const source::Node& value,
                             bool is_nullable);

}  // namespace mcpcc::lower
