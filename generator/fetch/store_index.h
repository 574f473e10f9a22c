// The index of a store, as JSON.
#pragma once

#include <map>
#include <optional>
#include <string>

namespace mcpcc::fetch {

struct IndexEntry {
  std::string url;       ///< without its query, which may be secret: the file's name stands for it
  std::string found_at;  ///< after redirects; empty: at `url`
  std::string sha256;    ///< of the copy
  std::string media_type;  ///< as the server said; empty: not
};

/// By the name of the copy.
using Index = std::map<std::string, IndexEntry, std::less<>>;

/// nullopt when `text` is not what to_json() writes.
std::optional<Index> read_index(const std::string& text);
std::string to_json(const Index& index);

/// The name of the copy of `url`: readable, and no other URL's. It ends in `.json` or `.yaml` when
/// the path of the URL does.
std::string copy_name(const std::string& url);

}  // namespace mcpcc::fetch
