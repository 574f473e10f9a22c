#include "http/socket_stream.h"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/basic_resolver.hpp>
#include <system_error>
#include <utility>

#include "http/tls.h"

namespace mcp::http {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

class SocketStream final : public Stream {
 public:
  explicit SocketStream(Socket socket) : socket_(std::move(socket)) {
    error_code ignored;
    socket_.set_option(Tcp::no_delay(true), ignored);
    socket_.non_blocking(true, ignored);
  }

  void read(char* data, std::size_t size, const OwnerPtr& owner) override {
    socket_.async_read_some(asio::buffer(data, size),
                            [owner](const error_code& error, std::size_t count) {
                              if (!error) {
                                owner->on_read(count);
                              } else if (error != asio::error::operation_aborted) {
                                owner->on_read_end(error == asio::error::eof);
                              }
                            });
  }

  // Most messages fit into the socket's buffer: writing at once saves a turn of the loop.
  Written write(std::string_view head, std::string_view body, const OwnerPtr& owner) override {
    error_code error;
    const std::size_t count = socket_.write_some(buffers(head, body), error);
    if (error && error != asio::error::would_block) return Written::failed;
    if (count == head.size() + body.size()) return Written::done;
    skip(count, head, body);
    write_rest(head, body, owner);
    return Written::pending;
  }

  void end_writing() override {
    error_code ignored;
    socket_.shutdown(Socket::shutdown_send, ignored);
  }

  void close() override {
    error_code ignored;
    socket_.close(ignored);
  }

 private:
  static std::array<asio::const_buffer, 2> buffers(std::string_view head, std::string_view body) {
    return {asio::buffer(head.data(), head.size()), asio::buffer(body.data(), body.size())};
  }

  static void skip(std::size_t count, std::string_view& head, std::string_view& body) {
    const std::size_t of_head = std::min(count, head.size());
    head.remove_prefix(of_head);
    body.remove_prefix(count - of_head);
  }

  void write_rest(std::string_view head, std::string_view body, const OwnerPtr& owner) {
    socket_.async_write_some(
        buffers(head, body),
        [this, head, body, owner](const error_code& error, std::size_t count) mutable {
          if (error == asio::error::operation_aborted) return;
          if (error) return owner->on_written(false);
          skip(count, head, body);
          if (head.empty() && body.empty()) return owner->on_written(true);
          owner->on_write_progress();
          write_rest(head, body, owner);
        });
  }

  Socket socket_;
};

}  // namespace

std::unique_ptr<Stream> make_stream(Socket socket) {
  return std::make_unique<SocketStream>(std::move(socket));
}

Listener::Listener(Loop::State& loop, const std::string& address, std::uint16_t port,
                   std::shared_ptr<const Identity> identity, OnAccept on_accept)
    : acceptor_(loop.io),
      next_(loop.io),
      retry_(loop.io),
      identity_(std::move(identity)),
      on_accept_(std::move(on_accept)),
      self_(std::make_shared<Listener*>(this)) {
  try {
    asio::ip::basic_resolver<Tcp, Executor> resolver(loop.io);
    const auto found = resolver.resolve(address, std::to_string(port),
                                        Tcp::resolver::passive | Tcp::resolver::numeric_service);
    listen(found.begin()->endpoint());
  } catch (const boost::system::system_error& error) {
    throw std::system_error(error.code(),
                            "cannot listen on " + address + ":" + std::to_string(port));
  }
  accept();
}

void Listener::listen(const Tcp::endpoint& endpoint) {
  acceptor_.open(endpoint.protocol());
  acceptor_.set_option(Acceptor::reuse_address(true));
  acceptor_.bind(endpoint);
  acceptor_.listen();
  port_ = acceptor_.local_endpoint().port();
}

void Listener::resume() {
  paused_ = false;
  if (!accepting_) accept();
}

void Listener::accept() {
  accepting_ = true;
  acceptor_.async_accept(next_, [self = std::weak_ptr<Listener*>(self_)](const error_code& error) {
    const auto alive = self.lock();
    if (!alive || error == asio::error::operation_aborted) return;
    Listener& listener = **alive;
    listener.accepting_ = false;
    if (error) {
      // Out of descriptors, say: the connection stays in the backlog, so trying at once would spin.
      listener.accepting_ = true;
      listener.retry_.expires_after(std::chrono::milliseconds(100));
      listener.retry_.async_wait([self](const error_code& cancelled) {
        const auto still_alive = self.lock();
        if (still_alive && !cancelled) (*still_alive)->accept();
      });
      return;
    }
    listener.on_accept_(
        listener.identity_ == nullptr
            ? make_stream(std::move(listener.next_))
            : make_tls_server_stream(std::move(listener.next_), *listener.identity_));
    if (!listener.paused_) listener.accept();
  });
}

}  // namespace mcp::http
