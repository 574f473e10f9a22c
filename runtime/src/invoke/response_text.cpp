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

std::string clipped(std::string_view text) {
  constexpr std::size_t max_size = 65'536;
  const std::string_view kept = json::utf8_prefix(text, max_size);
  if (kept.size() == text.size()) return std::string(text);
  return std::string(kept) + "\n(clipped, " + std::to_string(text.size()) + " bytes in all)";
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
