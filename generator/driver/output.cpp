#include "driver/output.h"

#include <cerrno>
#include <cstring>
#include <fstream>

#include "driver/digest.h"
#include "driver/lock.h"

namespace mcpcc::driver {

namespace fs = std::filesystem;
using emit::Ownership;

namespace {

std::optional<std::string> read_file(const fs::path& path) {
  std::string error;
  return Disk().read(path, std::size_t{1} << 30, true, error);
}

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
    temporary += ".mcpcc-new";
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

// What stands in the way of writing into `folder`.
int check_folder(const emit::OutputTree& tree, const fs::path& folder, Diagnostics& diagnostics) {
  std::error_code error;
  if (!fs::exists(folder, error)) return success;
  if (!fs::is_directory(folder, error)) {
    diagnostics.report(rules::output_not_ours, "`" + folder.generic_string() + "` is a file");
    return tree_differs;
  }
  const auto lock = read_file(folder / lock_path);
  const auto known = lock ? read_outputs(*lock) : std::nullopt;
  if (!known) {
    if (fs::is_empty(folder, error)) return success;
    diagnostics.report(rules::output_not_ours,
                       "`" + folder.generic_string() + "` has no " + std::string(lock_path),
                       {"name another folder, or write into this one with --force"});
    return tree_differs;
  }
  int status = success;
  for (const auto& file : tree) {
    const auto digest = known->find(file.path);
    if (digest == known->end()) continue;
    const auto content = read_file(folder / file.path);
    if (!content || sha256(*content) == digest->second || *content == file.content) continue;
    diagnostics.report(rules::output_edited, "`" + (folder / file.path).generic_string() + "`",
                       {"move the change to src/, or overwrite it with --force"});
    status = tree_differs;
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
  Staging staging;
  for (const auto& file : tree) {
    const fs::path path = folder / file.path;
    std::error_code error;
    if (file.ownership == Ownership::once && fs::exists(path, error)) continue;
    if (!options.rewrite_unchanged) {
      const auto content = read_file(path);
      if (content && *content == file.content) continue;
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
  return success;
}

int compare_tree(const emit::OutputTree& tree, const fs::path& folder, Diagnostics& diagnostics) {
  int status = success;
  for (const auto& file : tree) {
    if (file.ownership != Ownership::generated) continue;
    const auto content = read_file(folder / file.path);
    if (content && *content == file.content) continue;
    diagnostics.report(
        rules::output_differs,
        "`" + (folder / file.path).generic_string() + (content ? "` differs" : "` is missing"),
        {"run `mcpcc generate` again"});
    status = tree_differs;
  }
  return status;
}

}  // namespace mcpcc::driver
