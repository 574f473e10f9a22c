// Alternatives of a shape, each as one that stands for itself.
#pragma once

#include <cstdint>
#include <vector>

#include "profile/shape.h"

namespace mcpcc::profile {

/// Without null, which is written another way, and integers where any number may be.
std::uint8_t simplified(std::uint8_t types);

/// The alternatives of `shape`, each together with all else that it says but what is left out of it
/// (`dropped`) and its description: those are said once.
std::vector<Shape> spread(const Shape& shape);

/// An alternative a type of `types`; the first one accepts null where `shape` does. What is left
/// out of it goes with the types that it is about.
std::vector<Shape> split(const Shape& shape, std::uint8_t types);

}  // namespace mcpcc::profile
