#include "credentials/concealment.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "charset/charset.h"
#include "charset/encode.h"
#include "credentials/spelling.h"
#include "http/message.h"
#include "invoke/base64.h"
#include "invoke/media_type.h"
#include "json/utf8.h"

namespace mcp::credentials {
namespace {

constexpr std::size_t shortest = 6;

/// `text` in units of `size` bytes, which are UTF-16 or UTF-32.
std::string wide(std::string_view text, std::size_t size, bool is_little) {
  std::string out;
  const auto put = [&](char32_t unit) {
    for (std::size_t i = 0; i < size; ++i) {
      out += static_cast<char>(unit >> 8 * (is_little ? i : size - 1 - i) & 0xFFU);
    }
  };
  while (!text.empty()) {
    const Character next = first_character(text);
    text.remove_prefix(next.bytes.size());
    if (size == 2 && next.code >= 0x10000) {
      put(0xD800 + ((next.code - 0x10000) >> 10U));
      put(0xDC00 + (next.code & 0x3FFU));
    } else {
      put(next.code);
    }
  }
  return out;
}

/// Whether something in `text` may stand for something else.
bool may_escape(std::string_view text) {
  return std::ranges::any_of(std::string_view("\\%&"),
                             [&](char c) { return text.find(c) != std::string_view::npos; });
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// `text` as it looks to those who take each of its bytes for a character: of ISO 8859-1, as most
/// servers read the bytes of header fields (RFC 9110, section 5.5), or of windows-1252, as the
/// Encoding Standard has it.
std::vector<std::string> misread(std::string_view text) {
  if (is_ascii(text)) return {};
  std::vector<std::string> out(2);
  for (const char c : text) {
    json::append_utf8(out[0], static_cast<unsigned char>(c));
    out[1] += charset::to_utf8("windows-1252", {&c, 1}).value_or("");
  }
  if (out[0] == out[1]) out.pop_back();
  return out;
}

/// The characters that only `text` decides in base64 of something that has it after `before` bytes,
/// modulo three.
std::string base64_within(std::string_view text, std::size_t before) {
  std::string out;
  invoke::append_base64(out, std::string(before, ' ').append(text));
  while (out.ends_with('=')) out.pop_back();
  if ((before + text.size()) % 3 != 0) out.pop_back();
  return out.substr(before == 0 ? 0 : before + 1);
}

/// JSON with characters in place of the escapes that ASCII has no need of.
std::string without_needless_escapes(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  for (std::size_t at = 0; at < json.size(); ++at) {
    out += json[at];
    if (json[at] != '\\' || ++at == json.size()) continue;
    unsigned value = 0;
    const char* const begin = json.data() + at + 1;
    const bool is_code = json[at] == 'u' && json.size() - at > 4 &&
                         std::from_chars(begin, begin + 4, value, 16).ptr == begin + 4;
    if (json[at] == '/') {
      out.back() = '/';
    } else if (is_code && value >= 0x20 && value < 0x7F && value != '"' && value != '\\') {
      out.back() = static_cast<char>(value);
      at += 4;
    } else {
      out += json[at];
    }
  }
  return out;
}

/// Texts in UTF-8 and JSON without needless escapes: their values stay what they are.
void make_plain(HttpResponse& response) {
  const auto header = std::ranges::find_if(response.headers, [](const auto& entry) {
    return http::equals_ignoring_case(entry.first, "Content-Type");
  });
  invoke::ContentType type;
  if (header != response.headers.end()) type = invoke::parse_content_type(header->second);
  const bool is_json = invoke::is_json(type) || type.type.empty();
  if (!is_json && !invoke::is_text(type)) return;
  if (charset::has_wide_mark(response.body) || (!type.charset.empty() && type.charset != "utf-8")) {
    auto text = charset::to_utf8(type.charset, response.body);
    if (!text) return;
    response.body = std::move(*text);
    if (header != response.headers.end()) header->second = type.type + "; charset=utf-8";
  }
  if (is_json && response.body.find('\\') != std::string::npos) {
    response.body = without_needless_escapes(response.body);
  }
}

}  // namespace

void Concealment::add_form(Form form) {
  const auto is_same = [&](const Form& other) { return other.text == form.text; };
  if (std::ranges::any_of(forms_, is_same)) return;
  const auto place = std::ranges::find_if(
      forms_, [&](const Form& other) { return other.text.size() < form.text.size(); });
  forms_.insert(place, std::move(form));
}

/// What of `text` to conceal where `form` is `found`, not before `from`.
Concealment::Place Concealment::whole(const Form& form, std::string_view text, Place found,
                                      std::size_t from) {
  const auto is_base64 = [&](std::size_t i) {
    constexpr std::string_view others = "+/-_";
    const char c = text[i];
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           others.find(c) != std::string_view::npos;
  };
  std::size_t begin = found.begin, end = found.begin + found.size;
  if (form.shares_first && begin > from && is_base64(begin - 1)) --begin;
  if (form.shares_last && end < text.size() && is_base64(end)) {
    ++end;
    for (int i = 0; i < 2 && end < text.size() && text[end] == '='; ++i) ++end;
  }
  return {begin, end - begin};
}

/// The first place of `form` from `from` on; its size is 0 where there is none.
Concealment::Place Concealment::find(const Form& form, std::string_view text, std::size_t from,
                                     bool has_escapes) {
  // One that needs no escape stands as it is where there are none; forms write a space as `+`.
  const bool is_exact = form.is_binary || (!has_escapes && is_ascii(form.text) &&
                                           form.text.find(' ') == std::string::npos);
  if (is_exact) {
    const std::size_t at = text.find(form.text, from);
    return at == std::string_view::npos ? Place{text.size(), 0}
                                        : whole(form, text, {at, form.text.size()}, from);
  }
  const Spelled found = find_spelled(text, form.text, from);
  return found.size == 0 ? Place{text.size(), 0}
                         : whole(form, text, {found.begin, found.size}, from);
}

void Concealment::add(std::string_view text, std::string_view name) {
  if (text.size() < shortest) return;
  const std::string replacement = "<" + std::string(name) + ">";
  add_forms(text, replacement);
  for (const std::string& reading : misread(text)) add_forms(reading, replacement);
}

void Concealment::add_forms(std::string_view text, const std::string& replacement) {
  add_form({std::string(text), replacement});
  for (const std::size_t size : {2U, 4U}) {
    for (const bool is_little : {true, false}) {
      add_form({wide(text, size, is_little), replacement, false, false, true});
    }
  }
  // As an API may write it that says no charset.
  for (const std::string_view label : {"iso-8859-1", "windows-1252"}) {
    auto bytes = is_ascii(text) ? std::nullopt : charset::from_utf8(label, text);
    if (bytes) add_form({std::move(*bytes), replacement, false, false, true});
  }
  for (std::size_t before = 0; before < 3; ++before) {
    std::string base64 = base64_within(text, before);
    std::string for_urls = base64;
    std::ranges::replace(for_urls, '+', '-');
    std::ranges::replace(for_urls, '/', '_');
    const bool shares_first = before != 0;
    const bool shares_last = (before + text.size()) % 3 != 0;
    add_form({std::move(base64), replacement, shares_first, shares_last});
    add_form({std::move(for_urls), replacement, shares_first, shares_last});
  }
}

void Concealment::apply(std::string& text) const {
  const bool has_escapes = may_escape(text);
  for (const Form& form : forms_) {
    Place place = find(form, text, 0, has_escapes);
    if (place.size == 0) continue;
    std::string out;
    std::size_t begin = 0;
    for (; place.size != 0; place = find(form, text, begin, has_escapes)) {
      out.append(text, begin, place.begin - begin).append(form.replacement);
      begin = place.begin + place.size;
    }
    text = out.append(text, begin, std::string::npos);
  }
}

void Concealment::mask(HttpResponse& response) const {
  for (auto& [name, value] : response.headers) apply(value);
  std::string& text = response.body;
  const bool has_escapes = may_escape(text);
  for (const Form& form : forms_) {
    std::size_t begin = 0;
    for (Place place = find(form, text, 0, has_escapes); place.size != 0;
         place = find(form, text, begin, has_escapes)) {
      text.replace(place.begin, place.size, place.size, '*');
      begin = place.begin + place.size;
    }
  }
}

void Concealment::apply(HttpResponse& response) const {
  for (auto& [name, value] : response.headers) apply(value);
  if (empty()) return;
  make_plain(response);
  apply(response.body);
}

}  // namespace mcp::credentials
