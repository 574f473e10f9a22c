// A server under test, on a thread of its own.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "http/server.h"
#include "sockets.h"

namespace mcp::http::test {

/// Answers with the method, the target, the X- headers and the body.
inline void echo(ServerRequest request, const Responder& responder) {
  std::string text = std::string(request.method) + " " + std::string(request.target);
  for (const auto& [name, value] : request.headers) {
    if (name.starts_with("X-")) text.append(" ").append(name).append("=").append(value);
  }
  responder.respond({200, {{"Content-Type", "text/plain"}}, text + " " + request.body});
}

/// A server on its own thread.
class ServerThread {
 public:
  explicit ServerThread(Server::Handler handler = echo, ServerOptions options = {})
      : server_(std::make_unique<Server>(thread_.loop, std::move(options), std::move(handler))) {
    thread_.start();
  }
  ~ServerThread() {
    thread_.stop();
    server_.reset();
  }

  Peer connect(bool ipv6 = false) { return Peer::connect(server_->port(), ipv6); }
  Server& server() { return *server_; }
  LoopThread& loop() { return thread_; }

 private:
  LoopThread thread_;
  std::unique_ptr<Server> server_;
};

inline std::string body_of(const std::string& message) {
  return message.substr(message.find("\r\n\r\n") + 4);
}

}  // namespace mcp::http::test
