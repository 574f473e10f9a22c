// Cross-origin requests of web pages whose origin Access allows (Fetch Standard, "CORS protocol").
#pragma once

#include <mcp/http.h>

#include <string>
#include <string_view>
#include <vector>

namespace mcp::transport {

/// The fields that let a page of `origin` read an answer, whatever the answer is. Cookies are never
/// asked for: a client sends its token itself.
HttpHeaders cors_headers(std::string_view origin);

/// Whether a request with this method and these fields asks what a page may send.
bool is_preflight(std::string_view method, const HttpHeaders& headers);

/// The answer to it: the methods of the endpoint, and of the fields that the page wants to send
/// those that MCP has and the `further` ones.
HttpResponse preflight_response(const HttpHeaders& headers,
                                const std::vector<std::string>& further);

}  // namespace mcp::transport
