// Which fields the objects of OpenAPI have, by version.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "openapi/document.h"

namespace mcpcc::openapi {

/// Kinds of objects by their fields: `parameter`, `media_type` ... The table behind this is the
/// ledger's, which names every field of every version once.
enum class Object : std::uint8_t {
#define OBJECT(id, ...) id,
#include "ledger/support.def"
};

/// How the parts of a field stand in it.
enum class Holds : std::uint8_t { value, one, list, map };

/// What a field is made of.
struct Part {
  Holds holds;
  Object element;
};

/// What stands in the field of `object` that is made of objects; nullptr: there is no such field,
/// or it is a value.
const Part* part_of(Object object, std::string_view field, Version version);

/// Whether a Reference Object, or another `$ref` of the specification's, may stand in the place of
/// `object`.
bool may_be_reference(Object object);

/// What the grammar says of a place in a document.
struct Standing {
  enum class Is : std::uint8_t { object, map, value };
  Is is;
  Object object{};  ///< the object, or those in the map or the list; of a value that which has it
};
/// What `pointer`, from the root of a document, leads to; nullopt: nothing that the grammar knows,
/// such as an extension. A list counts as a map.
std::optional<Standing> standing(std::string_view pointer, Version version);
/// The object whose fields `object` has: of a request's media type that of any.
Object fields_of(Object object);

/// Whether `object` has the field in `version`.
bool has_field(Object object, std::string_view field, Version version);

/// The fields that `object` has in `version`.
std::vector<std::string_view> fields_of(Object object, Version version);

/// Another version in which `object` has the field, the nearest later one or else the last;
/// nullopt: none has it.
std::optional<Version> other_version(Object object, std::string_view field, Version version);

}  // namespace mcpcc::openapi
