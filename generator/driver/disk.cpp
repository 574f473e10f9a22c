#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "driver/driver.h"

namespace mcpcc::driver {

namespace fs = std::filesystem;

std::optional<std::string> Disk::read(const fs::path& path, std::string& error) const {
  std::error_code status;
  if (fs::is_directory(path, status)) {
    error = "it is a folder";
    return std::nullopt;
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    error = std::strerror(errno);
    return std::nullopt;
  }
  std::string text;
  if (const auto size = fs::file_size(path, status); !status) text.reserve(size);
  char buffer[1 << 16];
  while (file.read(buffer, sizeof buffer) || file.gcount() > 0) {
    text.append(buffer, static_cast<std::size_t>(file.gcount()));
  }
  if (file.bad()) {
    error = std::strerror(errno);
    return std::nullopt;
  }
  return text;
}

fs::path Disk::canonical(const fs::path& path) const {
  std::error_code status;
  fs::path result = fs::weakly_canonical(fs::absolute(path, status), status);
  return status ? path.lexically_normal() : result;
}

}  // namespace mcpcc::driver
