#include "auth/urls.h"

#include "http/client.h"
#include "transport/access.h"

namespace mcp::auth {

bool is_secure_url(std::string_view url) {
  const http::Origin origin = http::parse_url(url);
  if (origin.host.empty() || url.find('#') != std::string_view::npos) return false;
  return origin.tls || origin.host == "localhost" || transport::is_loopback(origin.host);
}

std::string well_known_url(std::string_view url, std::string_view name) {
  const http::Origin origin = http::parse_url(url);
  std::string out = origin.tls ? "https://" : "http://";
  out.append(origin.authority).append("/.well-known/").append(name);
  if (origin.target != "/") out += origin.target;
  return out;
}

}  // namespace mcp::auth
