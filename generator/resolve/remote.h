// How documents of other hosts are read. References see only this; fetch/ does it.
#pragma once

#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "support/rules.h"

namespace mcpcc::resolve {

struct RemoteDocument {
  std::string text;
  std::string url;  ///< where it is, after redirects: references in it are seen from there
  std::filesystem::path path;  ///< its copy on disk, canonical
};

/// Why there is none. Holds no credentials and no query of a URL.
struct RemoteFailure {
  const Rule* rule = nullptr;
  std::string detail;
  std::vector<std::string> hints;
};

using RemoteResult = std::variant<RemoteDocument, RemoteFailure>;

/// Who says that a URL is to be read, which decides whether it may be.
enum class NamedBy : unsigned char {
  document,   ///< the user, as the document; references may lead to its origin
  user,       ///< the user, as a file beside the document
  reference,  ///< a document
};

class RemoteAccess {
 public:
  virtual ~RemoteAccess() = default;
  /// The document of the absolute http(s) `url`. Asked again, the answer is the same.
  virtual RemoteResult read(const std::string& url, NamedBy named_by) = 0;
};

}  // namespace mcpcc::resolve
