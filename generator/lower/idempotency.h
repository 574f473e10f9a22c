// Keys by which an API recognises a request that it has had before
// (draft-ietf-httpapi-idempotency-key-header): which operations have them, and in which header.
#pragma once

#include <string_view>

#include "resolve/link.h"

namespace mcpcc::lower {

inline constexpr std::string_view idempotency_key = "Idempotency-Key";

/// RFC 9110, section 9.2.1: such a method changes nothing, and doing it twice does not either.
bool is_safe_method(std::string_view method);

/// Whether a value of `schema` may be a key that the runtime makes, a random UUID. nullptr: any
/// value may.
bool takes_made_key(const resolve::Linked& linked, const source::Node* schema);

}  // namespace mcpcc::lower
