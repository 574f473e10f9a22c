// What RFC 9112 lets a client overlook in the head of a response.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mcp::http {

enum class StatusLine {
  incomplete,
  usual,
  without_space,  ///< none behind the status, which section 4 asks servers for
  with_bare_lf,   ///< ended by LF alone, which section 2.2 lets clients take for the end of a line
};

inline constexpr std::size_t bare_status_line = std::string_view("HTTP/1.1 200").size();

/// What `data`, the bytes of a response so far, begins with. What is no HTTP is `usual`: a parser
/// refuses it.
inline StatusLine status_line_of(std::string_view data) {
  constexpr std::string_view begin = "HTTP/";
  if (data.substr(0, begin.size()) != begin.substr(0, data.size())) return StatusLine::usual;
  const std::size_t end = data.find('\n');
  if (end == std::string_view::npos) return StatusLine::incomplete;
  if (!data.substr(0, end).ends_with('\r')) return StatusLine::with_bare_lf;
  return end - 1 == bare_status_line ? StatusLine::without_space : StatusLine::usual;
}

/// A head with CRLF at the end of each line, of one whose status line ends with LF alone. Where
/// that ends with CRLF, no LF alone ends a line: one that does came from a value that the server
/// did not check, and what is behind it is no field.
class LaxHead {
 public:
  /// Takes whole lines off `data` up to the empty one, and says how many bytes they are.
  std::size_t take(std::string_view data) {
    std::size_t taken = 0;
    while (!is_complete_) {
      const std::size_t end = data.find('\n', taken);
      if (end == std::string_view::npos) break;
      std::string_view line = data.substr(taken, end - taken);
      if (line.ends_with('\r')) line.remove_suffix(1);
      const bool is_first = lines_.empty();
      lines_.append(line).append(is_first && line.size() == bare_status_line ? " \r\n" : "\r\n");
      is_complete_ = line.empty() && !is_first;
      taken = end + 1;
    }
    return taken;
  }

  bool is_complete() const { return is_complete_; }
  const std::string& lines() const { return lines_; }

 private:
  std::string lines_;
  bool is_complete_ = false;
};

}  // namespace mcp::http
