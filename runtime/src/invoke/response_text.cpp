#include "invoke/response_text.h"

#include "charset/charset.h"
#include "invoke/content.h"
#include "json/utf8.h"

namespace mcp::invoke {

std::string header(const HttpResponse& response, std::string_view name) {
  const std::string* value = find_header(response.headers, name);
  return value == nullptr ? std::string() : *value;
}

std::string status_line(int status) {
  std::string out = "HTTP " + std::to_string(status);
  if (const std::string_view phrase = http::reason_phrase(status); !phrase.empty()) {
    out.append(" ").append(phrase);
  }
  return out;
}

std::string charset_of(const ContentType& type, std::string_view body) {
  return type.charset.empty() ? charset::declared_charset(type.type, body) : type.charset;
}

std::size_t clipped_size(std::string_view text) {
  return json::utf8_prefix(text, max_error_body).size();
}

std::string clipped(std::string_view text) {
  const std::size_t kept = clipped_size(text);
  if (kept == text.size()) return std::string(text);
  return std::string(text.substr(0, kept)) + "\n(clipped, " + std::to_string(text.size()) +
         " bytes in all)";
}

ToolResult text_result(std::string_view text) {
  ToolResult result;
  result.content = Content().text(text).array();
  return result;
}

ToolResult error_result(std::string_view message) {
  ToolResult result = text_result(message);
  result.is_error = true;
  result.problem = message;
  return result;
}

}  // namespace mcp::invoke
