// parse_url: RFC 3986, sections 3.2 and 3.4, narrowed to what may be requested over HTTP.
#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>

#include "http/client.h"
#include "http/message.h"

namespace mcp::http {
namespace {

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// A name of letters, digits, `-`, `_` and `.`, as DNS and hosts files hold it; an
/// internationalised one comes in as Punycode.
bool is_host_name(std::string_view host) {
  return !host.empty() && host.size() <= 255 && std::all_of(host.begin(), host.end(), [](char c) {
    return is_alphanumeric(c) || c == '-' || c == '_' || c == '.';
  });
}

bool is_ipv6(const std::string& host) {
  in6_addr address;
  return inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

/// True when `text` has only characters that a path and a query may hold, each `%` before two
/// hexadecimal digits.
bool is_target(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size() || !is_hex(text[i + 1]) || !is_hex(text[i + 2])) return false;
      i += 2;
    } else if (!is_alphanumeric(c) &&
               std::string_view("-._~!$&'()*+,;=:@/?").find(c) == std::string_view::npos) {
      return false;
    }
  }
  return true;
}

bool is_port(std::string_view text) {
  unsigned value = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  return error == std::errc() && rest == end && value >= 1 && value <= 65535;
}

bool remove_scheme(std::string_view& url, std::string_view scheme) {
  if (!equals_ignoring_case(url.substr(0, scheme.size()), scheme)) return false;
  url.remove_prefix(scheme.size());
  return true;
}

}  // namespace

Origin parse_url(std::string_view url) {
  Origin origin;
  if (remove_scheme(url, "https://")) {
    origin.tls = true;
  } else if (!remove_scheme(url, "http://")) {
    return {};
  }
  const std::size_t authority_end = std::min(url.find_first_of("/?#"), url.size());
  std::string_view port = url.substr(0, authority_end);
  const std::string_view target = url.substr(authority_end);

  std::string_view host;
  const bool bracketed = port.starts_with('[');
  if (bracketed) {
    const std::size_t close = port.find(']');
    if (close == std::string_view::npos) return {};
    host = port.substr(1, close - 1);
    port.remove_prefix(close + 1);
  } else {
    host = port.substr(0, port.find(':'));
    port.remove_prefix(host.size());
  }
  std::string name(host);
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  if (name.find('\0') != std::string::npos || !(bracketed ? is_ipv6(name) : is_host_name(name))) {
    return {};
  }

  // RFC 3986, section 3.2.3: the port may be empty after its colon, which means the default one.
  const std::string_view default_port = origin.tls ? "443" : "80";
  if (!port.empty() && port.front() != ':') return {};
  if (port.size() > 1) {
    port.remove_prefix(1);
    if (!is_port(port)) return {};
  } else {
    port = default_port;
  }
  if (!is_target(target)) return {};

  origin.authority = bracketed ? "[" + name + "]" : name;
  if (port != default_port) origin.authority.append(":").append(port);
  origin.port = port;
  if (!target.starts_with('/')) origin.target.push_back('/');
  origin.target += target;
  origin.host = std::move(name);
  return origin;
}

}  // namespace mcp::http
