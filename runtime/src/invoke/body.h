// The body of a request.
#pragma once

#include <mcp/tool.h>

#include <string>

#include "invoke/path.h"
#include "invoke/request_parts.h"

namespace mcp::invoke {

struct Body {
  std::string content_type;  ///< exactly as the document names it; empty: no body
  std::string bytes;
};

/// The body that the arguments `body` and `content_type` give. Encodings that are not supported are
/// a problem.
Body build_body(const Tool& tool, const Values& values, Problems& problems);

}  // namespace mcp::invoke
