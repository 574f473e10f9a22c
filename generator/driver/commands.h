// One function a command. Each returns an exit status.
#pragma once

#include "driver/compile.h"

namespace mcpcc::driver {

int generate(const Options& options, Environment& environment);
int check(const Options& options, Environment& environment);
int inspect(const Options& options, Environment& environment);
/// Prints the page of `rule`.
int explain(const std::string& rule, Environment& environment);

}  // namespace mcpcc::driver
