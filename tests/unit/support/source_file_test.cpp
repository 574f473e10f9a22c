#include <gtest/gtest.h>

#include "support/source.h"

namespace mcpcc {
namespace {

TEST(SourceFile, Positions) {
  const SourceFile file("f",
                        "ab\r\nc\xC3\xA9"
                        "d\n\ne\rf");
  const struct {
    std::uint32_t offset, line, column;
  } cases[] = {
      {0, 1, 1}, {1, 1, 2},  {2, 1, 3},  {4, 2, 1},  {5, 2, 2},  {7, 2, 3},
      {9, 3, 1}, {10, 4, 1}, {12, 5, 1}, {13, 5, 2}, {99, 5, 2},
  };
  for (const auto& c : cases) {
    const Position position = file.position(c.offset);
    EXPECT_EQ(position.line, c.line) << c.offset;
    EXPECT_EQ(position.column, c.column) << c.offset;
    EXPECT_EQ(file.line_number(c.offset), c.line) << c.offset;
  }
}

TEST(SourceFile, Lines) {
  const SourceFile file("f", "ab\r\nc\n\ne\rf");
  const std::string_view lines[] = {"ab", "c", "", "e", "f"};
  std::uint32_t number = 0;
  for (const std::string_view line : lines) EXPECT_EQ(file.line(++number), line);
}

TEST(SourceFile, ByteOrderMarkTakesNoColumn) {
  const SourceFile file("f", "\xEF\xBB\xBFx");
  EXPECT_EQ(file.position(0).column, 1u);
  EXPECT_EQ(file.position(3).column, 1u);
  EXPECT_EQ(file.position(4).column, 2u);
}

TEST(SourceFile, CopiesHavePlacesOfTheirOwnThatAreShownWhereTheyWereAskedFor) {
  Sources sources;
  sources.add("document", "a: 1\n");
  const std::uint32_t overlay = sources.add("overlay", "copy: a\ncopy: b\n");
  const Span original{0, 3, 4}, first{overlay, 6, 7}, second{overlay, 14, 15};
  SourceFile& file = sources.file(overlay);
  file.begin_copy(first);
  const Span one = file.add_copied(original);
  file.begin_copy(second);
  const Span two = file.add_copied(one);
  EXPECT_NE(one, two);
  EXPECT_TRUE(sources.is_copied(one) && sources.is_copied(two));
  EXPECT_EQ(file.shown(one), first);
  EXPECT_EQ(file.shown(two), second);
  EXPECT_EQ(file.position(two.begin).line, 2u);
  EXPECT_EQ(file.line_number(one.begin), 1u);
  EXPECT_EQ(sources.written(two), original);
  // The end of the file, and what lies behind all copies, are none.
  for (const std::uint32_t offset : {0u, 16u, 19u}) EXPECT_FALSE(file.is_copied(offset)) << offset;
}

TEST(SourceFile, EmptyFileHasOneLine) {
  const SourceFile file("f", "");
  EXPECT_EQ(file.position(0).line, 1u);
  EXPECT_EQ(file.line(1), "");
}

}  // namespace
}  // namespace mcpcc
