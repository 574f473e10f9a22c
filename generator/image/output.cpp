#include "image/output.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>

namespace mcpcc::image {

namespace fs = std::filesystem;

namespace {

constexpr const char* temporary_suffix = ".mcpcc-new";
constexpr const char* replaced_suffix = ".mcpcc-old";

void discard(const fs::path& path) {
  std::error_code ignored;
  fs::remove_all(path, ignored);
}

// `PATH` with `suffix`; of a folder that is written as `PATH/`, too.
fs::path beside(const fs::path& path, const char* suffix) {
  fs::path result = path.has_filename() ? path : path.parent_path();
  result += suffix;
  return result;
}

std::string failure(const fs::path& path, int error) {
  return "`" + path.generic_string() + "`: " + std::strerror(error);
}

std::string failure(const fs::path& path, const std::error_code& error) {
  return "`" + path.generic_string() + "`: " + error.message();
}

// Empty when it worked. New files only, so no link is followed; on the disk when it returns,
// because a full disk may show as late as that.
std::string write_new(const fs::path& path, const std::string& content, unsigned mode) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (file < 0) return failure(path, errno);
  std::string problem;
  for (std::size_t done = 0; done < content.size() && problem.empty();) {
    const ssize_t count = write(file, content.data() + done, content.size() - done);
    if (count < 0 && errno != EINTR) problem = failure(path, errno);
    if (count > 0) done += static_cast<std::size_t>(count);
  }
  if (problem.empty() && fsync(file) != 0 && errno != EINVAL && errno != EROFS) {
    problem = failure(path, errno);
  }
  if (close(file) != 0 && problem.empty()) problem = failure(path, errno);
  return problem;
}

std::string make_parent(const fs::path& path) {
  std::error_code error;
  const fs::path parent = path.parent_path();
  if (!parent.empty()) fs::create_directories(parent, error);
  return error ? failure(parent, error) : std::string();
}

// Whether make_parent() will find a folder that can be written. Empty when it does.
std::string check_parent(const fs::path& path) {
  std::error_code error;
  fs::path parent = path.parent_path();
  while (!parent.empty() && parent.has_relative_path() && !fs::exists(parent, error)) {
    parent = parent.parent_path();
  }
  if (parent.empty()) parent = ".";
  if (!fs::is_directory(parent, error)) return failure(parent, ENOTDIR);
  return access(parent.c_str(), W_OK | X_OK) == 0 ? std::string() : failure(parent, errno);
}

// A digest in hexadecimal, as blobs are called.
bool is_digest(const std::string& name) {
  return name.size() == 64 && name.find_first_not_of("0123456789abcdef") == std::string::npos;
}

// Whether nothing stands in the folder but what an image layout has (OCI image-layout, section
// "OCI Layout Specification").
bool is_layout_alone(const fs::path& folder) {
  std::error_code error;
  for (auto entry = fs::recursive_directory_iterator(folder, error);
       entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    if (error) return false;
    const fs::path place = entry->path().lexically_relative(folder);
    const bool is_folder = fs::is_directory(entry->symlink_status());
    const bool is_known =
        is_folder ? place == "blobs" || place == "blobs/sha256"
                  : place == "oci-layout" || place == "index.json" ||
                        (place.parent_path() == "blobs/sha256" && is_digest(place.filename()));
    if (!is_known) return false;
  }
  return !error;
}

// Whether the file is a tar archive that has an image: what its headers name says it (POSIX.1-2017,
// pax, "ustar Interchange Format").
bool is_image_archive(const fs::path& path) {
  constexpr std::size_t block = 512, most = 100'000;
  std::ifstream in(path, std::ios::binary);
  std::string header(block, '\0');
  for (std::size_t i = 0; i < most && in.read(header.data(), block); ++i) {
    if (header.compare(257, 5, "ustar") != 0) return false;
    const std::string name = header.c_str();
    if (name == "oci-layout" || name == "manifest.json") return true;
    const std::string size = header.substr(124, 11);
    if (size.find_first_not_of("01234567") != std::string::npos) return false;
    const auto blocks = (std::stoull(size, nullptr, 8) + block - 1) / block;
    in.seekg(static_cast<std::streamoff>(blocks * block), std::ios::cur);
  }
  return false;
}

// Whether the file begins as `content` does: what describes an image names its format first.
bool begins_as(const fs::path& path, const std::string& content) {
  constexpr std::size_t size = 16;
  std::ifstream in(path, std::ios::binary);
  std::string begin(size, '\0');
  in.read(begin.data(), size);
  return begin == content.substr(0, size);
}

bool holds(const fs::path& path, const std::string& content) {
  std::ifstream in(path, std::ios::binary);
  return in && std::string(std::istreambuf_iterator<char>(in), {}) == content;
}

// At no time does nothing stand at `to`, where the file system can do that; add_folder() brings
// back what a process that was killed elsewhere moved aside.
std::string replace(const fs::path& from, const fs::path& to) {
  std::error_code error;
  if (!fs::is_directory(fs::symlink_status(to, error))) {
    fs::rename(from, to, error);
    return error ? failure(to, error) : std::string();
  }
  if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_EXCHANGE) == 0) {
    discard(from);
    return {};
  }
  const fs::path before = beside(to, replaced_suffix);
  discard(before);
  fs::rename(to, before, error);
  if (error) return failure(to, error);
  fs::rename(from, to, error);
  std::string problem;
  if (error) {
    problem = failure(to, error);
    fs::rename(before, to, error);
  }
  discard(before);
  return problem;
}

}  // namespace

