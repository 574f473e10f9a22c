// Which headers of answers a document describes.
#pragma once

#include <string>
#include <vector>

#include "openapi/document.h"

namespace mcpcc::lower {

/// Names, in small letters and sorted, of the headers that any answer of the operation may have by
/// the document, for results to show. `Content-Type` does not count (OpenAPI 3.2.0, section 4.12,
/// `headers`), and what sets cookies is for the connection between the server and the API alone.
std::vector<std::string> response_headers(const openapi::Operation& operation);

}  // namespace mcpcc::lower
