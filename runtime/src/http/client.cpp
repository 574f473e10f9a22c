// An exchange is one request and its response. It takes the connection of its origin that was used
// last, or dials a new one; a connection carries one exchange at a time and goes back to the pool
// after it. Everything but send() and cancel() runs on the loop thread.
#include "http/client.h"

#include <algorithm>
#include <atomic>
#include <boost/asio/post.hpp>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "http/content_decoder.h"
#include "http/dial.h"
#include "http/input_buffer.h"
#include "http/loop_state.h"
#include "http/message.h"
#include "http/response_parser.h"
#include "http/stream.h"
#include "http/tls.h"

namespace mcp::http {
namespace {

class Connection;

constexpr Clock::time_point never = Clock::time_point::max();
constexpr std::chrono::hours longest_timeout{24 * 365};  // so that no deadline overflows

struct Exchange {
  /// Bytes are awaited from now on.
  void await_bytes() {
    if (timeouts.read) read_deadline = Clock::now() + *timeouts.read;
  }

  Client::Id id = 0;
  HttpRequest request;
  Timeouts timeouts{std::chrono::milliseconds(0)};
  Clock::time_point deadline = never;
  Clock::time_point read_deadline = never;
  Client::Callback done;
  Client::Observer observer;
  Origin origin;
  std::shared_ptr<Connection> connection;  // while it carries the exchange
  std::shared_ptr<Dial> dial;              // while one is made for it
  bool is_retry = false;
};
using ExchangePtr = std::shared_ptr<Exchange>;

// RFC 9110, section 9.2.2.
bool is_idempotent(std::string_view method) {
  constexpr std::string_view methods[] = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"};
  return std::find(std::begin(methods), std::end(methods), method) != std::end(methods);
}

// RFC 9110, section 8.6: methods that expect content say so even when there is none.
bool expects_content(std::string_view method) {
  return method == "POST" || method == "PUT" || method == "PATCH";
}

// Fields that frame the message or describe this one connection: only the client can know them.
bool is_set_by_client(std::string_view name) {
  constexpr std::string_view names[] = {"Proxy-Authorization",
                                        "Host",
                                        "Content-Length",
                                        "Transfer-Encoding",
                                        "Connection",
                                        "Accept-Encoding",
                                        "Keep-Alive",
                                        "Upgrade",
                                        "Expect",
                                        "TE",
                                        "Trailer",
                                        "Proxy-Connection"};
  return std::any_of(std::begin(names), std::end(names),
                     [name](std::string_view set) { return equals_ignoring_case(name, set); });
}

/// `proxy`: one that the request is for, instead of the origin; nullptr: none.
std::string request_head(const HttpRequest& request, const Origin& origin, const Proxy* proxy,
                         const std::string& user_agent) {
  std::string head;
  head.reserve(512);
  head.append(request.method).append(" ");
  // RFC 9112, section 3.2.2: a proxy wants the absolute form.
  if (proxy != nullptr) head.append("http://").append(origin.authority);
  head.append(origin.target).append(" HTTP/1.1\r\n");
  append_header(head, "Host", origin.socket.empty() ? origin.authority : "localhost");
  if (proxy != nullptr && !proxy->authorization.empty()) {
    append_header(head, "Proxy-Authorization", proxy->authorization);
  }
  for (const auto& [name, value] : request.headers) {
    if (!is_set_by_client(name)) append_header(head, name, value);
  }
  const std::string* const coding = find_header(request.headers, "Accept-Encoding");
  const bool wants_plain = coding != nullptr && *coding == "identity";
  append_header(head, "Accept-Encoding", wants_plain ? *coding : accepted_codings);
  if (!user_agent.empty() && find_header(request.headers, "User-Agent") == nullptr) {
    append_header(head, "User-Agent", user_agent);
  }
  if (!request.body.empty() || expects_content(request.method)) {
    append_header(head, "Content-Length", std::to_string(request.body.size()));
  }
  return head += "\r\n";
}

// The name may come out of a document.
ClientOptions usable(ClientOptions options) {
  if (!is_field_value(options.user_agent)) options.user_agent.clear();
  return options;
}

}  // namespace

struct Client::State : std::enable_shared_from_this<Client::State> {
  State(Loop::State& loop_state, ClientOptions client_options)
      : loop(loop_state),
        options(usable(std::move(client_options))),
        sweeper(loop, [this](Clock::time_point now) { return sweep(now); }) {}

