// A connection is a state machine on the loop thread: idle -> reading -> answering -> writing ->
// idle ... One request is worked on at a time, so pipelined ones wait in the input buffer and are
// answered in order. A read is pending in every phase, which is how the end of a client is noticed
// while its answer is being made. An answer that comes in pieces is written in the phase
// `streaming`.
#include "http/server.h"

#include <algorithm>
#include <atomic>
#include <boost/asio/post.hpp>
#include <cstdio>
#include <ctime>
#include <iterator>
#include <memory>
#include <optional>
#include <unordered_set>
#include <utility>
#include <vector>

#include "http/input_buffer.h"
#include "http/loop_state.h"
#include "http/message.h"
#include "http/request_parser.h"
#include "http/socket_stream.h"
#include "http/stream.h"

namespace mcp::http {
namespace {

class Connection;

constexpr Clock::time_point never = Clock::time_point::max();

// How long a closing connection waits for the client to read the answer and close. Closing with
// unread input would make the kernel reset the connection and take the answer back.
constexpr std::chrono::seconds linger_time{2};

HttpResponse text_response(int status, std::string_view text) {
  return {status, {{"Content-Type", "text/plain; charset=utf-8"}}, std::string(text).append("\n")};
}

// RFC 9110, section 5.6.7. Not strftime, whose names follow the locale.
std::string format_date(std::time_t time) {
  static constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::tm utc{};
  gmtime_r(&time, &utc);
  char text[64];
  const int size = std::snprintf(text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d GMT",
                                 days[utc.tm_wday], utc.tm_mday, months[utc.tm_mon],
                                 utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
  return {text, static_cast<std::size_t>(size)};
}

bool is_set_by_server(std::string_view name) {
  return equals_ignoring_case(name, "Content-Length") || equals_ignoring_case(name, "Connection") ||
         equals_ignoring_case(name, "Transfer-Encoding") || equals_ignoring_case(name, "Date");
}

}  // namespace

struct Server::State : std::enable_shared_from_this<Server::State> {
  State(Loop::State& loop_state, ServerOptions server_options, Handler request_handler)
      : loop(loop_state),
        options(std::move(server_options)),
        handler(std::move(request_handler)),
        sweeper(loop, [this](Clock::time_point now) { return sweep(now); }) {}

  void accept(std::unique_ptr<Stream> stream);
  void remove(const std::shared_ptr<Connection>& connection);
  /// False when a connection without work has to go, because the server ends or another client
  /// waits.
  bool keeps_idle() const { return !draining && !waiting; }
  /// Closes connections that hold much, until what all of them hold is within bounds.
  void free_memory();
  void begin_drain(std::function<void()> done);
  void close_all();
  Clock::time_point sweep(Clock::time_point now);
  const std::string& date();

  Loop::State& loop;
  const ServerOptions options;
  const Handler handler;
  Sweeper sweeper;
  std::optional<Listener> listener;
  std::uint16_t port = 0;
  std::unordered_set<std::shared_ptr<Connection>> connections;
  std::unique_ptr<Stream>
      waiting;  // accepted beyond max_connections; the listener is paused meanwhile
  bool draining = false;
  std::size_t held = 0;  // bytes, of all connections
  std::function<void()> drained;

 private:
  bool close_one_without_work();

  std::time_t date_time_ = -1;
  std::string date_;
};

struct Responder::State {
  State(Loop::State& loop_state, std::weak_ptr<Connection> request_connection)
      : loop(loop_state), connection(std::move(request_connection)) {}
  ~State();

  void answer(HttpResponse response);
  void begin(const HttpResponse& head);
  void end();

  Loop::State& loop;
  const std::weak_ptr<Connection> connection;
  HttpHeaders added;  // to whatever answer is given
  std::atomic<bool> answered{false};
  bool streaming = false;
};

namespace {

class Connection final : public Stream::Owner, public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::shared_ptr<Server::State> server, std::unique_ptr<Stream> stream)
      : server_(std::move(server)),
        stream_(std::move(stream)),
        input_(std::max<std::size_t>(server_->options.header_limit + 4096, 65536)) {}

  void start() {
    become_idle();
    pump();
  }

  void answer(HttpResponse response);
  void begin_stream(const HttpResponse& head);
  void write_piece(std::string_view piece);
  void end_stream();
  void add_close_handler(std::function<void()> handler);
  void end_if_idle() {
    if (phase_ == Phase::idle) close();
  }
  void on_deadline();
  void close();

