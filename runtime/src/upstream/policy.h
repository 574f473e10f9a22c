// What the operator decides about requests to the API, for all tools or for one.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

namespace mcp::upstream {

/// How one tool's requests are sent.
struct Policy {
  std::chrono::milliseconds timeout{60'000};  ///< for a whole call, tries and waits together
  std::chrono::milliseconds connect_timeout{10'000};
  std::optional<std::chrono::milliseconds> read_timeout;  ///< see http::Timeouts::read
  unsigned retries = 2;                                   ///< of requests that may be sent again
  unsigned redirects = 5;                                 ///< that are followed for one request
  /// Header that holds an idempotency key, where the document has none; empty: none.
  std::string idempotency_header;
};

/// What bounds the requests to one upstream.
struct Limits {
  std::size_t running = 64;    ///< at once
  std::size_t waiting = 1024;  ///< for their turn
  unsigned failures = 10;      ///< in a row, after which nothing is sent for `pause`; 0: never
  std::chrono::milliseconds pause{30'000};
};

}  // namespace mcp::upstream
