// What building and pushing images have in common.
#pragma once

#include <optional>
#include <string>

#include "driver/driver.h"
#include "driver/message_options.h"
#include "image/layout.h"
#include "image/output.h"
#include "image/push/push.h"
#include "image/reference.h"
#include "support/diagnostics.h"

namespace mcpcc::driver {

/// Reads the name of an image; what is wrong with it is reported.
std::optional<image::Reference> read_reference(const std::string& text, Diagnostics& diagnostics);

/// Pushes `layout` and says so; what goes wrong is reported. Returns an exit status.
int publish(const image::Layout& layout, const image::Reference& reference, bool plain_http,
            const MessageOptions& options, Environment& environment, Diagnostics& diagnostics);

/// Reports why outputs could not be written, if so. Returns an exit status.
int report_write(const image::WriteFailure& failure, Diagnostics& diagnostics);

/// `4.1 MB`, with one digit.
std::string megabytes(std::size_t bytes);

}  // namespace mcpcc::driver
