#include "driver/output.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <set>

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

fs::path on_its_way(const fs::path& path) {
  fs::path temporary = path;
  temporary += temporary_suffix;
  return temporary;
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
  path = on_its_way(path);
  if (fs::is_symlink(fs::symlink_status(path, error))) return path;
  return std::nullopt;
}

// A lock file may name anything.
bool lies_below(const fs::path& path) {
  return !path.empty() && !path.is_absolute() && path.lexically_normal() == path &&
         *path.begin() != "..";
}

// Files on their way to their places. Until they are moved they are taken away again; what could
// not be moved stays, for the next run.
class Staging {
 public:
  ~Staging() {
    if (is_moving_) return;
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
    const fs::path temporary = on_its_way(path);
    files_.emplace_back(temporary, path);
    errno = 0;
    std::ofstream file(temporary, std::ios::binary | std::ios::trunc);
    file.write(content.data(), static_cast<std::streamsize>(content.size()));
    file.close();
    return file ? std::string() : std::strerror(errno);
  }

  // Moves all files that were added but for the first `kept` of them.
  std::string commit(std::size_t kept) {
    is_moving_ = true;
    while (files_.size() > kept) {
      const auto& [temporary, path] = files_.back();
      std::error_code error;
      fs::rename(temporary, path, error);
      if (error) return path.generic_string() + ": " + error.message();
      files_.pop_back();
    }
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
  bool is_moving_ = false;
};

// Paths and the digests that a file there may have and be generated. Two where a run was killed:
// it may have moved the file or not.
using Digests = std::map<std::string, std::set<std::string>, std::less<>>;

std::optional<Digests> read_lock(const fs::path& path) {
  const auto text = read_file(path);
  const auto outputs = text ? read_outputs(*text) : std::nullopt;
  if (!outputs) return std::nullopt;
  Digests result;
  for (const auto& [name, digest] : *outputs) result[name].insert(digest);
  return result;
}

// What generated files in `folder` may be; nullopt: it is not ours. The lock is the first file to
// be written and the last one to be moved, so where one is on its way, files may be of that run,
// too.
std::optional<Digests> read_known(const fs::path& folder) {
  auto result = read_lock(folder / lock_path);
  const fs::path interrupted = on_its_way(folder / lock_path);
  std::error_code error;
  if (!fs::is_regular_file(fs::symlink_status(interrupted, error))) return result;
  if (!result) result.emplace();
  for (const auto& [name, digests] : read_lock(interrupted).value_or(Digests()))
    (*result)[name].insert(digests.begin(), digests.end());
  return result;
}

// Files of `known` that stand in `folder` and are not to be `kept`.
Digests obsolete_files(const Digests& known, const std::set<std::string>& kept,
                       const fs::path& folder) {
  std::error_code error;
  const fs::path root = fs::weakly_canonical(folder, error);
  Digests result = known;
  std::erase_if(result, [&](const auto& entry) {
    const fs::path path(entry.first);
    return kept.contains(entry.first) || !lies_below(path) ||
           !fs::is_regular_file(root / path, error) ||
           fs::weakly_canonical(root / path, error) != root / path;
  });
  return result;
}

std::set<std::string> paths_of(const emit::OutputTree& tree) {
  std::set<std::string> paths;
  for (const auto& file : tree) paths.insert(file.path);
  return paths;
}

// Folders that this leaves empty go too. Empty when it worked, else the reason.
std::string remove_files(const Digests& files, const fs::path& folder) {
  for (const auto& [name, digests] : files) {
    fs::path path(name);
    std::error_code error;
    fs::remove(on_its_way(folder / path), error);
    if (!fs::remove(folder / path, error) && error) return name + ": " + error.message();
    while (path.has_parent_path()) {
      path = path.parent_path();
      if (!fs::is_empty(folder / path, error) || !fs::remove(folder / path, error)) break;
    }
  }
  return {};
}

// After a run that was killed: what it began to move is moved to the end, and what it was still
// writing is taken away. Only where files are known to be no edits. Empty when it worked.
std::string finish_interrupted(const fs::path& folder) {
  const fs::path lock = folder / lock_path;
  std::error_code error;
  if (!fs::exists(on_its_way(lock), error) || link_below(folder, lock_path)) return {};
  // Of a lock that was not written to its end, nothing else was written.
  const auto interrupted = read_lock(on_its_way(lock)).value_or(Digests());
  const auto is = [](const fs::path& path, const std::set<std::string>& digests) {
    const auto content = read_file(path);
    return content && digests.contains(sha256(*content));
  };
  bool is_complete = !interrupted.empty();
  for (const auto& [name, digests] : interrupted) {
    const fs::path path = folder / name;
    if (!lies_below(name) || link_below(folder, name)) return {};
    is_complete = is_complete && (is(on_its_way(path), digests) || is(path, digests));
  }
  for (const auto& [name, digests] : interrupted) {
    const fs::path path = folder / name;
    if (is_complete && is(on_its_way(path), digests)) {
      fs::rename(on_its_way(path), path, error);
      if (error) return name + ": " + error.message();
    } else {
      fs::remove(on_its_way(path), error);
    }
  }
  if (!is_complete) {
    fs::remove(on_its_way(lock), error);
    return {};
  }
  std::set<std::string> kept;
  for (const auto& [name, digests] : interrupted) kept.insert(name);
  const Digests before = read_lock(lock).value_or(Digests());
  if (auto reason = remove_files(obsolete_files(before, kept, folder), folder); !reason.empty())
    return reason;
  fs::rename(on_its_way(lock), lock, error);
  return error ? std::string(lock_path) + ": " + error.message() : std::string();
}

// Empty folders are what a killed run may leave at last.
bool has_no_files(const fs::path& folder) {
  std::error_code error;
  fs::recursive_directory_iterator entry(folder, error);
  while (!error && entry != fs::recursive_directory_iterator()) {
    if (!entry->is_directory(error) || entry->is_symlink(error)) return false;
    entry.increment(error);
  }
  return !error;
}

// What stands in the way of writing into `folder`.
int check_folder(const emit::OutputTree& tree, const fs::path& folder, Diagnostics& diagnostics) {
  std::error_code error;
  if (!fs::exists(folder, error)) return success;
  if (!fs::is_directory(folder, error)) {
    diagnostics.report(rules::output_not_ours, "`" + folder.generic_string() + "` is a file");
    return tree_differs;
  }
  const auto known = read_known(folder);
  if (!known) {
    if (has_no_files(folder)) return success;
    diagnostics.report(rules::output_not_ours,
                       "`" + folder.generic_string() + "` has no " + std::string(lock_path),
                       {"name another folder, or write into this one with --force"});
    return tree_differs;
  }
  int status = success;
  const auto check = [&](const std::string& name, const std::set<std::string>& digests,
                         const std::string* wanted) {
    const auto content = read_file(folder / name);
    if (!content || digests.contains(sha256(*content)) ||
        (wanted != nullptr && *content == *wanted))
      return;
    diagnostics.report(rules::output_edited, "`" + (folder / name).generic_string() + "`",
                       {"move the change to src/, or overwrite it with --force"});
    status = tree_differs;
  };
  for (const auto& file : tree) {
    if (file.ownership != Ownership::generated || file.path == lock_path) continue;
    const auto known_file = known->find(file.path);
    check(file.path, known_file == known->end() ? std::set<std::string>() : known_file->second,
          &file.content);
  }
  for (const auto& [name, digests] : obsolete_files(*known, paths_of(tree), folder)) {
    check(name, digests, nullptr);
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
  const auto fail_moving = [&](const std::string& reason) {
    diagnostics.report(rules::output_unwritable, reason,
                       {"some files were moved to their places; the same command again goes on"});
    return fault;
  };
  if (const auto reason = finish_interrupted(folder); !reason.empty()) return fail_moving(reason);
  const Digests known = read_lock(folder / lock_path).value_or(Digests());
  const Digests obsolete = obsolete_files(known, paths_of(tree), folder);
  Staging staging;
  std::size_t locks = 0;  // staged as the first file, when it changes
  const auto stage = [&](const emit::OutputFile& file) -> int {
    const fs::path path = folder / file.path;
    std::error_code error;
    if (file.ownership == Ownership::once && fs::exists(path, error)) return success;
    if (!options.rewrite_unchanged) {
      const auto content = read_file(path);
      if (content && *content == file.content) {
        // Of a run that had the same lock, and was killed.
        if (!link_below(folder, file.path)) fs::remove(on_its_way(path), error);
        return success;
      }
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
    return success;
  };
  if (const int status = stage(tree.back()); status != success) return status;
  locks = written;
  for (auto file = tree.begin(); file != std::prev(tree.end()); ++file) {
    if (const int status = stage(*file); status != success) return status;
  }
  if (!options.depfile.empty()) {
    if (const auto reason = staging.add(options.depfile, options.depfile_text); !reason.empty()) {
      return fail("`" + options.depfile.generic_string() + "`: " + reason);
    }
  }
  if (const auto reason = staging.commit(locks); !reason.empty()) return fail_moving(reason);
  if (const auto reason = remove_files(obsolete, folder); !reason.empty())
    return fail_moving(reason);
  if (const auto reason = staging.commit(0); !reason.empty()) return fail_moving(reason);
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
  const Digests known = read_known(folder).value_or(Digests());
  for (const auto& [name, digests] : obsolete_files(known, paths_of(tree), folder)) {
    differs(name, "is no longer part of the project");
  }
  return status;
}

}  // namespace mcpcc::driver
