// From the URL of an upstream in the document to the base URL that requests are built on.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mcp::configuration {

/// Whether requests can be built on `url`: absolute, http or https, without user information and
/// fragment. `by_operator`: it may lead to a Unix-domain socket as well.
bool is_base_url(std::string_view url, bool by_operator);

/// What was meant by another spelling of a Unix-domain socket, `unix:///run/docker.sock` and its
/// like, as http::parse_request_url() reads it; empty: nothing of the kind.
std::string socket_url(std::string_view url);

/// Where in a URL with variables a variable stands.
enum class UrlPart {
  whole,   ///< it may bring the scheme and the host with it: `{server}/v1`
  scheme,  ///< before `://`
  authority,
  path,
  query,
};

/// The part that `offset` of `url` lies in; `url` may be relative.
UrlPart url_part(std::string_view url, std::size_t offset);

/// Whether the value of a variable stays in its part: it does not end the authority and adds no
/// user information, query or fragment.
bool stays_in(UrlPart part, std::string_view value);

/// Whether `text` is a host without a port: a name, or an IP address (IPv6 in brackets).
bool is_host(std::string_view text);

/// `url` without the slashes at its end: the paths of operations begin with one.
std::string without_trailing_slash(std::string_view url);

}  // namespace mcp::configuration
