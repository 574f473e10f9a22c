#include "fetch/allow_list.h"

#include <algorithm>

#include "http/client.h"
#include "resolve/uri.h"

namespace mcpcc::fetch {

namespace {

using mcp::http::Origin;
using mcp::http::parse_url;

std::string scheme_of(const Origin& origin) { return origin.tls ? "https://" : "http://"; }

bool has_default_port(const Origin& origin) { return origin.port == (origin.tls ? "443" : "80"); }

std::string path_of(const Origin& origin) {
  return origin.target.substr(0, origin.target.find('?'));
}

// A server may take `%2e%2e` for `..`, and `%2f` for a new segment: such a path need not lie where
// it seems to.
bool hides_segments(std::string path) {
  std::transform(path.begin(), path.end(), path.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return path.find("%2e") != std::string::npos || path.find("%2f") != std::string::npos ||
         path.find("%5c") != std::string::npos;
}

bool is_at_or_below(const std::string& path, const std::string& prefix) {
  if (!path.starts_with(prefix) || hides_segments(path)) return false;
  return path.size() == prefix.size() || prefix.back() == '/' || path[prefix.size()] == '/';
}

}  // namespace

std::optional<std::string> canonical_url(std::string_view url) {
  const Origin origin = parse_url(resolve::resolve_uri(url, ""));
  if (origin.host.empty()) return std::nullopt;
  return scheme_of(origin) + origin.authority + origin.target;
}

bool AllowList::add(std::string_view text) {
  const bool has_scheme = text.find("://") != std::string_view::npos;
  if (!has_scheme && (text.find_first_of("/?#@") != std::string_view::npos || text.ends_with(':')))
    return false;
  const std::string url = (has_scheme ? "" : "https://") + std::string(text);
  const auto canonical = canonical_url(url);
  if (!canonical || canonical->find('?') != std::string::npos) return false;
  const Origin origin = parse_url(*canonical);
  if (has_scheme) {
    entries_.push_back({origin.host, origin.port, scheme_of(origin), path_of(origin)});
    return true;
  }
  const auto bracket = text.rfind(']');
  const auto colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
  entries_.push_back({origin.host, colon == std::string_view::npos ? "" : origin.port, "", ""});
  return true;
}

void AllowList::add_origin_of(std::string_view url) {
  const Origin origin = parse_url(url);
  entries_.push_back({origin.host, origin.port, scheme_of(origin), ""});
}

bool AllowList::allows(std::string_view url) const {
  const Origin origin = parse_url(url);
  return std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return entry.host == origin.host &&
           (entry.port.empty() ? has_default_port(origin) : entry.port == origin.port) &&
           (entry.scheme.empty() || entry.scheme == scheme_of(origin)) &&
           (entry.path.empty() || is_at_or_below(path_of(origin), entry.path));
  });
}

std::string allowing_entry(std::string_view url) { return parse_url(url).authority; }

}  // namespace mcpcc::fetch
