#include "sockets.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <future>
#include <utility>

namespace mcp::http::test {
namespace {

std::uint16_t local_port(int descriptor) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

}  // namespace

Peer::Peer(int descriptor) : descriptor_(descriptor) {
  const timeval limit{std::chrono::seconds(patience).count(), 0};
  setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  const int at_once = 1;
  setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
}

Peer Peer::connect(std::uint16_t port, bool ipv6) {
  const int descriptor = socket(ipv6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int result = 0;
  if (ipv6) {
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_port = htons(port);
    address.sin6_addr = in6addr_loopback;
    result = ::connect(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address);
  } else {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    result = ::connect(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address);
  }
  EXPECT_EQ(result, 0) << std::strerror(errno);
  return Peer(descriptor);
}

Peer::Peer(Peer&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), buffer_(std::move(other.buffer_)) {}

Peer::~Peer() { close(); }

void Peer::send(std::string_view text) {
  while (!text.empty()) {
    const auto count = ::send(descriptor_, text.data(), text.size(), MSG_NOSIGNAL);
    if (count <= 0) return;  // the other side closed: what it sent before is still read
    text.remove_prefix(static_cast<std::size_t>(count));
  }
}

bool Peer::read_more() {
  std::array<char, 65536> room;
  const auto count = ::recv(descriptor_, room.data(), room.size(), 0);
  if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
    ADD_FAILURE() << "nothing came for " << patience.count() << " s";
  }
  if (count <= 0) return false;
  buffer_.append(room.data(), static_cast<std::size_t>(count));
  return true;
}

std::string Peer::read_until(std::string_view end) {
  std::size_t from = 0;
  for (;;) {
    const auto found = buffer_.find(end, from);
    if (found != std::string::npos) return read(found + end.size());
    from = buffer_.size() < end.size() ? 0 : buffer_.size() - end.size();
    if (!read_more()) return std::exchange(buffer_, {});
  }
}

std::string Peer::read_to_end() {
  while (read_more()) {
  }
  return std::exchange(buffer_, {});
}

std::string Peer::read(std::size_t size) {
  while (buffer_.size() < size && read_more()) {
  }
  std::string text = buffer_.substr(0, size);
  buffer_.erase(0, size);
  return text;
}

std::string Peer::read_message(bool to_head) {
  std::string head = read_until("\r\n\r\n");
  const auto field = head.find("Content-Length: ");
  if (to_head || field == std::string::npos) return head;
  return head + read(std::stoul(head.substr(field + 16)));
}

void Peer::end_writing() { shutdown(descriptor_, SHUT_WR); }

void Peer::reset() {
  const linger at_once{1, 0};
  setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close();
}

void Peer::close() {
  if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

RawServer::RawServer(Script script)
    : script_(std::move(script)), listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  EXPECT_EQ(listen(listener_, 128), 0);
  port_ = local_port(listener_);
  acceptor_ = std::thread([this] { serve(); });
}

RawServer::~RawServer() {
  shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  ::close(listener_);
  {
    const std::lock_guard lock(mutex_);
    for (const Peer& peer : peers_) shutdown(peer.descriptor(), SHUT_RDWR);
  }
  for (std::thread& thread : threads_) thread.join();
}

std::string RawServer::authority() const { return "127.0.0.1:" + std::to_string(port_); }

std::string RawServer::url(std::string_view target) const {
  return "http://" + authority() + std::string(target);
}

void RawServer::serve() {
  for (;;) {
    const int descriptor = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (descriptor < 0) return;
    const std::lock_guard lock(mutex_);
    const auto peer = peers_.emplace(peers_.end(), descriptor);
    threads_.emplace_back([this, peer, index = connections_++] {
      script_(*peer, index);
      const std::lock_guard end_lock(mutex_);
      peers_.erase(peer);
    });
  }
}

void LoopThread::run(const std::function<void()>& task) {
  std::promise<void> done;
  loop.post([&] {
    task();
    done.set_value();
  });
  done.get_future().wait();
}

ClientResult fetch(Client& client, HttpRequest request, Timeouts timeouts) {
  std::promise<ClientResult> result;
  client.send(std::move(request), timeouts,
              [&](ClientResult value) { result.set_value(std::move(value)); });
  return result.get_future().get();
}

std::string describe(const ClientResult& result) {
  if (const auto* const response = std::get_if<HttpResponse>(&result)) {
    return std::to_string(response->status) + " " + response->body;
  }
  static constexpr const char* kinds[] = {"bad_url",   "resolve",   "connect",   "tls",
                                          "timeout",   "too_large", "malformed", "truncated",
                                          "cancelled", "forbidden", "proxy"};
  const Failure& failure = std::get<Failure>(result);
  return std::string(kinds[static_cast<int>(failure.kind)]) + ": " + failure.message;
}

}  // namespace mcp::http::test
