#include "driver/replace_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "driver/driver.h"

namespace mcpcc::driver {

namespace fs = std::filesystem;

namespace {

// A file on its way to its place; taken away when it is not moved.
class NewFile {
 public:
  explicit NewFile(const fs::path& path) : path_(path), name_(path.string() + ".XXXXXX") {}
  ~NewFile() {
    if (descriptor_ >= 0) close(descriptor_);
    if (exists_) unlink(name_.c_str());
  }
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  // Empty when it worked, else the reason.
  std::string write(std::string_view content, mode_t mode) {
    descriptor_ = mkostemp(name_.data(), O_CLOEXEC);
    if (descriptor_ < 0) return std::strerror(errno);
    exists_ = true;
    if (fchmod(descriptor_, mode) != 0) return std::strerror(errno);
    while (!content.empty()) {
      const auto count = ::write(descriptor_, content.data(), content.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return std::strerror(errno);
      content.remove_prefix(static_cast<std::size_t>(count));
    }
    if (fsync(descriptor_) != 0) return std::strerror(errno);
    const int closed = close(descriptor_);
    descriptor_ = -1;
    return closed == 0 ? std::string() : std::strerror(errno);
  }

  std::string move() {
    if (rename(name_.c_str(), path_.c_str()) != 0) return std::strerror(errno);
    exists_ = false;
    return {};
  }

 private:
  const fs::path& path_;
  std::string name_;
  int descriptor_ = -1;
  bool exists_ = false;
};

}  // namespace

namespace {

// What a symbolic link leads to, also where that is not there yet.
fs::path target_of(const fs::path& path, std::error_code& error) {
  return fs::is_symlink(fs::symlink_status(path, error)) ? fs::weakly_canonical(path, error) : path;
}

fs::path folder_of(const fs::path& target) {
  return target.has_parent_path() ? target.parent_path() : fs::path(".");
}

fs::path backup_of(const fs::path& target) { return target.string() + std::string(backup_suffix); }

}  // namespace

std::string check_replaceable(const fs::path& path, bool has_before) {
  std::error_code error;
  const fs::path target = target_of(path, error);
  if (error && error != std::errc::no_such_file_or_directory) return error.message();
  fs::path folder = folder_of(target);
  while (!fs::exists(folder, error) && folder.has_relative_path()) {
    folder = folder.has_parent_path() ? folder.parent_path() : fs::path(".");
  }
  if (!fs::is_directory(folder, error)) return folder.generic_string() + " is no folder";
  if (access(folder.c_str(), W_OK | X_OK) != 0) {
    return folder.generic_string() + ": " + std::strerror(errno);
  }
  const fs::path backup = backup_of(target);
  if (has_before && fs::is_directory(backup, error)) {
    return backup.generic_string() + ": " + std::strerror(EISDIR);
  }
  return {};
}

std::string replace_file(const fs::path& path, const std::optional<std::string>& before,
                         std::string_view content) {
  std::error_code error;
  const fs::path target = target_of(path, error);
  if (error && error != std::errc::no_such_file_or_directory) return error.message();
  const fs::path folder = folder_of(target);
  fs::create_directories(folder, error);
  if (error) return error.message();

  mode_t mode = 0600;
  struct stat known {};
  if (stat(target.c_str(), &known) == 0) mode = known.st_mode & 07777U;
  NewFile file(target);
  if (auto reason = file.write(content, mode); !reason.empty()) return reason;
  if (before) {
    const fs::path backup = backup_of(target);
    NewFile copy(backup);
    if (auto reason = copy.write(*before, mode); !reason.empty()) return reason;
    if (auto reason = copy.move(); !reason.empty()) return reason;
  }
  std::string unread;
  const auto now = Disk().read(target, std::size_t{1} << 30, true, unread);
  if (now != before) return "it was changed meanwhile; run the command again";
  return file.move();
}

std::string write_file(const fs::path& path, std::string_view content) {
  std::error_code error;
  if (path.has_parent_path()) fs::create_directories(path.parent_path(), error);
  if (error) return error.message();
  NewFile file(path);
  const auto reason = file.write(content, 0644);
  return reason.empty() ? file.move() : reason;
}

}  // namespace mcpcc::driver
