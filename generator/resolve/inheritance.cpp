#include "resolve/inheritance.h"

#include <algorithm>

#include "support/text.h"

namespace mcpcc::resolve {

using source::Node;

NamedSchemas::NamedSchemas(const Node& root, openapi::Version version) {
  const bool is_2_0 = version == openapi::Version::v2_0;
  const Node* holder = is_2_0 ? &root : root.find("components");
  const Node* schemas =
      holder == nullptr ? nullptr : holder->find(is_2_0 ? "definitions" : "schemas");
  prefix_ = is_2_0 ? "#/definitions/" : "#/components/schemas/";
  if (schemas == nullptr || !schemas->is_object()) return;
  for (const auto& member : schemas->members()) {
    by_name_.emplace(member.key, all_.size());
    if (member.value.is_object() && !member.value.members().empty()) {
      by_members_.emplace(member.value.members().data(), all_.size());
    }
    all_.push_back({member.key, &member.value});
  }
  children_.resize(all_.size());
  for (std::size_t i = 0; i < all_.size(); ++i) {
    const Node* parts = all_[i].schema->find("allOf");
    if (parts == nullptr || !parts->is_array()) continue;
    for (const Node& part : parts->items()) {
      const Node* reference = part.find("$ref");
      if (reference == nullptr || !reference->is_string()) continue;
      const std::string_view text = reference->string();
      if (!text.starts_with(prefix_)) continue;
      const auto parent = find_name(text);
      if (parent != by_name_.end()) children_[parent->second].push_back(i);
    }
  }
}

std::unordered_map<std::string_view, std::size_t>::const_iterator NamedSchemas::find_name(
    std::string_view reference) const {
  return by_name_.find(unescape_pointer_token(reference.substr(prefix_.size())));
}

const Node* NamedSchemas::find(std::string_view value) const {
  auto found = by_name_.find(value);
  if (found == by_name_.end() && value.starts_with(prefix_)) {
    found = find_name(value);
  }
  return found == by_name_.end() ? nullptr : all_[found->second].schema;
}

std::vector<NamedSchema> NamedSchemas::heirs(const Node& schema) const {
  if (!schema.is_object()) return {};
  const auto found = by_members_.find(schema.members().data());
  if (found == by_members_.end()) return {};
  std::vector<bool> is_heir(all_.size(), false);
  std::vector<std::size_t> pending{found->second};
  while (!pending.empty()) {
    const std::size_t next = pending.back();
    pending.pop_back();
    for (const std::size_t child : children_[next]) {
      if (child == found->second || is_heir[child]) continue;
      is_heir[child] = true;
      if (all_[child].schema->find("discriminator") == nullptr) pending.push_back(child);
    }
  }
  std::vector<NamedSchema> result;
  for (std::size_t i = 0; i < all_.size(); ++i) {
    if (is_heir[i]) result.push_back(all_[i]);
  }
  return result;
}

}  // namespace mcpcc::resolve
