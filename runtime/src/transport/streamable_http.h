// The HTTP transports: Streamable HTTP, both eras on one endpoint (MCP 2026-07-28,
// `basic/transports/streamable-http`, and 2025-11-25, `basic/transports`), and on request the pair
// of endpoints of 2024-11-05. Legacy clients have sessions where a server has features in code; a
// server of tables alone is served without, as the specification allows.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

#include "http/identity.h"
#include "http/loop.h"
#include "protocol/protocol.h"
#include "transport/access.h"
#include "transport/authorizer.h"
#include "transport/caller.h"
#include "transport/sessions.h"

namespace mcp::transport {

inline constexpr std::string_view mcp_path = "/mcp";
inline constexpr std::string_view health_path = "/healthz";
inline constexpr std::string_view sse_path = "/sse";  ///< of 2024-11-05
inline constexpr std::string_view sse_messages_path = "/messages";

struct HttpOptions {
  Endpoint endpoint;
  std::shared_ptr<http::Identity> identity;  ///< loaded; read again on SIGHUP. Empty: no TLS
  std::shared_ptr<Authorizer> authorizer;    ///< reloaded on SIGHUP. Empty: everybody may call
  std::size_t body_limit = 4UL * 1024 * 1024;
  std::size_t max_running = 1024;  ///< upstream calls at once
  std::chrono::milliseconds drain_time{10'000};
  std::chrono::milliseconds keep_alive{15'000};  ///< between comments on streams that stay open
  SessionLimits sessions;
  bool serves_sse = false;  ///< also the transport of 2024-11-05
  protocol::Options protocol;
  /// Called with the endpoint that was bound, once connections are accepted.
  std::function<void(const Endpoint&)> listening;
};

/// Serves on `loop`, which nothing else runs, until SIGTERM or SIGINT; then answers the requests in
/// flight, for at most drain_time, and returns. Throws std::system_error when the endpoint cannot
/// be bound.
void serve_http(http::Loop& loop, const CallerContext& context, const HttpOptions& options);

}  // namespace mcp::transport
