#include "transport/cors.h"

#include <algorithm>
#include <string>

#include "http/message.h"
#include "protocol/header_value.h"

namespace mcp::transport {
namespace {

using http::equals_ignoring_case;

// What the transports of MCP and an authorized client send, in all revisions.
constexpr std::string_view request_headers[] = {
    "Accept",     "Authorization", "Content-Type",   "Last-Event-ID",
    "Mcp-Method", "Mcp-Name",      "Mcp-Session-Id", "MCP-Protocol-Version",
};
// Arguments that a tool's schema mirrors (MCP 2026-07-28, `basic/transports/streamable-http`).
constexpr std::string_view mirrored_prefix = "Mcp-Param-";

bool may_be_sent(std::string_view name) {
  return std::ranges::any_of(request_headers,
                             [&](auto known) { return equals_ignoring_case(name, known); }) ||
         (http::is_token(name) &&
          equals_ignoring_case(name.substr(0, mirrored_prefix.size()), mirrored_prefix));
}

}  // namespace

HttpHeaders cors_headers(std::string_view origin) {
  return {{"Access-Control-Allow-Origin", std::string(origin)},
          {"Access-Control-Expose-Headers",
           "Mcp-Session-Id, MCP-Protocol-Version, WWW-Authenticate, Retry-After"},
          {"Vary", "Origin"}};
}

bool is_preflight(std::string_view method, const HttpHeaders& headers) {
  return method == "OPTIONS" && find_header(headers, "Access-Control-Request-Method") != nullptr;
}

HttpResponse preflight_response(const HttpHeaders& headers,
                                const std::vector<std::string>& further) {
  HttpResponse response{204, {{"Access-Control-Allow-Methods", "GET, POST, DELETE"}}, {}};
  std::string allowed;
  const std::string* const wanted = find_header(headers, "Access-Control-Request-Headers");
  std::string_view rest = wanted == nullptr ? std::string_view() : *wanted;
  while (!rest.empty()) {
    const std::string_view element = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(element.size() + 1, rest.size()));
    const std::string_view name = protocol::trim(element);
    const auto is_name = [&](const std::string& each) { return equals_ignoring_case(each, name); };
    if (!may_be_sent(name) && std::ranges::none_of(further, is_name)) continue;
    if (!allowed.empty()) allowed += ", ";
    allowed += name;
  }
  if (!allowed.empty()) {
    response.headers.emplace_back("Access-Control-Allow-Headers", std::move(allowed));
  }
  response.headers.emplace_back("Access-Control-Max-Age", "7200");
  return response;
}

}  // namespace mcp::transport
