// For commands that make something and record it as part of the job: `--register`.
#pragma once

#include "driver/driver.h"
#include "driver/registry_options.h"
#include "registry/contents.h"

namespace mcpcc::driver::registry_commands {

/// Fails early: opens the registry, so that nothing is made that cannot be recorded. Returns an
/// exit status and prints why.
int check_registry(const MessageOptions& messages, const RegistryLocation& location,
                   Environment& environment);

/// Records the API and the server of the project in `folder`, in one transaction.
int record_project(const std::string& folder, const MessageOptions& messages,
                   const RegistryLocation& location, Environment& environment);

/// Records an image. Its server need not be recorded yet.
int record_image(const registry::Image& image, const MessageOptions& messages,
                 const RegistryLocation& location, Environment& environment);

}  // namespace mcpcc::driver::registry_commands
