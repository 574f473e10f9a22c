// The overlays that the command line names.
#pragma once

#include <string>
#include <vector>

#include "driver/compile.h"

namespace mcpcc::driver {

/// Loads `files` and applies them, one after the other, to the document that the loader of
/// `compilation` holds; references lead into the result from then on.
void apply_overlays(const std::vector<std::string>& files, Compilation& compilation);

}  // namespace mcpcc::driver
