// Whether an exchange with the API is tried again, and when.
#pragma once

#include <chrono>
#include <optional>

#include "http/client.h"

namespace mcp::upstream {

struct RetryOptions {
  unsigned retries = 2;  ///< after the first try
  std::chrono::milliseconds first_delay = std::chrono::milliseconds(250);
};

/// What is known when a try has ended.
struct Attempt {
  bool may_repeat = false;            ///< sending it twice is the same as sending it once
  unsigned number = 1;                ///< of the try that ended
  std::chrono::milliseconds left{0};  ///< until the caller's deadline
  double jitter = 0;                  ///< at least 0, below 1
  std::chrono::system_clock::time_point now{};
};

/// How long to wait before the next try; nullopt: there is none. Idempotent requests (RFC 9110,
/// section 9.2.2) are tried again after 429, 502, 503 and 504 and when the connection broke; any
/// request when there was no connection at all. A Retry-After counts instead of the delay, which
/// doubles from try to try. What would begin after the deadline does not begin.
std::optional<std::chrono::milliseconds> retry_delay(const http::ClientResult& result,
                                                     const Attempt& attempt,
                                                     const RetryOptions& options);

}  // namespace mcp::upstream
