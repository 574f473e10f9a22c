// The properties of a schema, found by name in constant time.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace mcp::schema {

struct Node;

struct Property {
  static constexpr std::uint32_t not_required = 0xFFFFFFFF;

  std::string_view name;
  const Node* schema = nullptr;           // nullptr: `required` alone names it
  std::uint32_t required = not_required;  // its place in `required`
};

/// Open addressing. The names belong to the schema's author, who can only slow down his own schema.
class PropertyTable {
 public:
  /// The property `name`, made if it is not there yet. The reference lasts until the next call.
  Property& add(std::string_view name) {
    if (Property* known = find(name)) return *known;
    properties_.push_back({name});
    if (properties_.size() * 2 > slots_.size()) {
      grow();
    } else {
      insert(static_cast<std::uint32_t>(properties_.size() - 1));
    }
    return properties_.back();
  }

  const Property* find(std::string_view name) const {
    if (slots_.empty()) return nullptr;
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t i = hash(name) & mask;; i = (i + 1) & mask) {
      if (slots_[i] == free) return nullptr;
      const Property& property = properties_[slots_[i]];
      if (property.name == name) return &property;
    }
  }

  /// In the order they were added.
  const std::vector<Property>& all() const { return properties_; }
  bool empty() const { return properties_.empty(); }

 private:
  static constexpr std::uint32_t free = 0xFFFFFFFF;

  Property* find(std::string_view name) {
    return const_cast<Property*>(static_cast<const PropertyTable*>(this)->find(name));
  }

  // FNV-1a: names are short.
  static std::size_t hash(std::string_view name) {
    std::uint64_t out = 0xCBF29CE484222325U;
    for (const char c : name) out = (out ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
    return static_cast<std::size_t>(out ^ (out >> 29U));
  }

  void insert(std::uint32_t index) {
    const std::size_t mask = slots_.size() - 1;
    std::size_t i = hash(properties_[index].name) & mask;
    while (slots_[i] != free) i = (i + 1) & mask;
    slots_[i] = index;
  }

  void grow() {
    slots_.assign(slots_.empty() ? 8 : slots_.size() * 2, free);
    for (std::uint32_t i = 0; i < properties_.size(); ++i) insert(i);
  }

  std::vector<Property> properties_;
  std::vector<std::uint32_t> slots_;
};

}  // namespace mcp::schema
