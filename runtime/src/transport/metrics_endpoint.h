// Where monitoring reads the metrics of a server: an address of its own, so that what may be asked
// by everybody and what may be asked by operators are told apart by the network.
#pragma once

#include <string_view>
#include <vector>

#include "http/loop.h"
#include "http/server.h"
#include "metrics/metrics.h"
#include "transport/access.h"

namespace mcp::transport {

inline constexpr std::string_view metrics_path = "/metrics";

/// Serves while it lives, on the loop's thread. `metrics` outlives it.
class MetricsEndpoint {
 public:
  /// `server`, `version`: what is served. `allow_hosts`: as those of the MCP endpoint. Throws
  /// std::system_error when `endpoint` cannot be bound.
  MetricsEndpoint(http::Loop& loop, const Endpoint& endpoint, std::vector<std::string> allow_hosts,
                  const metrics::Metrics& metrics, std::string_view server,
                  std::string_view version);

  const Endpoint& bound() const { return bound_; }

 private:
  HttpResponse answer(const http::ServerRequest& request) const;

  const metrics::Metrics& metrics_;
  std::string_view name_;
  std::string_view version_;
  http::Server server_;
  Endpoint bound_;
  Access access_;
};

}  // namespace mcp::transport
