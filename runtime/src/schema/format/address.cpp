#include "schema/format/characters.h"
#include "schema/format/checks.h"

namespace mcp::schema {
namespace {

// RFC 5322, section 3.2.3, atext.
bool is_atext(char c) {
  return is_letter(c) || is_digit(c) ||
         std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

/// RFC 5321, section 4.1.2, Local-part; beyond ASCII by RFC 6531, section 3.3.
bool take_local_part(Cursor& in, bool international) {
  const auto is_atom = [&](char c) { return is_ascii(c) ? is_atext(c) : international; };
  if (!in.take('"')) {
    do {
      if (in.take_while(is_atom).empty()) return false;
    } while (in.take('.'));
    return true;
  }
  while (!in.at_end() && in.peek() != '"') {
    if (in.take('\\') && (in.peek() < ' ' || in.peek() > '~')) return false;
    const char c = in.peek();
    if (is_ascii(c) ? c < ' ' || c > '~' : !international) return false;
    in.skip(1);
  }
  return in.take('"');
}

/// RFC 5321, section 4.1.3.
bool is_address_literal(std::string_view text) {
  if (text.starts_with("IPv6:")) return is_ipv6(text.substr(5));
  if (is_ipv4(text)) return true;
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon + 1 == text.size()) return false;
  const std::string_view tag = text.substr(0, colon);
  const auto is_ldh = [](char c) { return is_letter(c) || is_digit(c) || c == '-'; };
  return !tag.empty() && tag.back() != '-' && all_of(tag, is_ldh) &&
         all_of(text.substr(colon + 1),
                [](char c) { return c > ' ' && c <= '~' && (c < '[' || c > ']'); });
}

bool is_mailbox(std::string_view text, bool international) {
  Cursor in(text);
  if (!take_local_part(in, international) || !in.take('@')) return false;
  const std::string_view domain = in.rest();
  if (domain.starts_with('[') && domain.ends_with(']')) {
    return is_address_literal(domain.substr(1, domain.size() - 2));
  }
  return international ? is_idn_hostname(domain) : is_hostname(domain);
}

}  // namespace

bool is_email(std::string_view text) { return is_mailbox(text, false); }
bool is_idn_email(std::string_view text) { return is_mailbox(text, true); }

/// RFC 2673, section 3.2; RFC 3986, section 3.2.2: no leading zeros.
bool is_ipv4(std::string_view text) {
  Cursor in(text);
  for (int part = 0; part < 4; ++part) {
    if (part != 0 && !in.take('.')) return false;
    const std::string_view digits = in.take_while(is_digit);
    if (digits.empty() || digits.size() > 3 || (digits.size() > 1 && digits.front() == '0')) {
      return false;
    }
    int value = 0;
    for (const char c : digits) value = value * 10 + (c - '0');
    if (value > 255) return false;
  }
  return in.at_end();
}

/// RFC 4291, section 2.2.
bool is_ipv6(std::string_view text) {
  Cursor in(text);
  int groups = 0;
  bool has_gap = false;
  if (text.starts_with("::")) {
    has_gap = true;
    in.skip(2);
  }
  while (!in.at_end()) {
    if (const std::size_t dot = in.rest().find('.'); dot != std::string_view::npos) {
      if (in.rest().find(':') == std::string_view::npos) {
        groups += 2;
        return is_ipv4(in.rest()) && (has_gap ? groups < 8 : groups == 8);
      }
    }
    const std::string_view digits = in.take_while(is_hex_digit);
    if (digits.empty() || digits.size() > 4 || ++groups > 8) return false;
    if (in.at_end()) break;
    if (!in.take(':')) return false;
    if (in.take(':')) {
      if (has_gap) return false;
      has_gap = true;
    } else if (in.at_end()) {
      return false;
    }
  }
  return has_gap ? groups < 8 : groups == 8;
}

}  // namespace mcp::schema