  /// Which connection is closed first for a client that waits: one without anything to do; then one
  /// whose request is still coming, so that clients which never end one cannot keep everybody else
  /// out; then the newest of the streams that may give way, so that a flood of them ends itself.
  /// nullopt: none, there is an answer to make.
  std::optional<std::pair<int, Clock::duration>> rank_to_give_way() const {
    const auto deadline = deadline_.time_since_epoch();
    if (phase_ == Phase::idle) return std::pair(0, deadline);
    if (phase_ == Phase::reading) return std::pair(1, deadline);
    if (phase_ == Phase::streaming && may_give_way_) {
      return std::pair(2, -stream_began_.time_since_epoch());
    }
    return std::nullopt;
  }
  void may_give_way() { may_give_way_ = true; }
  Clock::time_point deadline() const { return deadline_; }
  std::size_t held() const { return held_; }

  void on_read(std::size_t size) override;
  void on_read_end(bool clean) override;
  void on_write_progress() override { set_deadline(server_->options.read_timeout); }
  void on_written(bool ok) override;

 private:
  enum class Phase { idle, reading, answering, streaming, writing, lingering, closed };

  void pump();
  bool parse();
  void dispatch();
  void refuse(int status, std::string_view reason);
  void send(HttpResponse response);
  void write_head(const HttpResponse& response);
  void end_head();
  void flush_stream();
  void finish_answer();
  void become_idle();
  void linger();
  void start_read();
  void client_is_gone();
  void set_deadline(std::chrono::seconds after);
  void hold(std::size_t bytes);

