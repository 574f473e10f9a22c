// HTTP/1.1 server for one endpoint: keep-alive, limits, timeouts, graceful end. Knows nothing of
// MCP.
#pragma once

#include <mcp/http.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "http/identity.h"
#include "http/loop.h"

namespace mcp::http {

/// Beyond `max_connections`, a new client takes the place of one that is idle, or else of the one
/// whose request has been coming for longest, or else of the newest stream that may give way; when
/// every other is being answered, it waits.
struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0: any free one, see Server::port()
  /// With one that was loaded, connections are TLS; what it loads later is for later connections.
  std::shared_ptr<const Identity> identity;
  std::size_t header_limit = 32 * 1024;
  std::size_t body_limit = 4 * 1024 * 1024;    ///< beyond it the answer is 413
  std::size_t stream_limit = 8 * 1024 * 1024;  ///< bytes of a streamed body waiting for the client
  /// Bytes of all bodies that are coming and of all answers that clients do not read. Beyond it,
  /// the connection that has gone on for longest is closed, of those that hold much.
  std::size_t memory_limit = 512UL * 1024 * 1024;
  std::size_t max_connections = 1024;
  std::chrono::seconds read_timeout{30};  ///< for a whole request once its first byte came
  std::chrono::seconds idle_timeout{75};  ///< between requests
  std::function<void(int status)>
      answered;  ///< called with the status of each answer; may be empty
};

/// All but the body is valid during the handler's call only.
struct ServerRequest {
  std::string_view method;
  std::string_view target;
  const HttpHeaders& headers;
  std::string body;
};

/// The way back to the client. Copyable; thread safe; the first respond() counts, later ones do
/// nothing.
class Responder {
 public:
  /// Sends `response`; Date, Content-Length and Connection are set here. One that HTTP cannot carry
  /// becomes a 500.
  void respond(HttpResponse response) const;
  /// Calls `handler` on the loop when the client goes away before the response was sent. A client
  /// that only ended its side of the connection cannot be told from one that is gone: an answer
  /// that is given all the same is still sent to it.
  void on_close(std::function<void()> handler) const;

  /// Adds a field to whatever answer is given later. On the loop's thread only.
  void add_header(std::string name, std::string value) const;

  /// Instead of respond(): sends status and headers now, and the body piece by piece until end().
  /// On the loop's thread only. A client that leaves ServerOptions::stream_limit bytes unread is
  /// disconnected, and so is one whose last Responder is gone before end().
  void begin(const HttpResponse& head) const;
  /// The stream waits for what may never come: it may be cut off when a new client finds no room.
  void may_give_way() const;
  void write(std::string_view piece) const;
  void end() const;

  struct State;
  explicit Responder(std::shared_ptr<State> state) : state_(std::move(state)) {}

 private:
  std::shared_ptr<State> state_;
};

class Server {
 public:
  using Handler = std::function<void(ServerRequest, Responder)>;

  /// Listens at once. Throws std::system_error when the address cannot be bound. Made and destroyed
  /// on the loop's thread, or while the loop does not run; the loop outlives it. When `handler`
  /// throws or loses its Responder, the answer is 500.
  Server(Loop& loop, ServerOptions options, Handler handler);
  ~Server();  ///< closes every connection; responders that are left do nothing

  std::uint16_t port() const;
  std::size_t connections() const;  ///< that are open

  /// From any thread: stops accepting, lets requests in flight finish, closes idle connections;
  /// then calls `done` on the loop.
  void drain(std::function<void()> done);

  struct State;

 private:
  std::shared_ptr<State> state_;
};

}  // namespace mcp::http
