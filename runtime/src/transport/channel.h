// Where the messages that belong to one request go: the requests and notifications of the server
// about it, then its response. On the serving thread only.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace mcp::transport {

class Channel {
 public:
  virtual ~Channel() = default;

  /// Sends a message before the response.
  virtual void send(std::string_view message) = 0;
  /// Sends the response, the last message; an empty one says that there is none. `http_status`
  /// counts where nothing was sent before.
  virtual void finish(int http_status, std::string response) = 0;
  /// Ends the connection under it for now, where the client can come back for the rest.
  virtual void pause(std::chrono::milliseconds) {}
  /// The request never gets a response; what it asked for goes on until the client ends it.
  virtual void stay_open() {}
  /// Whether the request waits for something that the client has to do.
  virtual void wait_for_client(bool) {}
};

/// One message of a batch (JSON-RPC 2.0, section 6): the responses are joined, the last one sends
/// them.
class BatchReply {
 public:
  BatchReply(std::size_t messages, std::shared_ptr<Channel> channel)
      : open_(messages), channel_(std::move(channel)) {}

  Channel& channel() { return *channel_; }

  void add(std::string_view response) {
    if (!response.empty()) text_.append(1, text_.empty() ? '[' : ',').append(response);
    if (--open_ != 0) return;
    if (!text_.empty()) text_ += ']';
    const int status = text_.empty() ? 202 : 200;
    channel_->finish(status, std::move(text_));
  }

 private:
  std::size_t open_;
  std::shared_ptr<Channel> channel_;
  std::string text_;
};

class BatchChannel final : public Channel {
 public:
  explicit BatchChannel(std::shared_ptr<BatchReply> batch) : batch_(std::move(batch)) {}

  void send(std::string_view message) override { batch_->channel().send(message); }
  void finish(int, std::string response) override { batch_->add(response); }
  void wait_for_client(bool waits) override { batch_->channel().wait_for_client(waits); }

 private:
  std::shared_ptr<BatchReply> batch_;
};

}  // namespace mcp::transport
