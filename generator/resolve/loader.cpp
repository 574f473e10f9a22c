#include "resolve/loader.h"

#include <algorithm>
#include <utility>

#include "resolve/uri.h"

namespace mcpcc::resolve {

namespace fs = std::filesystem;

namespace {

bool is_below(const fs::path& path, const fs::path& root) {
  const auto [root_end, unused] = std::mismatch(root.begin(), root.end(), path.begin(), path.end());
  return root_end == root.end();
}

// Of a document: "3.1" of 3.1.0; empty: none. Patch versions make no difference.
std::string_view minor_version(const source::Node& root) {
  const source::Node* version = root.find("openapi");
  if (version == nullptr) version = root.find("swagger");
  if (version == nullptr || (!version->is_string() && !version->is_number())) return {};
  const std::string_view text = version->is_string() ? version->string() : version->number();
  const auto dot = text.find('.');
  return dot == std::string_view::npos ? std::string_view()
                                       : text.substr(0, text.find('.', dot + 1));
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

const File& Loader::add_unread(std::string name) {
  files_.push_back(std::make_unique<File>());
  files_.back()->id = sources_.add(std::move(name), {});
  files_.back()->base = files_.back()->id;
  return *files_.back();
}

const File& Loader::add_remote(const std::string& url, RemoteDocument document) {
  // A query may hold a secret, and names are shown.
  add({}, document.url.substr(0, document.url.find('?')), std::move(document.text));
  File& file = *files_.back();
  file.path = std::move(document.path);
  by_url_.emplace(url, file.id);
  by_url_.emplace(document.url, file.id);
  file.url = std::move(document.url);
  return file;
}

const File& Loader::load_document(const std::string& name, const fs::path& root) {
  if (is_http_url(name)) return load_url(name, NamedBy::document);
  const fs::path canonical = access_.canonical(name);
  document_folder_ = canonical.parent_path();
  root_ = root.empty() ? document_folder_ : access_.canonical(root);
  shown_folder_ = fs::path(name).parent_path().generic_string();
  return load_named(name);
}

const File& Loader::load_named(const std::string& name) {
  if (is_http_url(name)) return load_url(name, NamedBy::user);
  const fs::path canonical = access_.canonical(name);
  std::string error;
  auto text = access_.read(canonical, limits_.max_bytes, false, error);
  if (!text) {
    diagnostics_.report(rules::source_unreadable, "`" + name + "`: " + error);
    return add_unread(name);
  }
  return add(canonical, name, std::move(*text));
}

const File& Loader::load_configuration(const std::string& name) {
  const Rule* const of_documents =
      std::exchange(limits_.duplicate_key, &rules::configuration_duplicate_key);
  const File& file = load_named(name);
  limits_.duplicate_key = of_documents;
  return file;
}

const File& Loader::load_url(const std::string& url, NamedBy named_by) {
  const std::string wanted = resolve_uri(url, "");
  if (remote_ == nullptr) {
    diagnostics_.report(rules::ref_remote, "a URL that the command line names");
    return add_unread("<remote>");
  }
  RemoteResult result = remote_->read(wanted, named_by);
  if (auto* failure = std::get_if<RemoteFailure>(&result)) {
    diagnostics_.report(*failure->rule, std::move(failure->detail), std::move(failure->hints));
    return add_unread("<remote>");
  }
  return add_remote(wanted, std::move(std::get<RemoteDocument>(result)));
}

const File& Loader::load_overlay(const std::string& name) {
  load_named(name);
  File& file = *files_.back();
  file.base = files_.front()->id;
  // A reference to the same file means the file, not what its actions write into the document.
  const auto known = by_path_.find(file.path);
  if (known != by_path_.end() && known->second == file.id) by_path_.erase(known);
  std::erase_if(by_url_, [&](const auto& entry) { return entry.second == file.id; });
  return file;
}

const File& Loader::load_text(std::string name, std::string text, const fs::path& root) {
  if (!root.empty()) {
    root_ = document_folder_ = access_.canonical(root);
    shown_folder_ = root.generic_string();
  }
  return add({}, std::move(name), std::move(text));
}

const File* Loader::load_reference(std::uint32_t from, std::string_view target, Span at,
                                   const std::string& pointer) {
  const File* file = find_reference(from, target, at, pointer);
  if (file != nullptr && checked_.insert(file->id).second) check_version(*file, at, pointer);
  return file;
}

// OpenAPI 3.1.1, section 4.3, leaves documents of several versions to implementations.
void Loader::check_version(const File& file, Span at, const std::string& pointer) {
  const std::string_view found = minor_version(file.root);
  const std::string_view wanted = minor_version(files_.front()->root);
  if (found.empty() || wanted.empty() || found == wanted) return;
  other_versions_.insert(file.id);
  diagnostics_.report(rules::ref_other_version, at, pointer,
                      "`" + sources_[file.id].name() + "` is of " + std::string(found) +
                          ", read as " + std::string(wanted),
                      {"convert it to " + std::string(wanted)});
}

const File* Loader::find_reference(std::uint32_t from, std::string_view target, Span at,
                                   const std::string& pointer) {
  const std::string_view reference = target.substr(0, target.find('#'));
  if (const std::string& url = base(from).url; is_remote(reference) || !url.empty()) {
    return load_remote_reference(target, url, at, pointer);
  }
  return load_local_reference(from, percent_decode(reference), at, pointer);
}

const File* Loader::load_remote_reference(std::string_view target, std::string_view base_url,
                                          Span at, const std::string& pointer) {
  const std::string url = resolve_uri(base_url, target);
  const auto query = target.substr(0, target.find('#')).find('?');  // which may be secret
  if (query != std::string_view::npos) diagnostics_.hide(at);
  if (remote_ == nullptr || !is_http_url(url)) {
    diagnostics_.report(rules::ref_remote, at, pointer,
                        "`" + std::string(target.substr(0, query)) + "`",
                        {"store the document beside yours and refer to the file"});
    return nullptr;
  }
  if (const auto known = by_url_.find(url); known != by_url_.end()) {
    const File& file = *files_[known->second];
    return file.tree ? &file : nullptr;
  }
  RemoteResult result = remote_->read(url, NamedBy::reference);
  if (auto* failure = std::get_if<RemoteFailure>(&result)) {
    diagnostics_.report(*failure->rule, at, pointer, std::move(failure->detail),
                        std::move(failure->hints));
    return nullptr;
  }
  const File& file = add_remote(url, std::move(std::get<RemoteDocument>(result)));
  return file.tree ? &file : nullptr;
}

const File* Loader::load_local_reference(std::uint32_t from, const std::string& relative, Span at,
                                         const std::string& pointer) {
  const fs::path wanted(relative);
  const File& referrer = base(from);
  const fs::path folder = referrer.path.empty() ? document_folder_ : referrer.path.parent_path();
  // A line end could not be written in a depfile: the rest of the name would be a rule for Make.
  if (std::any_of(relative.begin(), relative.end(),
                  [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; })) {
    diagnostics_.report(rules::ref_unresolved, at, pointer,
                        "the file name holds a control character");
    return nullptr;
  }
  const fs::path canonical = access_.canonical(folder / wanted);
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
