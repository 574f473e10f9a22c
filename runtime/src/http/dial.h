// Making a connection: name resolution, each address in turn, the way through a proxy, and the TLS
// handshake, under one time limit.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <variant>

#include "http/client.h"
#include "http/loop.h"
#include "http/stream.h"

namespace mcp::http {

class TlsContext;

/// One attempt to connect to an origin. Loop thread only.
class Dial {
 public:
  using Result = std::variant<std::shared_ptr<Stream>, Failure>;
  using Done = std::function<void(Result)>;

  virtual ~Dial() = default;
  /// `done` will not be called.
  virtual void cancel() = 0;
};

/// Connects to `origin` within `timeout`, as `options` say, and calls `done` from the loop, once.
/// `tls` is needed for an https origin; it and `options` have to outlive the dial.
std::shared_ptr<Dial> dial(Loop::State& loop, const Origin& origin, const TlsContext* tls,
                           const ClientOptions& options, std::chrono::milliseconds timeout,
                           Dial::Done done);

/// "2 s", "1.5 s" or "200 ms".
std::string describe_duration(std::chrono::milliseconds duration);

}  // namespace mcp::http
