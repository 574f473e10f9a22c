// The node tree: what JSON and YAML both become. Nothing after this stage knows which it was. Texts
// that stand in the file as they are (no escapes, no folded lines) are not copied: a Tree must not
// outlive the Sources it was parsed from.
#pragma once

#include <cstdint>
#include <memory>
#include <memory_resource>
#include <span>
#include <string_view>

#include "support/source.h"

namespace mcpcc::source {

enum class Kind : std::uint8_t { null, boolean, number, string, array, object };

/// "a string", "an object" ...: for messages.
std::string_view describe(Kind kind);

struct Member;

/// One value of a document, with the place it was written at. Small, immutable, owned by a Tree.
/// Aliased YAML values share children, so a node's address names a value only together with its
/// span.
class Node {
 public:
  Kind kind() const { return kind_; }
  bool is_null() const { return kind_ == Kind::null; }
  bool is_boolean() const { return kind_ == Kind::boolean; }
  bool is_number() const { return kind_ == Kind::number; }
  bool is_string() const { return kind_ == Kind::string; }
  bool is_array() const { return kind_ == Kind::array; }
  bool is_object() const { return kind_ == Kind::object; }
  Span span() const { return {file_, begin_, end_}; }

  /// Preconditions: the kind of the same name.
  bool boolean() const { return flag_; }
  /// The digits as written, always a valid JSON number.
  std::string_view number() const { return {static_cast<const char*>(data_), count_}; }
  std::string_view string() const { return {static_cast<const char*>(data_), count_}; }
  std::span<const Node> items() const { return {static_cast<const Node*>(data_), count_}; }
  std::span<const Member> members() const;

  /// The value of member `key`; nullptr when absent or when this is no object. O(log n) in large
  /// objects.
  const Node* find(std::string_view key) const;
  const Member* find_member(std::string_view key) const;

 private:
  friend class Builder;
  friend class NodeFactory;
  const void* data_ = nullptr;
  std::uint32_t count_ = 0;
  std::uint32_t begin_ = 0;
  std::uint32_t end_ = 0;
  std::uint16_t file_ = 0;
  Kind kind_ = Kind::null;
  bool flag_ =
      false;  // of a boolean: its value; of an object: an index follows the members (see node.cpp)
};

/// Keys are unique in one object; merge keys are already applied.
struct Member {
  std::string_view key;
  Span key_span{};
  Node value;
};

inline std::span<const Member> Node::members() const {
  return {static_cast<const Member*>(data_), count_};
}

/// Whether the member `key` of `object` is there and true.
inline bool is_true(const Node& object, std::string_view key) {
  const Node* value = object.find(key);
  return value != nullptr && value->is_boolean() && value->boolean();
}

/// A parsed file: owns every node, and every text that is not in the file itself.
class Tree {
 public:
  const Node& root() const { return root_; }

 private:
  friend class Builder;
  friend class NodeFactory;
  std::unique_ptr<std::pmr::monotonic_buffer_resource> memory_ =
      std::make_unique<std::pmr::monotonic_buffer_resource>(1 << 16);
  Node root_;
};

}  // namespace mcpcc::source
