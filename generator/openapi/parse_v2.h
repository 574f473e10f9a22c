// What OpenAPI 2.0 says in other terms than later versions.
//
// Its parameters in `body` and `formData` become a request body, and its media types stand beside
// the operation and not with each schema. Both can be known only when references are followed:
// `#/parameters/X` may lead to a body, and one `#/responses/X` serves operations of different media
// types. So reading leaves such parameters among the others, and a response's schema under a media
// type without a name; `complete_operation_v2` finishes the operation once it is linked.
#pragma once

#include "openapi/document.h"
#include "openapi/reader.h"

namespace mcpcc::openapi {

/// The fields of the document itself that later versions do not have, and its servers.
void read_document_v2(const source::Node& root, Document& document, Reader& reader);

/// `consumes`, `produces` and `schemes` of an operation.
void read_operation_v2(const source::Node& node, Operation& operation, Reader& reader);

/// A schema of the fields that describe the value of a parameter of 2.0, for one of a later version
/// that has them in the place of `schema` or `content`; nullptr: it does not. Reports each field,
/// so it comes before check_fields().
const source::Node* read_misplaced_schema(const source::Node& parameter, Reader& reader);

std::optional<Parameter> read_parameter_v2(const source::Node& node, Reader& reader);
std::optional<Response> read_response_v2(const source::Node& node, Reader& reader);

/// Brings `type: basic` and `flow` into the terms of later versions.
void complete_security_scheme_v2(const source::Node& node, SecurityScheme& scheme, Reader& reader);

/// For an operation whose references are followed, of any version: later ones have such parameters
/// by mistake, and one beside a request body loses its value. Afterwards a parameter in `formData`
/// is left only where its `collectionFormat` cannot be expressed.
void complete_operation_v2(Operation& operation, Document& document, Diagnostics& diagnostics);

}  // namespace mcpcc::openapi
