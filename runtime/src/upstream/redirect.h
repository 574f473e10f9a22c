// Where a redirect leads, and whether it is followed (RFC 9110, section 15.4).
#pragma once

#include <mcp/http.h>

#include <string>
#include <string_view>
#include <variant>

#include "upstream/egress.h"

namespace mcp::upstream {

struct Redirect {
  std::string url;
  bool to_other_origin = false;  ///< credentials must not go there
  bool becomes_get = false;      ///< without a body: what was asked for is done, this shows it
};

/// The response itself counts.
struct NoRedirect {};

/// It may not be followed: a sentence without its end.
struct RefusedRedirect {
  std::string reason;
};

using RedirectDecision = std::variant<NoRedirect, Redirect, RefusedRedirect>;

/// What `response` to the `method` request for `url` asks for. Safe methods follow every redirect
/// with a Location, to hosts that `egress` allows and never from https to http. Other methods
/// follow 307 and 308 within the origin, because those keep method and body, and 303 as GET (RFC
/// 9110, section 15.4.4); so POST follows 301 and 302, as user agents do (sections 15.4.2
/// and 15.4.3).
RedirectDecision redirect(std::string_view method, const std::string& url,
                          const HttpResponse& response, const Egress& egress);

/// Makes of `request` a GET: without its body, what describes that, and `key_header`.
void make_get(HttpRequest& request, std::string_view key_header);

/// Leaves of `headers` what may go to another origin: what says which answers are understood.
void strip_for_other_origin(HttpHeaders& headers);

}  // namespace mcp::upstream
