// Real sockets on the loopback interface, driven byte by byte: the other side of what is tested. A
// read that takes longer than `patience` gives up, so that a fault fails a test instead of hanging
// it.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "http/client.h"
#include "http/loop.h"

namespace mcp::http::test {

inline constexpr std::chrono::seconds patience{20};

/// A blocking TCP connection.
class Peer {
 public:
  explicit Peer(int descriptor);
  static Peer connect(std::uint16_t port, bool ipv6 = false);
  Peer(Peer&& other) noexcept;
  Peer& operator=(Peer&&) = delete;
  ~Peer();

  void send(std::string_view text);
  /// Reads until `end` was read, or the connection ends.
  std::string read_until(std::string_view end);
  std::string read_to_end();
  std::string read(std::size_t size);
  /// Reads a header and a body of Content-Length; a response to HEAD has none.
  std::string read_message(bool to_head = false);
  void end_writing();
  /// Closes by a reset, so that the other side sees an error instead of an end.
  void reset();
  void close();
  int descriptor() const { return descriptor_; }

 private:
  bool read_more();

  int descriptor_;
  std::string buffer_;
};

/// Accepts on a free port of 127.0.0.1 and runs `script` for each connection on a thread of its
/// own.
class RawServer {
 public:
  using Script = std::function<void(Peer& peer, int index)>;

  explicit RawServer(Script script);
  /// Ends the connections that are still open.
  ~RawServer();

  std::uint16_t port() const { return port_; }
  std::string url(std::string_view target = "/") const;
  std::string authority() const;
  int connections() const { return connections_; }

 private:
  void serve();

  Script script_;
  int listener_;
  std::uint16_t port_;
  std::atomic<int> connections_{0};
  std::mutex mutex_;
  std::list<Peer> peers_;
  std::list<std::thread> threads_;
  std::thread acceptor_;
};

/// A loop that runs on a thread.
class LoopThread {
 public:
  LoopThread() = default;
  ~LoopThread() { stop(); }
  void start() {
    thread_ = std::thread([this] { loop.run(); });
  }
  void stop() {
    loop.stop();
    if (thread_.joinable()) thread_.join();
  }
  /// Runs `task` on the loop and waits for it.
  void run(const std::function<void()>& task);

  Loop loop;

 private:
  std::thread thread_;
};

/// Sends `request` and waits for what comes of it.
ClientResult fetch(Client& client, HttpRequest request, Timeouts timeouts = Timeouts(patience));

/// "200 body", or "timeout: message" with the kind of the failure.
std::string describe(const ClientResult& result);

}  // namespace mcp::http::test
