// Who may talk to the HTTP endpoint: the checks of Host and Origin that stop a web page from
// reaching a server on the visitor's machine or network (DNS rebinding). MCP 2026-07-28,
// `basic/transports/streamable-http`, security.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mcp::transport {

/// Where to listen: a literal IP address and a port.
struct Endpoint {
  std::string address;
  std::uint16_t port = 0;
  bool tls = false;
};

/// Reads `ADDRESS:PORT`, `:PORT`, `PORT` or `ADDRESS`, where ADDRESS is an IPv4 address, an IPv6
/// address in brackets or `localhost`; what is left out is 127.0.0.1 and 8080. False: none of
/// these.
bool parse_endpoint(std::string_view text, Endpoint& endpoint);

/// `http://address:port`, or `https`, with brackets where they belong.
std::string to_url(const Endpoint& endpoint);

bool is_loopback(std::string_view address);

/// A rebinding attack makes the browser send a name of the attacker as Host, or, from a page of
/// theirs, as Origin. So:
/// - Bound to a loopback address, Host must be a loopback address or `localhost` with the bound
/// port.
/// - Bound to another one, Host may be any literal IP address or `localhost`, with any port: an
/// attacker can make a name point
///   here, but cannot make a browser send an address instead of the name. Names need an allow
///   option.
/// - Origin may be absent (no browser), the very host of the request, a loopback origin when bound
/// to loopback, or allowed.
class Access {
 public:
  Access(const Endpoint& bound, std::vector<std::string> allow_hosts,
         std::vector<std::string> allow_origins);

  /// `host`: value of the Host header.
  bool allows_host(std::string_view host) const;
  /// `origin`: value of the Origin header of a request whose Host was allowed. Anything but one
  /// origin is refused, also several headers joined by commas.
  bool allows_origin(std::string_view origin, std::string_view host) const;

 private:
  Endpoint bound_;
  bool loopback_;
  std::vector<std::string> hosts_;  // lower case, `name` or `name:port`
  std::vector<std::string> origins_;
};

}  // namespace mcp::transport
