// What a static program is made of: the packages whose files were linked into it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace mcpcc::image {

struct Component {
  std::string name;     ///< as its makers call it: `openssl`
  std::string version;  ///< of the package; empty: unknown
  std::string license;  ///< SPDX expression; empty: unknown
  std::string purl;     ///< package URL; empty: none
  enum class Use : unsigned char { linked, compiled, data } use = Use::linked;

  friend bool operator==(const Component&, const Component&) = default;
};

/// The packages of Debian to which `files` belong, each once, by name; then Boost, of which the
/// runtime includes headers, and the certificates of the image. Files of no package are left out,
/// and without dpkg the names of libraries are all there is.
std::vector<Component> find_components(const std::vector<std::filesystem::path>& files);

/// The files that a linker says it read (`ld --dependency-file`): a rule for Make.
std::vector<std::filesystem::path> read_linked_files(const std::string& dependencies);

}  // namespace mcpcc::image
