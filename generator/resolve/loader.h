// Files that references lead to. Local ones stay below one folder, the reference root; those of
// other hosts come through RemoteAccess, which decides what may be read.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "resolve/remote.h"
#include "source/parse.h"

namespace mcpcc::resolve {

/// How files are read; the driver gives the real file system, tests and fuzzers a map.
class FileAccess {
 public:
  virtual ~FileAccess() = default;
  /// The bytes of a file, but no more than one beyond `max_bytes`; nullopt with a reason in
  /// `error`. With `regular_only`, pipes and devices are refused: a reference must not make us
  /// wait.
  virtual std::optional<std::string> read(const std::filesystem::path& path, std::size_t max_bytes,
                                          bool regular_only, std::string& error) const = 0;
  /// `path` without `.`, `..` and symbolic links, as far as it exists.
  virtual std::filesystem::path canonical(const std::filesystem::path& path) const = 0;
};

struct File {
  std::uint32_t id = 0;              ///< in Sources
  std::filesystem::path path;        ///< canonical; empty: there is no file
  std::string url;                   ///< where it is, when another host has it and `path` is a copy
  std::optional<source::Tree> tree;  ///< nullopt: unreadable or malformed, already reported
  source::Node root;                 ///< of the tree, or what overlays made of it
  /// The file that references written in this one are seen from: itself, or the document when this
  /// is an overlay.
  std::uint32_t base = 0;
};

/// Loads each file once. Not thread safe.
class Loader {
 public:
  /// `remote` null: nothing of other hosts is read.
  Loader(const FileAccess& access, RemoteAccess* remote, Sources& sources, source::Limits limits,
         Diagnostics& diagnostics)
      : access_(access),
        remote_(remote),
        sources_(sources),
        limits_(limits),
        diagnostics_(diagnostics) {}

  // Below, a name is a path or an http(s) URL.

  /// The document itself. `root` is the folder references may not leave; empty: the document's own.
  const File& load_document(const std::string& name, const std::filesystem::path& root);
  /// The document from a text that has no file, such as standard input. References are seen from
  /// the folder `root`; empty: those to files are refused.
  const File& load_text(std::string name, std::string text, const std::filesystem::path& root);

  /// The user's mcpcc.yaml, which may lie anywhere. A key that stands twice is an error in it.
  const File& load_configuration(const std::string& name);
  /// An overlay, which may lie anywhere. References written in it are seen from the document, which
  /// they become part of. The document must be loaded before.
  const File& load_overlay(const std::string& name);
  /// What references lead into, from now on, when they name the document.
  void replace_document_root(const source::Node& root) { files_.front()->root = root; }

  /// The file that `target`, the text of a `$ref`, names, seen from file `from`; nullptr when it
  /// may not or cannot be read, which is reported at `at`. The same file gives the same result.
  const File* load_reference(std::uint32_t from, std::string_view target, Span at,
                             const std::string& pointer);

  /// The bytes of all files read.
  const Sources& sources() const { return sources_; }
  const File& file(std::uint32_t id) const { return *files_[id]; }
  /// The file that references written in file `id` are seen from.
  const File& base(std::uint32_t id) const { return *files_[files_[id]->base]; }
  /// Canonical paths of all files read, in the order of their ids.
  std::vector<std::filesystem::path> paths() const;

  /// The files that say another version of OpenAPI than the document's.
  const std::set<std::uint32_t>& other_versions() const { return other_versions_; }

 private:
  const File* find_reference(std::uint32_t from, std::string_view target, Span at,
                             const std::string& pointer);
  // Whether a file that `at` leads to is of the document's version, where it says its own.
  void check_version(const File& file, Span at, const std::string& pointer);
  const File& add(std::filesystem::path path, std::string name, std::string text);
  const File& add_unread(std::string name);
  const File& load_named(const std::string& name);
  const File& add_remote(const std::string& url, RemoteDocument document);
  const File& load_url(const std::string& url, NamedBy named_by);
  const File* load_remote_reference(std::string_view target, std::string_view base, Span at,
                                    const std::string& pointer);
  const File* load_local_reference(std::uint32_t from, const std::string& relative, Span at,
                                   const std::string& pointer);
  const FileAccess& access_;
  RemoteAccess* remote_;
  Sources& sources_;
  source::Limits limits_;
  Diagnostics& diagnostics_;
  std::filesystem::path root_;             // canonical; empty: no file may be referenced
  std::filesystem::path document_folder_;  // canonical; names are shown relative to it
  std::string shown_folder_;               // the document's folder as the user wrote it
  std::vector<std::unique_ptr<File>> files_;
  std::set<std::uint32_t> checked_, other_versions_;  // by check_version()
  std::map<std::filesystem::path, std::size_t> by_path_;
  std::map<std::string, std::size_t, std::less<>> by_url_;
};

}  // namespace mcpcc::resolve
