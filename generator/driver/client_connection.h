// How clients reach the server of a project, as the command line of `mcpcc clients` says.
#pragma once

#include <string>

#include "driver/clients.h"
#include "emit/clients/clients.h"
#include "project/project.h"

namespace mcpcc::driver {

/// What the user wrote cannot be meant.
struct UsageError {
  std::string message;
};

/// Throws UsageError.
emit::clients::Connection connection_of(const project::Project& project,
                                        const ClientsOptions& options);

}  // namespace mcpcc::driver
