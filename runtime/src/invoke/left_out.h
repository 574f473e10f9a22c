// What stands in the place of bytes that are too many for a result.
#pragma once

#include <cstddef>
#include <string_view>

#include "invoke/invoke.h"

namespace mcp::invoke {

/// In the place of `size` bytes of the media type `type`: a link by which they can be read in
/// parts, where there may be one, and a text that says so.
ToolResult left_out(const Tool& tool, const HttpResponse& response, const ResultOptions& options,
                    std::string_view type, std::size_t size);

}  // namespace mcp::invoke
