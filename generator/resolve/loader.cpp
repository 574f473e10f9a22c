#include "resolve/loader.h"

#include <algorithm>

namespace mcpcc::resolve {

namespace fs = std::filesystem;

namespace {

bool is_below(const fs::path& path, const fs::path& root) {
  const auto [root_end, unused] = std::mismatch(root.begin(), root.end(), path.begin(), path.end());
  return root_end == root.end();
}

}  // namespace

const File& Loader::add(fs::path path, std::string name, std::string text) {
  auto file = std::make_unique<File>();
  file->id = sources_.add(std::move(name), std::move(text));
  file->base = file->id;
  file->path = std::move(path);
  file->tree = source::parse(sources_, file->id, limits_, diagnostics_);
  if (file->tree) file->root = file->tree->root();
  if (!file->path.empty()) by_path_.emplace(file->path, files_.size());
  files_.push_back(std::move(file));
  return *files_.back();
}

const File& Loader::load_document(const fs::path& path, const fs::path& root) {
  const fs::path canonical = access_.canonical(path);
  document_folder_ = canonical.parent_path();
  root_ = root.empty() ? document_folder_ : access_.canonical(root);
  shown_folder_ = path.parent_path().generic_string();
  return load_named(path);
}

const File& Loader::load_named(const fs::path& path) {
  const fs::path canonical = access_.canonical(path);
  std::string error;
  auto text = access_.read(canonical, limits_.max_bytes, false, error);
  if (!text) {
    diagnostics_.report(rules::source_unreadable, "`" + path.generic_string() + "`: " + error);
    files_.push_back(std::make_unique<File>());
    files_.back()->id = sources_.add(path.generic_string(), {});
    files_.back()->base = files_.back()->id;
    return *files_.back();
  }
  return add(canonical, path.generic_string(), std::move(*text));
}

const File& Loader::load_overlay(const fs::path& path) {
  load_named(path);
  File& file = *files_.back();
  file.base = files_.front()->id;
  // A reference to the same file means the file, not what its actions write into the document.
  const auto known = by_path_.find(file.path);
  if (known != by_path_.end() && known->second == file.id) by_path_.erase(known);
  return file;
}

const File& Loader::load_text(std::string name, std::string text) {
  return add({}, std::move(name), std::move(text));
}

const File* Loader::load_reference(std::uint32_t from, const std::string& relative, Span at,
                                   const std::string& pointer) {
  const fs::path wanted(relative);
  if (relative.find('\0') != std::string::npos) {
    diagnostics_.report(rules::ref_unresolved, at, pointer, "the file name holds a zero byte");
    return nullptr;
  }
  const fs::path canonical = access_.canonical(base(from).path.parent_path() / wanted);
  if (root_.empty() || wanted.is_absolute() || !is_below(canonical, root_)) {
    diagnostics_.report(rules::ref_outside_root, at, pointer, "`" + relative + "`",
                        {"name a folder that holds both files with --reference-root"});
    return nullptr;
  }
  if (const auto known = by_path_.find(canonical); known != by_path_.end()) {
    const File& file = *files_[known->second];
    return file.tree ? &file : nullptr;
  }
  std::string error;
  auto text = access_.read(canonical, limits_.max_bytes, true, error);
  if (!text) {
    diagnostics_.report(rules::ref_unresolved, at, pointer, "`" + relative + "`: " + error);
    return nullptr;
  }
  const fs::path name = canonical.lexically_relative(document_folder_);
  const File& file =
      add(canonical, (fs::path(shown_folder_) / name).generic_string(), std::move(*text));
  return file.tree ? &file : nullptr;
}

std::vector<fs::path> Loader::paths() const {
  std::vector<fs::path> result;
  for (const auto& file : files_) {
    if (!file->path.empty()) result.push_back(file->path);
  }
  return result;
}

}  // namespace mcpcc::resolve
