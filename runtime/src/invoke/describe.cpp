#include "invoke/base64.h"
#include "invoke/invoke.h"
#include "json/utf8.h"
#include "json/write.h"

namespace mcp::invoke {

std::string describe_request(const HttpRequest& request) {
  std::string out = R"({"method":)";
  json::append_string(out, request.method);
  out += R"(,"url":)";
  json::append_string(out, request.url);
  out += R"(,"headers":[)";
  for (const auto& [name, value] : request.headers) {
    if (out.back() == ']') out += ',';
    out += '[';
    json::append_string(out, name);
    out += ',';
    json::append_string(out, value);
    out += ']';
  }
  out += ']';
  if (request.body.empty()) return out + "}";
  if (json::is_utf8(request.body)) {
    out += R"(,"body":)";
    json::append_string(out, request.body);
  } else {
    out += R"(,"body_base64":")";
    append_base64(out, request.body);
    out += '"';
  }
  return out + "}";
}

}  // namespace mcp::invoke
