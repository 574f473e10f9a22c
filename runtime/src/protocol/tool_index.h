// Finding a tool by its name.
#pragma once

#include <mcp/tool.h>

#include <string_view>
#include <unordered_map>

namespace mcp::protocol {

/// Index of the tools of one server, which must outlive it. Built by the first look-up, so that a
/// server that is only asked what it is does not pay for it. One thread at a time.
class ToolIndex {
 public:
  explicit ToolIndex(const Server& server) : server_(server) {}

  const Tool* find(std::string_view name);

 private:
  const Server& server_;
  std::unordered_map<std::string_view, const Tool*> tools_;
};

}  // namespace mcp::protocol
