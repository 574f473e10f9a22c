// Node -> openapi::Document, and the readers of its parts that references lead to.
#pragma once

#include <optional>

#include "openapi/document.h"
#include "openapi/reader.h"

namespace mcpcc::openapi {

/// Of a document; nullopt when it is none, or of a version that is not supported.
std::optional<Version> version_of(const source::Node& root);

/// Reads a whole document. nullopt when it is none, or of a version that is not supported.
std::optional<Document> parse(const source::Node& root, Diagnostics& diagnostics);

// Readers of one object each, for the document and for targets of references alike, in the terms of
// the reader's version. The reader stands at the object.
OrReference<Parameter> read_parameter(const source::Node& node, Reader& reader);
MediaType read_media_type(const source::Node& node, Located<std::string> name, Reader& reader);
OrReference<RequestBody> read_request_body(const source::Node& node, Reader& reader);
OrReference<Response> read_response(const source::Node& node, Reader& reader);
OrReference<SecurityScheme> read_security_scheme(const source::Node& node, Reader& reader);
Operation read_operation(const source::Node& node, std::string_view method, Span at,
                         Reader& reader);
PathItem read_path_item(const source::Node& node, Located<std::string> path, Reader& reader);

}  // namespace mcpcc::openapi
