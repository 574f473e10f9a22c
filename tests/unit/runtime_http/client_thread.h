// A client under test.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "http/client.h"
#include "sockets.h"

namespace mcp::http::test {

/// A client with its loop on a thread.
class ClientThread {
 public:
  explicit ClientThread(ClientOptions options = {})
      : client_(std::make_unique<Client>(thread_.loop, std::move(options))) {
    thread_.start();
  }
  ~ClientThread() {
    thread_.stop();
    client_.reset();
  }

  std::string get(const std::string& url) {
    return describe(fetch(*client_, {"GET", url, {}, ""}));
  }
  std::string post(const std::string& url, std::string body = "x") {
    return describe(fetch(*client_, {"POST", url, {}, std::move(body)}));
  }
  Client& client() { return *client_; }
  LoopThread& loop() { return thread_; }

 private:
  LoopThread thread_;
  std::unique_ptr<Client> client_;
};

/// A server that sends `answer` to each connection's first request and closes.
inline RawServer::Script answers(std::string answer) {
  return [answer = std::move(answer)](Peer& peer, int) {
    peer.read_until("\r\n\r\n");
    peer.send(answer);
  };
}

}  // namespace mcp::http::test
