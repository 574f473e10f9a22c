// Image layouts from the disk, ours or those of other tools.
#pragma once

#include <filesystem>
#include <string>
#include <variant>

#include "image/layout.h"

namespace mcpcc::image {

/// Reads the layout in `folder`: the image named `tag` (`org.opencontainers.image.ref.name`), or
/// with an empty `tag` the one that there is, and what refers to it. Every blob has to be there
/// with the size and the digest that are said of it. A string: what is wrong.
std::variant<Layout, std::string> read_layout(const std::filesystem::path& folder,
                                              const std::string& tag);

}  // namespace mcpcc::image
