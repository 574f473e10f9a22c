// HTTP/1.1 client: TLS, pooled keep-alive connections, timeouts, content codings, and a limit on
// what a response may weigh.
#pragma once

#include <mcp/http.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "http/address.h"
#include "http/identity.h"
#include "http/loop.h"
#include "http/proxy.h"

namespace mcp::http {

struct ClientOptions {
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds idle_timeout{30'000};  ///< how long a pooled connection is kept
  std::size_t max_idle_per_origin = 64;
  std::size_t response_limit = 16 * 1024 * 1024;  ///< bytes of body after decoding
  std::string user_agent;
  std::optional<IdentityFiles> identity;  ///< shown to servers that ask for a certificate
  std::string ca_file;  ///< empty: SSL_CERT_FILE, then the places where systems keep their bundle
  /// Asked of every address of a host before a connection to that very address is made, so that no
  /// name can resolve to another one in between; empty: any address. Runs on the loop, must not
  /// throw.
  /// Behind a proxy only hosts that are addresses can be asked about: the proxy resolves the names.
  std::function<bool(const std::string& host, const IpAddress&)> may_connect;
  Proxies proxies;
};

/// How long an exchange may take.
struct Timeouts {
  // Most callers know only how long they want to wait.
  template <class Rep, class Period>
  Timeouts(std::chrono::duration<Rep, Period> whole)  // NOLINT(google-explicit-constructor)
      : total(whole) {}
  std::chrono::milliseconds total;
  std::optional<std::chrono::milliseconds> connect = {};  ///< nullopt: that of the client
  /// Between two reads, and from the end of the request to the first; nullopt: no limit.
  std::optional<std::chrono::milliseconds> read = {};
};

/// Why there is no response. `message` is one sentence for people and models, and holds no header
/// and no query.
struct Failure {
  enum class Kind {
    bad_url,
    resolve,
    connect,
    tls,
    timeout,
    too_large,
    malformed,
    truncated,
    cancelled,
    forbidden,  ///< may_connect allowed none of the addresses
    proxy       ///< it does not take us to the host
  };
  Kind kind;
  std::string message;
  /// What had come of the response: status, header, and as much of the body as was decoded.
  /// nullopt: not even its whole header.
  std::optional<HttpResponse> partial = {};
  /// The request was sent twice: a reused connection broke, and so did the new one.
  bool was_sent_again = false;
};

using ClientResult = std::variant<HttpResponse, Failure>;

/// Sends requests and never follows redirects. All members are thread safe; callbacks run on the
/// loop, never within send() or cancel(), and must not throw.
class Client {
 public:
  Client(Loop& loop, ClientOptions options);
  ~Client();  ///< after the loop has stopped

  using Callback = std::function<void(ClientResult)>;
  /// Told of a response whose body goes on, after each part that came: its header and all of the
  /// body so far. Not told of the last part.
  using Observer = std::function<void(const HttpResponse&)>;
  using Id = std::uint64_t;

  /// Sends `request` and calls `done` exactly once, within `timeouts.total`. Sets Host,
  /// Content-Length and, unless the request has one, User-Agent; also Accept-Encoding, where the
  /// request does not want `identity`. Other fields of the request that frame it or describe its
  /// connection are left out. A request that failed on a
  /// reused connection before any byte of the response is sent once more on a new one (RFC 9110,
  /// section 9.2.2: only idempotent methods, or where nothing was written).
  Id send(HttpRequest request, Timeouts timeouts, Callback done, Observer observer = {});

  /// Ends request `id` with Failure::Kind::cancelled; nothing happens when it has ended already.
  void cancel(Id id);

  struct State;

 private:
  std::shared_ptr<State> state_;
};

/// The parts of an absolute http or https URL that a connection needs.
struct Origin {
  bool tls = false;
  std::string host;  ///< without brackets
  std::string port;
  std::string authority;  ///< as it stands in the Host header
  std::string target;     ///< path and query; at least "/"
  /// Path of the Unix-domain socket that stands for host and port; empty: there is none.
  std::string socket = {};
};

/// nullopt-like: empty host means that `url` is no absolute http(s) URL, has user information, or
/// holds a byte that may not stand in a request line. A host whose last label is a number is an
/// IPv4 address, see parse_ipv4(), and comes as four decimal numbers.
Origin parse_url(std::string_view url);

/// The same, and of `http+unix://` with the percent-encoded path of a Unix-domain socket in the
/// place of the authority: `http+unix://%2Frun%2Fdocker.sock/v1.41`. Its `host` is `unix:` and the
/// path. For URLs that an operator has named; nothing else leads to a socket.
Origin parse_request_url(std::string_view url);

/// `reference`, as a server sends it, with what may not stand in a path, query or fragment
/// percent-encoded byte by byte (RFC 3986, section 2.1), as browsers do it: spaces, raw UTF-8,
/// brackets, a `%` that encodes nothing. White space around it goes. The authority and control
/// characters stay as they are, so that parse_url() refuses what they are wrong in.
std::string escape_reference(std::string_view reference);

/// RFC 3986, section 5.2, for an absolute http(s) URL as base. The result is whatever `reference`
/// makes it: parse_url() says whether it can be requested.
std::string resolve_reference(std::string_view base, std::string_view reference);

}  // namespace mcp::http
