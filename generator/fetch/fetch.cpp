#include "fetch/fetch.h"

#include "resolve/uri.h"

namespace mcpcc::fetch {

namespace {

using Clock = std::chrono::steady_clock;
using resolve::RemoteFailure;

// RFC 9110, section 15.4; the others of 3xx name no other place of the same document.
bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

std::string without_query(const std::string& url) {
  const auto query = url.find('?');
  return query == std::string::npos ? url : url.substr(0, query + 1);
}

}  // namespace

std::string shown(std::string_view url) {
  return std::string(url.substr(0, url.find_first_of("?#")));
}

std::variant<Fetched, RemoteFailure> fetch(Network& network, const std::string& url,
                                           const AllowList& allowed,
                                           std::chrono::milliseconds timeout) {
  const auto deadline = Clock::now() + timeout;
  std::string at = url;
  const auto fail = [&](const Rule& rule, const std::string& problem,
                        std::vector<std::string> hints = {}) {
    std::string detail = "`" + shown(url) + "`";
    if (at != url) detail += " redirects to `" + shown(at) + "`";
    return RemoteFailure{&rule, detail + ": " + problem, std::move(hints)};
  };
  for (int redirects = 0;; ++redirects) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) return fail(rules::remote_not_fetched, "it takes too long");
    auto result = network.get(at, left);
    if (const auto* failure = std::get_if<NetworkFailure>(&result)) {
      if (failure->is_private_address) {
        return fail(rules::remote_address_private, failure->message,
                    {"if you trust it, allow such addresses with --allow-private-network"});
      }
      return fail(rules::remote_not_fetched, failure->message);
    }
    auto& reply = std::get<Reply>(result);
    if (reply.status == 200) {
      if (reply.media_type == "text/html" || reply.media_type == "application/xhtml+xml") {
        return fail(rules::remote_not_fetched, "it is a web page, not a document",
                    {"name the raw file instead of the page that shows it"});
      }
      return Fetched{std::move(reply.body), std::move(reply.media_type),
                     at == url ? url : without_query(at)};
    }
    if (!is_redirect(reply.status)) {
      return fail(rules::remote_not_fetched,
                  "the server answers with status " + std::to_string(reply.status));
    }
    if (redirects == max_redirects) {
      return fail(rules::remote_not_fetched,
                  "more than " + std::to_string(max_redirects) + " redirects");
    }
    const auto next = canonical_url(resolve::resolve_uri(at, reply.location));
    if (reply.location.empty() || !next) {
      return fail(rules::remote_not_fetched, "the server redirects to no usable URL");
    }
    const bool is_downgrade = at.starts_with("https:") && !next->starts_with("https:");
    at = *next;
    if (is_downgrade) return fail(rules::remote_not_fetched, "from https to http");
    if (!allowed.allows(at)) {
      return fail(rules::remote_not_fetched, "a host that is not allowed",
                  {"allow it with --allow-remote " + allowing_entry(at)});
    }
  }
}

}  // namespace mcpcc::fetch
