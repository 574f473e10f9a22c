// Archives that are the same bytes for the same files, whoever makes them, wherever and when.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mcpcc::image {

struct ArchiveEntry {
  enum class Kind : unsigned char { file, folder, link };

  std::string path;     ///< relative, `/` between the parts, without `.` and `..`
  std::string content;  ///< of a file; the target of a symbolic link
  unsigned mode = 0644;
  Kind kind = Kind::file;
};

/// A tar archive in the POSIX formats (ustar, and pax where a path is too long for it): entries
/// sorted by path, everything owned by user and group 0 without names, every time `time`, seconds
/// since 1970. Throws std::runtime_error when two entries have one path.
std::string tar(std::vector<ArchiveEntry> entries, std::int64_t time);

/// `bytes` in gzip (RFC 1952), at the best level, without a name and a time.
std::string gzip(std::string_view bytes);

/// A zip archive; entries as for tar(). Times are the earliest that the format knows, 1980, because
/// it has local times only.
std::string zip(std::vector<ArchiveEntry> entries);

}  // namespace mcpcc::image
