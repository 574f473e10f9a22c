#include "http/proxy.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

#include "http/client.h"

namespace mcp::http {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return out;
}

bool is_loopback_host(const std::string& host) {
  if (host == "localhost" || host.ends_with(".localhost")) return true;
  const auto address = parse_address(host);
  return address && is_loopback(*address);
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool is_number(std::string_view text, std::size_t& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

std::optional<IpAddress> parse_address(const std::string& host) {
  if (const auto address = parse_ipv4(host)) return address;
  IpAddress out;
  out.is_v6 = true;
  if (inet_pton(AF_INET6, host.c_str(), out.bytes.data()) == 1) return out;
  return std::nullopt;
}

void Proxies::exclude(std::string_view list) {
  while (!list.empty()) {
    std::string_view entry = list.substr(0, list.find(','));
    list.remove_prefix(std::min(entry.size() + 1, list.size()));
    entry = trimmed(entry);
    if (entry.empty()) continue;
    Excluded out;
    if (entry == "*") {
      excluded_.push_back(std::move(out));
      continue;
    }
    std::string host = lower(entry);
    std::string rest;  // behind the host: the length of a block, a port, or both
    const auto split = [&](std::size_t at) {
      rest = host.substr(at) + rest;
      host.resize(at);
    };
    if (host.starts_with('[')) {
      const std::size_t close = host.find(']');
      if (close == std::string::npos) continue;
      rest = host.substr(close + 1);
      host = host.substr(1, close - 1);
    }
    if (const std::size_t slash = host.find('/'); slash != std::string::npos) {
      split(slash);
    } else if (std::count(host.begin(), host.end(), ':') == 1) {
      split(host.find(':'));
    }
    std::optional<std::string> length;
    if (rest.starts_with('/')) {
      length = rest.substr(1, rest.find(':') - 1);
      rest.erase(0, length->size() + 1);
    }
    if (rest.starts_with(':')) out.port = rest.substr(1);
    out.block = parse_address(host);
    if (out.block) {
      const std::size_t most = out.block->is_v6 ? 128 : 32;
      out.bits = most;
      if (length && (!is_number(*length, out.bits) || out.bits > most)) continue;
    } else {
      if (host.starts_with("*.")) host.erase(0, 1);
      while (host.starts_with('.')) host.erase(0, 1);
      if (host.empty() || length) continue;
      out.name = std::move(host);
    }
    excluded_.push_back(std::move(out));
  }
}

bool Proxies::is_excluded(const Origin& origin) const {
  const auto address = parse_address(origin.host);
  return std::any_of(excluded_.begin(), excluded_.end(), [&](const Excluded& excluded) {
    if (!excluded.port.empty() && excluded.port != origin.port) return false;
    if (excluded.block) return address && is_in(*address, *excluded.block, excluded.bits);
    return excluded.name.empty() || origin.host == excluded.name ||
           origin.host.ends_with("." + excluded.name);
  });
}

const Proxy* Proxies::of(const Origin& origin) const {
  const std::optional<Proxy>& proxy = origin.tls ? for_https : for_http;
  if (!proxy || !origin.socket.empty() || is_loopback_host(origin.host) || is_excluded(origin))
    return nullptr;
  return &*proxy;
}

}  // namespace mcp::http
