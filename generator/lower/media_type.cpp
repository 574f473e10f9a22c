#include "lower/media_type.h"

#include <algorithm>
#include <array>
#include <utility>

#include "charset/encode.h"
#include "http/framing_field.h"
#include "invoke/media_type.h"
#include "lower/text.h"

namespace mcpcc::lower {

namespace {

template <std::size_t size>
bool is_one_of(std::string_view text, const std::array<std::string_view, size>& names) {
  return std::find(names.begin(), names.end(), text) != names.end();
}

}  // namespace

std::string essence(std::string_view media_type) {
  std::string result(media_type.substr(0, media_type.find(';')));
  while (!result.empty() && (result.back() == ' ' || result.back() == '\t')) result.pop_back();
  return lower_case(result);
}

bool is_media_type(std::string_view text) {
  const std::string_view type = text.substr(0, text.find(';'));
  const std::size_t slash = type.find('/');
  const std::size_t end = type.find_last_not_of(" \t") + 1;
  return slash != type.npos && slash < end && is_token(type.substr(0, slash)) &&
         is_token(type.substr(slash + 1, end - slash - 1)) && is_header_text(text);
}

std::string_view media_type_of(std::string_view short_name) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> names = {{
      {"json", "application/json"},
      {"xml", "application/xml"},
      {"text", "text/plain"},
      {"html", "text/html"},
      {"csv", "text/csv"},
      {"yaml", "application/yaml"},
      {"form", "application/x-www-form-urlencoded"},
      {"multipart", "multipart/form-data"},
  }};
  const auto* const found = std::find_if(names.begin(), names.end(),
                                         [&](const auto& n) { return n.first == short_name; });
  return found == names.end() ? std::string_view() : found->second;
}

bool is_json(std::string_view essence) {
  return essence == "application/json" || essence == "text/json" || essence.ends_with("+json");
}

bool is_xml(std::string_view essence) {
  return essence == "application/xml" || essence == "text/xml" || essence.ends_with("+xml");
}

bool is_json_lines(std::string_view essence) {
  static constexpr std::array<std::string_view, 6> names = {
      "application/x-ndjson",    "application/ndjson",    "application/jsonl",
      "application/x-jsonlines", "application/jsonlines", "text/x-ndjson"};
  return is_one_of(essence, names);
}

bool is_text(std::string_view essence) {
  static constexpr std::array<std::string_view, 14> names = {
      "application/javascript", "application/ecmascript", "application/x-javascript",
      "application/yaml",       "application/x-yaml",     "application/graphql",
      "application/sql",        "application/toml",       "application/jwt",
      "application/sdp",        "application/x-sh",       "application/x-pem-file",
      "application/rtf",        "application/x-tex"};
  if (is_json(essence) || is_xml(essence) || is_json_lines(essence)) return false;
  return essence.starts_with("text/") || essence.ends_with("+yaml") || is_one_of(essence, names);
}

bool is_range(std::string_view essence) { return essence.find('*') != std::string_view::npos; }

bool is_http_range(std::string_view essence) {
  return essence.ends_with("/*") && (essence == "*/*" || essence.find('*') == essence.size() - 1);
}

bool is_header_text(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7F;
  });
}

bool has_unknown_charset(std::string_view media_type) {
  const std::string charset = mcp::invoke::parse_content_type(media_type).charset;
  return !charset.empty() && !mcp::charset::is_written(charset);
}

bool is_token(std::string_view text) {
  constexpr std::string_view symbols = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           symbols.find(c) != std::string_view::npos;
  });
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

// Headers that no argument decides on. OpenAPI 3.1.1, section 4.8.12.1, says so of the first three;
// the runtime never takes those of the message from arguments; `Cookie` is made of the parameters
// in `cookie`.
bool is_set_elsewhere(std::string_view name) {
  constexpr std::array<std::string_view, 4> names = {"accept", "content-type", "authorization",
                                                     "cookie"};
  return mcp::http::is_framing_field(name) ||
         std::any_of(names.begin(), names.end(),
                     [name](std::string_view set) { return equals_ignoring_case(name, set); });
}

}  // namespace mcpcc::lower
