#include "openapi/parts.h"

namespace mcpcc::openapi {

using source::Node;

std::vector<Tag> read_tags(const Node& root, Reader& reader) {
  std::vector<Tag> result;
  const Node* tags = reader.array(root, "tags");
  if (tags == nullptr) return result;
  const auto scope = reader.enter("tags");
  std::size_t index = 0;
  for (const Node& node : tags->items()) {
    const auto inner = reader.enter(index++);
    if (!node.is_object()) {
      reader.wrong_type(node, "an object");
      continue;
    }
    reader.check_fields(node, Object::tag);
    reader.require(node, "name");
    Tag& tag = result.emplace_back();
    tag.name = reader.located_text(node, "name");
    // Large documents keep descriptions behind references that no version knows.
    if (const Node* text = node.find("description"); text != nullptr && text->is_string()) {
      tag.description = text->string();
    }
    if (!reader.is_at_least(Version::v3_2)) continue;
    tag.summary = reader.text(node, "summary");
    tag.parent = reader.located_text(node, "parent");
    tag.kind = reader.text(node, "kind");
  }
  return result;
}

}  // namespace mcpcc::openapi
