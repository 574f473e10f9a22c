// Where a registry is.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace mcpcc::registry {

struct Location {
  enum class Kind : std::uint8_t { sqlite, postgresql };
  Kind kind = Kind::sqlite;
  std::filesystem::path file;  ///< of SQLite
  std::string url;             ///< of PostgreSQL; may hold a password, so it is never shown
};

/// Who wrote the location: what stands in the command line is seen by everybody on the machine.
enum class LocationSource : std::uint8_t { command_line, environment, file };

/// Reads `sqlite:PATH`, `postgres://...` or `postgresql://...`. Throws Failure
/// (`registry-location-invalid`) for anything else, and for a password in the command line.
Location parse_location(std::string_view text, LocationSource source);

/// `mcpcc/registry.db` in the user's data folder: XDG_DATA_HOME, else HOME/.local/share (XDG Base
/// Directory Specification 0.8; a relative XDG_DATA_HOME is ignored, as it says).
/// `variable` looks up an environment variable. Throws Failure when there is neither.
Location default_location(
    const std::function<std::optional<std::string>(std::string_view)>& variable);

/// The location for messages: without user, password and query.
std::string shown(const Location& location);

}  // namespace mcpcc::registry
