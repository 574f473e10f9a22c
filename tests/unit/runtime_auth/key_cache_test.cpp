#include "auth/key_cache.h"

#include <gtest/gtest.h>

#include "signer.h"

namespace mcp::auth {
namespace {

using namespace std::literals;

Time at(long seconds) { return Time(std::chrono::seconds(1'000'000 + seconds)); }

KeySet set(const std::string& text) { return std::move(*KeySet::parse(text)); }

TEST(KeyCache, AsksAtFirstAndThenAfterTheirLifeWithinBounds) {
  struct Case {
    std::chrono::seconds said, life;
  };
  for (const Case& c : {Case{0s, 300s}, {1h, 1h}, {9999h, 24h}}) {
    KeyCache cache;
    EXPECT_EQ(cache.at(at(0)), nullptr);
    EXPECT_FALSE(cache.is_fresh(at(0)));
    EXPECT_TRUE(cache.may_fetch(at(0)));
    cache.begin(at(0));
    EXPECT_FALSE(cache.may_fetch(at(1000)));
    cache.succeed(at(0), set(R"({"keys":[]})"), c.said);
    EXPECT_TRUE(cache.is_fresh(at(c.life.count() - 1)));
    EXPECT_FALSE(cache.is_fresh(at(c.life.count())));
  }
}

TEST(KeyCache, NotMoreOftenThanThePause) {
  KeyCache cache;
  cache.begin(at(0));
  cache.succeed(at(1), set(R"({"keys":[]})"), 1h);
  EXPECT_FALSE(cache.may_fetch(at(10)));
  EXPECT_TRUE(cache.may_fetch(at(11)));
  cache.begin(at(11));
  cache.fail(at(12));
  EXPECT_FALSE(cache.may_fetch(at(16)));
  EXPECT_TRUE(cache.may_fetch(at(17)));
  EXPECT_TRUE(cache.may_fetch(at(-5000)));  // the clock was set back
}

TEST(KeyCache, KeysOutliveAFailureForADay) {
  KeyCache cache;
  cache.begin(at(0));
  cache.succeed(at(0), set(R"({"keys":[]})"), 300s);
  const auto keys = cache.at(at(0));
  ASSERT_NE(keys, nullptr);
  cache.begin(at(400));
  cache.fail(at(401));
  EXPECT_EQ(cache.at(at(24 * 3600 - 1)), keys);
  EXPECT_EQ(cache.at(at(24 * 3600)), nullptr);
}

TEST(KeyCache, TheSameKeysStayTheSameObject) {
  KeyCache cache;
  cache.succeed(at(0), set(R"({"keys":[]})"), 300s);
  const auto keys = cache.at(at(0));
  cache.succeed(at(100), set(R"({"keys":[]})"), 300s);
  EXPECT_EQ(cache.at(at(100)), keys);
  cache.succeed(at(200), set(R"({"keys":[{}]})"), 300s);
  EXPECT_NE(cache.at(at(200)), keys);
}

}  // namespace
}  // namespace mcp::auth
