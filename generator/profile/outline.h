// What a value is that is given as JSON text, for its description.
#pragma once

#include <cstddef>
#include <string>

#include "profile/shape.h"

namespace mcpcc::profile {

/// A JSON Schema of `shape` in at most `most` bytes, without descriptions: as many levels of it as
/// fit. Empty: not even its own level does, or it says nothing.
std::string outline(const Shape& shape, std::size_t most);

}  // namespace mcpcc::profile
