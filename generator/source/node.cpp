#include "source/node.h"

#include <algorithm>

#include "source/key_order.h"

namespace mcpcc::source {

std::string_view describe(Kind kind) {
  switch (kind) {
    case Kind::null:
      return "null";
    case Kind::boolean:
      return "a boolean";
    case Kind::number:
      return "a number";
    case Kind::string:
      return "a string";
    case Kind::array:
      return "an array";
    case Kind::object:
      return "an object";
  }
  return "";
}

const Member* Node::find_member(std::string_view key) const {
  if (!is_object()) return nullptr;
  const std::span<const Member> all = members();
  if (!flag_) {
    const auto found =
        std::find_if(all.begin(), all.end(), [key](const Member& m) { return m.key == key; });
    return found == all.end() ? nullptr : &*found;
  }
  // Builder puts an array of all positions, ordered by key, right behind the members.
  const auto* index =
      static_cast<const std::uint32_t*>(static_cast<const void*>(all.data() + all.size()));
  const auto* end = index + all.size();
  const auto* found = std::lower_bound(index, end, key, [&](std::uint32_t i, std::string_view k) {
    return key_less(all[i].key, k);
  });
  return found != end && all[*found].key == key ? &all[*found] : nullptr;
}

const Node* Node::find(std::string_view key) const {
  const Member* member = find_member(key);
  return member ? &member->value : nullptr;
}

}  // namespace mcpcc::source
