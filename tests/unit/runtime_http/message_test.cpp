#include "http/message.h"

#include <gtest/gtest.h>

namespace mcp::http {
namespace {

using namespace std::literals;

TEST(Message, FindHeader) {
  const HttpHeaders headers = {{"Content-Type", "a"}, {"content-type", "b"}, {"X", ""}};
  ASSERT_NE(find_header(headers, "CONTENT-TYPE"), nullptr);
  EXPECT_EQ(*find_header(headers, "CONTENT-TYPE"), "a");
  EXPECT_EQ(*find_header(headers, "x"), "");
  EXPECT_EQ(find_header(headers, "Content-Typ"), nullptr);
  EXPECT_EQ(find_header({}, "x"), nullptr);
}

TEST(Message, Sendable) {
  EXPECT_TRUE(are_sendable({{"X-A", "b\tc \xc3\xa4"}, {"!#$%&'*+-.^_`|~", ""}}));
  EXPECT_FALSE(are_sendable({{"X-A", "b\r\nc"}}));
  EXPECT_FALSE(are_sendable({{"X-A", "b\nc"}}));
  EXPECT_FALSE(are_sendable({{"X-A", "b\0c"s}}));
  EXPECT_FALSE(are_sendable({{"X-A", "b\x7f"}}));
  EXPECT_FALSE(are_sendable({{"X A", ""}}));
  EXPECT_FALSE(are_sendable({{"X:A", ""}}));
  EXPECT_FALSE(are_sendable({{"", ""}}));
  EXPECT_FALSE(are_sendable({{"X\xc3\xa4", ""}}));
}

}  // namespace
}  // namespace mcp::http
