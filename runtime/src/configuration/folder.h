// The folder whose files arguments may name.
#pragma once

#include <cstddef>
#include <string>
#include <variant>

#include "configuration/configuration.h"
#include "invoke/file_value.h"

namespace mcp::configuration {

/// Opens `folder` once. The reader takes relative paths with `/` between names and refuses `..`,
/// symbolic links (also those that stay inside), everything but regular files, and files of more
/// than `limit` bytes. What lies outside the folder cannot be told from what does not exist. Thread
/// safe.
std::variant<invoke::FileReader, Error> open_folder(const std::string& folder, std::size_t limit);

}  // namespace mcp::configuration
