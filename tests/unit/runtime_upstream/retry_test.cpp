#include "upstream/retry.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "upstream/idempotency.h"

namespace mcp::upstream {
namespace {

using std::chrono::milliseconds;
using Kind = http::Failure::Kind;

constexpr long none = -1;

long delay(const http::ClientResult& result, std::string_view method, unsigned number,
           long left = 60'000, double jitter = 0) {
  Attempt attempt;
  attempt.may_repeat = is_idempotent(method);
  attempt.number = number;
  attempt.left = milliseconds(left);
  attempt.jitter = jitter;
  attempt.now = std::chrono::system_clock::from_time_t(784111777);  // Sun, 06 Nov 1994 08:49:37 GMT
  const auto found = retry_delay(result, attempt, {});
  return found ? static_cast<long>(found->count()) : none;
}

HttpResponse answer(int status, std::string_view retry_after = {}) {
  HttpResponse response{status, {}, {}};
  if (!retry_after.empty()) response.headers.emplace_back("Retry-After", retry_after);
  return response;
}

TEST(Retry, OnlyWhatMayHelpAndDoesNothingTwice) {
  for (const std::string_view method :
       {"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "QUERY"}) {
    for (const int status : {429, 502, 503, 504}) EXPECT_EQ(delay(answer(status), method, 1), 125);
    for (const int status : {200, 204, 301, 400, 401, 404, 408, 409, 500, 501}) {
      EXPECT_EQ(delay(answer(status), method, 1), none);
    }
    EXPECT_EQ(delay(http::Failure{Kind::truncated, ""}, method, 1), 125);
  }
  for (const std::string_view method : {"POST", "PATCH", "get", "LOCK"}) {
    for (const int status : {429, 502, 503, 504}) EXPECT_EQ(delay(answer(status), method, 1), none);
    EXPECT_EQ(delay(http::Failure{Kind::truncated, ""}, method, 1), none);
    EXPECT_EQ(delay(http::Failure{Kind::connect, ""}, method, 1), 125);
  }
  for (const Kind kind : {Kind::bad_url, Kind::resolve, Kind::tls, Kind::timeout, Kind::too_large,
                          Kind::malformed, Kind::cancelled, Kind::forbidden}) {
    EXPECT_EQ(delay(http::Failure{kind, ""}, "GET", 1), none);
  }
}

TEST(Retry, DelaysDoubleAndVary) {
  EXPECT_EQ(delay(answer(503), "GET", 1, 60'000, 0.5), 187);
  EXPECT_EQ(delay(answer(503), "GET", 2), 250);
  EXPECT_EQ(delay(answer(503), "GET", 2, 60'000, 0.999), 499);
  EXPECT_EQ(delay(answer(503), "GET", 3), none);
}

TEST(Retry, TheApiMaySayWhen) {
  EXPECT_EQ(delay(answer(503, "2"), "GET", 1), 2000);
  EXPECT_EQ(delay(answer(429, "0"), "GET", 1), 125);
  EXPECT_EQ(delay(answer(503, "Sun, 06 Nov 1994 08:49:40 GMT"), "GET", 1), 3000);
  EXPECT_EQ(delay(answer(503, "Sun, 06 Nov 1994 08:49:00 GMT"), "GET", 1), 125);
  for (const std::string_view no_time : {"-1", "soon", "1.5"}) {
    EXPECT_EQ(delay(answer(503, no_time), "GET", 1), 125) << no_time;
  }
  EXPECT_EQ(delay(answer(503, "31"), "GET", 1), none);
  EXPECT_EQ(delay(answer(503, "99999999999999999999"), "GET", 1), none);
}

TEST(Retry, NothingBeginsAfterTheDeadline) {
  EXPECT_EQ(delay(answer(503), "GET", 1, 125), none);
  EXPECT_EQ(delay(answer(503), "GET", 1, 126), 125);
  EXPECT_EQ(delay(answer(503, "2"), "GET", 1, 2000), none);
  EXPECT_EQ(delay(answer(503), "GET", 1, -5), none);
}

}  // namespace
}  // namespace mcp::upstream
