#include "structure/instance.h"

#include <algorithm>
#include <vector>

#include "json/assembler.h"

namespace mcpcc::structure {

using source::Kind;
using source::Node;

std::optional<Instance> to_instance(const Node& root, std::size_t max_values) {
  struct Frame {
    const Node* node;
    std::size_t next;          // child
    std::size_t pointer_size;  // to its children
  };
  mcp::json::Assembler out;
  std::vector<Frame> frames;
  std::size_t values = 0, longest_pointer = 0;
  const auto add = [&](const Node& node, std::size_t pointer_size) {
    ++values;
    longest_pointer = std::max(longest_pointer, pointer_size);
    switch (node.kind()) {
      case Kind::null:
        return out.null();
      case Kind::boolean:
        return out.boolean(node.boolean());
      case Kind::number:
        return out.number(node.number());
      case Kind::string:
        return out.string(node.string());
      case Kind::array:
        out.start_array();
        break;
      case Kind::object:
        out.start_object();
        break;
    }
    frames.push_back({&node, 0, pointer_size});
  };
  add(root, 0);
  while (!frames.empty()) {
    if (values > max_values) return std::nullopt;
    const Node& node = *frames.back().node;
    const std::size_t child = frames.back().next++;
    const std::size_t before = frames.back().pointer_size;
    if (node.is_array() && child < node.items().size()) {
      add(node.items()[child], before);
    } else if (node.is_object() && child < node.members().size()) {
      out.key(node.members()[child].key);
      add(node.members()[child].value, before + node.members()[child].key.size());
    } else {
      out.finish();
      frames.pop_back();
    }
  }
  return Instance{out.take(), longest_pointer};
}

}  // namespace mcpcc::structure
