// Content blocks for versions that do not know all of them.
#pragma once

#include <mcp/server.h>

#include <string>
#include <string_view>

#include "protocol/version.h"

namespace mcp::protocol {

/// The block as `version` knows it: audio becomes an embedded resource before 2025-03-26, a link
/// becomes text before 2025-06-18.
std::string content_for(const Content& content, Version version);

/// Whether `version` knows every block of an array.
bool knows_all(std::string_view content, Version version);

/// An array of blocks, each as `version` knows it.
std::string contents_for(std::string_view content, Version version);

}  // namespace mcp::protocol
