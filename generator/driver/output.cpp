#include "driver/output.h"

#include <cerrno>
#include <cstring>
#include <fstream>

#include "driver/lock.h"
#include "support/digest.h"

namespace mcpcc::driver {

namespace fs = std::filesystem;
using emit::Ownership;

namespace {

std::optional<std::string> read_file(const fs::path& path) {
  std::string error;
  return Disk().read(path, std::size_t{1} << 30, true, error);
}

constexpr std::string_view temporary_suffix = ".mcpcc-new";

// Files on their way to their places. What was not moved is taken away again.
class Staging {
 public:
  ~Staging() {
    std::error_code ignored;
    for (const auto& [temporary, path] : files_) fs::remove(temporary, ignored);
    for (auto folder = folders_.rbegin(); folder != folders_.rend(); ++folder)
      fs::remove(*folder, ignored);
  }

  // Empty when it worked, else the reason.
  std::string add(const fs::path& path, const std::string& content) {
    if (auto error = make_folder(path.parent_path()); !error.empty()) return error;
    std::error_code status;
    if (fs::is_directory(path, status)) return "a folder stands in its place";
    fs::path temporary = path;
    temporary += temporary_suffix;
    files_.emplace_back(temporary, path);
    errno = 0;
    std::ofstream file(temporary, std::ios::binary | std::ios::trunc);
    file.write(content.data(), static_cast<std::streamsize>(content.size()));
    file.close();
    return file ? std::string() : std::strerror(errno);
  }

  std::string commit() {
    while (!files_.empty()) {
      std::error_code error;
      fs::rename(files_.front().first, files_.front().second, error);
      if (error) return files_.front().second.generic_string() + ": " + error.message();
      files_.erase(files_.begin());
    }
    folders_.clear();
    return {};
  }

 private:
  std::string make_folder(const fs::path& folder) {
    std::error_code error;
    if (folder.empty() || fs::is_directory(folder, error)) return {};
    if (auto reason = make_folder(folder.parent_path()); !reason.empty()) return reason;
    if (fs::create_directory(folder, error)) folders_.push_back(folder);
    return error ? error.message() : std::string();
  }