Outputs::~Outputs() {
  for (const Output& output : staged_) discard(output.temporary);
}

WriteFailure Outputs::check_folder(const fs::path& folder, const std::string& marker) {
  const fs::path path = beside(folder, "");
  std::error_code error;
  // A killed run left the old output aside.
  const fs::path aside = beside(path, replaced_suffix);
  const fs::file_status before = fs::symlink_status(path, error);
  if (!fs::exists(before) && fs::exists(aside / marker, error)) return {};
  if (fs::exists(before) && !fs::is_directory(before)) {
    return {true, "`" + path.generic_string() + "` is no folder"};
  }
  if (fs::exists(before) && !fs::exists(path / marker, error) && !fs::is_empty(path, error)) {
    return {true, "`" + path.generic_string() + "` holds other files"};
  }
  if (marker == "oci-layout" && fs::exists(path / marker, error) && !is_layout_alone(path)) {
    return {true, "`" + path.generic_string() + "` holds other files than an image's"};
  }
  return {false, check_parent(path)};
}

WriteFailure Outputs::check_file(const fs::path& path) {
  std::error_code error;
  const fs::file_status before = fs::symlink_status(path, error);
  if (fs::exists(before) && !fs::is_regular_file(before)) {
    return {true, "`" + path.generic_string() + "` is no regular file"};
  }
  return {false, check_parent(path)};
}

WriteFailure Outputs::add_folder(const fs::path& folder, const std::vector<ArchiveEntry>& entries,
                                 const std::string& marker) {
  const fs::path path = beside(folder, "");
  std::error_code error;
  const fs::path aside = beside(path, replaced_suffix);
  if (fs::exists(aside / marker, error)) {
    if (fs::exists(fs::symlink_status(path, error))) {
      discard(aside);
    } else {
      fs::rename(aside, path, error);
    }
  }
  if (WriteFailure failed = check_folder(path, marker); !failed.message.empty()) return failed;
  if (std::string problem = make_parent(path); !problem.empty()) return {false, problem};
  const fs::path temporary = beside(path, temporary_suffix);
  discard(temporary);
  staged_.push_back({temporary, path});
  if (fs::create_directory(temporary, error); error) return {false, failure(temporary, error)};
  for (const ArchiveEntry& entry : entries) {
    const fs::path file = temporary / entry.path;
    if (entry.kind == ArchiveEntry::Kind::folder) {
      fs::create_directories(file, error);
      if (error) return {false, failure(file, error)};
    } else if (std::string problem = write_new(file, entry.content, entry.mode); !problem.empty()) {
      return {false, problem};
    }
  }
  return {};
}

WriteFailure Outputs::add_file(const fs::path& path, const std::string& content, unsigned mode) {
  if (WriteFailure failed = check_file(path); !failed.message.empty()) return failed;
  if (std::string problem = make_parent(path); !problem.empty()) return {false, problem};
  const fs::path temporary = beside(path, temporary_suffix);
  discard(temporary);
  staged_.push_back({temporary, path});
  return {false, write_new(temporary, content, mode)};
}

WriteFailure Outputs::check_archive(const fs::path& path) {
  if (WriteFailure failed = check_file(path); !failed.message.empty()) return failed;
  std::error_code error;
  if (fs::exists(path, error) && !fs::is_empty(path, error) && !is_image_archive(path)) {
    return {true, "`" + path.generic_string() + "` is no image of an earlier run"};
  }
  return {};
}

WriteFailure Outputs::add_description(const fs::path& path, const std::string& content) {
  std::error_code error;
  if (fs::is_regular_file(path, error) && !begins_as(path, content)) {
    return {true, "`" + path.generic_string() + "` does not describe an image"};
  }
  WriteFailure written = add_file(path, content);
  // One that is the same is about both.
  if (written.message.empty()) staged_.back().is_description = !holds(path, content);
  return written;
}

WriteFailure Outputs::commit() {
  std::error_code error;
  for (const Output& output : staged_) {
    if (output.is_description && !fs::remove(output.path, error) && error) {
      return {false, failure(output.path, error)};
    }
  }
  while (!staged_.empty()) {
    if (std::string problem = replace(staged_.front().temporary, staged_.front().path);
        !problem.empty()) {
      return {false, problem};
    }
    staged_.pop_front();
  }
  return {};
}

}  // namespace mcpcc::image
