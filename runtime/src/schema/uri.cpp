#include "schema/uri.h"

#include <algorithm>
#include <vector>

namespace mcp::schema {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// RFC 3986, section 5.2.4.
std::string without_dot_segments(std::string_view path) {
  const bool is_absolute = path.starts_with('/');
  std::vector<std::string_view> segments;
  bool ends_open = false;  // the last segment is empty
  std::size_t begin = is_absolute ? 1 : 0;
  while (begin <= path.size()) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view segment = path.substr(begin, end - begin);
    ends_open = segment == "." || segment == "..";
    if (segment == "..") {
      if (!segments.empty()) segments.pop_back();
    } else if (segment != ".") {
      segments.push_back(segment);
    }
    begin = end + 1;
  }
  std::string out;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (i != 0 || is_absolute) out += '/';
    out += segments[i];
  }
  if (ends_open && (out.empty() ? is_absolute : true)) out += '/';
  return out;
}

/// RFC 3986, section 5.2.3.
std::string merged(const UriParts& base, std::string_view path) {
  if (base.has_authority && base.path.empty()) return "/" + std::string(path);
  const std::size_t slash = base.path.rfind('/');
  return std::string(base.path.substr(0, slash == std::string_view::npos ? 0 : slash + 1)) +
         std::string(path);
}

}  // namespace

UriParts split_uri(std::string_view text) {
  UriParts out;
  if (const auto hash = text.find('#'); hash != std::string_view::npos) {
    out.fragment = text.substr(hash + 1);
    out.has_fragment = true;
    text = text.substr(0, hash);
  }
  if (const auto mark = text.find('?'); mark != std::string_view::npos) {
    out.query = text.substr(mark + 1);
    out.has_query = true;
    text = text.substr(0, mark);
  }
  if (const auto colon = text.find(':');
      colon != std::string_view::npos && colon != 0 &&
      text.substr(0, colon).find('/') == std::string_view::npos) {
    out.scheme = text.substr(0, colon);
    out.has_scheme = true;
    text = text.substr(colon + 1);
  }
  if (text.starts_with("//")) {
    const std::size_t end = std::min(text.find('/', 2), text.size());
    out.authority = text.substr(2, end - 2);
    out.has_authority = true;
    text = text.substr(end);
  }
  out.path = text;
  return out;
}

std::string resolve_uri(std::string_view base_text, std::string_view reference_text) {
  const UriParts base = split_uri(base_text);
  UriParts target = split_uri(reference_text);
  std::string path;
  if (target.has_scheme || target.has_authority) {
    path = without_dot_segments(target.path);
  } else if (target.path.empty()) {
    path = base.path;
    if (!target.has_query) {
      target.query = base.query;
      target.has_query = base.has_query;
    }
  } else {
    path = without_dot_segments(target.path.starts_with('/') ? std::string(target.path)
                                                             : merged(base, target.path));
  }
  if (!target.has_scheme) {
    if (!target.has_authority) {
      target.authority = base.authority;
      target.has_authority = base.has_authority;
    }
    target.scheme = base.scheme;
    target.has_scheme = base.has_scheme;
  }
  std::string out;
  if (target.has_scheme) out.append(target.scheme).append(":");
  if (target.has_authority) out.append("//").append(target.authority);
  out += path;
  if (target.has_query) out.append("?").append(target.query);
  return out;
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
        hex_digit(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace mcp::schema
