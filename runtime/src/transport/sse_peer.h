// The transport of 2024-11-05, HTTP with SSE: a client posts to one endpoint, and everything for it
// goes on the stream of events of another. Loop thread only.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "http/server.h"
#include "transport/channel.h"
#include "transport/event_stream.h"
#include "transport/peer.h"

namespace mcp::transport {

class SsePeer final : public Peer, public LiveStream {
 public:
  SsePeer(std::string principal, http::Responder responder)
      : principal_(std::move(principal)), responder_(std::move(responder)) {}

  const std::string& principal() const { return principal_; }
  void announce(std::string_view message) override { responder_.write(event_text(message)); }
  void keep_alive() override { responder_.write(keep_alive_comment); }
  void close() { responder_.end(); }

 private:
  std::string principal_;
  http::Responder responder_;
};

class SseChannel final : public Channel {
 public:
  explicit SseChannel(std::weak_ptr<SsePeer> peer) : peer_(std::move(peer)) {}

  void send(std::string_view message) override {
    if (const auto open = peer_.lock()) open->announce(message);
  }
  void finish(int, std::string response) override {
    if (!response.empty()) send(response);
  }

 private:
  std::weak_ptr<SsePeer> peer_;
};

}  // namespace mcp::transport
