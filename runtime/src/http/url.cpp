// URLs by RFC 3986, narrowed to what may be requested over HTTP.
#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>

#include "http/address.h"
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

/// Whether the character at `i` may stand there in a path or a query.
bool is_target_at(std::string_view text, std::size_t i) {
  const char c = text[i];
  if (c == '%') return i + 2 < text.size() && is_hex(text[i + 1]) && is_hex(text[i + 2]);
  return is_alphanumeric(c) ||
         std::string_view("-._~!$&'()*+,;=:@/?").find(c) != std::string_view::npos;
}

/// True when `text` has only characters that a path and a query may hold, each `%` before two
/// hexadecimal digits.
bool is_target(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_target_at(text, i)) return false;
  }
  return true;
}

/// Of a text in which each `%` stands before two hexadecimal digits.
std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned value = static_cast<unsigned char>(text[i]);
    if (text[i] == '%') {
      std::from_chars(text.data() + i + 1, text.data() + i + 3, value, 16);
      i += 2;
    }
    out += static_cast<char>(value);
  }
  return out;
}

/// Without zeros in front; empty: it is none.
std::string port_of(std::string_view text) {
  unsigned value = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  const bool is_port = error == std::errc() && rest == end && value >= 1 && value <= 65535;
  return is_port ? std::to_string(value) : std::string();
}

bool remove_scheme(std::string_view& url, std::string_view scheme) {
  if (!equals_ignoring_case(url.substr(0, scheme.size()), scheme)) return false;
  url.remove_prefix(scheme.size());
  return true;
}

/// RFC 3986, section 5.2.4, for a path that begins with a slash.
std::string remove_dot_segments(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    const std::size_t next = path.find('/', 1);
    const std::string_view segment = path.substr(0, next);
    const bool last = next == std::string_view::npos;
    if (segment == "/..") {
      const std::size_t parent = out.rfind('/');
      out.erase(parent == std::string::npos ? 0 : parent);
      if (last) out += '/';
    } else if (segment == "/.") {
      if (last) out += '/';
    } else {
      out += segment;
    }
    path = last ? std::string_view() : path.substr(next);
  }
  return out;
}

/// Whether `text` begins with a scheme and a colon (section 3.1).
bool has_scheme(std::string_view text) {
  const std::size_t colon = text.find_first_of(":/?#");
  return colon != std::string_view::npos && colon > 0 && text[colon] == ':';
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
  // What a resolver takes for an address is that address, and no name that looks public.
  if (!bracketed && ends_in_number(name)) {
    const auto address = parse_ipv4(name);
    if (!address) return {};
    name = dotted(*address);
  }

  // RFC 3986, section 3.2.3: the port may be empty after its colon, which means the default one.
  const std::string_view default_port = origin.tls ? "443" : "80";
  if (!port.empty() && port.front() != ':') return {};
  origin.port = port.size() > 1 ? port_of(port.substr(1)) : default_port;
  if (origin.port.empty()) return {};
  if (!is_target(target)) return {};

  origin.authority = bracketed ? "[" + name + "]" : name;
  if (origin.port != default_port) origin.authority.append(":").append(origin.port);
  if (!target.starts_with('/')) origin.target.push_back('/');
  origin.target += target;
  origin.host = std::move(name);
  return origin;
}

Origin parse_request_url(std::string_view url) {
  if (!remove_scheme(url, "http+unix://")) return parse_url(url);
  const std::size_t end = std::min(url.find_first_of("/?#"), url.size());
  const std::string_view target = url.substr(end);
  if (!is_target(url.substr(0, end)) || !is_target(target)) return {};
  Origin origin;
  origin.socket = decoded(url.substr(0, end));
  // unix(7): the path has 108 bytes with the zero behind it.
  constexpr std::size_t longest = 107;
  if (!origin.socket.starts_with('/') || origin.socket.size() > longest ||
      !is_field_value(origin.socket)) {
    return {};
  }
  origin.host = origin.authority = "unix:" + origin.socket;
  if (!target.starts_with('/')) origin.target.push_back('/');
  origin.target += target;
  return origin;
}

std::string escape_reference(std::string_view reference) {
  while (reference.starts_with(' ')) reference.remove_prefix(1);
  while (reference.ends_with(' ')) reference.remove_suffix(1);
  std::size_t begin = has_scheme(reference) ? reference.find(':') + 1 : 0;
  if (reference.substr(begin).starts_with("//")) {
    begin = std::min(reference.find_first_of("/?#", begin + 2), reference.size());
  }
  std::string out(reference.substr(0, begin));
  bool in_fragment = false;
  for (std::size_t i = begin; i < reference.size(); ++i) {
    const auto byte = static_cast<unsigned char>(reference[i]);
    const bool starts_fragment = byte == '#' && !in_fragment;
    in_fragment = in_fragment || starts_fragment;
    if (is_target_at(reference, i) || starts_fragment || byte < 0x20 || byte == 0x7F) {
      out += reference[i];
      continue;
    }
    constexpr std::string_view digits = "0123456789ABCDEF";
    out += '%';
    out += digits[byte >> 4U];
    out += digits[byte & 0xFU];
  }
  return out;
}

std::string resolve_reference(std::string_view base, std::string_view reference) {
  if (has_scheme(reference)) return std::string(reference);
  base = base.substr(0, base.find('#'));
  const std::size_t scheme = base.find("://") + 1;
  if (reference.starts_with("//")) {
    return std::string(base.substr(0, scheme)) + std::string(reference);
  }
  const std::size_t query = std::min(base.find('?'), base.size());
  if (reference.empty()) return std::string(base);
  if (reference.starts_with('#')) return std::string(base) + std::string(reference);
  if (reference.starts_with('?'))
    return std::string(base.substr(0, query)) + std::string(reference);
  base = base.substr(0, query);
  const std::size_t path = std::min(base.find('/', scheme + 2), base.size());
  const std::size_t rest = std::min(reference.find_first_of("?#"), reference.size());
  std::string merged;
  if (!reference.starts_with('/')) {
    const std::size_t directory = base.rfind('/');
    merged = directory >= path ? base.substr(path, directory - path + 1) : "/";
    if (merged.empty()) merged = "/";
  }
  merged += reference.substr(0, rest);
  return std::string(base.substr(0, path)) + remove_dot_segments(merged) +
         std::string(reference.substr(rest));
}

}  // namespace mcp::http
