// What kind of value a schema describes, as far as the way it is sent depends on it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "resolve/link.h"

namespace mcpcc::lower {

enum class ValueShape : std::uint8_t {
  any,     ///< the schema does not say
  text,    ///< a string that is sent as it is
  base64,  ///< a string that holds bytes in base64 on the wire too
  binary,  ///< bytes
  scalar,  ///< a number, a boolean or null
  object,
  array,
};

/// References and compositions are followed within a budget; of alternatives the first that says
/// something counts. Which strings are bytes: `type: file` of OpenAPI 2.0, `format: binary` of 3.0,
/// and in 3.1 a `contentMediaType` that is no text, without `contentEncoding` (OpenAPI 3.1.1,
/// section 4.8.24.4).
ValueShape shape_of(const resolve::Linked& linked, const source::Node* schema);

/// Whether the strings that a schema describes, alone or as items of an array, are bytes: some
/// alternative says so and none describes other strings.
bool strings_are_bytes(const resolve::Linked& linked, const source::Node* schema);

/// The media types that `contentMediaType` says of those strings, as a list; empty: some may be of
/// any.
std::string bytes_media_types(const resolve::Linked& linked, const source::Node* schema);

/// The schemas that `contentSchema` has for `data` of the events that `item_schema` describes
/// (OpenAPI 3.2.0, section 4.14.4.1.2).
std::vector<const source::Node*> event_data_schemas(const resolve::Linked& linked,
                                                    const source::Node* item_schema);

/// The schema itself behind references; nullptr for nullptr and for broken ones.
const source::Node* behind_references(const resolve::Linked& linked, const source::Node* schema);

}  // namespace mcpcc::lower
