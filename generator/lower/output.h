// What a successful result of an operation is, as a schema.
#pragma once

#include <string>
#include <vector>

#include "lower/schema.h"
#include "openapi/document.h"

namespace mcpcc::lower {

/// Whether some success is what the runtime passes on as neither JSON nor text: an image, say. Not
/// where the same response has JSON, too.
bool may_give_bytes(const openapi::Operation& operation);

struct Output {
  std::string schema;  ///< empty: there is none, or it may be anything
  /// Likewise of JSON that may hold something `writeOnly`, and of items of streams: one of these.
  std::vector<std::string> hiding;
  std::vector<const source::Node*> schemas;  ///< of the document, that it was made of
};

/// JSON Schema 2020-12 texts of every JSON value that the document says a success may hold: `$ref`
/// only into what `schemas` gives as definitions. Several are one `anyOf`. Streams of items count
/// as the arrays that the runtime makes of them. Successes are all of 200 to 299 and `2XX`, and
/// `default` where there is none of these.
Output lower_output(const openapi::Operation& operation, const resolve::Linked& linked,
                    SchemaLowering& schemas);

}  // namespace mcpcc::lower
