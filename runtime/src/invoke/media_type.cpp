#include "invoke/media_type.h"

#include <algorithm>
#include <array>

namespace mcp::invoke {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view space = " \t";
  const std::size_t begin = std::min(text.find_first_not_of(space), text.size());
  text.remove_prefix(begin);
  return text.substr(0, text.find_last_not_of(space) + 1);
}

std::string_view unquoted(std::string_view text) {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return text;
  return text.substr(1, text.size() - 2);
}

}  // namespace

ContentType parse_content_type(std::string_view text) {
  std::size_t end = std::min(text.find(';'), text.size());
  ContentType out{lower(trimmed(text.substr(0, end))), {}};
  while (end < text.size()) {
    text.remove_prefix(end + 1);
    end = std::min(text.find(';'), text.size());
    const std::string_view parameter = trimmed(text.substr(0, end));
    const std::size_t equals = parameter.find('=');
    if (equals != std::string_view::npos && lower(parameter.substr(0, equals)) == "charset") {
      out.charset = lower(unquoted(parameter.substr(equals + 1)));
    }
  }
  return out;
}

bool is_json(const ContentType& type) {
  return type.type == "application/json" || type.type == "text/json" ||
         type.type.ends_with("+json");
}

bool is_text(const ContentType& type) {
  constexpr std::array<std::string_view, 15> names = {
      "application/xml",          "application/x-www-form-urlencoded",
      "application/javascript",   "application/ecmascript",
      "application/x-javascript", "application/yaml",
      "application/x-yaml",       "application/x-ndjson",
      "application/ndjson",       "application/jsonl",
      "application/json-seq",     "application/graphql",
      "application/sql",          "application/toml",
      "application/jwt",
  };
  return type.type.starts_with("text/") || type.type.ends_with("+xml") ||
         type.type.ends_with("+yaml") ||
         std::find(names.begin(), names.end(), type.type) != names.end();
}

std::string to_utf8(const ContentType& type, std::string_view bytes) {
  if (type.charset != "iso-8859-1" && type.charset != "latin1") return std::string(bytes);
  std::string out;
  out.reserve(bytes.size());
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      out += c;
    } else {
      out += static_cast<char>(0xC0U | byte >> 6U);
      out += static_cast<char>(0x80U | (byte & 0x3FU));
    }
  }
  return out;
}

}  // namespace mcp::invoke
