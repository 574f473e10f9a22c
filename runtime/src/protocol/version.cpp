#include "protocol/version.h"

#include <array>
#include <cstddef>

namespace mcp::protocol {
namespace {

constexpr std::array<std::string_view, 5> names = {"2024-11-05", "2025-03-26", "2025-06-18",
                                                   "2025-11-25", "2026-07-28"};

}  // namespace

std::string_view to_string(Version version) { return names[static_cast<std::size_t>(version)]; }

std::optional<Version> parse_version(std::string_view text) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == text) return static_cast<Version>(i);
  }
  return std::nullopt;
}

bool names_modern(std::string_view text) { return text >= to_string(Version::v2026_07_28); }

}  // namespace mcp::protocol
