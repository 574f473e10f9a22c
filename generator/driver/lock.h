// mcpcc.lock: what a project was made from and what was written (schemas/lock.schema.json).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emit/output_tree.h"
#include "resolve/loader.h"

namespace mcpcc::driver {

inline constexpr std::string_view lock_path = "mcpcc.lock";

/// Names relative to the document, and digests.
using InputDigests = std::vector<std::pair<std::string, std::string>>;

struct Lock {
  std::string compiler_version;
  std::string server_name;
  InputDigests inputs;
  std::map<std::string, std::string, std::less<>> outputs;  ///< path, digest; generated files only
};

/// Digests of every file that was read. Takes a while for large documents, and changes nothing that
/// it is given.
InputDigests digest_inputs(const Sources& sources, const resolve::Loader& loader);
Lock make_lock(const std::string& server_name, InputDigests inputs, const emit::OutputTree& tree);
std::string to_json(const Lock& lock);
/// The digests of generated files in a lock file's text; nullopt when it is none.
std::optional<std::map<std::string, std::string, std::less<>>> read_outputs(
    const std::string& text);

}  // namespace mcpcc::driver
