// Plain TCP: the socket type, its stream, and the listening side. For the .cpp files of this
// folder: includes Asio.
#pragma once

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "http/loop_state.h"
#include "http/stream.h"

namespace mcp::http {

class Identity;

using Tcp = boost::asio::ip::tcp;
using Socket = boost::asio::basic_stream_socket<Tcp, Executor>;

/// Makes a stream of a connected socket.
std::unique_ptr<Stream> make_stream(Socket socket);

/// Accepts connections until it is destroyed. Loop thread only.
class Listener {
 public:
  /// May pause the listener but not destroy it.
  using OnAccept = std::function<void(std::unique_ptr<Stream>)>;

  /// Throws std::system_error when `address` is not one of this machine or the port cannot be had.
  /// `identity` empty: plain connections.
  Listener(Loop::State& loop, const std::string& address, std::uint16_t port,
           std::shared_ptr<const Identity> identity, OnAccept on_accept);

  std::uint16_t port() const { return port_; }
  /// Leaves new connections in the backlog until resume().
  void pause() { paused_ = true; }
  void resume();

 private:
  using Acceptor = boost::asio::basic_socket_acceptor<Tcp, Executor>;

  void listen(const Tcp::endpoint& endpoint);
  void accept();

  Acceptor acceptor_;
  Socket next_;
  Timer retry_;
  std::shared_ptr<const Identity> identity_;
  OnAccept on_accept_;
  std::uint16_t port_ = 0;
  bool paused_ = false;
  bool accepting_ = false;
  std::shared_ptr<Listener*> self_;  // tells a queued accept that the listener is gone
};

}  // namespace mcp::http