  const std::shared_ptr<Server::State> server_;
  const std::unique_ptr<Stream> stream_;
  InputBuffer input_;
  std::optional<RequestParser> parser_;
  std::vector<std::function<void()>> close_handlers_;
  std::string head_, body_;  // of the response under way
  std::string pieces_;       // of a streamed body, not yet given to the stream
  Clock::time_point deadline_ = never;
  Clock::time_point stream_began_{};
  std::size_t held_ = 0;  // bytes of a body that is coming, or of an answer that is not read
  Phase phase_ = Phase::idle;
  bool read_pending_ = false;
  bool read_ended_ = false;
  bool pumping_ = false;
  bool keep_alive_ = true;
  bool request_complete_ = false;
  bool write_pending_ = false;  // while streaming
  bool stream_ended_ = false;
  bool may_give_way_ = false;
};

void Connection::set_deadline(std::chrono::seconds after) {
  deadline_ = Clock::now() + after;
  server_->sweeper.note(deadline_);
}

// May close this connection.
void Connection::hold(std::size_t bytes) {
  server_->held += bytes - held_;
  const bool more = bytes > std::exchange(held_, bytes);
  if (more && server_->held > server_->options.memory_limit) server_->free_memory();
}

void Connection::become_idle() {
  phase_ = Phase::idle;
  set_deadline(server_->options.idle_timeout);
}

// Works off what is in the buffer. A loop, not a recursion: a handler that answers at once comes
// back here by finish_answer() while this is running.
void Connection::pump() {
  if (pumping_) return;
  pumping_ = true;
  while (phase_ == Phase::idle || phase_ == Phase::reading) {
    if (!parse()) break;
    dispatch();
  }
  pumping_ = false;
}

// True when a whole request is in parser_; else a read is pending, or the connection is about to
// end.
bool Connection::parse() {
  if (phase_ == Phase::idle) {
    // RFC 9112, section 2.2: empty lines before a request are ignored.
    const std::string_view data = input_.data();
    input_.consume(std::min(data.find_first_not_of("\r\n"), data.size()));
    if (input_.empty()) {
      if (!server_->keeps_idle()) {
        close();
        return false;
      }
    } else {
      phase_ = Phase::reading;
      request_complete_ = false;
      set_deadline(server_->options.read_timeout);
      parser_.emplace(server_->options.header_limit, server_->options.body_limit);
    }
  }
  if (phase_ == Phase::reading) {
    std::size_t used = 0;
    const auto outcome = parser_->put(input_.data(), used);
    input_.consume(used);
    if (outcome == RequestParser::Outcome::complete) return true;
    if (outcome == RequestParser::Outcome::refused) {
      refuse(parser_->status(), parser_->reason());
      return false;
    }
    hold(parser_->body.size());
    if (phase_ == Phase::closed) return false;
    if (parser_->take_expectation()) {
      // Nothing is being written, so this fits into the socket's buffer, or the client does not
      // read at all.
      constexpr std::string_view interim = "HTTP/1.1 100 Continue\r\n\r\n";
      if (stream_->write(interim, {}, shared_from_this()) != Stream::Written::done) {
        close();
        return false;
      }
    }
  }
  if (read_ended_) {
    close();
  } else {
    start_read();
  }
  return false;
}

void Connection::dispatch() {
  phase_ = Phase::answering;
  may_give_way_ = false;
  hold(0);
  deadline_ = never;
  request_complete_ = true;
  keep_alive_ = parser_->keep_alive();
  const auto responder = std::make_shared<Responder::State>(server_->loop, weak_from_this());
  try {
    server_->handler(
        ServerRequest{parser_->method, parser_->target, parser_->headers, std::move(parser_->body)},
        Responder(responder));
  } catch (...) {
    responder->answer(text_response(500, "internal error"));
  }
  if (phase_ == Phase::answering || phase_ == Phase::streaming) start_read();
}

// Answers what is no proper request. What follows it on the connection cannot be trusted to be one.
void Connection::refuse(int status, std::string_view reason) {
  keep_alive_ = false;
  send(text_response(status, reason));
}

void Connection::answer(HttpResponse response) {
  if (phase_ != Phase::answering) return;
  close_handlers_.clear();
  if (response.status < 200 || response.status > 999 || !are_sendable(response.headers)) {
    response = text_response(500, "internal error");
  }
  send(std::move(response));
}

void Connection::send(HttpResponse response) {
  phase_ = Phase::writing;
  keep_alive_ = keep_alive_ && server_->keeps_idle() && !read_ended_;
  body_ = std::move(response.body);

  // RFC 9110, section 8.6: 204 has no Content-Length; sections 9.3.2 and 15.4.5: HEAD and 304 have
  // no body.
  const bool has_length = response.status != 204;
  write_head(response);
  if (has_length) append_header(head_, "Content-Length", std::to_string(body_.size()));
  end_head();
  if (!has_length || response.status == 304 || parser_->method == "HEAD") body_.clear();

  switch (stream_->write(head_, body_, shared_from_this())) {
    case Stream::Written::done:
      finish_answer();
      break;
    case Stream::Written::pending:
      set_deadline(server_->options.read_timeout);
      hold(head_.size() + body_.size());
      break;
    case Stream::Written::failed:
      close();
      break;
  }
}

void Connection::write_head(const HttpResponse& response) {
  if (server_->options.answered) server_->options.answered(response.status);
  head_.assign("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
  head_.append(reason_phrase(response.status)).append("\r\n");
  append_header(head_, "Date", server_->date());
  for (const auto& [name, value] : response.headers) {
    if (!is_set_by_server(name)) append_header(head_, name, value);
  }
}

void Connection::end_head() {
  if (!keep_alive_) {
    append_header(head_, "Connection", "close");
  } else if (parser_->is_http_1_0()) {
    append_header(head_, "Connection", "keep-alive");
  }
  head_ += "\r\n";
}

void Connection::begin_stream(const HttpResponse& head) {
  if (phase_ != Phase::answering) return;
  phase_ = Phase::streaming;
  stream_began_ = Clock::now();
  stream_ended_ = false;
  // RFC 9112, section 6.1: HTTP/1.0 knows no chunks; there the end of the connection ends the body.
  keep_alive_ = keep_alive_ && server_->keeps_idle() && !read_ended_ && !parser_->is_http_1_0();
  write_head(head);
  if (!parser_->is_http_1_0()) append_header(head_, "Transfer-Encoding", "chunked");
  end_head();
  pieces_ = std::exchange(head_, {});
  flush_stream();
}

// RFC 9112, section 7.1. An empty chunk would end the body.
void Connection::write_piece(std::string_view piece) {
  if (phase_ != Phase::streaming || stream_ended_ || piece.empty()) return;
  if (pieces_.size() + piece.size() > server_->options.stream_limit) return close();
  if (parser_->is_http_1_0()) {
    pieces_ += piece;
  } else {
    char size[20];
    pieces_.append(
        size, static_cast<std::size_t>(std::snprintf(size, sizeof size, "%zx\r\n", piece.size())));
    pieces_.append(piece).append("\r\n");
  }
  flush_stream();
}

void Connection::end_stream() {
  if (phase_ != Phase::streaming || stream_ended_) return;
  stream_ended_ = true;
  if (!parser_->is_http_1_0()) pieces_ += "0\r\n\r\n";
  flush_stream();
}

void Connection::flush_stream() {
  if (write_pending_) return hold(head_.size() + pieces_.size());
  if (!pieces_.empty()) {
    head_ = std::exchange(pieces_, {});
    switch (stream_->write(head_, {}, shared_from_this())) {
      case Stream::Written::done:
        break;
      case Stream::Written::pending:
        write_pending_ = true;
        set_deadline(server_->options.read_timeout);
        return hold(head_.size());
      case Stream::Written::failed:
        return close();
    }
  }
  deadline_ = never;
  hold(0);
  if (!stream_ended_) return;
  close_handlers_.clear();
  phase_ = Phase::writing;
  finish_answer();
}

void Connection::on_written(bool ok) {
  if (phase_ == Phase::streaming) {
    write_pending_ = false;
    if (ok) return flush_stream();
    return close();
  }
  if (phase_ != Phase::writing) return;
  if (ok) {
    finish_answer();
  } else {
    close();
  }
}

void Connection::finish_answer() {
  body_ = {};
  hold(0);
  if (!keep_alive_) return linger();
  become_idle();
  pump();
}

void Connection::linger() {
  if (read_ended_ || (request_complete_ && input_.empty())) return close();
  phase_ = Phase::lingering;
  input_.clear();
  stream_->end_writing();
  set_deadline(linger_time);
  start_read();
}

void Connection::start_read() {
  if (read_pending_ || read_ended_ || phase_ == Phase::closed) return;
  const auto room = input_.prepare();
  // No room: what is there has to be answered first. While a request is read the parser's limits
  // are reached before.
  if (room.empty()) {
    if (phase_ == Phase::reading) refuse(400, "malformed request");
    return;
  }
  read_pending_ = true;
  stream_->read(room.data(), room.size(), shared_from_this());
}

void Connection::on_read(std::size_t size) {
  read_pending_ = false;
  if (phase_ == Phase::closed) return;
  input_.commit(size);
  switch (phase_) {
    case Phase::idle:
    case Phase::reading:
      return pump();
    case Phase::lingering:
      input_.clear();
      return start_read();
    default:
      return start_read();
  }
}

void Connection::on_read_end(bool clean) {
  read_pending_ = false;
  read_ended_ = true;
  // After a clean end the client may still read: what it asked for is answered if the handler goes
  // on.
  if (clean && phase_ == Phase::answering) return client_is_gone();
  if (clean && phase_ == Phase::streaming) return stream_ended_ ? void() : client_is_gone();
  if (clean && phase_ == Phase::writing) return;
  close();
}

void Connection::client_is_gone() {
  for (const auto& handler : std::exchange(close_handlers_, {})) handler();
}

void Connection::add_close_handler(std::function<void()> handler) {
  if ((phase_ == Phase::answering || phase_ == Phase::streaming) && !read_ended_) {
    close_handlers_.push_back(std::move(handler));
  } else {
    boost::asio::post(server_->loop.io, std::move(handler));
  }
}

void Connection::on_deadline() {
  if (phase_ == Phase::reading) {
    refuse(408, "the request did not come in time");
  } else {
    close();
  }
}

void Connection::close() {
  if (phase_ == Phase::closed) return;
  const auto self = shared_from_this();
  phase_ = Phase::closed;
  deadline_ = never;
  hold(0);
  stream_->close();
  server_->remove(self);
  client_is_gone();
}

}  // namespace

void Server::State::accept(std::unique_ptr<Stream> stream) {
  if (connections.size() >= options.max_connections && !close_one_without_work()) {
    waiting = std::move(stream);
    listener->pause();
    return;
  }
  const auto connection = std::make_shared<Connection>(shared_from_this(), std::move(stream));
  connections.insert(connection);
  connection->start();
}

// A connection without work may be closed at any time (RFC 9112, section 9.5); a new client should
// not starve for it. Of equal ones, the one that has been waited for longest.
bool Server::State::close_one_without_work() {
  std::shared_ptr<Connection> chosen;
  for (const auto& connection : connections) {
    const auto rank = connection->rank_to_give_way();
    if (!rank) continue;
    if (!chosen || *rank < *chosen->rank_to_give_way()) chosen = connection;
  }
  if (chosen) chosen->close();
  return chosen != nullptr;
}

void Server::State::free_memory() {
  constexpr std::size_t much = 64UL * 1024;
  while (held > options.memory_limit) {
    std::shared_ptr<Connection> chosen;
    for (const auto& connection : connections) {
      if (connection->held() < much) continue;
      if (!chosen || connection->deadline() < chosen->deadline()) chosen = connection;
    }
    if (!chosen) return;
    chosen->close();
  }
}

void Server::State::remove(const std::shared_ptr<Connection>& connection) {
  connections.erase(connection);
  if (waiting) {
    accept(std::move(waiting));
    listener->resume();
  }
  if (draining && connections.empty() && drained) {
    boost::asio::post(loop.io, std::exchange(drained, nullptr));
  }
}

void Server::State::begin_drain(std::function<void()> done) {
  draining = true;
  listener.reset();
  waiting.reset();
  drained = std::move(done);
  const std::vector<std::shared_ptr<Connection>> all(connections.begin(), connections.end());
  for (const auto& connection : all) connection->end_if_idle();
  if (connections.empty() && drained) std::exchange(drained, nullptr)();
}

void Server::State::close_all() {
  listener.reset();
  waiting.reset();
  drained = nullptr;
  while (!connections.empty()) (*connections.begin())->close();
}

Clock::time_point Server::State::sweep(Clock::time_point now) {
  std::vector<std::shared_ptr<Connection>> due;
  for (const auto& connection : connections) {
    if (connection->deadline() <= now) due.push_back(connection);
  }
  for (const auto& connection : due) connection->on_deadline();
  Clock::time_point next = never;
  for (const auto& connection : connections) next = std::min(next, connection->deadline());
  return next;
}

const std::string& Server::State::date() {
  const std::time_t now = std::time(nullptr);
  if (now != date_time_) {
    date_time_ = now;
    date_ = format_date(now);
  }
  return date_;
}

// A handler that lost its responder would leave the client waiting for ever.
Responder::State::~State() {
  if (!answered) answer(text_response(500, "internal error"));
  if (streaming && !connection.expired()) {
    boost::asio::post(loop.io, [weak = connection] {
      if (const auto open = weak.lock()) open->close();
    });
  }
}

void Responder::State::begin(const HttpResponse& head) {
  if (answered.exchange(true)) return;
  const auto open = connection.lock();
  if (open == nullptr) return;
  streaming = true;
  HttpResponse whole{head.status, head.headers, {}};
  whole.headers.insert(whole.headers.end(), added.begin(), added.end());
  open->begin_stream(whole);
}

void Responder::State::end() {
  if (!std::exchange(streaming, false)) return;
  if (const auto open = connection.lock()) open->end_stream();
}

void Responder::State::answer(HttpResponse response) {
  if (answered.exchange(true)) return;
  if (connection.expired()) return;  // the loop may be gone, too
  std::ranges::move(added, std::back_inserter(response.headers));
  if (loop.is_current()) {
    if (const auto open = connection.lock()) open->answer(std::move(response));
    return;
  }
  boost::asio::post(loop.io, [weak = connection, response = std::move(response)]() mutable {
    if (const auto open = weak.lock()) open->answer(std::move(response));
  });
}

void Responder::add_header(std::string name, std::string value) const {
  state_->added.emplace_back(std::move(name), std::move(value));
}

void Responder::respond(HttpResponse response) const { state_->answer(std::move(response)); }

void Responder::begin(const HttpResponse& head) const { state_->begin(head); }

void Responder::may_give_way() const {
  if (const auto open = state_->connection.lock()) open->may_give_way();
}

void Responder::write(std::string_view piece) const {
  if (!state_->streaming) return;
  if (const auto open = state_->connection.lock()) open->write_piece(piece);
}

void Responder::end() const { state_->end(); }

void Responder::on_close(std::function<void()> handler) const {
  auto add = [state = state_, handler = std::move(handler)]() mutable {
    if (state->answered && !state->streaming) return;
    if (const auto open = state->connection.lock()) {
      open->add_close_handler(std::move(handler));
    } else {
      boost::asio::post(state->loop.io, std::move(handler));
    }
  };
  if (state_->loop.is_current()) {
    add();
  } else {
    boost::asio::post(state_->loop.io, std::move(add));
  }
}

Server::Server(Loop& loop, ServerOptions options, Handler handler)
    : state_(std::make_shared<State>(loop.state(), std::move(options), std::move(handler))) {
  state_->listener.emplace(
      state_->loop, state_->options.address, state_->options.port, state_->options.identity,
      [state = state_.get()](std::unique_ptr<Stream> stream) { state->accept(std::move(stream)); });
  state_->port = state_->listener->port();
}

Server::~Server() { state_->close_all(); }

std::uint16_t Server::port() const { return state_->port; }

std::size_t Server::connections() const { return state_->connections.size(); }

void Server::drain(std::function<void()> done) {
  boost::asio::post(state_->loop.io, [state = state_, done = std::move(done)]() mutable {
    state->begin_drain(std::move(done));
  });
}

}  // namespace mcp::http
