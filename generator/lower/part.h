// How the properties of a form and the parts of a multipart body are written.
#pragma once

#include <vector>

#include "lower/body.h"

namespace mcpcc::lower {

/// Of an urlencoded form: only where the document says something about a property.
std::vector<ir::PropertyEncoding> form_encodings(const openapi::MediaType& media_type,
                                                 const resolve::Linked& linked,
                                                 SchemaLowering& schemas, const BodyLoss& loss);

/// Of a multipart body: where the document says something about a property, where it holds bytes,
/// and for `multipart/related`, whose parts have an order, every property.
std::vector<ir::PropertyEncoding> part_encodings(const openapi::MediaType& media_type,
                                                 const resolve::Linked& linked,
                                                 SchemaLowering& schemas, const BodyLoss& loss);

}  // namespace mcpcc::lower
