#include "upstream/retry.h"

#include <algorithm>
#include <charconv>
#include <ctime>
#include <limits>
#include <string>

namespace mcp::upstream {
namespace {

using std::chrono::milliseconds;

/// Longer waits are the caller's to decide, whatever its deadline is.
constexpr milliseconds longest_wait{30'000};

/// Seconds or a date. nullopt: neither.
std::optional<milliseconds> parse_retry_after(const std::string& text,
                                              std::chrono::system_clock::time_point now) {
  unsigned seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc::invalid_argument && end == text.data() + text.size()) {
    // More seconds than can be counted are as many as can be.
    if (error == std::errc::result_out_of_range) seconds = std::numeric_limits<unsigned>::max();
    return milliseconds(1000LL * seconds);
  }
  std::tm date{};
  const char* rest = strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &date);
  if (rest == nullptr || *rest != '\0') return std::nullopt;
  const auto at = std::chrono::system_clock::from_time_t(timegm(&date));
  return std::max(milliseconds(0), std::chrono::ceil<milliseconds>(at - now));
}

bool may_help(const http::ClientResult& result, bool may_repeat) {
  if (const auto* failure = std::get_if<http::Failure>(&result)) {
    using Kind = http::Failure::Kind;
    if (failure->kind == Kind::connect) return true;
    return failure->kind == Kind::truncated && may_repeat;
  }
  const int status = std::get<HttpResponse>(result).status;
  return may_repeat && (status == 429 || status == 502 || status == 503 || status == 504);
}

}  // namespace

std::optional<milliseconds> retry_delay(const http::ClientResult& result, const Attempt& attempt,
                                        const RetryOptions& options) {
  if (attempt.number > options.retries || !may_help(result, attempt.may_repeat))
    return std::nullopt;
  const milliseconds longest = options.first_delay * (1U << std::min(attempt.number - 1, 10U));
  // Half of it at least, so that callers who failed together do not come back together.
  milliseconds delay(static_cast<milliseconds::rep>(static_cast<double>(longest.count()) *
                                                    (0.5 + attempt.jitter / 2)));
  if (const auto* response = std::get_if<HttpResponse>(&result)) {
    const std::string* const header = find_header(response->headers, "Retry-After");
    const auto asked = header == nullptr ? std::nullopt : parse_retry_after(*header, attempt.now);
    if (asked) delay = std::max(delay, *asked);
  }
  if (delay > longest_wait || delay >= attempt.left) return std::nullopt;
  return delay;
}

}  // namespace mcp::upstream