  void start(const ExchangePtr& exchange);
  void dial_for(const ExchangePtr& exchange);
  void cancel(Id id);
  void finish(const ExchangePtr& exchange, ClientResult result);
  void finish_later(const ExchangePtr& exchange, Failure failure);
  /// Takes a connection that has no exchange into the pool; one too many is closed.
  void keep(const std::shared_ptr<Connection>& connection);
  void forget(const Connection& connection);
  void close();

  Loop::State& loop;
  const ClientOptions options;
  Sweeper sweeper;
  std::atomic<Id> last_id{0};

 private:
  using Pool = std::vector<std::shared_ptr<Connection>>;  // the one used last is at the end

  Clock::time_point sweep(Clock::time_point now);
  void abandon(Exchange& exchange);

  std::unordered_map<Id, ExchangePtr> exchanges_;
  std::unordered_map<std::string, Pool> pools_;
  std::optional<TlsContext> tls_;  // made for the first https request: start-up does not pay for it
};

namespace {

std::string pool_key(const Origin& origin) {
  return (origin.tls ? "https://" : "http://") + origin.host + " " + origin.port;
}

class Connection final : public Stream::Owner, public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::shared_ptr<Client::State> client, const Origin& origin,
             std::shared_ptr<Stream> stream)
      : key(pool_key(origin)), client_(std::move(client)), stream_(std::move(stream)) {}

  void send(const ExchangePtr& exchange);
  void close() {
    closed_ = true;
    exchange_ = nullptr;
    stream_->close();
  }

  void on_read(std::size_t size) override;
  void on_read_end(bool clean) override;
  void on_written(bool ok) override {
    write_pending_ = false;
    write_failed_ = !ok;
    if (exchange_) await_bytes();
  }

  bool got_response_bytes() const { return got_response_bytes_; }
  std::optional<HttpResponse> take_partial() { return parser_->take_partial(); }

  const std::string key;
  Clock::time_point idle_deadline = never;

 private:
  void parse();
  void complete();
  void fail(Failure::Kind kind, const std::string& problem);
  void start_read();
  void await_bytes();

  const std::shared_ptr<Client::State> client_;
  const std::shared_ptr<Stream> stream_;
  InputBuffer input_{ResponseParser::max_header_size + 4096};
  ExchangePtr exchange_;
  std::string head_;
  std::optional<ResponseParser> parser_;
  bool is_reused_ = false;
  bool got_response_bytes_ = false;
  bool read_pending_ = false;
  bool write_pending_ = false;
  bool write_failed_ = false;
  bool closed_ = false;
};

void Connection::send(const ExchangePtr& exchange) {
  exchange_ = exchange;
  exchange->connection = shared_from_this();
  got_response_bytes_ = false;
  const HttpRequest& request = exchange->request;
  const Origin& origin = exchange->origin;
  head_ = request_head(request, origin, origin.tls ? nullptr : client_->options.proxies.of(origin),
                       client_->options.user_agent);
  parser_.emplace(request.method == "HEAD", client_->options.response_limit);
  const auto written = stream_->write(head_, request.body, shared_from_this());
  write_pending_ = written == Stream::Written::pending;
  // A failed write ends nothing: the server may have answered before it closed, and the end of
  // reading follows anyway.
  write_failed_ = written == Stream::Written::failed;
  if (!write_pending_) await_bytes();
  start_read();
}

void Connection::await_bytes() {
  exchange_->await_bytes();
  client_->sweeper.note(exchange_->read_deadline);
}

void Connection::start_read() {
  if (read_pending_) return;
  const auto room = input_.prepare();
  if (room.empty()) return fail(Failure::Kind::malformed, "sent a malformed response");
  read_pending_ = true;
  stream_->read(room.data(), room.size(), shared_from_this());
}

void Connection::on_read(std::size_t size) {
  read_pending_ = false;
  if (closed_) return;
  input_.commit(size);
  if (!exchange_) return client_->forget(*this);  // bytes that nobody asked for
  got_response_bytes_ = true;
  if (!write_pending_) exchange_->await_bytes();
  parse();
}

void Connection::parse() {
  for (;;) {
    std::size_t used = 0;
    const auto outcome = parser_->put(input_.data(), used);
    input_.consume(used);
    if (outcome == ResponseParser::Outcome::need_more) {
      if (exchange_->observer && parser_->has_header()) exchange_->observer(parser_->response);
      return start_read();
    }
    if (outcome == ResponseParser::Outcome::failed) {
      return fail(parser_->failure(), parser_->problem());
    }
    if (!parser_->is_interim()) return complete();
    parser_.emplace(exchange_->request.method == "HEAD", client_->options.response_limit);
  }
}

