#include "upstream/redirect.h"

#include <algorithm>
#include <array>

#include "http/client.h"
#include "http/message.h"
#include "upstream/idempotency.h"

namespace mcp::upstream {
namespace {

bool keeps_method(int status) { return status == 307 || status == 308; }

bool becomes_get(std::string_view method, int status) {
  if (is_safe(method)) return false;
  return status == 303 || (method == "POST" && (status == 301 || status == 302));
}

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || keeps_method(status);
}

/// Why `target`, which escape_reference() made, cannot be requested.
std::string why_no_url(std::string_view target) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  if (std::any_of(target.begin(), target.end(), is_control)) {
    return " redirects to a URL with a control character";
  }
  const std::string_view scheme = target.substr(0, target.find("://"));
  if (http::equals_ignoring_case(scheme, "http") || http::equals_ignoring_case(scheme, "https")) {
    return " redirects to a URL in which a host name in ASCII, or an address, and perhaps a port "
           "do "
           "not stand alone before the path";
  }
  return " redirects to something that is no http or https URL";
}

}  // namespace

RedirectDecision redirect(std::string_view method, const std::string& url,
                          const HttpResponse& response, const Egress& egress) {
  const std::string* const location = find_header(response.headers, "Location");
  if (!is_redirect(response.status) || location == nullptr) return NoRedirect{};
  const bool becomes_safe = becomes_get(method, response.status);
  // A body goes nowhere but with the method it was meant for.
  if (!is_safe(method) && !becomes_safe && !keeps_method(response.status)) return NoRedirect{};
  const http::Origin from = http::parse_request_url(url);
  std::string target = http::resolve_reference(url, http::escape_reference(*location));
  target.resize(std::min(target.find('#'), target.size()));
  const http::Origin to = http::parse_request_url(target);
  if (to.host.empty()) {
    return RefusedRedirect{from.authority + why_no_url(target)};
  }
  if (!to.socket.empty() && to.socket != from.socket) {
    return RefusedRedirect{from.authority + " redirects to a Unix-domain socket"};
  }
  if (from.tls && !to.tls) {
    return RefusedRedirect{from.authority + " redirects from https to http"};
  }
  const bool is_other = from.authority != to.authority || from.tls != to.tls;
  if (is_other && !is_safe(method) && !becomes_safe) return NoRedirect{};
  if (!egress.allows(to.host)) {
    return RefusedRedirect{from.authority + " redirects to " + to.host +
                           ", which neither the API's document nor the configuration of this "
                           "server names as a host"};
  }
  return Redirect{std::move(target), is_other, becomes_safe};
}

void make_get(HttpRequest& request, std::string_view key_header) {
  request.method = "GET";
  request.body.clear();
  // RFC 9110, section 15.4: fields that are specific to the content, and conditions on it.
  constexpr std::array<std::string_view, 5> conditions = {
      "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "If-Range"};
  std::erase_if(request.headers, [&](const auto& header) {
    const auto is_named = [&](std::string_view name) {
      return http::equals_ignoring_case(header.first, name);
    };
    const std::string_view prefix = std::string_view(header.first).substr(0, 8);
    return http::equals_ignoring_case(prefix, "Content-") || is_named(key_header) ||
           std::any_of(conditions.begin(), conditions.end(), is_named);
  });
}

void strip_for_other_origin(HttpHeaders& headers) {
  constexpr std::array<std::string_view, 5> kept = {"Accept", "Accept-Language", "User-Agent",
                                                    "traceparent", "tracestate"};
  std::erase_if(headers, [&](const auto& header) {
    return std::none_of(kept.begin(), kept.end(), [&](std::string_view name) {
      return http::equals_ignoring_case(header.first, name);
    });
  });
}

}  // namespace mcp::upstream
