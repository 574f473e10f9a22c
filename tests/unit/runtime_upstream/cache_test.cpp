#include "upstream/cache.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace mcp::upstream {
namespace {

using std::chrono::seconds;

const Cache::Clock::time_point start = Cache::Clock::from_time_t(784111777);
constexpr const char* start_date = "Sun, 06 Nov 1994 08:49:37 GMT";
constexpr const char* origin = "https://api.test";

HttpRequest get(const std::string& path = "/a", HttpHeaders headers = {{"Accept", "x"}}) {
  return {"GET", origin + path, std::move(headers), ""};
}

HttpResponse ok(HttpHeaders headers, std::string body = "body") {
  return {200, std::move(headers), std::move(body)};
}

/// For how long an answer with `headers` needs no request; -1: it is not even kept.
long life(const HttpHeaders& headers) {
  Cache cache(1'000'000);
  const std::string key = cache.key(get(), origin, "");
  cache.take(key, ok(headers), start);
  HttpRequest request = get();
  if (!cache.add_condition(key, request) && cache.fresh(key, start) == nullptr) return -1;
  for (const long second : {0L, 1L, 2L, 60L, 365L * 24 * 3600}) {
    if (cache.fresh(key, start + seconds(second)) == nullptr) return second;
  }
  return 1'000'000'000;
}

TEST(Cache, HowLongAnAnswerIsFresh) {
  struct Case {
    HttpHeaders headers;
    long seconds;
  };
  const Case cases[] = {
      {{}, -1},
      {{{"ETag", "\"1\""}}, 0},
      {{{"Last-Modified", start_date}}, 0},
      {{{"Cache-Control", "max-age=2"}}, 2},
      {{{"cache-control", "private, MAX-AGE=60"}}, 60},
      {{{"Cache-Control", "max-age=\"2\""}}, 2},
      {{{"Cache-Control", "max-age=99999999999999"}}, 365L * 24 * 3600},
      {{{"Cache-Control", "max-age=60"}, {"Age", "58"}}, 2},
      {{{"Cache-Control", "max-age=60"}, {"Age", "61"}}, -1},
      {{{"Cache-Control", "max-age=60"}, {"Age", "soon"}}, -1},
      {{{"Cache-Control", "max-age=60, max-age=60"}, {"ETag", "\"1\""}}, 0},
      {{{"Cache-Control", "max-age=-1"}, {"ETag", "\"1\""}}, 0},
      {{{"Cache-Control", "max-age"}, {"ETag", "\"1\""}}, 0},
      {{{"Cache-Control", "s-maxage=60"}}, -1},
      {{{"Cache-Control", "no-cache, max-age=60"}, {"ETag", "\"1\""}}, 0},
      {{{"Cache-Control", "no-cache=\"X\", max-age=60"}, {"ETag", "\"1\""}}, 0},
      {{{"Cache-Control", "no-cache, max-age=60"}}, -1},
      {{{"Cache-Control", "max-age=60, no-store"}, {"ETag", "\"1\""}}, -1},
      {{{"Cache-Control", "max-age=60"}, {"Cache-Control", "no-store"}}, -1},
      {{{"Cache-Control", "max-age=60"}, {"Vary", "*"}}, -1},
      {{{"Cache-Control", "max-age=60"}, {"Vary", "Accept, Authorization"}}, 60},
      {{{"Date", start_date}, {"Expires", "Sun, 06 Nov 1994 08:49:39 GMT"}}, 2},
      {{{"Date", start_date}, {"Expires", "Sun, 06 Nov 1994 08:49:00 GMT"}}, -1},
      {{{"Expires", "0"}}, -1},
      {{{"Cache-Control", "max-age=2"}, {"Expires", "Sun, 06 Nov 1994 09:49:39 GMT"}}, 2},
  };
  for (const Case& c : cases) {
    std::string text;
    for (const auto& [name, value] : c.headers) text += name + ": " + value + "; ";
    EXPECT_EQ(life(c.headers), c.seconds) << text;
  }
}

TEST(Cache, OneKeyForOneCallerWithOneSetOfHeaders) {
  const Cache cache(1000);
  const std::string key = cache.key(get(), origin, "alice");
  EXPECT_NE(key, "");
  EXPECT_EQ(cache.key(get("/a", {{"Accept", "x"}, {"traceparent", "1"}}), origin, "alice"), key);
  EXPECT_NE(cache.key(get(), origin, "bob"), key);
  EXPECT_NE(cache.key(get("/b"), origin, "alice"), key);
  EXPECT_NE(cache.key(get("/a", {{"Accept", "y"}}), origin, "alice"), key);
  EXPECT_NE(cache.key(get("/a", {{"Accept", "x"}, {"Authorization", "1"}}), origin, "alice"), key);
  EXPECT_NE(cache.key(get("/a", {{"Accept", "x"}, {"Authorization", "1"}}), origin, "alice"),
            cache.key(get("/a", {{"Accept", "x"}, {"Authorization", "2"}}), origin, "alice"));
  for (const char* condition : {"If-None-Match", "if-match", "Range", "If-Modified-Since",
                                "If-Unmodified-Since", "If-Range", "Cache-Control"}) {
    EXPECT_EQ(cache.key(get("/a", {{condition, "x"}}), origin, "alice"), "") << condition;
  }
  for (const char* method : {"POST", "HEAD", "PUT", "QUERY"}) {
    EXPECT_EQ(cache.key({method, "https://api.test/a", {}, ""}, origin, ""), "") << method;
  }
  EXPECT_EQ(cache.key({"GET", "https://api.test/a", {}, "body"}, origin, ""), "");
  EXPECT_EQ(Cache(0).key(get(), origin, ""), "");
}

TEST(Cache, AStaleAnswerIsAskedAbout) {
  Cache cache(100'000);
  const std::string key = cache.key(get(), origin, "");
  HttpRequest request = get();
  EXPECT_FALSE(cache.add_condition(key, request));
  cache.take(key,
             ok({{"ETag", "\"1\""},
                 {"Last-Modified", start_date},
                 {"Content-Type", "text/plain"},
                 {"X-Old", "old"}}),
             start);
  EXPECT_TRUE(cache.add_condition(key, request));
  EXPECT_EQ(*find_header(request.headers, "If-None-Match"), "\"1\"");
  EXPECT_EQ(*find_header(request.headers, "If-Modified-Since"), start_date);

  const HttpResponse whole = cache.take(key,
                                        {304,
                                         {{"ETag", "\"1\""},
                                          {"x-old", "new"},
                                          {"Cache-Control", "max-age=9"},
                                          {"Content-Type", "x/y"},
                                          {"Content-Length", "0"}},
                                         ""},
                                        start);
  EXPECT_EQ(whole.status, 200);
  EXPECT_EQ(whole.body, "body");
  EXPECT_EQ(whole.headers, (HttpHeaders{{"Last-Modified", start_date},
                                        {"Content-Type", "text/plain"},
                                        {"ETag", "\"1\""},
                                        {"x-old", "new"},
                                        {"Cache-Control", "max-age=9"}}));
  EXPECT_NE(cache.fresh(key, start + seconds(8)), nullptr);
  EXPECT_EQ(cache.fresh(key, start + seconds(9)), nullptr);

  // Another answer takes its place; a failure of the API does not.
  EXPECT_EQ(cache.take(key, {503, {}, "no"}, start).body, "no");
  EXPECT_NE(cache.fresh(key, start), nullptr);
  EXPECT_EQ(cache.take(key, ok({{"Cache-Control", "max-age=9"}}, "new"), start).body, "new");
  EXPECT_EQ(cache.fresh(key, start)->body, "new");
  EXPECT_EQ(cache.take(key, {404, {}, ""}, start).status, 404);
  EXPECT_EQ(cache.fresh(key, start), nullptr);
  EXPECT_EQ(cache.take(key, {304, {}, ""}, start).status, 304);
}

TEST(Cache, AfterAChangeEverythingOfTheOriginIsAskedAbout) {
  Cache cache(100'000);
  const std::string a = cache.key(get("/a"), origin, "");
  const std::string b = cache.key(get("/b"), origin, "bob");
  const std::string other =
      cache.key({"GET", "https://api.test.evil/a", {}, ""}, "https://api.test.evil", "");
  for (const std::string& key : {a, b, other}) {
    cache.take(key, ok({{"Cache-Control", "max-age=9"}, {"ETag", "\"1\""}}), start);
  }
  cache.expire(origin);
  EXPECT_EQ(cache.fresh(a, start), nullptr);
  EXPECT_EQ(cache.fresh(b, start), nullptr);
  EXPECT_NE(cache.fresh(other, start), nullptr);
  HttpRequest request = get();
  EXPECT_TRUE(cache.add_condition(a, request));
}

TEST(Cache, MemoryIsBoundedAndTheLeastRecentlyUsedGoesFirst) {
  Cache cache(40'000);
  const auto key = [&](int i) { return cache.key(get("/" + std::to_string(i)), origin, ""); };
  const HttpHeaders headers = {{"Cache-Control", "max-age=9"}};
  cache.take(key(0), ok(headers, std::string(20'000, 'x')), start);
  EXPECT_EQ(cache.fresh(key(0), start), nullptr);  // more than a quarter
  for (int i = 1; i <= 4; ++i) {
    cache.take(key(i), ok(headers, std::string(9'000, 'x')), start);
  }
  EXPECT_NE(cache.fresh(key(1), start), nullptr);
  cache.take(key(5), ok(headers, std::string(9'000, 'x')), start);
  EXPECT_NE(cache.fresh(key(1), start), nullptr);
  EXPECT_EQ(cache.fresh(key(2), start), nullptr);
  EXPECT_NE(cache.fresh(key(5), start), nullptr);
  for (int i = 0; i < 1000; ++i) cache.take(key(i), ok(headers), start);
  int kept = 0;
  for (int i = 0; i < 1000; ++i) kept += cache.fresh(key(i), start) == nullptr ? 0 : 1;
  EXPECT_GT(kept, 50);
  EXPECT_LT(kept, 40'000 / 256);
}

}  // namespace
}  // namespace mcp::upstream
