// The log of a running server: lines on standard error. Never an argument, a query, a header or a
// secret.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mcp::transport {

enum class LogLevel : std::uint8_t { error, warning, info, debug };

inline constexpr std::string_view log_level_names = "error, warning, info or debug";
std::optional<LogLevel> parse_log_level(std::string_view text);

/// Writes whole lines to a file descriptor. Thread safe.
class Log {
 public:
  Log(std::string program, LogLevel level, int descriptor = 2)
      : program_(std::move(program)), level_(level), descriptor_(descriptor) {}

  bool enabled(LogLevel level) const { return level <= level_; }
  /// Writes "program: level: text" when the level is enabled. Control characters in `text` become
  /// spaces.
  void write(LogLevel level, std::string_view text) const;

 private:
  std::string program_;
  LogLevel level_;
  int descriptor_;
};

}  // namespace mcp::transport
