#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <istream>

#include "driver/driver.h"

namespace mcpcc::driver {

namespace fs = std::filesystem;

std::optional<std::string> Disk::read(const fs::path& path, std::size_t max_bytes,
                                      bool regular_only, std::string& error) const {
  std::error_code status;
  if (fs::is_directory(path, status)) {
    error = "it is a folder";
    return std::nullopt;
  }
  if (regular_only && fs::exists(path, status) && !fs::is_regular_file(path, status)) {
    error = "it is not a regular file";
    return std::nullopt;
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    error = std::strerror(errno);
    return std::nullopt;
  }
  std::string text;
  if (const auto size = fs::file_size(path, status); !status) {
    text.reserve(std::min<std::uintmax_t>(size, max_bytes) + 1);
  }
  read_limited(file, max_bytes, text);
  if (file.bad()) {
    error = std::strerror(errno);
    return std::nullopt;
  }
  return text;
}

void read_limited(std::istream& in, std::size_t max_bytes, std::string& text) {
  char buffer[1 << 16];
  while (text.size() <= max_bytes && (in.read(buffer, sizeof buffer) || in.gcount() > 0)) {
    text.append(buffer, static_cast<std::size_t>(in.gcount()));
  }
}

fs::path Disk::canonical(const fs::path& path) const {
  std::error_code status;
  fs::path result = fs::weakly_canonical(fs::absolute(path, status), status);
  return status ? path.lexically_normal() : result;
}

}  // namespace mcpcc::driver
