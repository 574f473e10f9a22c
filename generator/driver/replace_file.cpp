#include "driver/replace_file.h"

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "driver/driver.h"

namespace mcpcc::driver {

namespace fs = std::filesystem;

namespace {

// Whose a file is, and who may do what with it.
struct Access {
  mode_t mode = 0600;
  uid_t user = static_cast<uid_t>(-1);  // that of a new file
  gid_t group = static_cast<gid_t>(-1);
};

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
  std::string write(std::string_view content, const Access& access) {
    descriptor_ = mkostemp(name_.data(), O_CLOEXEC);
    if (descriptor_ < 0) return std::strerror(errno);
    exists_ = true;
    if (fchown(descriptor_, access.user, access.group) != 0)
      return std::string("its owner and group cannot be kept: ") + std::strerror(errno);
    // After the owner, which takes some of the permissions away.
    if (fchmod(descriptor_, access.mode) != 0) return std::strerror(errno);
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

// What a symbolic link leads to, also where that is not there yet.
fs::path target_of(const fs::path& path, std::error_code& error) {
  return fs::is_symlink(fs::symlink_status(path, error)) ? fs::weakly_canonical(path, error) : path;
}

fs::path folder_of(const fs::path& target) {
  return target.has_parent_path() ? target.parent_path() : fs::path(".");
}

fs::path backup_of(const fs::path& target) { return target.string() + std::string(backup_suffix); }

// `folder`, or the nearest folder above it that is there.
fs::path existing(fs::path folder) {
  std::error_code error;
  while (!fs::exists(folder, error) && folder.has_relative_path())
    folder = folder.has_parent_path() ? folder.parent_path() : fs::path(".");
  return folder;
}

// Those of the file that is there. A new one is for its owner alone, and what root makes in the
// folder of somebody else is theirs.
Access access_of(const fs::path& target) {
  Access access;
  struct stat known {};
  if (stat(target.c_str(), &known) == 0) {
    access = {known.st_mode & 07777U, known.st_uid, known.st_gid};
  } else if (geteuid() == 0 && stat(existing(folder_of(target)).c_str(), &known) == 0) {
    access = {0600, known.st_uid, known.st_gid};
  }
  return access;
}

std::string make_folders(const fs::path& folder, const Access& access) {
  std::vector<fs::path> missing;
  std::error_code error;
  for (fs::path at = folder; !at.empty() && !fs::exists(at, error); at = at.parent_path())
    missing.push_back(at);
  fs::create_directories(folder, error);
  if (error) return error.message();
  for (const fs::path& made : missing) {
    if (lchown(made.c_str(), access.user, access.group) != 0)
      return made.generic_string() + ": " + std::strerror(errno);
  }
  return {};
}

std::string name_of(uid_t user) {
  const struct passwd* known = getpwuid(user);
  return known != nullptr ? known->pw_name : std::to_string(user);
}

}  // namespace

std::string check_replaceable(const fs::path& path, bool has_before) {
  std::error_code error;
  const fs::path target = target_of(path, error);
  if (error && error != std::errc::no_such_file_or_directory) return error.message();
  struct stat known {};
  if (has_before && stat(target.c_str(), &known) == 0) {
    // A file that is moved into its place would belong to this user.
    if (known.st_uid != geteuid() && geteuid() != 0)
      return "it belongs to another user, " + name_of(known.st_uid);
    if (access(target.c_str(), W_OK) != 0) return std::string("writing: ") + std::strerror(errno);
  }
  const fs::path folder = existing(folder_of(target));
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
  const Access access = access_of(target);
  if (auto reason = make_folders(folder_of(target), access); !reason.empty()) return reason;
  NewFile file(target);
  if (auto reason = file.write(content, access); !reason.empty()) return reason;
  if (before) {
    const fs::path backup = backup_of(target);
    NewFile copy(backup);
    if (auto reason = copy.write(*before, access); !reason.empty()) return reason;
    if (auto reason = copy.move(); !reason.empty()) return reason;
  }
  std::string unread;
  const auto now = Disk().read(target, std::size_t{1} << 30, true, unread);
  if (now != before) return "it was changed meanwhile; run the command again";
  return file.move();
}

std::string take_away_file(const fs::path& path, const std::string& before) {
  std::string reason;
  const auto now = Disk().read(path, std::size_t{1} << 30, true, reason);
  if (now != before) return "it was changed meanwhile; run the command again";
  return rename(path.c_str(), backup_of(path).c_str()) == 0 ? std::string() : std::strerror(errno);
}

std::string write_file(const fs::path& path, std::string_view content) {
  std::error_code error;
  if (path.has_parent_path()) fs::create_directories(path.parent_path(), error);
  if (error) return error.message();
  NewFile file(path);
  const auto reason = file.write(content, {.mode = 0644});
  return reason.empty() ? file.move() : reason;
}

}  // namespace mcpcc::driver
