#include "auth/api_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace mcp::auth {
namespace {

using testing::ElementsAre;
using testing::StartsWith;

const std::string digest_of_abc =
    "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

std::vector<ApiKey> good(const std::string& text) {
  auto parsed = parse_api_keys(text);
  const auto* const problem = std::get_if<std::string>(&parsed);
  EXPECT_EQ(problem, nullptr) << *problem;
  return problem == nullptr ? std::get<std::vector<ApiKey>>(parsed) : std::vector<ApiKey>();
}

TEST(ApiKeys, AFileNamesThem) {
  const auto keys = good("# who may\n\nalice " + digest_of_abc +
                         "\tread  write\r\n  bob sha256:" + std::string(64, 'A') + "\n#x");
  ASSERT_EQ(keys.size(), 2U);
  EXPECT_EQ(keys[0].name, "alice");
  EXPECT_THAT(keys[0].scopes, ElementsAre("read", "write"));
  EXPECT_EQ(keys[1].name, "bob");
  EXPECT_THAT(keys[1].scopes, ElementsAre());
  EXPECT_EQ(find_api_key(keys, digest_of("abc")), &keys[0]);
  EXPECT_EQ(find_api_key(keys, digest_of("abd")), nullptr);
  EXPECT_EQ(find_api_key({}, digest_of("abc")), nullptr);
  EXPECT_TRUE(good("").empty());
}

TEST(ApiKeys, FaultsNameTheLineAndNothingOfIt) {
  struct Case {
    std::string text, problem;
  };
  const Case cases[] = {
      {"alice", "line 1 has no `sha256:` and 64 hexadecimal digits after the name"},
      {"\nalice mcpkey_secret", "line 2 has no `sha256:` and 64 hexadecimal digits after the name"},
      {"a sha256:abc", "line 1 has no `sha256:` and 64 hexadecimal digits after the name"},
      {"a " + digest_of_abc + "0",
       "line 1 has no `sha256:` and 64 hexadecimal digits after the "
       "name"},
      {"a sha256:" + std::string(63, 'a') + "g",
       "line 1 has no `sha256:` and 64 hexadecimal digits after the name"},
      {"a " + digest_of_abc + " re\"ad", "line 1 has a scope that is none"},
      {"a " + digest_of_abc + "\na " + digest_of_abc, "line 2 has the name of another key"},
      {std::string(65, 'a') + " " + digest_of_abc,
       "line 1 is no name of at most 64 printable characters"},
      {"\xC3\xA9 " + digest_of_abc, "line 1 is no name of at most 64 printable characters"},
  };
  for (const Case& c : cases) {
    const auto parsed = parse_api_keys(c.text);
    const auto* const problem = std::get_if<std::string>(&parsed);
    ASSERT_NE(problem, nullptr) << c.text;
    EXPECT_EQ(*problem, c.problem);
  }
}

TEST(ApiKeys, ANewOneIsLetInByItsLine) {
  const auto first = make_api_key("alice", {"read", "*"});
  const auto second = make_api_key("bob", {});
  ASSERT_TRUE(first && second);
  EXPECT_NE(first->key, second->key);
  EXPECT_THAT(first->key, StartsWith("mcpkey_"));
  EXPECT_EQ(first->key.size(), 7 + 43U);  // 32 bytes
  EXPECT_EQ(first->line.find(first->key.substr(7)), std::string::npos);
  const auto keys = good(first->line + "\n" + second->line + "\n");
  EXPECT_EQ(find_api_key(keys, digest_of(first->key)), &keys[0]);
  EXPECT_EQ(find_api_key(keys, digest_of(second->key)), &keys[1]);
  EXPECT_THAT(keys[0].scopes, ElementsAre("read", "*"));
  for (const char* name : {"", "a b", "a\n", "#a"}) EXPECT_FALSE(make_api_key(name, {})) << name;
  EXPECT_FALSE(make_api_key("a", {"b c"}));
}

}  // namespace
}  // namespace mcp::auth
