// Keys by which an API recognises a request that it has had before
// (draft-ietf-httpapi-idempotency-key-header).
#pragma once

#include <mcp/http.h>
#include <mcp/tool.h>

#include <string>
#include <string_view>

#include "upstream/policy.h"

namespace mcp::upstream {

/// RFC 9110, section 9.2.1: nothing is changed. Of those that APIs have, without QUERY, which has a
/// body.
bool is_safe(std::string_view method);

/// RFC 9110, section 9.2.2, and QUERY of its own RFC draft.
bool is_idempotent(std::string_view method);

/// The header in which requests of `tool` have a key: what the document or mcpcc.yaml says, else
/// what the policy names for methods that are not idempotent; empty: none.
std::string_view idempotency_header(const Tool& tool, const Policy& policy);

/// Whether `headers` have no key in `header`; an empty one, as a model may give it for none, goes.
bool lacks_key(HttpHeaders& headers, std::string_view header);

/// A new key: a random UUID (RFC 9562, section 5.4).
std::string new_idempotency_key();

}  // namespace mcp::upstream
