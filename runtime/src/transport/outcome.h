// What becomes of a try to reach the API, in the words of metrics, logs and gates.
#pragma once

#include <string_view>

#include "http/client.h"
#include "upstream/gates.h"

namespace mcp::transport {

/// `connect`, `timeout` and so on.
std::string_view kind_name(http::Failure::Kind kind);

/// `2xx` to `5xx`, or the name of a failure.
std::string_view class_of(const http::ClientResult& result);

/// What the gate of an upstream learns from `result`. Statuses of the API's own are good ones: it
/// is there. So is a stream of items that goes on.
upstream::Gates::Outcome outcome_of(const http::ClientResult& result);

}  // namespace mcp::transport
