#include "text/visible.h"

#include <gtest/gtest.h>

namespace mcp::text {
namespace {

TEST(Visible, ShowsWhatCouldSteerATerminal) {
  EXPECT_EQ(visible("plain \u00E9 \u65E5 \U0001F600"), "plain \u00E9 \u65E5 \U0001F600");
  EXPECT_EQ(visible("\x1B[2J\a\x7F\r\n"), R"(\u001b[2J\u0007\u007f\u000d\u000a)");
  EXPECT_EQ(visible("\u009B \u202E \u2069 \u061C \u200F"), R"(\u009b \u202e \u2069 \u061c \u200f)");
  EXPECT_EQ(visible("a\tb\nc\r", "\n\t"), "a\tb\nc\\u000d");
  EXPECT_EQ(visible("\xFF\xC0z"), "\uFFFD\uFFFDz");
}

}  // namespace
}  // namespace mcp::text
