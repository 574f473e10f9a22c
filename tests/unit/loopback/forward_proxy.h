// An HTTP proxy on 127.0.0.1 that takes requests in absolute form and makes tunnels, as proxies of
// networks do. It resolves names by its own table, so that what goes through it cannot have gone
// another way.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "sockets.h"

namespace mcp::http::test {

class ForwardProxy {
 public:
  /// `hosts`: ports of this machine by `host:port`; what is not there gets 502. `authorization`:
  /// without this value of Proxy-Authorization the answer is 407.
  explicit ForwardProxy(std::map<std::string, std::uint16_t> hosts, std::string authorization = {});

  std::string authority() const { return server_.authority(); }
  std::uint16_t port() const { return server_.port(); }
  /// Heads of the requests to the proxy itself.
  std::vector<std::string> seen();

 private:
  void serve(Peer& peer);

  const std::map<std::string, std::uint16_t> hosts_;
  const std::string authorization_;
  std::mutex mutex_;
  std::vector<std::string> seen_;
  RawServer server_;
};

}  // namespace mcp::http::test
