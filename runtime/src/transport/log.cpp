#include "transport/log.h"

#include <array>
#include <cstddef>

#include "text/visible.h"
#include "transport/descriptor.h"

namespace mcp::transport {
namespace {

constexpr std::array<std::string_view, 4> names = {"error", "warning", "info", "debug"};

}  // namespace

std::optional<LogLevel> parse_log_level(std::string_view text) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == text) return static_cast<LogLevel>(i);
  }
  return std::nullopt;
}

void Log::write(LogLevel level, std::string_view text) const {
  if (!enabled(level)) return;
  std::string line = program_;
  line += ": ";
  line += names[static_cast<std::size_t>(level)];
  line += ": ";
  line += text::visible(text);
  line += '\n';
  write_all(descriptor_, line);
}

}  // namespace mcp::transport
