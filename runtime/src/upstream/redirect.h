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
};

/// The response itself counts.
struct NoRedirect {};

/// It may not be followed: a sentence without its end.
struct RefusedRedirect {
  std::string reason;
};

using RedirectDecision = std::variant<NoRedirect, Redirect, RefusedRedirect>;

/// What `response` to the `method` request for `url` asks for. Safe methods follow every redirect
/// with a Location, to hosts that `egress` allows and never from https to http; other methods only
/// 307 and 308 within the origin, because those keep method and body.
RedirectDecision redirect(std::string_view method, const std::string& url,
                          const HttpResponse& response, const Egress& egress);

/// Leaves of `headers` what may go to another origin: what says which answers are understood.
void strip_for_other_origin(HttpHeaders& headers);

}  // namespace mcp::upstream
