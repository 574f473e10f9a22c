// Nodes that no file holds: what a later stage makes of other nodes. They keep the places of what
// they were made from.
#pragma once

#include <cstdint>
#include <memory>
#include <memory_resource>
#include <string_view>
#include <vector>

#include "source/node.h"

namespace mcpcc::source {

/// Makes nodes and owns them and their texts. What is put into a node is shared, not copied, so the
/// trees it comes from must live as long. Moving the factory moves no node.
class NodeFactory {
 public:
  Node null(Span at) { return make(Kind::null, nullptr, 0, at); }
  Node boolean(bool value, Span at);
  /// `digits` must be a valid JSON number.
  Node number(std::string_view digits, Span at) { return text(Kind::number, digits, at); }
  Node string(std::string_view value, Span at) { return text(Kind::string, value, at); }
  Node array(const std::vector<Node>& items, Span at);
  /// Of members with equal keys the last one counts.
  Node object(const std::vector<Member>& members, Span at);
  Member member(std::string_view key, const Node& value);
  /// The same value at another place, its children as they are.
  static Node at(const Node& node, Span place);
  /// A node that stays where it is, for places that hold pointers.
  const Node* keep(const Node& node);

 private:
  Node text(Kind kind, std::string_view value, Span at);
  std::string_view keep_text(std::string_view value);
  static Node make(Kind kind, const void* data, std::size_t count, Span at);

  std::unique_ptr<std::pmr::monotonic_buffer_resource> memory_ =
      std::make_unique<std::pmr::monotonic_buffer_resource>(1 << 12);
};

}  // namespace mcpcc::source
