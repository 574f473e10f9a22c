#include "upstream/egress.h"

#include <algorithm>
#include <array>

#include "http/proxy.h"

namespace mcp::upstream {
namespace {

std::string lower(std::string_view host) {
  std::string out(host);
  if (host.starts_with("unix:")) return out;  // the path of a socket
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  while (out.ends_with('.')) out.pop_back();  // the root of DNS
  return out;
}

bool names_a_private_host(const std::string& host) {
  if (const auto address = http::parse_address(host)) return !http::is_public(*address);
  constexpr std::array<std::string_view, 5> private_names = {".localhost", ".local", ".internal",
                                                             ".home.arpa", ".test"};
  return host.find('.') == std::string::npos ||
         std::any_of(private_names.begin(), private_names.end(),
                     [&](std::string_view name) { return host.ends_with(name); });
}

}  // namespace

void Egress::allow(std::string_view host, bool by_operator) {
  const std::string name = lower(host);
  bool& may_be_private = hosts_[name];
  may_be_private = may_be_private || by_operator || names_a_private_host(name);
}

bool Egress::allows(std::string_view host) const { return hosts_.contains(lower(host)); }

bool Egress::may_connect(std::string_view host, const http::IpAddress& address) const {
  const auto found = hosts_.find(lower(host));
  return found == hosts_.end() || found->second || http::is_public(address);
}

}  // namespace mcp::upstream
