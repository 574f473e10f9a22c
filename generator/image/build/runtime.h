// The runtime that a project without one of its own is linked with.
#pragma once

#include <filesystem>
#include <variant>

#include "image/build/build.h"
#include "image/build/tools.h"

namespace mcpcc::image {

/// A folder with a `mcpcc-config.cmake`: of an installed mcpcc of this version, where the platform
/// is this machine's, else of a runtime in the cache, which is built when it is not there yet.
std::variant<std::filesystem::path, BuildFailure> provide_runtime(const Tools& tools,
                                                                  const BuildRequest& request);

}  // namespace mcpcc::image
