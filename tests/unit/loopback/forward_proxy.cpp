#include "forward_proxy.h"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <utility>

namespace mcp::http::test {
namespace {

bool pass_on(int from, int to) {
  std::array<char, 65536> room;
  const auto count = recv(from, room.data(), room.size(), 0);
  if (count <= 0) return false;
  for (ssize_t sent = 0; sent < count;) {
    const auto part =
        send(to, room.data() + sent, static_cast<std::size_t>(count - sent), MSG_NOSIGNAL);
    if (part <= 0) return false;
    sent += part;
  }
  return true;
}

void tunnel(const Peer& a, const Peer& b) {
  std::array<pollfd, 2> waiting{{{a.descriptor(), POLLIN, 0}, {b.descriptor(), POLLIN, 0}}};
  while (poll(waiting.data(), waiting.size(), -1) > 0) {
    if (waiting[0].revents != 0 && !pass_on(a.descriptor(), b.descriptor())) return;
    if (waiting[1].revents != 0 && !pass_on(b.descriptor(), a.descriptor())) return;
  }
}

std::string status(int code) {
  return "HTTP/1.1 " + std::to_string(code) + " X\r\nContent-Length: 0\r\n\r\n";
}

}  // namespace

ForwardProxy::ForwardProxy(std::map<std::string, std::uint16_t> hosts, std::string authorization)
    : hosts_(std::move(hosts)),
      authorization_(std::move(authorization)),
      server_([this](Peer& peer, int) { serve(peer); }) {}

std::vector<std::string> ForwardProxy::seen() {
  const std::lock_guard lock(mutex_);
  return seen_;
}

void ForwardProxy::serve(Peer& peer) {
  while (true) {
    std::string request = peer.read_message();
    if (request.empty()) return;
    {
      const std::lock_guard lock(mutex_);
      seen_.push_back(request.substr(0, request.find("\r\n\r\n")));
    }
    const std::string field = "Proxy-Authorization: " + authorization_ + "\r\n";
    if (!authorization_.empty() && request.find(field) == std::string::npos) {
      peer.send(status(407));
      continue;
    }
    const std::size_t begin = request.find(' ') + 1;
    const bool is_tunnel = request.starts_with("CONNECT ");
    const std::size_t host = is_tunnel ? begin : begin + std::string("http://").size();
    const std::size_t end = request.find_first_of(" /", host);
    const auto found = hosts_.find(request.substr(host, end - host));
    if (found == hosts_.end()) {
      peer.send(status(502));
      continue;
    }
    Peer target = Peer::connect(found->second);
    if (is_tunnel) {
      peer.send("HTTP/1.1 200 Connection established\r\n\r\n");
      return tunnel(peer, target);
    }
    request.erase(begin, end - begin);
    if (!authorization_.empty()) request.erase(request.find(field), field.size());
    target.send(request);
    peer.send(target.read_message());
  }
}

}  // namespace mcp::http::test
