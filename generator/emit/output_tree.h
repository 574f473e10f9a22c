// What an emitter gives: paths and bytes. The driver writes them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mcpcc::emit {

enum class Ownership : unsigned char {
  generated,  ///< rewritten by every run
  once,       ///< written when it does not exist, then the user's
};

struct OutputFile {
  std::string path;  ///< relative, `/` between folders, never `..`
  std::string content;
  Ownership ownership = Ownership::generated;
};

/// Files in a fixed order.
using OutputTree = std::vector<OutputFile>;

}  // namespace mcpcc::emit
