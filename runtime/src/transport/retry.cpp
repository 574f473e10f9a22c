#include "transport/retry.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <string>

namespace mcp::transport {
namespace {

using std::chrono::milliseconds;

/// Longer waits are the caller's to decide, whatever its deadline is.
constexpr milliseconds longest_wait{30'000};

bool is_idempotent(std::string_view method) {
  constexpr std::array<std::string_view, 7> methods = {"GET", "HEAD",   "OPTIONS", "TRACE",
                                                       "PUT", "DELETE", "QUERY"};
  return std::find(methods.begin(), methods.end(), method) != methods.end();
}

/// RFC 9110, section 10.2.3: seconds or a date. nullopt: neither.
std::optional<milliseconds> parse_retry_after(const std::string& text,
                                              std::chrono::system_clock::time_point now) {
  unsigned seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error == std::errc() && end == text.data() + text.size()) {
    return milliseconds(1000LL * seconds);
  }
  std::tm date{};
  const char* rest = strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &date);
  if (rest == nullptr || *rest != '\0') return std::nullopt;
  const auto at = std::chrono::system_clock::from_time_t(timegm(&date));
  return std::max(milliseconds(0), std::chrono::ceil<milliseconds>(at - now));
}

bool may_help(const http::ClientResult& result, std::string_view method) {
  if (const auto* failure = std::get_if<http::Failure>(&result)) {
    using Kind = http::Failure::Kind;
    if (failure->kind == Kind::connect) return true;
    return failure->kind == Kind::truncated && is_idempotent(method);
  }
  const int status = std::get<HttpResponse>(result).status;
  return is_idempotent(method) &&
         (status == 429 || status == 502 || status == 503 || status == 504);
}

}  // namespace

std::optional<milliseconds> retry_delay(const http::ClientResult& result, const Attempt& attempt,
                                        const RetryOptions& options) {
  if (attempt.number > options.retries || !may_help(result, attempt.method)) return std::nullopt;
  const milliseconds longest = options.first_delay * (1U << std::min(attempt.number - 1, 10U));
  // Half of it at least, so that callers who failed together do not come back together.
  milliseconds delay(static_cast<milliseconds::rep>(static_cast<double>(longest.count()) *
                                                    (0.5 + attempt.jitter / 2)));
  if (const auto* response = std::get_if<HttpResponse>(&result)) {
    const std::string* header = find_header(response->headers, "Retry-After");
    const auto asked = header == nullptr ? std::nullopt : parse_retry_after(*header, attempt.now);
    if (asked) delay = std::max(delay, *asked);
  }
  if (delay > longest_wait || delay >= attempt.left) return std::nullopt;
  return delay;
}

}  // namespace mcp::transport
