#include "invoke/percent.h"

#include <algorithm>
#include <string>

namespace mcp::invoke {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_triple(std::string_view text) {
  return text.size() >= 3 && text[0] == '%' && hex_value(text[1]) >= 0 && hex_value(text[2]) >= 0;
}

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

/// What `escape` keeps beyond the unreserved characters.
std::string_view kept(Escape escape) {
  switch (escape) {
    case Escape::reserved_in_query:
      // Not `+`, which forms read as a space.
      return ":/?@!$'()*,;=";
    case Escape::reserved_in_path:
      return ":@!$&'()*+,;=";
    case Escape::literal_path:
      return ":@!$&'()*+,;=/";
    case Escape::literal_query:
      return ":/?@!$&'()*+,;=";
    case Escape::none:
    case Escape::unreserved:
    case Escape::form:
      break;
  }
  return {};
}

bool keeps_triples(Escape escape) {
  return escape != Escape::none && escape != Escape::unreserved && escape != Escape::form;
}

}  // namespace

void append_escaped(std::string& out, std::string_view text, Escape escape) {
  if (escape == Escape::none) {
    out += text;
    return;
  }
  constexpr std::string_view digits = "0123456789ABCDEF";
  const std::string_view also = kept(escape);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_unreserved(c) || also.find(c) != std::string_view::npos ||
        (keeps_triples(escape) && is_triple(text.substr(i)))) {
      out += c;
    } else if (c == ' ' && escape == Escape::form) {
      out += '+';
    } else {
      const auto value = static_cast<unsigned char>(c);
      out += '%';
      out += digits[value >> 4U];
      out += digits[value & 0xFU];
    }
  }
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_triple(text.substr(i))) {
      out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

bool decodes_to_same(std::string_view a, std::string_view b) {
  const auto form_decoded = [](std::string text) {
    std::replace(text.begin(), text.end(), '+', ' ');
    return percent_decoded(text);
  };
  return percent_decoded(a) == percent_decoded(b) ||
         form_decoded(std::string(a)) == form_decoded(std::string(b));
}

}  // namespace mcp::invoke
