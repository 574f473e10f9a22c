#include "transport/access.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace mcp::transport {
namespace {

constexpr std::uint16_t default_port = 8080;

/// `name[:port]` or `[address][:port]`. An empty name: neither.
struct Authority {
  std::string_view name;  // without brackets
  std::string_view port;  // empty: none
  bool bracketed = false;
};

Authority split(std::string_view text) {
  Authority out;
  std::size_t end = text.find(':');
  if (text.starts_with('[')) {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos) return {};
    out.name = text.substr(1, close - 1);
    out.bracketed = true;
    end = close + 1;
  } else {
    out.name = text.substr(0, end);
  }
  if (end >= text.size()) return out;
  if (text[end] != ':' || end + 1 == text.size()) return {};
  out.port = text.substr(end + 1);
  return out;
}

bool parse_port(std::string_view text, std::uint16_t& port) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return !text.empty() && error == std::errc() && end == text.data() + text.size();
}

bool is_address(int family, std::string_view text) {
  in6_addr address{};
  return text.find('\0') == std::string_view::npos &&
         inet_pton(family, std::string(text).c_str(), &address) == 1;
}

bool is_literal(const Authority& authority) {
  return is_address(authority.bracketed ? AF_INET6 : AF_INET, authority.name);
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

bool contains(const std::vector<std::string>& list, std::string_view value) {
  return std::ranges::find(list, value) != list.end();
}

bool is_loopback_host(const Authority& authority) {
  if (!authority.bracketed && authority.name == "localhost") return true;
  return is_literal(authority) && is_loopback(authority.name);
}

/// The authority of an `http` or `https` origin in lower case; empty for `null` and other things.
std::string_view origin_authority(std::string_view origin) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (origin.starts_with(scheme)) return origin.substr(scheme.size());
  }
  return {};
}

}  // namespace

bool parse_endpoint(std::string_view text, Endpoint& endpoint) {
  endpoint = {"127.0.0.1", default_port};
  if (text.empty()) return false;
  if (text.find_first_not_of("0123456789") == std::string_view::npos) {
    return parse_port(text, endpoint.port);
  }
  if (text.front() == ':') return parse_port(text.substr(1), endpoint.port);
  const Authority authority = split(text);
  if (!authority.port.empty() && !parse_port(authority.port, endpoint.port)) return false;
  if (!authority.bracketed && authority.name == "localhost") return true;
  if (!is_literal(authority)) return false;
  endpoint.address = authority.name;
  return true;
}

std::string to_url(const Endpoint& endpoint) {
  const bool brackets = endpoint.address.find(':') != std::string::npos;
  return "http://" + (brackets ? "[" + endpoint.address + "]" : endpoint.address) + ":" +
         std::to_string(endpoint.port);
}

bool is_loopback(std::string_view address) {
  if (is_address(AF_INET, address)) return address.starts_with("127.");
  in6_addr parsed{};
  return inet_pton(AF_INET6, std::string(address).c_str(), &parsed) == 1 &&
         IN6_IS_ADDR_LOOPBACK(&parsed);
}

Access::Access(const Endpoint& bound, std::vector<std::string> allow_hosts,
               std::vector<std::string> allow_origins)
    : port_(bound.port),
      loopback_(is_loopback(bound.address)),
      hosts_(std::move(allow_hosts)),
      origins_(std::move(allow_origins)) {
  for (std::string& host : hosts_) host = lower(host);
  for (std::string& origin : origins_) origin = lower(origin);
}

bool Access::allows_host(std::string_view raw) const {
  const std::string host = lower(raw);
  const Authority authority = split(host);
  if (authority.name.empty()) return false;
  std::uint16_t port = 80;
  if (!authority.port.empty() && !parse_port(authority.port, port)) return false;
  const std::string_view name =
      std::string_view(host).substr(0, authority.name.size() + (authority.bracketed ? 2 : 0));
  if (contains(hosts_, host) || contains(hosts_, name)) return true;
  if (loopback_) return is_loopback_host(authority) && port == port_;
  return is_loopback_host(authority) || is_literal(authority);
}

bool Access::allows_origin(std::string_view raw, std::string_view host) const {
  const std::string origin = lower(raw);
  if (contains(origins_, origin)) return true;
  const std::string_view authority = origin_authority(origin);
  if (authority.empty()) return false;
  if (authority == lower(host)) return true;
  return loopback_ && is_loopback_host(split(authority));
}

}  // namespace mcp::transport
