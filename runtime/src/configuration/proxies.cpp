#include "configuration/proxies.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "http/client.h"
#include "http/message.h"
#include "invoke/base64.h"
#include "invoke/percent.h"

namespace mcp::configuration {
namespace {

struct Variable {
  std::string name;
  std::string value;
};

std::optional<Variable> read(const Environment& environment, std::string_view name) {
  std::string upper(name);
  std::transform(upper.begin(), upper.end(), upper.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  for (const std::string& variable : {std::string(name), upper}) {
    const char* const value = environment(variable.c_str());
    if (value != nullptr && *value != '\0') return Variable{variable, value};
  }
  return std::nullopt;
}

/// RFC 7617: the user and the password of a URL, decoded.
std::optional<std::string> basic(std::string_view user_information) {
  std::string decoded = invoke::percent_decoded(user_information);
  if (!http::is_field_value(decoded)) return std::nullopt;
  if (decoded.find(':') == std::string::npos) decoded += ':';
  std::string out = "Basic ";
  invoke::append_base64(out, decoded);
  return out;
}

std::optional<http::Proxy> parse(std::string_view value) {
  constexpr std::string_view scheme = "http://";
  if (http::equals_ignoring_case(value.substr(0, scheme.size()), scheme)) {
    value.remove_prefix(scheme.size());
  } else if (value.find("://") != std::string_view::npos) {
    return std::nullopt;
  }
  http::Proxy out;
  const std::size_t end = std::min(value.find_first_of("/?#"), value.size());
  if (const std::size_t at = value.substr(0, end).rfind('@'); at != std::string_view::npos) {
    const auto authorization = basic(value.substr(0, at));
    if (!authorization) return std::nullopt;
    out.authorization = *authorization;
    value.remove_prefix(at + 1);
  }
  const http::Origin origin = http::parse_url("http://" + std::string(value));
  if (origin.host.empty() || origin.target != "/") return std::nullopt;
  out.host = origin.host;
  out.port = origin.port;
  out.authority = origin.authority;
  return out;
}

}  // namespace

std::variant<http::Proxies, Error> read_proxies(const Environment& environment) {
  http::Proxies out;
  for (const bool is_https : {false, true}) {
    const auto variable = read(environment, is_https ? "https_proxy" : "http_proxy");
    if (!variable) continue;
    auto proxy = parse(variable->value);
    if (!proxy) {  // its value may hold a password
      return Error{variable->name +
                   " must be the URL of an HTTP proxy, such as http://proxy.example:3128; proxies "
                   "that speak TLS or SOCKS themselves are not supported"};
    }
    (is_https ? out.for_https : out.for_http) = std::move(proxy);
  }
  if (const auto variable = read(environment, "no_proxy")) out.exclude(variable->value);
  return out;
}

}  // namespace mcp::configuration
