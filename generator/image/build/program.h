// Programs as containers need them: static, and for the right machine.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "image/image.h"

namespace mcpcc::image {

/// What is wrong with `program` for an image of `platform`: it is no ELF program, for another
/// machine, or wants a dynamic loader, which the image does not have. Empty: nothing.
std::string check_program(std::string_view program, const Platform& platform);

}  // namespace mcpcc::image
