#include "fetch/store.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "fetch/store_index.h"
#include "support/digest.h"

namespace mcpcc::fetch {

namespace fs = std::filesystem;
using resolve::RemoteFailure;

namespace {

constexpr const char* index_name = "index.json";
constexpr std::size_t max_index_bytes = 16'777'216;

// Held until the end of the block by one process at a time; the folder itself is what is locked.
class FolderLock {
 public:
  explicit FolderLock(const fs::path& folder)
      : descriptor_(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    if (descriptor_ >= 0) flock(descriptor_, LOCK_EX);
  }
  ~FolderLock() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int descriptor_;
};

// Whole or not at all, by a new name that nothing can stand at. Empty when it worked, else the
// reason.
std::string write_file(const fs::path& path, std::string_view content) {
  std::string name = path.string() + ".XXXXXX";
  const int descriptor = mkostemp(name.data(), O_CLOEXEC);
  if (descriptor < 0) return std::strerror(errno);
  int problem = fchmod(descriptor, 0644) == 0 ? 0 : errno;
  while (problem == 0 && !content.empty()) {
    const auto count = write(descriptor, content.data(), content.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      problem = errno;
    } else {
      content.remove_prefix(static_cast<std::size_t>(count));
    }
  }
  if (close(descriptor) != 0 && problem == 0) problem = errno;
  if (problem == 0 && rename(name.c_str(), path.c_str()) != 0) problem = errno;
  if (problem == 0) return {};
  unlink(name.c_str());
  return std::strerror(problem);
}

}  // namespace

Store::Store(const resolve::FileAccess& files, const fs::path& folder) : files_(files) {
  folder_ = files.canonical(folder) / store_folder;
  is_link_ = files.canonical(folder_) != folder_;
}

std::string Store::shown(const std::string& name) const {
  return "`" + (fs::path(store_folder) / name).generic_string() + "`";
}

std::optional<Store::Copy> Store::find(const std::string& url, std::size_t max_bytes,
                                       std::optional<RemoteFailure>& failure) const {
  const auto fail = [&](const std::string& name, const std::string& problem) {
    failure = {&rules::remote_copy_invalid,
               shown(name) + " " + problem,
               {"restore it, or fetch remote documents again with --refresh-remote"}};
    return std::nullopt;
  };
  std::string error;
  const auto index_text = files_.read(folder_ / index_name, max_index_bytes, true, error);
  if (!index_text) return std::nullopt;
  if (is_link_) return fail("", "is a symbolic link or lies behind one");
  const auto index = read_index(*index_text);
  if (!index) return fail(index_name, "is malformed");
  const std::string name = copy_name(url);
  const auto entry = index->find(name);
  if (entry == index->end()) return std::nullopt;
  const fs::path path = folder_ / name;
  if (files_.canonical(path) != path) return fail(name, "is a symbolic link");
  auto text = files_.read(path, max_bytes, true, error);
  if (!text) return fail(name, "cannot be read: " + error);
  if (sha256(*text) != entry->second.sha256) {
    return fail(name, "does not have the digest that index.json says");
  }
  return Copy{std::move(*text), entry->second.found_at.empty() ? url : entry->second.found_at,
              path};
}

std::optional<fs::path> Store::keep(const std::string& url, const Fetched& fetched,
                                    std::string& error) const {
  const auto fail = [&](const std::string& name, const std::string& problem) {
    error = shown(name) + ": " + problem;
    return std::nullopt;
  };
  if (is_link_) return fail("", "it is a symbolic link or lies behind one");
  std::error_code status;
  fs::create_directories(folder_, status);
  if (status) return fail("", status.message());
  const FolderLock lock(folder_);
  std::string unread;
  const auto old_text = files_.read(folder_ / index_name, max_index_bytes, true, unread);
  // What cannot be read was refused before, unless the user wants everything anew.
  Index index = old_text ? read_index(*old_text).value_or(Index()) : Index();
  const std::string name = copy_name(url);
  index[name] = {fetch::shown(url), fetched.url == url ? std::string() : fetched.url,
                 sha256(fetched.text), fetched.media_type};
  // Git must not change line ends: the digest is of the bytes that came.
  if (!fs::exists(folder_ / ".gitattributes", status)) {
    if (auto problem = write_file(folder_ / ".gitattributes", "* -text\n"); !problem.empty()) {
      return fail(".gitattributes", problem);
    }
  }
  if (auto problem = write_file(folder_ / name, fetched.text); !problem.empty()) {
    return fail(name, problem);
  }
  if (auto problem = write_file(folder_ / index_name, to_json(index)); !problem.empty()) {
    return fail(index_name, problem);
  }
  return folder_ / name;
}

}  // namespace mcpcc::fetch
