#include "invoke/body_kind.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "charset/charset.h"
#include "http/message.h"
#include "json/utf8.h"

namespace mcp::invoke {
namespace {

/// Images that all begin in a way that sniff_media_type() knows.
bool has_known_beginning(std::string_view type) {
  return type == "image/png" || type == "image/jpeg" || type == "image/gif" || type == "image/webp";
}

/// The registered name of an image type that has others.
std::string_view registered(std::string_view type) {
  if (type == "image/jpg" || type == "image/pjpeg") return "image/jpeg";
  return type == "image/x-png" ? "image/png" : type;
}

/// Whether bytes that are called `declared`, an image or audio, may be of the type `sniffed`.
bool may_be(std::string_view declared, std::string_view sniffed) {
  if (sniffed.empty()) return !has_known_beginning(declared);
  if (has_known_beginning(declared) || has_known_beginning(sniffed)) return declared == sniffed;
  const bool is_audio = declared.starts_with("audio/");
  if (sniffed.starts_with("audio/")) return is_audio;  // the names of its formats vary
  // Containers: of audio alone, too, and of pictures (ISO/IEC 23008-12).
  if (sniffed == "video/mp4") return true;
  if (sniffed == "video/webm" || sniffed == "application/ogg") return is_audio;
  // What formats are packed in.
  return sniffed == "application/zip" || sniffed == "application/gzip";
}

/// MIME Sniffing Standard, section 7.1; nullopt: neither HTML nor XML.
std::optional<ContentType> markup(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n\f"), text.size()));
  constexpr std::array<std::string_view, 4> tags = {"<!doctype html", "<html", "<head", "<body"};
  const auto begins = [&](std::string_view tag) {
    return text.size() > tag.size() &&
           http::equals_ignoring_case(text.substr(0, tag.size()), tag) &&
           std::string_view(" >\t\r\n\f").find(text[tag.size()]) != std::string_view::npos;
  };
  if (std::any_of(tags.begin(), tags.end(), begins)) return ContentType{"text/html", {}};
  if (text.starts_with("<?xml")) return ContentType{"text/xml", {}};
  return std::nullopt;
}

}  // namespace

ContentType type_of_body(const ContentType& declared, std::string_view body) {
  const std::string_view type = registered(declared.type);
  const bool is_media = type.starts_with("image/") || type.starts_with("audio/");
  if (!is_media || body.empty()) return declared;
  const std::string_view sniffed = sniff_media_type(body);
  // Some images are text.
  if (is_text(declared) || is_json(declared)) return sniffed.empty() ? declared : ContentType();
  if (sniffed.empty()) {
    if (auto found = markup(body)) return std::move(*found);
    if (is_plain_text(body) || is_plain_wide_text(body)) return {};
  }
  return may_be(type, sniffed) ? declared : ContentType();
}

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

bool is_plain_wide_text(std::string_view bytes) {
  if (bytes.size() < 4 || !charset::has_wide_mark(bytes)) return false;
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
