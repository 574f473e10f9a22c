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
    const std::size_t slash = host.find('/');
    if (slash != std::string::npos) {
      out.block = parse_address(host.substr(0, slash));
      const std::size_t most = out.block && out.block->is_v6 ? 128 : 32;
      if (!out.block || !is_number(std::string_view(host).substr(slash + 1), out.bits) ||
          out.bits > most) {
        continue;
      }
      excluded_.push_back(std::move(out));
      continue;
    }
    if (host.starts_with('[')) {
      const std::size_t close = host.find(']');
      if (close == std::string::npos) continue;
      if (host.substr(close + 1).starts_with(':')) out.port = host.substr(close + 2);
      host = host.substr(1, close - 1);
    } else if (std::count(host.begin(), host.end(), ':') == 1) {
      out.port = host.substr(host.find(':') + 1);
      host.resize(host.find(':'));
    }
    out.block = parse_address(host);
    if (out.block) {
      out.bits = out.block->is_v6 ? 128 : 32;
    } else {
      while (host.starts_with('.')) host.erase(0, 1);
      if (host.empty()) continue;
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
