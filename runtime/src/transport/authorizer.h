// Who calls, settled before the protocol sees a message.
#pragma once

#include <mcp/http.h>
#include <mcp/principal.h>
#include <mcp/tool.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mcp::transport {

/// An HTTP request as far as it tells who sends it. Valid during the call that gets it.
struct RequestHead {
  std::string_view method;
  std::string_view target;
  const HttpHeaders& headers;
};

/// Loop thread only.
class Authorizer {
 public:
  /// Who it is, or the response that refuses it: 401 or 403 with WWW-Authenticate, as MCP
  /// 2026-07-28, `basic/authorization`, says.
  using Decision = std::variant<Principal, HttpResponse>;

  virtual ~Authorizer() = default;
  /// Calls `done` once, on the loop, during this call or later.
  virtual void authorize(const RequestHead& request, std::function<void(Decision)> done) = 0;
  /// The response that refuses a call of `tool` by `principal`: 403 with the scopes it needs.
  /// nullopt: it may be called.
  virtual std::optional<HttpResponse> refuse(const Principal& principal,
                                             const Tool& tool) const = 0;
  /// Likewise for a tool written in code, which needs `scopes`.
  virtual std::optional<HttpResponse> refuse(const Principal& principal,
                                             const std::vector<std::string>& scopes) const = 0;
  /// The document that tells clients where tokens come from, when `path` is one of its places.
  virtual std::optional<HttpResponse> metadata(std::string_view path) const = 0;
  /// Reads what can change while the server runs. Why it cannot; empty: done.
  virtual std::string reload() = 0;
};

}  // namespace mcp::transport
