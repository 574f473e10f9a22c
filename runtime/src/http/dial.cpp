#include "http/dial.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/basic_resolver.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>
#include <string>
#include <utility>
#include <vector>

#include "http/loop_state.h"
#include "http/message.h"
#include "http/proxy.h"
#include "http/socket_stream.h"
#include "http/tls.h"

namespace mcp::http {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

// System messages begin with a capital letter, and stand in the middle of ours.
std::string describe(const error_code& error) {
  std::string text = error.message();
  if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') text[0] = static_cast<char>(text[0] + 32);
  return text;
}

IpAddress to_address(const asio::ip::address& address) {
  IpAddress result;
  result.is_v6 = address.is_v6();
  if (result.is_v6) {
    result.bytes = address.to_v6().to_bytes();
  } else {
    const auto bytes = address.to_v4().to_bytes();
    std::copy(bytes.begin(), bytes.end(), result.bytes.begin());
  }
  return result;
}

class TcpDial final : public Dial, public std::enable_shared_from_this<TcpDial> {
 public:
  TcpDial(Loop::State& loop, const Origin& origin, const TlsContext* tls,
          const ClientOptions& options, std::chrono::milliseconds timeout, Done done)
      : loop_(loop),
        host_(origin.host),
        port_(origin.port),
        path_(origin.socket),
        authority_(origin.authority),
        tls_(tls),
        options_(options),
        proxy_(options.proxies.of(origin)),
        timeout_(timeout),
        deadline_(Clock::now() + timeout),
        done_(std::move(done)),
        resolver_(loop.io),
        socket_(loop.io),
        timer_(loop.io) {}

  void start() {
    wait_until(deadline_);
    if (!path_.empty()) return connect_to_path();
    if (proxy_ != nullptr && !may_be_asked_for()) return fail_as_forbidden();
    const std::string& host = proxy_ == nullptr ? host_ : proxy_->host;
    const std::string& port = proxy_ == nullptr ? port_ : proxy_->port;
    error_code not_an_address;
    const auto address = asio::ip::make_address(host, not_an_address);
    if (!not_an_address) {
      add({address, static_cast<std::uint16_t>(std::stoi(port))});
      return connect_first();
    }
    resolver_.async_resolve(host, port, asio::ip::resolver_base::numeric_service,
                            [self = shared_from_this(), host](const error_code& error,
                                                              const Resolver::results_type& found) {
                              if (!self->done_) return;
                              if (error) {
                                return self->fail(
                                    Failure::Kind::resolve,
                                    "cannot resolve " + host + ": " + describe(error));
                              }
                              for (const auto& entry : found) self->add(entry.endpoint());
                              self->connect_first();
                            });
  }

  void cancel() override {
    done_ = nullptr;
    error_code ignored;
    resolver_.cancel();
    timer_.cancel();
    socket_.close(ignored);
    if (tls_stream_) tls_stream_->close();
  }

 private:
  using Resolver = asio::ip::basic_resolver<Tcp, Executor>;

  /// Connecting to a Unix-domain socket does not wait: the other end is there or not.
  void connect_to_path() {
    const asio::local::stream_protocol::endpoint endpoint(path_);
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    error_code error(descriptor < 0 ? errno : 0, boost::system::system_category());
    if (!error &&
        ::connect(descriptor, endpoint.data(), static_cast<socklen_t>(endpoint.size())) != 0) {
      error.assign(errno, boost::system::system_category());
      ::close(descriptor);
    }
    // The streams of this folder ask of a socket that it carries bytes, no more.
    if (!error) {
      socket_.assign(Tcp::v4(), descriptor, error);
      if (error) ::close(descriptor);
    }
    if (error) {
      return fail(Failure::Kind::connect,
                  "cannot connect to " + authority_ + ": " + describe(error));
    }
    asio::post(loop_.io, [self = shared_from_this()] {
      if (self->done_) self->finish(std::shared_ptr<Stream>(make_stream(std::move(self->socket_))));
    });
  }

  /// A proxy connects to what we name: an address is checked here, a name cannot be.
  bool may_be_asked_for() const {
    const auto address = parse_address(host_);
    return !address || !options_.may_connect || options_.may_connect(host_, *address);
  }

  /// "api.example:8443", and through which proxy.
  std::string place() const {
    return proxy_ == nullptr ? authority_ : authority_ + " through the proxy " + proxy_->authority;
  }

  void add(const Tcp::endpoint& endpoint) {
    if (proxy_ != nullptr || !options_.may_connect ||
        options_.may_connect(host_, to_address(endpoint.address()))) {
      endpoints_.push_back(endpoint);
    }
  }

  void connect_first() {
    if (!endpoints_.empty()) return connect_next();
    fail_as_forbidden();
  }

  void fail_as_forbidden() {
    fail(Failure::Kind::forbidden,
         "connections to the address of " + authority_ + " are not allowed");
  }

  void connect_next() {
    error_code ignored;
    socket_.close(ignored);
    if (next_ == endpoints_.size()) {
      return fail(Failure::Kind::connect,
                  "cannot connect to " + place() + ": " + describe(last_error_));
    }
    // An address that does not answer must leave time for the ones after it.
    const auto now = Clock::now();
    const auto left = static_cast<int>(endpoints_.size() - next_);
    wait_until(left == 1 ? deadline_ : now + std::max(deadline_ - now, Clock::duration(0)) / left);
    const std::size_t attempt = next_++;
    socket_.async_connect(endpoints_[attempt],
                          [self = shared_from_this(), attempt](const error_code& error) {
                            if (self->done_ && attempt + 1 == self->next_) self->on_connect(error);
                          });
  }

