#include "transport/line_reader.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <string>
#include <thread>
#include <vector>

namespace mcp::transport {
namespace {

using Result = LineReader::Result;

class Pipe {
 public:
  Pipe() { EXPECT_EQ(pipe(ends_.data()), 0); }
  ~Pipe() {
    close_writing();
    close(ends_[0]);
  }
  int reading() const { return ends_[0]; }
  void write(std::string_view text) {
    EXPECT_EQ(::write(ends_[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  void close_writing() {
    if (ends_[1] >= 0) close(ends_[1]);
    ends_[1] = -1;
  }

 private:
  std::array<int, 2> ends_{};
};

/// All lines of `text` as a reader with `limit` sees them; "<too long>" for what it throws away.
std::vector<std::string> lines(std::string_view text, std::size_t limit) {
  Pipe pipe;
  std::thread writer([&] {
    pipe.write(text);
    pipe.close_writing();
  });
  LineReader reader(pipe.reading(), -1, limit);
  std::vector<std::string> out;
  std::string line;
  Result result = Result::end;
  while ((result = reader.next(line)) != Result::end) {
    out.push_back(result == Result::line ? line : "<too long>");
  }
  writer.join();
  return out;
}

TEST(LineReader, Lines) {
  using Lines = std::vector<std::string>;
  EXPECT_EQ(lines("", 10), Lines{});
  EXPECT_EQ(lines("a\nb\r\n\nc", 10), (Lines{"a", "b", "", "c"}));
  EXPECT_EQ(lines("\n", 10), Lines{""});
  EXPECT_EQ(lines("1234567890\n12345678901\nx\n", 10), (Lines{"1234567890", "<too long>", "x"}));
  EXPECT_EQ(lines("12345678901", 10), Lines{"<too long>"});
  EXPECT_EQ(lines("a\r\rb", 10), Lines{"a\r\rb"});
  const std::string large(1000 * 1000, 'x');
  EXPECT_EQ(lines(large + "\ny\n" + large, 2000 * 1000), (Lines{large, "y", large}));
  EXPECT_EQ(lines(large + "\ny\n" + large, 1000), (Lines{"<too long>", "y", "<too long>"}));
}

TEST(LineReader, StopsWithoutTheLineThatHasNotEnded) {
  Pipe input;
  Pipe stop;
  input.write("whole\npart");
  LineReader reader(input.reading(), stop.reading(), 100);
  std::string line;
  EXPECT_EQ(reader.next(line), Result::line);
  EXPECT_EQ(line, "whole");
  stop.write("x");
  EXPECT_EQ(reader.next(line), Result::end);
}

TEST(LineReader, ABrokenDescriptorIsTheEnd) {
  std::string line;
  constexpr int not_open = 99'999;
  EXPECT_EQ(LineReader(not_open, -1, 10).next(line), Result::end);
}

}  // namespace
}  // namespace mcp::transport
