// Server-sent events as MCP uses them:
// https://html.spec.whatwg.org/multipage/server-sent-events.html
#pragma once

#include <mcp/http.h>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/loop.h"

namespace mcp::transport {

/// The head of a response that is a stream of events.
HttpResponse event_stream_head();

/// An event with one line of data. `id` may be empty.
std::string event_text(std::string_view data, std::string_view id = {},
                       std::string_view type = "message");

/// A comment, which keeps the connection from being taken for dead.
inline constexpr std::string_view keep_alive_comment = ": \n\n";

/// Something with a stream that has to be kept alive.
class LiveStream {
 public:
  virtual void keep_alive() = 0;

 protected:
  ~LiveStream() = default;
};

/// Keeps streams alive, as long as they live. Loop thread only.
class LiveStreams {
 public:
  LiveStreams(http::Loop& loop, std::chrono::milliseconds interval)
      : loop_(loop), interval_(interval) {}

  void add(const std::shared_ptr<LiveStream>& stream);

 private:
  void arm();

  http::Loop& loop_;
  std::chrono::milliseconds interval_;
  std::vector<std::weak_ptr<LiveStream>> streams_;
  bool armed_ = false;
};

}  // namespace mcp::transport
