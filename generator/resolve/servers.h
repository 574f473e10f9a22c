// URLs of servers that are relative to where the document is.
#pragma once

#include "openapi/document.h"
#include "resolve/loader.h"

namespace mcpcc::resolve {

/// Makes server URLs that begin with `/` or `.` absolute where the file that holds them came from a
/// URL (OpenAPI 3.2.0, section 4.5.2.1), the default server of a document among them. Those of
/// local files stay: nobody knows where these are served.
void resolve_server_urls(openapi::Document& document, const Loader& loader);

}  // namespace mcpcc::resolve
