#include "resolve/uri.h"

#include <algorithm>
#include <optional>

namespace mcpcc::resolve {

namespace {

std::optional<int> hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

// RFC 3986, appendix B. Each part keeps its delimiter: `https:`, `//host`, `/path`, `?query`.
struct Parts {
  std::string_view scheme, authority, path, query;
};

std::string_view take(std::string_view& text, std::size_t size) {
  const auto part = text.substr(0, size);
  text.remove_prefix(part.size());
  return part;
}

// Where the scheme with its colon ends; 0 when there is none.
std::size_t scheme_size(std::string_view text) {
  const auto end = text.find_first_of(":/?#");
  if (end == std::string_view::npos || end == 0 || text[end] != ':') return 0;
  const bool is_scheme =
      std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '+' || c == '-' || c == '.';
      });
  return is_scheme ? end + 1 : 0;
}

Parts split(std::string_view text) {
  Parts parts;
  text = text.substr(0, text.find('#'));
  parts.scheme = take(text, scheme_size(text));
  if (text.starts_with("//")) {
    parts.authority = take(text, std::min(text.find_first_of("/?", 2), text.size()));
  }
  parts.path = take(text, std::min(text.find('?'), text.size()));
  parts.query = text;
  return parts;
}

// Section 5.2.4.
std::string without_dot_segments(std::string_view path) {
  std::string result;
  while (!path.empty()) {
    const auto end = std::min(path.find('/', path[0] == '/' ? 1 : 0), path.size());
    const std::string_view segment = take(path, end);
    const bool is_absolute = segment[0] == '/';
    const std::string_view name = segment.substr(is_absolute ? 1 : 0);
    if (name != "." && name != "..") {
      result += segment;
      continue;
    }
    if (name == "..") result.resize(result.rfind('/') == std::string::npos ? 0 : result.rfind('/'));
    if (path.empty() && is_absolute) result += '/';
  }
  return result;
}

}  // namespace

std::string resolve_uri(std::string_view base, std::string_view reference) {
  const Parts from = split(base), to = split(reference);
  std::string path;
  if (!to.scheme.empty() || !to.authority.empty() || to.path.starts_with('/')) {
    path = to.path;
  } else if (to.path.empty()) {
    path = from.path;
  } else {
    // Section 5.2.3: all but the last segment of the base.
    if (from.path.empty() && !from.authority.empty()) path = "/";
    path += from.path.substr(0, from.path.rfind('/') + 1);
    path += to.path;
  }
  std::string result(to.scheme.empty() ? from.scheme : to.scheme);
  const bool keeps_authority = to.scheme.empty() && to.authority.empty();
  result += keeps_authority ? from.authority : to.authority;
  result += without_dot_segments(path);
  result += keeps_authority && to.path.empty() && to.query.empty() ? from.query : to.query;
  return result;
}

bool is_remote(std::string_view reference) {
  // A drive letter is no scheme.
  return reference.starts_with("//") || scheme_size(reference) > 2;
}

bool is_http_url(std::string_view text) {
  const auto begins_with = [&](std::string_view prefix) {
    return text.size() >= prefix.size() &&
           std::equal(prefix.begin(), prefix.end(), text.begin(), [](char wanted, char found) {
             return wanted ==
                    (found >= 'A' && found <= 'Z' ? static_cast<char>(found + 32) : found);
           });
  };
  return begins_with("http://") || begins_with("https://");
}

std::string percent_decode(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      const auto high = hex_digit(text[i + 1]), low = hex_digit(text[i + 2]);
      if (high && low) {
        result += static_cast<char>(*high * 16 + *low);
        i += 2;
        continue;
      }
    }
    result += text[i];
  }
  return result;
}

}  // namespace mcpcc::resolve
