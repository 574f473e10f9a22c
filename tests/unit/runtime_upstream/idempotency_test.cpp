#include "upstream/idempotency.h"

#include <gtest/gtest.h>

#include <regex>
#include <string>

namespace mcp::upstream {
namespace {

TEST(Idempotency, TheHeaderOfTheDocumentCountsBeforeThatOfTheOperator) {
  Tool tool{};
  tool.method = "POST"_t;
  Policy policy;
  EXPECT_EQ(idempotency_header(tool, policy), "");
  policy.idempotency_header = "X-Once";
  EXPECT_EQ(idempotency_header(tool, policy), "X-Once");
  tool.method = "PUT"_t;
  EXPECT_EQ(idempotency_header(tool, policy), "");
  tool.idempotency_header = "idempotency-key"_t;
  EXPECT_EQ(idempotency_header(tool, policy), "idempotency-key");
}

TEST(Idempotency, AnEmptyKeyIsNone) {
  HttpHeaders none, empty = {{"A", "b"}, {"Idempotency-Key", " "}},
                    given = {{"idempotency-key", "k"}};
  EXPECT_TRUE(lacks_key(none, "Idempotency-Key"));
  EXPECT_TRUE(lacks_key(empty, "Idempotency-Key"));
  EXPECT_EQ(empty, (HttpHeaders{{"A", "b"}}));
  EXPECT_FALSE(lacks_key(given, "Idempotency-Key"));
  EXPECT_EQ(given.size(), 1u);
}

TEST(Idempotency, KeysAreRandomUuids) {
  const std::regex uuid("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  const std::string one = new_idempotency_key(), two = new_idempotency_key();
  EXPECT_TRUE(std::regex_match(one, uuid)) << one;
  EXPECT_NE(one, two);
}

}  // namespace
}  // namespace mcp::upstream
