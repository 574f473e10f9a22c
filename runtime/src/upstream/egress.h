// Which hosts and addresses requests to the API may go to.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "http/address.h"

namespace mcp::upstream {

/// The hosts that the document and the configuration name. Names are compared without case.
class Egress {
 public:
  /// `by_operator`: whatever address the host has is fine. A host that only the document names may
  /// have a private address only where its name says so: an address that is private itself,
  /// `localhost`, a name without a dot, or one of the names that no public DNS has (RFC 6761,
  /// RFC 6762, RFC 8375, and `.internal`, which ICANN reserved). `unix:` and a path is a
  /// Unix-domain socket, which only the operator may name.
  void allow(std::string_view host, bool by_operator);

  bool allows(std::string_view host) const;
  /// Whether `address` is one that `host` may have. True for hosts that are not allowed: who asks
  /// without allows() knows where it goes.
  bool may_connect(std::string_view host, const http::IpAddress& address) const;

 private:
  std::map<std::string, bool, std::less<>> hosts_;  ///< whether it may be private
};

}  // namespace mcp::upstream
