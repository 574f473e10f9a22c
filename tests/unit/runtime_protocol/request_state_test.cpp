#include "protocol/request_state.h"

#include <gtest/gtest.h>

#include <string>

namespace mcp::protocol {
namespace {

using Clock = StateSealer::Clock;
constexpr Clock::time_point now = Clock::time_point(std::chrono::seconds(1'800'000'000));

TEST(RequestState, OpensWhatItSealed) {
  const StateSealer sealer;
  for (const std::string text :
       {"", "a", "\0\xff{}", "a longer text with more than a block of it"}) {
    const std::string token = sealer.seal(text, "binding", now + std::chrono::hours(1));
    EXPECT_EQ(sealer.open(token, "binding", now), text);
    EXPECT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                      "0123456789-_"),
              std::string::npos);
    EXPECT_EQ(token.find("longer"), std::string::npos);
  }
}

TEST(RequestState, IsRefusedWhenAnythingIsDifferent) {
  const StateSealer sealer;
  const std::string token = sealer.seal("text", "binding", now + std::chrono::hours(1));
  EXPECT_FALSE(sealer.open(token, "another", now));
  EXPECT_FALSE(StateSealer().open(token, "binding", now));
  EXPECT_FALSE(sealer.open(token + "A", "binding", now));
  EXPECT_FALSE(sealer.open(token + "-TAMPERED", "binding", now));
  EXPECT_FALSE(sealer.open("", "binding", now));
  EXPECT_FALSE(sealer.open(std::string(2'000'000, 'A'), "binding", now));
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(sealer.open(changed, "binding", now)) << i;
    EXPECT_FALSE(sealer.open(token.substr(0, i), "binding", now)) << i;
  }
}

TEST(RequestState, IsSharedByProcessesWithTheSameKey) {
  const std::string old_key(32, 'o');
  const std::string new_key(32, 'n');
  const StateSealer before({old_key}, "shop");
  const StateSealer meanwhile({new_key, old_key}, "shop");
  const StateSealer after({new_key}, "shop");
  const auto later = now + std::chrono::hours(1);
  EXPECT_EQ(meanwhile.open(before.seal("text", "who", later), "who", now), "text");
  EXPECT_EQ(after.open(meanwhile.seal("text", "who", later), "who", now), "text");
  EXPECT_EQ(StateSealer({new_key}, "shop").open(after.seal("text", "who", later), "who", now),
            "text");
  EXPECT_EQ(after.open(before.seal("text", "who", later), "who", now), std::nullopt);
  EXPECT_EQ(StateSealer({new_key}, "bank").open(after.seal("text", "who", later), "who", now),
            std::nullopt);
  EXPECT_EQ(StateSealer().open(StateSealer().seal("text", "who", later), "who", now), std::nullopt);
}

TEST(RequestState, Expires) {
  const StateSealer sealer;
  const std::string token = sealer.seal("text", "", now);
  EXPECT_TRUE(sealer.open(token, "", now));
  EXPECT_FALSE(sealer.open(token, "", now + std::chrono::seconds(1)));
}

TEST(RequestState, TokensAreNeverTheSame) {
  EXPECT_NE(random_token(24), random_token(24));
  EXPECT_EQ(random_token(24).size(), 32U);
}

}  // namespace
}  // namespace mcp::protocol
