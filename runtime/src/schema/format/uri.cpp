#include "schema/uri.h"

#include "schema/format/characters.h"
#include "schema/format/checks.h"
#include "schema/regex/utf8.h"

namespace mcp::schema {
namespace {

bool is_one_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

bool is_unreserved(char c) { return is_letter(c) || is_digit(c) || is_one_of(c, "-._~"); }
bool is_sub_delimiter(char c) { return is_one_of(c, "!$&'()*+,;="); }

/// RFC 3987, section 2.2, ucschar.
bool is_ucschar(char32_t c) {
  if (c < 0xA0) return false;
  if (c < 0x10000) {
    return c <= 0xD7FF || (c >= 0xF900 && c <= 0xFDCF) || (c >= 0xFDF0 && c <= 0xFFEF);
  }
  return c < 0xF0000 && (c & 0xFFFFU) <= 0xFFFD && (c < 0xE0000 || c >= 0xE1000);
}

bool is_private(char32_t c) {
  return (c >= 0xE000 && c <= 0xF8FF) || (c >= 0xF0000 && (c & 0xFFFFU) <= 0xFFFD);
}

/// Whether `text` consists of unreserved characters, sub-delimiters, percent escapes and `others`.
bool has_only(std::string_view text, std::string_view others, bool international,
              bool private_too = false) {
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size() || !is_hex_digit(text[i + 1]) || !is_hex_digit(text[i + 2])) {
        return false;
      }
      i += 3;
    } else if (is_ascii(c)) {
      if (!is_unreserved(c) && !is_sub_delimiter(c) && !is_one_of(c, others)) return false;
      ++i;
    } else {
      std::size_t size = 0;
      const char32_t point = regex::code_point(text.substr(i), size);
      if (!international || (!is_ucschar(point) && !(private_too && is_private(point)))) {
        return false;
      }
      i += size;
    }
  }
  return true;
}

/// RFC 3986, section 3.2.2: what stands between brackets.
bool is_ip_literal(std::string_view text) {
  if (!text.starts_with('v') && !text.starts_with('V')) return is_ipv6(text);
  Cursor in(text.substr(1));
  if (in.take_while(is_hex_digit).empty() || !in.take('.') || in.at_end()) return false;
  return all_of(in.rest(),
                [](char c) { return is_unreserved(c) || is_sub_delimiter(c) || c == ':'; });
}

bool is_authority(std::string_view text, bool international) {
  if (const std::size_t at = text.rfind('@'); at != std::string_view::npos) {
    if (!has_only(text.substr(0, at), ":", international)) return false;
    text = text.substr(at + 1);
  }
  std::string_view port;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos || !is_ip_literal(text.substr(1, end - 1))) return false;
    port = text.substr(end + 1);
    if (!port.empty() && port.front() != ':') return false;
  } else {
    const std::size_t colon = text.find(':');
    if (colon != std::string_view::npos) port = text.substr(colon);
    if (!has_only(text.substr(0, colon), "", international)) return false;
  }
  return port.empty() || all_of(port.substr(1), is_digit);
}

bool is_reference(std::string_view text, bool international, bool absolute) {
  const UriParts parts = split_uri(text);
  if (parts.has_scheme) {
    if (!is_letter(parts.scheme.front()) || !all_of(parts.scheme, [](char c) {
          return is_letter(c) || is_digit(c) || is_one_of(c, "+-.");
        })) {
      return false;
    }
  } else if (absolute || text.starts_with(':')) {
    return false;
  }
  if (parts.has_authority && !is_authority(parts.authority, international)) return false;
  return has_only(parts.path, ":@/", international) &&
         has_only(parts.query, ":@/?", international, true) &&
         has_only(parts.fragment, ":@/?", international);
}

/// RFC 6570, section 2.3: varname and its modifiers.
bool is_variable(std::string_view text) {
  if (const std::size_t colon = text.find(':'); colon != std::string_view::npos) {
    const std::string_view length = text.substr(colon + 1);
    if (length.empty() || length.size() > 4 || length.front() == '0' || !all_of(length, is_digit)) {
      return false;
    }
    text = text.substr(0, colon);
  } else if (text.ends_with('*')) {
    text.remove_suffix(1);
  }
  bool after_dot = true;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '.') {
      if (after_dot) return false;
      after_dot = true;
      continue;
    }
    after_dot = false;
    if (text[i] == '%') {
      if (i + 2 >= text.size() || !is_hex_digit(text[i + 1]) || !is_hex_digit(text[i + 2])) {
        return false;
      }
      i += 2;
    } else if (!is_letter(text[i]) && !is_digit(text[i]) && text[i] != '_') {
      return false;
    }
  }
  return !after_dot;
}

bool is_expression(std::string_view text) {
  if (!text.empty() && is_one_of(text.front(), "+#./;?&=,!@|")) text.remove_prefix(1);
  while (true) {
    const std::size_t comma = text.find(',');
    if (!is_variable(text.substr(0, comma))) return false;
    if (comma == std::string_view::npos) return true;
    text.remove_prefix(comma + 1);
  }
}

}  // namespace

bool is_uri(std::string_view text) { return is_reference(text, false, true); }
bool is_uri_reference(std::string_view text) { return is_reference(text, false, false); }
bool is_iri(std::string_view text) { return is_reference(text, true, true); }
bool is_iri_reference(std::string_view text) { return is_reference(text, true, false); }

/// RFC 6570, section 2, with its erratum 6937: an apostrophe is a literal.
bool is_uri_template(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c == '{') {
      const std::size_t end = text.find('}', i);
      if (end == std::string_view::npos || !is_expression(text.substr(i + 1, end - i - 1))) {
        return false;
      }
      i = end + 1;
    } else if (c == '%') {
      if (!has_only(text.substr(i, 3), "", false)) return false;
      i += 3;
    } else if (is_ascii(c)) {
      if (c <= ' ' || c == 0x7F || is_one_of(c, "\"<>\\^`|}")) return false;
      ++i;
    } else {
      std::size_t size = 0;
      const char32_t point = regex::code_point(text.substr(i), size);
      if (!is_ucschar(point) && !is_private(point)) return false;
      i += size;
    }
  }
  return true;
}

}  // namespace mcp::schema
