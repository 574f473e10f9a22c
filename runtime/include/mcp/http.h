// mcp/http.h -- an HTTP message as hooks see it. Plain values; no sockets and no third-party
// header.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mcp {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

/// The first value of header `name`, compared without case (RFC 9110, section 5.1); nullptr when
/// absent.
const std::string* find_header(const HttpHeaders& headers, std::string_view name);

struct HttpRequest {
  std::string method;
  std::string url;  ///< absolute `http://` or `https://` URL, already percent-encoded
  HttpHeaders headers;
  std::string body;
};

struct HttpResponse {
  int status = 0;
  HttpHeaders headers;
  std::string body;  ///< content codings already removed
};

}  // namespace mcp
