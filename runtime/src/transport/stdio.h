// The stdio transport: one message a line. MCP 2026-07-28, `basic/transports/stdio`, and its
// counterparts of the legacy era.
#pragma once

#include <chrono>
#include <cstddef>

#include "protocol/protocol.h"
#include "transport/caller.h"

namespace mcp::transport {

struct StdioOptions {
  int input = 0;
  int output = 1;
  int stop = -1;  ///< file descriptor that becomes readable when no further message shall be read;
                  ///< -1: none
  std::size_t message_limit = 10UL * 1024 * 1024;
  std::size_t max_running = 64;  ///< upstream calls at once
  std::size_t max_outstanding =
      256;  ///< calls accepted and not answered; reading waits at this many
  std::chrono::milliseconds drain_time{10'000};
  protocol::Options protocol;
};

/// Serves until the input ends, answers the calls in flight, for at most drain_time, and returns.
/// Reads on the calling thread and answers on it, until something needs an event loop (a call to
/// the API, a handler that waits); from then on everything but reading is done on the loop's
/// thread.
void serve_stdio(const CallerContext& context, const StdioOptions& options);

}  // namespace mcp::transport
