// Replacing files that belong to the user.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace mcpcc::driver {

/// What stands at the end of the name of the copy that replace_file keeps.
inline constexpr std::string_view backup_suffix = ".mcpcc-backup";

/// Puts `content` in the place of the file at `path`, which held `before` (nullopt: there was
/// none), whole or not at all: it is written beside its place, forced to the disk and moved.
/// Folders are made as needed. A symbolic link stays, and what it leads to is replaced. The file
/// keeps owner, group and permissions; a new one is for its owner alone, because it may get
/// secrets, and belongs to the owner of its folder where root makes it. The bytes from before are
/// kept beside it under the same name with `backup_suffix`. Nothing is written when the file no
/// longer holds `before`. Empty when it worked, else the reason.
std::string replace_file(const std::filesystem::path& path,
                         const std::optional<std::string>& before, std::string_view content);

/// Takes the file at `path` away, which holds `before`: it is moved to where replace_file keeps the
/// bytes from before. Empty when it worked, else the reason.
std::string take_away_file(const std::filesystem::path& path, const std::string& before);

/// What would keep replace_file from writing there, as far as it can be seen: a file that belongs
/// to another user or may not be written, folders that cannot be written, a folder in the place of
/// the copy. Empty: nothing.
std::string check_replaceable(const std::filesystem::path& path, bool has_before);

/// Puts `content` at `path`, whole or not at all, for everybody to read. Folders are made as
/// needed. What stands there is lost; a symbolic link is replaced. Empty when it worked, else the
/// reason.
std::string write_file(const std::filesystem::path& path, std::string_view content);

}  // namespace mcpcc::driver