  std::vector<std::pair<fs::path, fs::path>> files_;
  std::vector<fs::path> folders_;
};

using Digests = std::map<std::string, std::string, std::less<>>;

std::optional<Digests> read_lock(const fs::path& folder) {
  const auto lock = read_file(folder / lock_path);
  return lock ? read_outputs(*lock) : std::nullopt;
}

// Files that an earlier run wrote, with other options or another version, and that are not part of
// `tree`. A lock file may name anything: only what lies in `folder` counts.
Digests obsolete_files(const Digests& known, const emit::OutputTree& tree, const fs::path& folder) {
  std::error_code error;
  const fs::path root = fs::weakly_canonical(folder, error);
  Digests result = known;
  for (const auto& file : tree) {
    if (const auto found = result.find(file.path); found != result.end()) result.erase(found);
  }
  std::erase_if(result, [&](const auto& entry) {
    const fs::path path(entry.first);
    return path.empty() || path.is_absolute() || path.lexically_normal() != path ||
           *path.begin() == ".." || !fs::is_regular_file(root / path, error) ||
           fs::weakly_canonical(root / path, error) != root / path;
  });
  return result;
}

// The first symbolic link on the way from `folder` to `name`; writing through one would change what
// is not in `folder`, which itself may be reached by one.
std::optional<fs::path> link_below(const fs::path& folder, const fs::path& name) {
  fs::path path = folder;
  std::error_code error;
  for (const fs::path& part : name) {
    path /= part;
    if (fs::is_symlink(fs::symlink_status(path, error))) return path;
  }
  path += temporary_suffix;
  if (fs::is_symlink(fs::symlink_status(path, error))) return path;
  return std::nullopt;
}

// Folders that this leaves empty go too. Empty when it worked, else the reason.
std::string remove_files(const Digests& files, const fs::path& folder) {
  for (const auto& [name, digest] : files) {
    fs::path path(name);
    std::error_code error;
    if (!fs::remove(folder / path, error) && error) return name + ": " + error.message();
    while (path.has_parent_path()) {
      path = path.parent_path();
      if (!fs::is_empty(folder / path, error) || !fs::remove(folder / path, error)) break;
    }
  }
  return {};
}

// What stands in the way of writing into `folder`.
int check_folder(const emit::OutputTree& tree, const fs::path& folder, Diagnostics& diagnostics) {
  std::error_code error;
  if (!fs::exists(folder, error)) return success;
  if (!fs::is_directory(folder, error)) {
    diagnostics.report(rules::output_not_ours, "`" + folder.generic_string() + "` is a file");
    return tree_differs;
  }
  const auto known = read_lock(folder);
  if (!known) {
    if (fs::is_empty(folder, error)) return success;
    diagnostics.report(rules::output_not_ours,
                       "`" + folder.generic_string() + "` has no " + std::string(lock_path),
                       {"name another folder, or write into this one with --force"});
    return tree_differs;
  }
  int status = success;
  const auto check = [&](const std::string& name, const std::string& digest,
                         const std::string* wanted) {
    const auto content = read_file(folder / name);
    if (!content || sha256(*content) == digest || (wanted != nullptr && *content == *wanted))
      return;
    diagnostics.report(rules::output_edited, "`" + (folder / name).generic_string() + "`",
                       {"move the change to src/, or overwrite it with --force"});
    status = tree_differs;
  };
  for (const auto& file : tree) {
    const auto known_file = known->find(file.path);
    if (known_file != known->end()) check(file.path, known_file->second, &file.content);
  }
  for (const auto& [name, digest] : obsolete_files(*known, tree, folder)) {
    check(name, digest, nullptr);
  }
  return status;
}

}  // namespace

int write_tree(const emit::OutputTree& tree, const fs::path& folder, const WriteOptions& options,
               Diagnostics& diagnostics, std::size_t& written) {
  if (!options.force) {
    if (const int status = check_folder(tree, folder, diagnostics); status != success)
      return status;
  }
  const auto fail = [&](const std::string& reason) {
    diagnostics.report(
        rules::output_unwritable, reason,
        {"nothing was written; see that the folder can be written and the disk has room"});
    return fault;
  };
  const Digests obsolete = obsolete_files(read_lock(folder).value_or(Digests()), tree, folder);
  Staging staging;
  for (const auto& file : tree) {
    const fs::path path = folder / file.path;
    std::error_code error;
    if (file.ownership == Ownership::once && fs::exists(path, error)) continue;
    if (!options.rewrite_unchanged) {
      const auto content = read_file(path);
      if (content && *content == file.content) continue;
    }
    if (const auto link = link_below(folder, file.path)) {
      diagnostics.report(rules::output_not_ours, "`" + link->generic_string() + "` is a link",
                         {"nothing was written; mcpcc follows no symbolic link below its output "
                          "folder"});
      return tree_differs;
    }
    if (const auto reason = staging.add(path, file.content); !reason.empty()) {
      return fail("`" + path.generic_string() + "`: " + reason);
    }
    ++written;
  }
  if (!options.depfile.empty()) {
    if (const auto reason = staging.add(options.depfile, options.depfile_text); !reason.empty()) {
      return fail("`" + options.depfile.generic_string() + "`: " + reason);
    }
  }
  if (const auto reason = staging.commit(); !reason.empty()) return fail(reason);
  if (const auto reason = remove_files(obsolete, folder); !reason.empty()) return fail(reason);
  return success;
}

int compare_tree(const emit::OutputTree& tree, const fs::path& folder, Diagnostics& diagnostics) {
  int status = success;
  const auto differs = [&](const std::string& name, const char* how) {
    diagnostics.report(rules::output_differs, "`" + (folder / name).generic_string() + "` " + how,
                       {"run `mcpcc generate` again"});
    status = tree_differs;
  };
  for (const auto& file : tree) {
    if (file.ownership != Ownership::generated) continue;
    const auto content = read_file(folder / file.path);
    if (content && *content == file.content) continue;
    differs(file.path, content ? "differs" : "is missing");
  }
  const Digests known = read_lock(folder).value_or(Digests());
  for (const auto& [name, digest] : obsolete_files(known, tree, folder)) {
    differs(name, "is no longer part of the project");
  }
  return status;
}

}  // namespace mcpcc::driver
