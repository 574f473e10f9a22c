// What a successful result of an operation is, as a schema.
#pragma once

#include <string>

#include "lower/schema.h"
#include "openapi/document.h"

namespace mcpcc::lower {

/// JSON Schema 2020-12 text of every JSON value that the document says a success may hold: `$ref`
/// only into what `schemas` gives as definitions. Several are one `anyOf`. Streams of items count
/// as the arrays that the runtime makes of them. Successes are all of 200 to 299 and `2XX`, and
/// `default` where there is none of these. Empty: there is no such value, or it may be anything.
std::string output_schema(const openapi::Operation& operation, const resolve::Linked& linked,
                          SchemaLowering& schemas);

}  // namespace mcpcc::lower
