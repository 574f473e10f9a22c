// Which proxy, if any, the connections to a host go through.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/address.h"

namespace mcp::http {

struct Origin;

/// An HTTP proxy that is spoken to without TLS. What goes to an https origin is encrypted between
/// us and the origin all the same.
struct Proxy {
  std::string host;  ///< without brackets
  std::string port;
  std::string authority;      ///< for messages
  std::string authorization;  ///< value of Proxy-Authorization; empty: none
};

class Proxies {
 public:
  std::optional<Proxy> for_http;
  std::optional<Proxy> for_https;

  /// Takes a list with commas, as `no_proxy` holds it: host names, which stand for the hosts below
  /// them too, with or without a dot or `*.` in front; IP addresses; blocks of them,
  /// `10.0.0.0/8`, `[fd00::]/8`; each with a `:port` where only that is meant; `*` for every host.
  /// What is none of these matches nothing.
  void exclude(std::string_view list);

  /// nullptr: the origin is asked directly, as loopback addresses and `localhost` always are.
  const Proxy* of(const Origin& origin) const;

 private:
  struct Excluded {
    std::string name;  ///< empty: every host, or `block`
    std::optional<IpAddress> block;
    std::size_t bits = 0;
    std::string port;  ///< empty: any
  };
  bool is_excluded(const Origin& origin) const;

  std::vector<Excluded> excluded_;
};

/// The address that `host` is; nullopt: it is a name.
std::optional<IpAddress> parse_address(const std::string& host);

}  // namespace mcp::http
