// The body of a request.
#pragma once

#include <mcp/tool.h>

#include <string>

#include "invoke/file_value.h"
#include "invoke/path.h"
#include "invoke/request_parts.h"
#include "schema/message.h"

namespace mcp::invoke {

struct Body {
  std::string content_type;  ///< empty: no body
  std::string bytes;
};

/// The body that the arguments `body` and `content_type` give, of which null ones count as absent;
/// a body that is required may be null in JSON. The media type is as the document
/// names it, with a boundary where it is multipart; a range becomes the type of what is sent.
/// Problems call members by `names`.
Body build_body(const Server& server, const Tool& tool, const Values& values,
                const FileReader& files, const schema::Names& names, Problems& problems);

}  // namespace mcp::invoke
