#include "configuration/upstream_url.h"

#include <algorithm>
#include <cstddef>

#include "http/client.h"

namespace mcp::configuration {
namespace {

/// RFC 3986, section 5.2.4, for a path that begins with a slash.
std::string remove_dot_segments(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    const std::size_t next = path.find('/', 1);
    const std::string_view segment = path.substr(0, next);
    const bool last = next == std::string_view::npos;
    if (segment == "/..") {
      const std::size_t parent = out.rfind('/');
      out.erase(parent == std::string::npos ? 0 : parent);
      if (last) out += '/';
    } else if (segment == "/.") {
      if (last) out += '/';
    } else {
      out += segment;
    }
    path = last ? std::string_view() : path.substr(next);
  }
  return out;
}

}  // namespace

bool is_base_url(std::string_view url) {
  return url.find_first_of("?#") == std::string_view::npos && !http::parse_url(url).host.empty();
}

UrlPart url_part(std::string_view url, std::size_t offset) {
  const std::size_t colon = url.find("://");
  if (colon != std::string_view::npos && offset < colon) return UrlPart::scheme;
  std::size_t authority = colon == std::string_view::npos ? colon : colon + 3;
  if (url.starts_with("//")) authority = 2;
  if (authority == std::string_view::npos) return offset == 0 ? UrlPart::whole : UrlPart::path;
  return offset <= url.find('/', authority) ? UrlPart::authority : UrlPart::path;
}

bool stays_in(UrlPart part, std::string_view value) {
  switch (part) {
    case UrlPart::whole:
      return true;
    case UrlPart::scheme:
      return std::all_of(value.begin(), value.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    case UrlPart::authority:
      return value.find_first_of("/\\?#@%") == std::string_view::npos;
    case UrlPart::path:
      break;
  }
  return value.find_first_of("?#") == std::string_view::npos;
}

std::string without_trailing_slash(std::string_view url) {
  while (url.ends_with('/')) url.remove_suffix(1);
  return std::string(url);
}

std::string resolve(std::string_view base, std::string_view reference) {
  const std::size_t scheme = base.find("://") + 1;
  if (reference.starts_with("//")) {
    return std::string(base.substr(0, scheme)) + std::string(reference);
  }
  const std::size_t path = std::min(base.find('/', scheme + 2), base.size());
  std::string merged;
  if (!reference.starts_with('/')) {
    const std::size_t directory = base.rfind('/');
    merged = directory >= path ? base.substr(path, directory - path + 1) : "/";
    if (merged.empty()) merged = "/";
  }
  merged += reference;
  return std::string(base.substr(0, path)) + remove_dot_segments(merged);
}

}  // namespace mcp::configuration
