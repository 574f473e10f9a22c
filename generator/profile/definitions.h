// The definitions of a server, parsed once for all its tools.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ir/ir.h"
#include "json/value.h"

namespace mcpcc::profile {

/// `text`, which the compiler wrote, as a tree.
mcp::json::Document parse(std::string text);

class Definitions {
 public:
  /// `server` must outlive this and keep its definitions.
  explicit Definitions(const ir::Server& server);

  /// The index of what `#/$defs/<name>` leads to; nullopt: `reference` is no such reference.
  std::optional<std::size_t> find(std::string_view reference) const;

  const std::string& name(std::size_t index) const { return definitions_[index].name; }
  const mcp::json::Value& schema(std::size_t index);

  /// The indices of all that `schema` refers to, and of what those refer to, in the order of the
  /// server.
  std::vector<std::size_t> reached_from(const mcp::json::Value& schema);

 private:
  const std::vector<std::size_t>& references(std::size_t index);

  const std::vector<ir::Definition>& definitions_;
  std::unordered_map<std::string_view, std::size_t> by_name_;
  std::vector<std::optional<mcp::json::Document>> parsed_;
  std::vector<std::optional<std::vector<std::size_t>>> references_;
};

}  // namespace mcpcc::profile
