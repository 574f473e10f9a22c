// The trace that a request belongs to, for the requests made on its behalf. W3C Trace Context; MCP
// 2026-07-28, `basic/index`: `traceparent` and `tracestate` in `_meta`.
#pragma once

#include <mcp/http.h>

#include "json/value.h"

namespace mcp::protocol {

/// The header fields that hand the trace in `meta` (nullptr: none) on. None when it names no trace
/// as the specification writes one.
HttpHeaders trace_headers(const json::Value* meta);

}  // namespace mcp::protocol
