#include "invoke/body_kind.h"

#include <algorithm>
#include <array>

#include "charset/charset.h"
#include "json/utf8.h"

namespace mcp::invoke {

bool says_only_bytes(std::string_view type) {
  return type == "application/octet-stream" || type == "binary/octet-stream" ||
         type == "application/vnd.docker.raw-stream";
}

bool is_plain_text(std::string_view text) {
  constexpr std::string_view allowed = "\t\n\f\r\x1B";
  return json::is_utf8(text) && std::none_of(text.begin(), text.end(), [&](char c) {
           return (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) &&
                  allowed.find(c) == std::string_view::npos;
         });
}

bool is_plain_utf_16(std::string_view bytes) {
  if (bytes.size() < 4 || !(bytes.starts_with("\xFE\xFF") || bytes.starts_with("\xFF\xFE"))) {
    return false;
  }
  const auto text = charset::to_utf8({}, bytes);
  return text && is_plain_text(*text) && text->find("\uFFFD") == std::string::npos;
}

bool begins_like_json(std::string_view text) {
  constexpr std::string_view skipped("\0 \t\r\n\x1E\xEF\xBB\xBF\xFE\xFF", 11);
  const std::size_t begin = text.find_first_not_of(skipped);
  return begin != std::string_view::npos && (text[begin] == '{' || text[begin] == '[');
}

bool looks_like_events(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::size_t begin = std::min(text.find_first_not_of("\r\n"), text.size());
  text.remove_prefix(begin);
  constexpr std::array<std::string_view, 5> fields = {"data:", "event:", "id:", "retry:", ":"};
  const bool begins = std::any_of(fields.begin(), fields.end(),
                                  [&](std::string_view field) { return text.starts_with(field); });
  if (!begins) return false;
  constexpr std::string_view data = "data:";
  for (std::size_t at = text.find(data); at != std::string_view::npos; at = text.find(data, at)) {
    const bool begins_line = at == 0 || text[at - 1] == '\n' || text[at - 1] == '\r';
    at += data.size();
    const std::size_t value = text.find_first_not_of(" \t", at);
    if (begins_line && value != std::string_view::npos && begins_like_json(text.substr(value, 1))) {
      return true;
    }
  }
  return false;
}

}  // namespace mcp::invoke
