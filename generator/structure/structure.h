// Whether a document is built as its specification says: held to one of the schemas in schemas/ by
// the runtime's validator, so that mistakes in parts that no other stage reads are found too.
#pragma once

#include <string>
#include <vector>

#include "source/node.h"

namespace mcpcc::structure {

/// One place that is not as the schema says.
struct Finding {
  Span at;  ///< the key where the field is the mistake, else the value or its first byte
  std::string pointer;  ///< `#/paths/~1pets/get`
  std::string detail;   ///< "missing required property `responses`"
  /// The keyword that says so: `#/$defs/operation/required of schemas/openapi-3.0.schema.json`.
  std::string keyword;
};

/// What of an OpenAPI document is not as its version says, at most 1,000 findings or 32 MiB of
/// their pointers, each place and keyword once. Empty, too, where `root` names no version that is
/// supported. Schema Objects in another dialect (`jsonSchemaDialect`) are not looked at.
///
/// Of a document with more than 2,000,000 values nothing is checked, which is the finding. The work
/// is linear in the size of the document.
std::vector<Finding> check_openapi(const source::Node& root);

/// The same for an overlay of the Overlay Specification 1.0, 1.1 or 1.2.
std::vector<Finding> check_overlay(const source::Node& root);

/// The same for files of a project that mcpcc wrote: generated/surface.json and mcpcc.lock.
std::vector<Finding> check_surface(const source::Node& root);
std::vector<Finding> check_lock(const source::Node& root);

}  // namespace mcpcc::structure
