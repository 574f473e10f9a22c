// What parse() needs of the two front ends. Internal to this folder.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "source/node.h"
#include "source/parse.h"
#include "support/diagnostics.h"
#include "support/source.h"

namespace mcpcc::source {

/// A file whose text is known to be UTF-8, shorter than 4 GiB and not blank.
struct Input {
  const SourceFile& source;
  std::uint32_t file;
  const Limits& limits;
};

struct JsonResult {
  std::optional<Tree> tree;  ///< none: reported why
  bool may_be_yaml = false;  ///< without a tree: what JSON refused is something that YAML allows
};

JsonResult read_json(const Input& input, Diagnostics& diagnostics);
std::optional<Tree> read_yaml(const Input& input, Diagnostics& diagnostics);

}  // namespace mcpcc::source
