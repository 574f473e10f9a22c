// Reading and writing file descriptors whole, whatever the kernel does in between.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace mcp::transport {

/// Writes all of `first` and then of `second`, as one write where the kernel takes it. Waits on a
/// descriptor that is set to non-blocking. False: the other side is gone or the descriptor is
/// broken.
bool write_all(int descriptor, std::string_view first, std::string_view second = {});

/// Reads up to the end. nullopt: an error, or more than `limit` bytes.
std::optional<std::string> read_all(int descriptor, std::size_t limit);

/// The contents of the file at `path`; nullopt: it cannot be read or has more than `limit` bytes.
std::optional<std::string> read_file(const std::string& path, std::size_t limit);

/// Lets the process open `wanted` files at once where the system lets it. How many it may open.
std::size_t allow_descriptors(std::size_t wanted);

}  // namespace mcp::transport
