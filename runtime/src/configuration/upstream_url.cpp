#include "configuration/upstream_url.h"

#include <algorithm>
#include <cstddef>
#include <string>

#include "http/client.h"
#include "invoke/percent.h"

namespace mcp::configuration {
bool is_base_url(std::string_view url, bool by_operator) {
  const http::Origin origin = by_operator ? http::parse_request_url(url) : http::parse_url(url);
  return url.find('#') == std::string_view::npos && !origin.host.empty();
}

std::string socket_url(std::string_view url) {
  for (const std::string_view prefix : {"http+unix://", "unix+http://", "unix://", "unix:"}) {
    if (!url.starts_with(prefix)) continue;
    url.remove_prefix(prefix.size());
    if (!url.starts_with('/')) return {};
    std::string path;
    invoke::append_escaped(path, url, invoke::Escape::unreserved);
    return "http+unix://" + path;
  }
  return {};
}

bool is_host(std::string_view text) {
  const std::string url = "http://" + std::string(text);
  const http::Origin origin = http::parse_url(url);
  return !origin.host.empty() && origin.target == "/" && origin.authority.size() == text.size();
}

UrlPart url_part(std::string_view url, std::size_t offset) {
  const std::size_t colon = url.find("://");
  if (colon != std::string_view::npos && offset < colon) return UrlPart::scheme;
  std::size_t authority = colon == std::string_view::npos ? colon : colon + 3;
  if (url.starts_with("//")) authority = 2;
  if (authority == std::string_view::npos) return offset == 0 ? UrlPart::whole : UrlPart::path;
  if (offset <= url.find_first_of("/?", authority)) return UrlPart::authority;
  return offset <= url.find('?') ? UrlPart::path : UrlPart::query;
}

bool stays_in(UrlPart part, std::string_view value) {
  switch (part) {
    case UrlPart::whole:
      return true;
    case UrlPart::scheme:
      return std::all_of(value.begin(), value.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    case UrlPart::authority:
      return value.find_first_of("/\\?#@%") == std::string_view::npos;
    case UrlPart::query:
      return value.find_first_of("?#&") == std::string_view::npos;
    case UrlPart::path:
      break;
  }
  return value.find_first_of("?#") == std::string_view::npos;
}

std::string without_trailing_slash(std::string_view url) {
  while (url.ends_with('/')) url.remove_suffix(1);
  return std::string(url);
}

}  // namespace mcp::configuration
