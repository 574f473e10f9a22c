// Lines from a file descriptor: a pipe, a file or a terminal.
#pragma once

#include <cstddef>
#include <string>

namespace mcp::transport {

/// Reads lines without their "\n" or "\r\n". A last line without an end counts.
class LineReader {
 public:
  /// Gives up waiting once `stop` (a file descriptor, -1: none) is readable.
  LineReader(int descriptor, int stop, std::size_t limit)
      : descriptor_(descriptor), stop_(stop), limit_(limit) {}

  enum class Result {
    line,
    too_long,  ///< a line beyond the limit was thrown away; `line` is empty
    end,  ///< end of input, an error of the descriptor, or stopped; a line begun before a stop is
          ///< dropped
  };
  Result next(std::string& line);

 private:
  bool fill();

  int descriptor_;
  int stop_;
  std::size_t limit_;
  std::string buffer_;
  std::size_t begin_ = 0;    // of the bytes not yet taken
  std::size_t scanned_ = 0;  // bytes after begin_ known to hold no line end
  bool stopped_ = false;
};

}  // namespace mcp::transport
