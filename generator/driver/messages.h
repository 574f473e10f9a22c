// Diagnostics as a user sees them.
#pragma once

#include <functional>

#include "driver/driver.h"
#include "driver/message_options.h"

namespace mcpcc::driver {

/// Prints `diagnostics` to standard error, most of the time all; see --quiet and --verbose.
/// `complete`, where there is one, is called with each before it is printed.
void print_messages(const Diagnostics& diagnostics, const Sources& sources,
                    const MessageOptions& options, Environment& environment,
                    const std::function<void(Diagnostic&)>& complete = nullptr);

}  // namespace mcpcc::driver
