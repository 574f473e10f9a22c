#include "transport/access.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace mcp::transport {
namespace {

constexpr std::uint16_t default_port = 8080;

/// `name[:port]` or `[address][:port]`.
struct Authority {
  std::string name;  // lower case, without brackets
  bool bracketed = false;
  std::optional<std::uint16_t> port;

  bool operator==(const Authority&) const = default;
};

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
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

bool is_name(std::string_view lower_text) {
  return !lower_text.empty() &&
         lower_text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-._") ==
             std::string_view::npos;
}

/// The whole of `text`, or nothing.
std::optional<Authority> parse_authority(std::string_view text) {
  Authority out;
  out.bracketed = text.starts_with('[');
  const std::size_t end = std::min(text.find(out.bracketed ? ']' : ':'), text.size());
  if (out.bracketed) {
    if (end == text.size()) return std::nullopt;
    out.name = lower(text.substr(1, end - 1));
    if (!is_address(AF_INET6, out.name)) return std::nullopt;
    text.remove_prefix(end + 1);
  } else {
    out.name = lower(text.substr(0, end));
    if (!is_name(out.name)) return std::nullopt;
    text.remove_prefix(end);
  }
  if (text.empty()) return out;
  std::uint16_t port = 0;
  if (text.front() != ':' || !parse_port(text.substr(1), port)) return std::nullopt;
  out.port = port;
  return out;
}

/// The authority of an `http` or `https` origin (RFC 6454, section 6.2); nothing for `null`,
/// for lists of origins and for all else.
std::optional<Authority> parse_origin(std::string_view lower_origin) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!lower_origin.starts_with(scheme)) continue;
    std::optional<Authority> authority = parse_authority(lower_origin.substr(scheme.size()));
    return authority && authority->port == 0 ? std::nullopt : authority;
  }
  return std::nullopt;
}

bool is_literal(const Authority& authority) {
  return authority.bracketed || is_address(AF_INET, authority.name);
}

bool is_loopback_host(const Authority& authority) {
  if (authority.name == "localhost") return true;
  return is_literal(authority) && is_loopback(authority.name);
}

bool contains(const std::vector<std::string>& list, std::string_view value) {
  return std::ranges::find(list, value) != list.end();
}

}  // namespace

bool parse_endpoint(std::string_view text, Endpoint& endpoint) {
  endpoint = {"127.0.0.1", default_port};
  if (text.empty()) return false;
  if (text.find_first_not_of("0123456789") == std::string_view::npos) {
    return parse_port(text, endpoint.port);
  }
  if (text.front() == ':') return parse_port(text.substr(1), endpoint.port);
  const std::optional<Authority> authority = parse_authority(text);
  if (!authority) return false;
  if (authority->port) endpoint.port = *authority->port;
  if (authority->name == "localhost") return true;
  if (!is_literal(*authority)) return false;
  endpoint.address = authority->name;
  return true;
}

std::string to_url(const Endpoint& endpoint) {
  const bool brackets = endpoint.address.find(':') != std::string::npos;
  return (endpoint.tls ? "https://" : "http://") +
         (brackets ? "[" + endpoint.address + "]" : endpoint.address) + ":" +
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
    : bound_(bound),
      loopback_(is_loopback(bound.address)),
      hosts_(std::move(allow_hosts)),
      origins_(std::move(allow_origins)) {
  for (std::string& host : hosts_) host = lower(host);
  for (std::string& origin : origins_) origin = lower(origin);
}

bool Access::allows_host(std::string_view raw) const {
  const std::optional<Authority> authority = parse_authority(raw);
  if (!authority) return false;
  const std::string host = lower(raw);
  const std::string& name = authority->name;
  if (contains(hosts_, host) || contains(hosts_, authority->bracketed ? "[" + name + "]" : name)) {
    return true;
  }
  if (loopback_)
    return is_loopback_host(*authority) &&
           authority->port.value_or(bound_.tls ? 443 : 80) == bound_.port;
  return is_loopback_host(*authority) || is_literal(*authority);
}

bool Access::allows_origin(std::string_view raw, std::string_view host) const {
  const std::string origin = lower(raw);
  if (contains(origins_, origin)) return true;
  const std::optional<Authority> authority = parse_origin(origin);
  if (!authority) return false;
  return authority == parse_authority(host) || (loopback_ && is_loopback_host(*authority));
}

}  // namespace mcp::transport
