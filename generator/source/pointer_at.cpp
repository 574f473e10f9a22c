#include "source/pointer_at.h"

#include "support/text.h"

namespace mcpcc::source {

namespace {

bool holds(Span outer, Span inner) {
  return outer.file == inner.file && outer.begin <= inner.begin && inner.end <= outer.end;
}

}  // namespace

std::string pointer_at(const Node& root, Span at) {
  std::string pointer = "#";
  const Node* node = &root;
  while (node != nullptr) {
    const Node* next = nullptr;
    if (node->is_object()) {
      for (const auto& member : node->members()) {
        if (!holds(member.value.span(), at) && !holds(member.key_span, at)) continue;
        append_pointer_token(pointer, member.key);
        next = &member.value;
        break;
      }
    } else if (node->is_array()) {
      std::size_t index = 0;
      for (const Node& item : node->items()) {
        if (holds(item.span(), at)) {
          pointer += '/' + std::to_string(index);
          next = &item;
          break;
        }
        ++index;
      }
    }
    node = next;
  }
  return pointer;
}

}  // namespace mcpcc::source
