#include "credentials/token_store.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace mcp::credentials::test {
namespace {

using std::chrono::seconds;

class Store : public testing::Test {
 protected:
  /// What a get() gives; "waits" when it has to wait.
  std::string get(const std::string& name) {
    auto result = std::make_shared<std::string>("waits");
    waiter_ = store_.get(
        auth::digest_of(name), [this](TokenStore::FetchDone done) { fetches_.push_back(done); },
        [result](TokenResult got) {
          const auto* problem = std::get_if<TokenProblem>(&got);
          *result = problem != nullptr ? "problem: " + problem->message : std::get<0>(got);
        });
    results_.push_back(result);
    return *result;
  }
  void give(const std::string& token, std::optional<seconds> life) {
    const auto done = fetches_.back();
    done(Token{token, life, {}});
  }
  void fail() {
    const auto done = fetches_.back();
    done(TokenProblem{"gone"});
  }

  std::chrono::steady_clock::time_point now_{};
  TokenStore store_{3, [this] { return now_; }};
  TokenStore::WaiterId waiter_ = 0;
  std::vector<TokenStore::FetchDone> fetches_;
  std::vector<std::shared_ptr<std::string>> results_;
};

TEST_F(Store, FetchesOnceForAllWhoWait) {
  EXPECT_EQ(get("a"), "waits");
  EXPECT_EQ(get("a"), "waits");
  const TokenStore::WaiterId second = waiter_;
  EXPECT_EQ(get("a"), "waits");
  EXPECT_EQ(fetches_.size(), 1U);
  store_.give_up(auth::digest_of("a"), second);
  give("one", seconds(100));
  EXPECT_EQ(*results_[0], "one");
  EXPECT_EQ(*results_[1], "waits");
  EXPECT_EQ(*results_[2], "one");
  EXPECT_EQ(get("a"), "one");
}

TEST_F(Store, RenewsEarlyAndKeepsWhatStillCounts) {
  get("a");
  give("one", seconds(100));
  now_ += seconds(79);
  EXPECT_EQ(get("a"), "one");
  now_ += seconds(2);
  EXPECT_EQ(get("a"), "waits");
  fail();
  EXPECT_EQ(*results_.back(), "one");
  EXPECT_EQ(get("a"), "waits");
  now_ += seconds(20);
  fail();
  EXPECT_EQ(*results_.back(), "problem: gone");
  EXPECT_EQ(get("a"), "waits");
  give("two", std::nullopt);
  EXPECT_EQ(*results_.back(), "two");
  now_ += std::chrono::minutes(58);
  EXPECT_EQ(get("a"), "two");
  now_ += std::chrono::minutes(2);
  EXPECT_EQ(get("a"), "waits");
}

TEST_F(Store, DropsWhatWasRefusedAndNothingNewer) {
  get("a");
  give("one", seconds(100));
  store_.drop(auth::digest_of("a"), "zero");
  EXPECT_EQ(get("a"), "one");
  store_.drop(auth::digest_of("a"), "one");
  EXPECT_EQ(get("a"), "waits");
  give("two", seconds(100));
  store_.drop(auth::digest_of("a"), "one");
  EXPECT_EQ(get("a"), "two");
}

TEST_F(Store, IsBoundedAndForgetsWhatWasNotUsedForLongest) {
  for (const char* name : {"a", "b", "c"}) {
    get(name);
    give(name, seconds(100));
  }
  EXPECT_EQ(get("a"), "a");
  get("d");
  give("d", seconds(100));
  EXPECT_EQ(store_.size(), 3U);
  EXPECT_EQ(get("a"), "a");
  EXPECT_EQ(get("b"), "waits");
  give("b", seconds(100));
  EXPECT_EQ(store_.size(), 3U);
}

}  // namespace
}  // namespace mcp::credentials::test
