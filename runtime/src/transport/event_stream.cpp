#include "transport/event_stream.h"

#include <utility>

namespace mcp::transport {

HttpResponse event_stream_head() {
  // MCP 2026-07-28, `basic/transports/streamable-http`: no proxy shall hold the events back.
  return {200,
          {{"Content-Type", "text/event-stream"},
           {"Cache-Control", "no-cache"},
           {"X-Accel-Buffering", "no"}},
          {}};
}

std::string event_text(std::string_view data, std::string_view id, std::string_view type) {
  std::string out;
  out.reserve(data.size() + id.size() + type.size() + 32);
  if (!id.empty()) out.append("id: ").append(id).append("\n");
  out.append("event: ").append(type).append("\ndata: ").append(data).append("\n\n");
  return out;
}

void LiveStreams::add(const std::shared_ptr<LiveStream>& stream) {
  streams_.push_back(stream);
  arm();
}

void LiveStreams::arm() {
  if (std::exchange(armed_, true)) return;
  loop_.after(static_cast<int>(interval_.count()), [this] {
    armed_ = false;
    std::erase_if(streams_, [](const auto& stream) { return stream.expired(); });
    for (const auto& weak : std::vector(streams_)) {
      if (const auto stream = weak.lock()) stream->keep_alive();
    }
    if (!streams_.empty()) arm();
  });
}

}  // namespace mcp::transport
