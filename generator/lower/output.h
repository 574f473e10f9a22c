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
  std::string schema;                        ///< empty: there is none, or it may be anything
  std::vector<const source::Node*> schemas;  ///< of the document, that it was made of
};

/// JSON Schema 2020-12 texts of every JSON value that the document says a success may hold: `$ref`
/// only into what `schemas` gives as definitions. Several are one `anyOf`. Streams of items count
/// as the arrays that the runtime makes of them. Successes are all of 200 to 299 and `2XX`, and
/// `default` where there is none of these.
Output lower_output(const openapi::Operation& operation, const resolve::Linked& linked,
                    SchemaLowering& schemas);

/// Schemas of one response in which something may be `writeOnly`, like Output::schema: of all media
/// types, as APIs send others than they say, of items of streams, and of the JSON in the `data` of
/// events.
struct HidingTexts {
  std::string status;  ///< as the document has it
  std::vector<std::string> schemas;
};

/// Of all responses, in the document's order.
std::vector<HidingTexts> lower_hiding(const openapi::Operation& operation,
                                      const resolve::Linked& linked, SchemaLowering& schemas);

}  // namespace mcpcc::lower
