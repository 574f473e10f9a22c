// The answer to one HTTP request: JSON, or a stream of events when something comes before the
// response. Without a session nobody can come back for what was lost.
#pragma once

#include <mcp/http.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "http/server.h"
#include "transport/channel.h"
#include "transport/event_stream.h"

namespace mcp::transport {

inline HttpResponse json_response(int status, std::string body) {
  HttpResponse response{status, {}, std::move(body)};
  if (!response.body.empty()) response.headers.emplace_back("Content-Type", "application/json");
  return response;
}

class ResponseChannel final : public Channel,
                              public LiveStream,
                              public std::enable_shared_from_this<ResponseChannel> {
 public:
  ResponseChannel(http::Responder responder, LiveStreams& live)
      : responder_(std::move(responder)), live_(live) {}

  void send(std::string_view message) override {
    if (!open_) {
      responder_.begin(event_stream_head());
      open_ = true;
      live_.add(shared_from_this());
    }
    responder_.write(event_text(message));
  }

  void finish(int http_status, std::string response) override {
    if (!open_) {
      return responder_.respond(json_response(http_status, std::move(response)));
    }
    if (!response.empty()) responder_.write(event_text(response));
    responder_.end();
    open_ = false;
  }

  void stay_open() override { responder_.may_give_way(); }

  void keep_alive() override {
    if (open_) responder_.write(keep_alive_comment);
  }

 private:
  http::Responder responder_;
  LiveStreams& live_;
  bool open_ = false;
};

}  // namespace mcp::transport