  void on_connect(const error_code& error) {
    if (error) {
      last_error_ = error;
      return connect_next();
    }
    if (tls_ == nullptr) return finish(std::shared_ptr<Stream>(make_stream(std::move(socket_))));
    wait_until(deadline_);
    if (proxy_ != nullptr) return ask_for_tunnel();
    start_tls();
  }

  // RFC 9110, section 9.3.6.
  void ask_for_tunnel() {
    const std::string target =
        (host_.find(':') == std::string::npos ? host_ : "[" + host_ + "]") + ":" + port_;
    tunnel_ = "CONNECT " + target + " HTTP/1.1\r\n";
    append_header(tunnel_, "Host", target);
    if (!proxy_->authorization.empty()) {
      append_header(tunnel_, "Proxy-Authorization", proxy_->authorization);
    }
    tunnel_ += "\r\n";
    asio::async_write(socket_, asio::buffer(tunnel_),
                      [self = shared_from_this()](const error_code& error, std::size_t) {
                        if (!self->done_) return;
                        if (error) return self->fail_at_proxy("closed the connection");
                        self->tunnel_.clear();
                        self->read_tunnel();
                      });
  }

  void read_tunnel() {
    socket_.async_read_some(asio::buffer(piece_), [self = shared_from_this()](
                                                      const error_code& error, std::size_t count) {
      if (!self->done_) return;
      if (error) return self->fail_at_proxy("closed the connection");
      self->tunnel_.append(self->piece_.data(), count);
      self->on_tunnel();
    });
  }

  void on_tunnel() {
    constexpr std::size_t longest = 16UL * 1024;
    const std::size_t end = tunnel_.find("\r\n\r\n");
    if (end == std::string::npos) {
      if (tunnel_.size() > longest) return fail_at_proxy("sent a malformed response");
      return read_tunnel();
    }
    // "HTTP/1.1 200 ...": the status is three digits behind the first space.
    const std::string_view status = std::string_view(tunnel_).substr(0, 13);
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (!status.starts_with("HTTP/1.") || status.size() < 13 || status[8] != ' ' ||
        !std::all_of(status.begin() + 9, status.begin() + 12, is_digit)) {
      return fail_at_proxy("sent a malformed response");
    }
    if (status[9] != '2') {
      return fail_at_proxy("answered " + std::string(status.substr(9, 3)), status[9] == '5');
    }
    // The server speaks second in TLS.
    if (tunnel_.size() != end + 4) return fail_at_proxy("sent a malformed response");
    start_tls();
  }

  /// `is_passing`: another try may help.
  void fail_at_proxy(const std::string& problem, bool is_passing = false) {
    fail(is_passing ? Failure::Kind::connect : Failure::Kind::proxy,
         "cannot connect to " + authority_ + ": the proxy " + proxy_->authority + " " + problem);
  }

  void start_tls() {
    tls_stream_ = make_tls_stream(std::move(socket_), *tls_, host_);
    tls_stream_->handshake([self = shared_from_this()](const std::string& problem) {
      if (!self->done_) return;
      if (problem.empty()) return self->finish(std::exchange(self->tls_stream_, nullptr));
      self->fail(Failure::Kind::tls,
                 "cannot make a secure connection to " + self->authority_ + ": " + problem);
    });
  }

  void wait_until(Clock::time_point time) {
    timer_.expires_at(time);
    timer_.async_wait([self = shared_from_this(), time](const error_code& error) {
      if (!error && self->done_ && self->timer_.expiry() == time) self->on_timer(time);
    });
  }

  void on_timer(Clock::time_point time) {
    if (time < deadline_) {
      last_error_ = asio::error::timed_out;
      return connect_next();
    }
    fail(Failure::Kind::timeout,
         "cannot connect to " + authority_ + " within " + describe_duration(timeout_));
  }

  // From the loop, so that the caller of start() is never called back within its call.
  void fail(Failure::Kind kind, std::string message) {
    asio::post(loop_.io, [self = shared_from_this(), kind, message = std::move(message)]() mutable {
      if (self->done_) self->finish(Failure{kind, std::move(message)});
    });
  }

  void finish(Result result) {
    const Done done = std::exchange(done_, nullptr);
    cancel();
    done(std::move(result));
  }

  Loop::State& loop_;
  const std::string host_, port_, path_, authority_;
  const TlsContext* const tls_;
  const ClientOptions& options_;
  const Proxy* const proxy_;  // nullptr: none
  std::string tunnel_;        // what is said to the proxy, then what it answers
  std::array<char, 2048> piece_{};
  const std::chrono::milliseconds timeout_;
  const Clock::time_point deadline_;
  Done done_;  // empty: finished or cancelled
  Resolver resolver_;
  Socket socket_;
  Timer timer_;
  std::shared_ptr<TlsStream> tls_stream_;
  std::vector<Tcp::endpoint> endpoints_;
  std::size_t next_ = 0;
  error_code last_error_ = asio::error::host_not_found;
};

}  // namespace

std::shared_ptr<Dial> dial(Loop::State& loop, const Origin& origin, const TlsContext* tls,
                           const ClientOptions& options, std::chrono::milliseconds timeout,
                           Dial::Done done) {
  auto made = std::make_shared<TcpDial>(loop, origin, tls, options, timeout, std::move(done));
  made->start();
  return made;
}

std::string describe_duration(std::chrono::milliseconds duration) {
  const auto count = duration.count();
  if (count < 1000) return std::to_string(count) + " ms";
  std::string text = std::to_string(count / 1000);
  if (count % 1000 != 0) text += "." + std::to_string(count % 1000 / 100);
  return text + " s";
}

}  // namespace mcp::http
