// The upstream API of the benchmark: answers every HTTP/1.1 request with the same JSON document, as
// fast as one thread can, so that what is measured is the server in front of it. Plain epoll; reads
// requests with a Content-Length or without a body, which is all the measured servers send.
//
//   upstream PORT      0 takes a free port; prints `listening on http://127.0.0.1:PORT`
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

namespace {

struct Connection {
  int socket = -1;
  std::string received;
};

// About the size of one row of a real API.
std::string make_response() {
  std::string body = R"({"id":1,"number":1347,"state":"open","title":"Found a bug","body":")";
  for (int i = 0; i < 10; ++i)
    body += "I'm having a problem with this, and these are the steps that lead to it. ";
  body +=
      R"(","user":{"login":"octocat","id":1,"type":"User"},"labels":["bug","docs"],"locked":false,"comments":12})";
  return "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

// The length of the first whole request in `text`; 0 when it has not arrived yet.
std::size_t request_length(std::string_view text) {
  const std::size_t end = text.find("\r\n\r\n");
  if (end == std::string_view::npos) return 0;
  std::size_t body = 0;
  for (std::string_view name : {"\r\nContent-Length: ", "\r\ncontent-length: "}) {
    const std::size_t at = text.substr(0, end).find(name);
    if (at != std::string_view::npos)
      std::from_chars(text.data() + at + name.size(), text.data() + end, body);
  }
  return text.size() >= end + 4 + body ? end + 4 + body : 0;
}

// False when the connection is to be closed.
bool serve(Connection& connection, std::string_view response) {
  std::array<char, 16384> buffer;
  const ssize_t count = read(connection.socket, buffer.data(), buffer.size());
  if (count <= 0) return false;
  connection.received.append(buffer.data(), static_cast<std::size_t>(count));
  while (const std::size_t length = request_length(connection.received)) {
    connection.received.erase(0, length);
    // The response is far smaller than a socket buffer, so it always goes out whole.
    if (write(connection.socket, response.data(), response.size()) !=
        static_cast<ssize_t>(response.size()))
      return false;
  }
  return true;
}

int listen_on(const char* port_text) {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  const int on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(std::atoi(port_text)));
  socklen_t size = sizeof address;
  void* where = &address;
  if (bind(listener, static_cast<sockaddr*>(where), size) != 0 || listen(listener, 1024) != 0 ||
      getsockname(listener, static_cast<sockaddr*>(where), &size) != 0) {
    std::perror("upstream");
    std::exit(1);
  }
  std::printf("listening on http://127.0.0.1:%d\n", ntohs(address.sin_port));
  std::fflush(stdout);
  return listener;
}

}  // namespace

int main(int argc, char** argv) {
  const int listener = listen_on(argc > 1 ? argv[1] : "0");
  const std::string response = make_response();
  const int poll = epoll_create1(0);
  epoll_event listening{EPOLLIN, {nullptr}};
  epoll_ctl(poll, EPOLL_CTL_ADD, listener, &listening);
  std::array<epoll_event, 64> events;
  for (;;) {
    const int count = epoll_wait(poll, events.data(), static_cast<int>(events.size()), -1);
    for (int i = 0; i < count; ++i) {
      auto* connection = static_cast<Connection*>(events[static_cast<std::size_t>(i)].data.ptr);
      if (connection == nullptr) {
        auto accepted = std::make_unique<Connection>();
        accepted->socket = accept(listener, nullptr, nullptr);
        const int on = 1;
        setsockopt(accepted->socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        epoll_event readable{EPOLLIN, {accepted.get()}};
        if (epoll_ctl(poll, EPOLL_CTL_ADD, accepted->socket, &readable) == 0) accepted.release();
      } else if (!serve(*connection, response)) {
        close(connection->socket);
        delete connection;
      }
    }
  }
}
