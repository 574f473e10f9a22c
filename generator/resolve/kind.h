// What stands at the target of a reference: by where it stands, and by what it holds.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "openapi/document.h"
#include "openapi/fields.h"
#include "resolve/pointer.h"

namespace mcpcc::resolve {

/// Kinds of objects that references lead to (OpenAPI 3.2.0, section 4.8, Components Object).
enum class Kind : std::uint8_t {
  schema,
  response,
  parameter,
  example,
  request_body,
  header,
  security_scheme,
  link,
  callback,
  path_item,
  media_type,
  operation
};
/// With its article: "a schema".
std::string_view to_string(Kind kind);

/// nullopt: references do not lead to such objects.
std::optional<Kind> kind_of(openapi::Object object);

/// That of the definitions among which `pointer` leads to one; nullopt: it leads elsewhere.
std::optional<Kind> kind_of_place(std::string_view pointer);

/// What stands at a target that is not of the kind that is needed.
struct OtherKind {
  std::optional<Kind> kind;  ///< nullopt: no object
  std::string_view text;     ///< for messages: "a schema"
};
/// nullopt: what stands there can be read as `expected`. Where it is one of the definitions of the
/// document, their kind counts, unless it is plain that it stands among those of schemas by
/// mistake, and where it is another part of a document, what the grammar says of that place;
/// elsewhere, in other files above all, what it holds. `root` is that of the target's file.
std::optional<OtherKind> other_kind(const Place& target, const source::Node& root, Kind expected,
                                    openapi::Version version);

/// What stands there instead of `part`, for messages; nullopt: what can be read as that.
std::optional<std::string_view> other_part(const Place& target, const source::Node& root,
                                           const openapi::Part& part, openapi::Version version);

}  // namespace mcpcc::resolve
