#include "auth/urls.h"

#include "http/address.h"
#include "http/client.h"
#include "http/proxy.h"

namespace mcp::auth {

bool is_secure_url(std::string_view url) {
  const http::Origin origin = http::parse_url(url);
  if (origin.host.empty() || url.find('#') != std::string_view::npos) return false;
  if (origin.tls || origin.host == "localhost") return true;
  const auto address = http::parse_address(origin.host);
  return address && http::is_loopback(*address);
}

std::string well_known_url(std::string_view url, std::string_view name) {
  const http::Origin origin = http::parse_url(url);
  std::string out = origin.tls ? "https://" : "http://";
  out.append(origin.authority).append("/.well-known/").append(name);
  if (origin.target != "/") out += origin.target;
  return out;
}

}  // namespace mcp::auth
