// One HTTP request at a time: all that fetching needs of a network.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <variant>

namespace mcpcc::fetch {

struct NetworkOptions {
  std::size_t max_bytes;           ///< of one response, content codings removed
  bool private_addresses = false;  ///< connect to addresses that are not public, too
  std::chrono::milliseconds connect_timeout{10'000};
};

struct Reply {
  int status = 0;
  std::string location;    ///< of a redirect; empty: none
  std::string media_type;  ///< lower case, without parameters; empty: none
  std::string body;
};

struct NetworkFailure {
  bool is_private_address = false;
  std::string message;  ///< one sentence without the URL's path and query
};

class Network {
 public:
  virtual ~Network() = default;
  /// GETs the absolute http(s) `url` within `timeout`; follows no redirect.
  virtual std::variant<Reply, NetworkFailure> get(const std::string& url,
                                                  std::chrono::milliseconds timeout) = 0;
};

/// The real one, by the runtime's HTTP client. Starts a thread, so it is opened when the first
/// request is about to be made.
std::unique_ptr<Network> open_internet(const NetworkOptions& options);

}  // namespace mcpcc::fetch
