// Copies of remote documents, `.mcpcc/remote/` beside the document: files that the user commits, so
// that every later run, and every clone, reads them instead of the network. `index.json` says what
// they are (schemas/remote-index.schema.json).
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "fetch/fetch.h"
#include "resolve/loader.h"

namespace mcpcc::fetch {

inline constexpr std::string_view store_folder = ".mcpcc/remote";

class Store {
 public:
  /// The store beside a document in `folder`; nothing is read or written yet. `files` has to
  /// outlive it.
  Store(const resolve::FileAccess& files, const std::filesystem::path& folder);

  struct Copy {
    std::string text;
    std::string url;  ///< as Fetched::url
    std::filesystem::path path;
  };
  /// The copy of the canonical `url`; nullopt without `failure` when there is none. Its digest is
  /// checked.
  std::optional<Copy> find(const std::string& url, std::size_t max_bytes,
                           std::optional<resolve::RemoteFailure>& failure) const;

  /// Writes a copy of what `url` gave and its entry, which other processes may be doing as well.
  /// The path of the copy, or nullopt with a reason in `error`.
  std::optional<std::filesystem::path> keep(const std::string& url, const Fetched& fetched,
                                            std::string& error) const;

 private:
  std::string shown(const std::string& name) const;

  const resolve::FileAccess& files_;
  std::filesystem::path folder_;  // canonical, unless something of it is a symbolic link
  bool is_link_ = false;
};

}  // namespace mcpcc::fetch
