// The API behind the servers under test.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "http/loop.h"
#include "http/server.h"

namespace mcp::test {

/// Answers `/items/<id>` with {"id":"<id>"}, ids that begin with "slow" only when released;
/// `/items` with [1,2] and POSTs with 201 and the body; `/items/teapot` with 418; `/items/broken`
/// with something that is no JSON; `/items/flaky` with 503 every other time, the first included;
/// and 404 otherwise.
class Upstream {
 public:
  Upstream();
  ~Upstream();

  std::string url() const;

  /// Waits until so many slow requests are held.
  void wait_for_slow(std::size_t count);
  /// Waits until so many of them were closed by the client.
  void wait_for_closed(std::size_t count);
  /// Answers the slow ones that are held.
  void release();

  std::size_t closed();
  /// Target and headers of each request, as "GET /items?limit=1\nname: value\n...".
  std::vector<std::string> requests();

 private:
  void serve(http::ServerRequest request, const http::Responder& responder);

  http::Loop loop_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::pair<std::string, http::Responder>> held_;
  std::vector<std::string> requests_;
  std::size_t slow_ = 0, closed_ = 0, flaky_ = 0;
  http::Server server_;
  std::thread thread_;
};

}  // namespace mcp::test