void Connection::complete() {
  const ExchangePtr exchange = std::exchange(exchange_, nullptr);
  exchange->connection = nullptr;
  HttpResponse response = std::move(parser_->response);
  // A server that answers before it read the whole request, or says more than it was asked, is not
  // at the start of a message.
  if (parser_->is_reusable() && input_.empty() && !write_pending_ && !write_failed_) {
    is_reused_ = true;
    start_read();  // notices when the server closes
    client_->keep(shared_from_this());
  } else {
    close();
  }
  client_->finish(exchange, std::move(response));
}

void Connection::on_read_end(bool clean) {
  read_pending_ = false;
  if (closed_) return;
  if (!exchange_) return client_->forget(*this);
  if (clean && got_response_bytes_) {
    if (parser_->put_end() == ResponseParser::Outcome::complete) return complete();
    return fail(parser_->failure(), parser_->problem());
  }
  if (got_response_bytes_) return fail(Failure::Kind::truncated, "ended its response early");

  // The server closed a connection it was not using while the request was on its way.
  const bool may_repeat = is_idempotent(exchange_->request.method) || write_failed_;
  if (is_reused_ && may_repeat && !exchange_->is_retry) {
    const ExchangePtr exchange = exchange_;
    exchange->is_retry = true;
    exchange->read_deadline = never;
    exchange->connection = nullptr;
    close();
    return client_->dial_for(exchange);
  }
  fail(Failure::Kind::truncated, "closed the connection without a response");
}

void Connection::fail(Failure::Kind kind, const std::string& problem) {
  const ExchangePtr exchange = exchange_;
  exchange->connection = nullptr;
  close();
  client_->finish(exchange,
                  Failure{kind, exchange->origin.authority + " " + problem, take_partial()});
}

/// What did not happen while `exchange` waited.
std::string describe_wait(const Exchange& exchange) {
  const std::string& server = exchange.origin.authority;
  if (exchange.read_deadline < exchange.deadline) {
    return server + " sent nothing for " + describe_duration(*exchange.timeouts.read);
  }
  const std::string within = " within " + describe_duration(exchange.timeouts.total);
  if (exchange.dial) return "cannot connect to " + server + within;
  if (exchange.connection && exchange.connection->got_response_bytes()) {
    return "the response of " + server + " was not complete" + within;
  }
  return "no response from " + server + within;
}

}  // namespace

void Client::State::start(const ExchangePtr& exchange) {
  exchanges_.emplace(exchange->id, exchange);
  exchange->origin = parse_request_url(exchange->request.url);
  if (exchange->origin.host.empty()) {
    return finish_later(exchange,
                        {Failure::Kind::bad_url, "the request has no usable http(s) URL"});
  }
  if (!is_token(exchange->request.method) || !are_sendable(exchange->request.headers)) {
    return finish_later(
        exchange, {Failure::Kind::bad_url, "the request to " + exchange->origin.authority +
                                               " has a method or a header that HTTP cannot carry"});
  }
  sweeper.note(exchange->deadline);
  const auto pool = pools_.find(pool_key(exchange->origin));
  if (pool == pools_.end() || pool->second.empty()) return dial_for(exchange);
  const auto connection = std::move(pool->second.back());
  pool->second.pop_back();
  connection->idle_deadline = never;
  connection->send(exchange);
}

void Client::State::dial_for(const ExchangePtr& exchange) {
  if (exchange->origin.tls) {
    if (!tls_) tls_.emplace(options.ca_file, options.identity);
    if (!tls_->error().empty()) {
      return finish_later(exchange, {Failure::Kind::tls, tls_->error()});
    }
  }
  exchange->dial =
      dial(loop, exchange->origin, exchange->origin.tls ? &*tls_ : nullptr, options,
           exchange->timeouts.connect.value_or(options.connect_timeout),
           [self = shared_from_this(), exchange](Dial::Result result) {
             exchange->dial = nullptr;
             if (auto* const failure = std::get_if<Failure>(&result)) {
               return self->finish(exchange, std::move(*failure));
             }
             const auto connection = std::make_shared<Connection>(
                 self, exchange->origin, std::get<std::shared_ptr<Stream>>(std::move(result)));
             connection->send(exchange);
           });
}

void Client::State::abandon(Exchange& exchange) {
  if (const auto connection = std::exchange(exchange.connection, nullptr)) connection->close();
  if (const auto dial = std::exchange(exchange.dial, nullptr)) dial->cancel();
}

