// Programs for images and bundles.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "driver/driver.h"
#include "driver/message_options.h"
#include "image/assemble.h"
#include "project/project.h"
#include "support/diagnostics.h"

namespace mcpcc::driver {

/// Fills in the program of `project` for `program.platform`: one of `given`, `linux/amd64=FILE`, or
/// built, with `time` as the time. What goes wrong is reported. Returns an exit status.
int provide_program(const project::Project& project, const std::vector<std::string>& given,
                    std::int64_t time, const MessageOptions& options, Environment& environment,
                    Diagnostics& diagnostics, image::Program& program);

/// SOURCE_DATE_EPOCH (reproducible-builds.org), else 0; nullopt: it is malformed, which is
/// reported.
std::optional<std::int64_t> read_time(Diagnostics& diagnostics);

}  // namespace mcpcc::driver
