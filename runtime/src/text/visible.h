// Texts of an upstream or a document for people: what could steer a terminal is shown instead.
#pragma once

#include <string>
#include <string_view>

namespace mcp::text {

/// `text` with control characters and bidirectional controls as `\u001b`, but for those in `kept`,
/// which are ASCII; bytes that are not UTF-8 as U+FFFD.
std::string visible(std::string_view text, std::string_view kept = {});

}  // namespace mcp::text
