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

bool is_multipart(const ContentType& type) { return type.type.starts_with("multipart/"); }

bool holds_members(const ContentType& type) {
  constexpr std::array<std::string_view, 18> types = {"application/bson",
                                                      "application/cbor",
                                                      "application/msgpack",
                                                      "application/protobuf",
                                                      "application/vnd.google.protobuf",
                                                      "application/vnd.msgpack",
                                                      "application/x-msgpack",
                                                      "application/x-protobuf",
                                                      "application/x-www-form-urlencoded",
                                                      "application/x-yaml",
                                                      "application/xml",
                                                      "application/yaml",
                                                      "text/csv",
                                                      "text/tab-separated-values",
                                                      "text/vnd.yaml",
                                                      "text/x-yaml",
                                                      "text/xml",
                                                      "text/yaml"};
  constexpr std::array<std::string_view, 3> suffixes = {"+cbor", "+xml", "+yaml"};
  return std::find(types.begin(), types.end(), type.type) != types.end() || is_multipart(type) ||
         std::any_of(suffixes.begin(), suffixes.end(),
                     [&](std::string_view suffix) { return type.type.ends_with(suffix); });
}

bool is_text(const ContentType& type) {
  constexpr std::array<std::string_view, 11> names = {
      "application/xml",          "application/x-www-form-urlencoded",
      "application/javascript",   "application/ecmascript",
      "application/x-javascript", "application/yaml",
      "application/x-yaml",       "application/graphql",
      "application/sql",          "application/toml",
      "application/jwt",
  };
  return type.type.starts_with("text/") || type.type.ends_with("+xml") ||
         type.type.ends_with("+yaml") ||
         std::find(names.begin(), names.end(), type.type) != names.end();
}

std::string_view sniff_media_type(std::string_view bytes) {
  struct Signature {
    std::size_t offset;
    std::string_view bytes;
    std::string_view type;
  };
  using namespace std::string_view_literals;
  static constexpr std::array<Signature, 18> signatures = {{
      {0, "\x89PNG\r\n\x1A\n"sv, "image/png"},
      {0, "\xFF\xD8\xFF"sv, "image/jpeg"},
      {0, "GIF87a"sv, "image/gif"},
      {0, "GIF89a"sv, "image/gif"},
      {8, "WEBPVP"sv, "image/webp"},
      {0, "%PDF-"sv, "application/pdf"},
      {0, "PK\x03\x04"sv, "application/zip"},
      {0, "PK\x05\x06"sv, "application/zip"},
      {0, "\x1F\x8B\x08"sv, "application/gzip"},
      {8, "WAVE"sv, "audio/wav"},
      {8, "AIFF"sv, "audio/aiff"},
      {0, "ID3"sv, "audio/mpeg"},
      {0, "OggS\0"sv, "application/ogg"},
      {0, "fLaC"sv, "audio/flac"},
      {4, "ftyp"sv, "video/mp4"},
      {0, "\x1A\x45\xDF\xA3"sv, "video/webm"},
      {0, "wOF2"sv, "font/woff2"},
      {257, "ustar"sv, "application/x-tar"},
  }};
  for (const Signature& signature : signatures) {
    if (bytes.size() < signature.offset) continue;
    if (bytes.substr(signature.offset).starts_with(signature.bytes)) return signature.type;
  }
  return {};
}

}  // namespace mcp::invoke