void Client::State::cancel(Id id) {
  const auto found = exchanges_.find(id);
  if (found == exchanges_.end()) return;
  const ExchangePtr exchange = found->second;
  abandon(*exchange);
  finish_later(exchange, {Failure::Kind::cancelled, "the request was cancelled"});
}

void Client::State::finish(const ExchangePtr& exchange, ClientResult result) {
  if (exchanges_.erase(exchange->id) == 0) return;
  if (auto* const failure = std::get_if<Failure>(&result)) {
    failure->was_sent_again = exchange->is_retry;
  }
  const Callback done = std::move(exchange->done);
  done(std::move(result));
}

void Client::State::finish_later(const ExchangePtr& exchange, Failure failure) {
  boost::asio::post(loop.io,
                    [self = shared_from_this(), exchange, failure = std::move(failure)]() mutable {
                      self->finish(exchange, std::move(failure));
                    });
}

void Client::State::keep(const std::shared_ptr<Connection>& connection) {
  Pool& pool = pools_[connection->key];
  if (pool.size() >= options.max_idle_per_origin) return connection->close();
  connection->idle_deadline = Clock::now() + options.idle_timeout;
  sweeper.note(connection->idle_deadline);
  pool.push_back(connection);
}

void Client::State::forget(const Connection& connection) {
  const auto pool = pools_.find(connection.key);
  if (pool == pools_.end()) return;
  const auto found = std::find_if(pool->second.begin(), pool->second.end(),
                                  [&](const auto& idle) { return idle.get() == &connection; });
  if (found == pool->second.end()) return;
  const auto kept = *found;
  pool->second.erase(found);
  kept->close();
}

Clock::time_point Client::State::sweep(Clock::time_point now) {
  Clock::time_point next = never;
  std::vector<ExchangePtr> due;
  for (const auto& [id, exchange] : exchanges_) {
    const Clock::time_point deadline = std::min(exchange->deadline, exchange->read_deadline);
    if (deadline <= now) {
      due.push_back(exchange);
    } else {
      next = std::min(next, deadline);
    }
  }
  for (auto pool = pools_.begin(); pool != pools_.end();) {
    // The longest idle stand first.
    Pool& idle = pool->second;
    const auto fresh = std::find_if(idle.begin(), idle.end(), [now](const auto& connection) {
      return connection->idle_deadline > now;
    });
    std::for_each(idle.begin(), fresh, [](const auto& connection) { connection->close(); });
    idle.erase(idle.begin(), fresh);
    if (!idle.empty()) next = std::min(next, idle.front()->idle_deadline);
    pool = idle.empty() ? pools_.erase(pool) : std::next(pool);
  }
  for (const auto& exchange : due) {
    Failure failure{Failure::Kind::timeout, describe_wait(*exchange)};
    if (exchange->connection) failure.partial = exchange->connection->take_partial();
    abandon(*exchange);
    finish_later(exchange, std::move(failure));
  }
  return next;
}

void Client::State::close() {
  for (const auto& [id, exchange] : exchanges_) abandon(*exchange);
  exchanges_.clear();
  for (const auto& [key, pool] : pools_) {
    for (const auto& connection : pool) connection->close();
  }
  pools_.clear();
}

Client::Client(Loop& loop, ClientOptions options)
    : state_(std::make_shared<State>(loop.state(), std::move(options))) {}

Client::~Client() { state_->close(); }

Client::Id Client::send(HttpRequest request, Timeouts timeouts, Callback done, Observer observer) {
  for (auto* const timeout : {&timeouts.connect, &timeouts.read}) {
    if (*timeout) *timeout = std::min<std::chrono::milliseconds>(**timeout, longest_timeout);
  }
  timeouts.total = std::min<std::chrono::milliseconds>(timeouts.total, longest_timeout);
  const Id id = ++state_->last_id;
  auto exchange = std::make_shared<Exchange>();
  exchange->id = id;
  exchange->request = std::move(request);
  exchange->timeouts = timeouts;
  exchange->deadline = Clock::now() + timeouts.total;
  exchange->done = std::move(done);
  exchange->observer = std::move(observer);
  if (state_->loop.is_current()) {
    state_->start(exchange);
  } else {
    boost::asio::post(state_->loop.io,
                      [state = state_, exchange = std::move(exchange)] { state->start(exchange); });
  }
  return id;
}

void Client::cancel(Id id) {
  boost::asio::post(state_->loop.io, [state = state_, id] { state->cancel(id); });
}

}  // namespace mcp::http
