// Arguments for the tools of real documents.
#pragma once

#include <mcp/tool.h>

#include <cstdint>
#include <string>
#include <vector>

#include "schema/validator.h"

namespace oracle {

/// Conforming arguments of `tool`, JSON objects, the same for the same seed: for each media type of
/// its body all of them at once, and some; in any case only those that it needs, and texts that are
/// hard to write: empty ones, reserved characters, all of Unicode, what looks like a number or like
/// something encoded. Bytes are base64 or `data:` URIs. Empty where no conforming instance was
/// found.
std::vector<std::string> make_calls(const mcp::Server& server, const mcp::Tool& tool,
                                    std::uint64_t seed);

}  // namespace oracle
