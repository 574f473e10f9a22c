// The properties of a schema, found by name in constant time.
#pragma once

#include <cstddef>
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
    if (const Property* known = find(name)) return const_cast<Property&>(*known);
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
    const Ends ends(name);
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t i = ends.hash() & mask;; i = (i + 1) & mask) {
      const Slot& slot = slots_[i];
      if (slot.index == free) return nullptr;
      if (slot.ends != ends) continue;
      const Property& property = properties_[slot.index];
      if (name.size() <= Ends::whole || property.name == name) return &property;
    }
  }

  /// In the order they were added.
  const std::vector<Property>& all() const { return properties_; }
  bool empty() const { return properties_.empty(); }

 private:
  static constexpr std::uint32_t free = 0xFFFFFFFF;

  /// The length, the first eight bytes and the last eight: all of a short name, and what most long
  /// ones of one object differ in.
  struct Ends {
    static constexpr std::size_t whole = 16;

    Ends() = default;
    explicit Ends(std::string_view name) : size(name.size()) {
      if (size >= 8) {
        std::memcpy(&first, name.data(), 8);
        std::memcpy(&last, name.data() + size - 8, 8);
      } else if (size >= 4) {
        // By way of a register: eight bytes of which four were just written are slow to read.
        std::uint32_t half = 0;
        std::memcpy(&half, name.data(), 4);
        first = half;
        std::memcpy(&half, name.data() + size - 4, 4);
        last = half;
      } else {
        for (const char c : name) first = first << 8U | static_cast<unsigned char>(c);
      }
    }
    bool operator==(const Ends&) const = default;
    std::size_t hash() const {
      std::uint64_t out = (first ^ size) * 0x9E3779B97F4A7C15U;
      out = (out ^ (out >> 32U) ^ last) * 0xD6E8FEB86659FD93U;
      return static_cast<std::size_t>(out ^ (out >> 32U));
    }

    std::uint64_t first = 0, last = 0;
    std::size_t size = 0;
  };

  struct Slot {
    Ends ends;
    std::uint32_t index = free;
  };

  void insert(std::uint32_t index) {
    const Ends ends(properties_[index].name);
    const std::size_t mask = slots_.size() - 1;
    std::size_t i = ends.hash() & mask;
    while (slots_[i].index != free) i = (i + 1) & mask;
    slots_[i] = {ends, index};
  }

  void grow() {
    slots_.assign(slots_.empty() ? 8 : slots_.size() * 2, {});
    for (std::uint32_t i = 0; i < properties_.size(); ++i) insert(i);
  }

  std::vector<Property> properties_;
  std::vector<Slot> slots_;
};

}  // namespace mcp::schema
