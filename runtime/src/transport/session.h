// A session of the legacy era over Streamable HTTP: its streams, and the events that a client may
// ask for again. MCP 2025-11-25, `basic/transports`. Loop thread only.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/server.h"
#include "transport/channel.h"
#include "transport/event_stream.h"
#include "transport/peer.h"

namespace mcp::transport {

/// What the events that sessions keep may take, in bytes.
struct EventBudget {
  std::size_t of_session = 1024UL * 1024;
  std::size_t of_all = 64UL * 1024 * 1024;
  std::size_t used = 0;
};

class Session final : public Peer, public LiveStream {
 public:
  Session(std::string id, std::string principal, EventBudget& budget)
      : id_(std::move(id)), principal_(std::move(principal)), budget_(budget) {}
  ~Session() override;

  const std::string& id() const { return id_; }
  const std::string& principal() const { return principal_; }

  /// On the stream of the client's GET. Lost when there never was one.
  void announce(std::string_view message) override;
  void keep_alive() override;

  using Stream = std::uint64_t;
  /// A stream that answers a request.
  Stream open(const http::Responder& responder);
  void send(Stream stream, std::string_view message);
  void finish(Stream stream, std::string_view message);
  /// Ends the connection of the stream; what is sent on waits for a client that comes back.
  void pause(Stream stream, std::chrono::milliseconds retry);

  /// GET without Last-Event-ID: the stream of what belongs to no request. An earlier one ends.
  void listen(const http::Responder& responder);
  /// GET with it: what came after that event on its stream. False: those events are not kept.
  bool resume(std::string_view last_event, const http::Responder& responder);

  /// Ends the connection of the stream that listen() began.
  void end_listening();
  /// Ends the connections of all streams.
  void close_streams();
  bool has_connection() const;

 private:
  struct Event {
    std::uint64_t number;
    std::string text;
  };
  struct Log {
    std::deque<Event> events;
    std::uint64_t last = 0;     ///< number of the last event
    std::uint64_t dropped = 0;  ///< number of the last event that is not kept
    std::optional<http::Responder> live;
    std::uint64_t connection = 0;  ///< tells the end of an old connection from one of the new
    bool over = false;
  };

  void attach(Stream stream, Log& log, const http::Responder& responder);
  void detach(Log& log);
  void append(Stream stream, Log& log, std::string_view data);
  void keep(Log& log, std::string text);
  bool drop_oldest();

  const std::string id_;
  const std::string principal_;
  EventBudget& budget_;
  std::size_t used_ = 0;
  std::uint64_t connections_ = 0;
  Stream last_stream_ = 0;  // 0 is the stream of what belongs to no request
  std::map<Stream, Log> streams_;
  std::shared_ptr<Session*> self_ = std::make_shared<Session*>(this);
};

/// The answer to a request in a session: JSON, or a stream that outlives its connection.
class SessionChannel final : public Channel {
 public:
  SessionChannel(std::weak_ptr<Session> session, http::Responder responder)
      : session_(std::move(session)), responder_(std::move(responder)) {}

  void send(std::string_view message) override;
  void finish(int http_status, std::string response) override;
  void pause(std::chrono::milliseconds retry) override;

 private:
  bool open();

  std::weak_ptr<Session> session_;
  std::optional<http::Responder> responder_;  // until the stream is open
  std::optional<Session::Stream> stream_;
};

}  // namespace mcp::transport
