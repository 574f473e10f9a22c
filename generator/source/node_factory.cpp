#include "source/node_factory.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "source/key_order.h"

namespace mcpcc::source {

Node NodeFactory::make(Kind kind, const void* data, std::size_t count, Span at) {
  Node node;
  node.kind_ = kind;
  node.data_ = data;
  node.count_ = static_cast<std::uint32_t>(count);
  node.begin_ = at.begin;
  node.end_ = at.end;
  node.file_ = static_cast<std::uint16_t>(at.file);
  return node;
}

Node NodeFactory::boolean(bool value, Span at) {
  Node node = make(Kind::boolean, nullptr, 0, at);
  node.flag_ = value;
  return node;
}

std::string_view NodeFactory::keep_text(std::string_view value) {
  if (value.empty()) return {};
  auto* data = static_cast<char*>(memory_->allocate(value.size(), 1));
  std::memcpy(data, value.data(), value.size());
  return {data, value.size()};
}

Node NodeFactory::text(Kind kind, std::string_view value, Span at) {
  const std::string_view kept = keep_text(value);
  return make(kind, kept.data(), kept.size(), at);
}

Node NodeFactory::array(const std::vector<Node>& items, Span at) {
  if (items.empty()) return make(Kind::array, nullptr, 0, at);
  void* data = memory_->allocate(items.size() * sizeof(Node), alignof(Node));
  std::uninitialized_copy(items.begin(), items.end(), static_cast<Node*>(data));
  return make(Kind::array, data, items.size(), at);
}

Node NodeFactory::object(const std::vector<Member>& members, Span at) {
  std::vector<std::uint32_t> order(members.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return key_less(members[a].key, members[b].key);
  });
  // Of equal keys the last stays, in the place of the first.
  std::vector<const Member*> kept(members.size(), nullptr);
  for (std::size_t i = 0; i < order.size();) {
    std::size_t end = i + 1;
    while (end < order.size() && members[order[end]].key == members[order[i]].key) ++end;
    kept[order[i]] = &members[order[end - 1]];
    i = end;
  }
  std::vector<Member> distinct;
  distinct.reserve(members.size());
  for (const Member* member : kept) {
    if (member != nullptr) distinct.push_back(*member);
  }
  if (distinct.empty()) return make(Kind::object, nullptr, 0, at);

  const bool indexed = distinct.size() >= indexed_from;
  const std::size_t size = distinct.size() * sizeof(Member);
  void* data = memory_->allocate(size + (indexed ? distinct.size() * sizeof(std::uint32_t) : 0),
                                 alignof(Member));
  Member* end =
      std::uninitialized_copy(distinct.begin(), distinct.end(), static_cast<Member*>(data));
  if (indexed) {
    std::vector<std::uint32_t> index(distinct.size());
    std::iota(index.begin(), index.end(), 0);
    std::sort(index.begin(), index.end(), [&](std::uint32_t a, std::uint32_t b) {
      return key_less(distinct[a].key, distinct[b].key);
    });
    std::memcpy(static_cast<void*>(end), index.data(), index.size() * sizeof(std::uint32_t));
  }
  Node node = make(Kind::object, data, distinct.size(), at);
  node.flag_ = indexed;
  return node;
}

Member NodeFactory::member(std::string_view key, const Node& value) {
  return {keep_text(key), value.span(), value};
}

Node NodeFactory::at(const Node& node, Span place) {
  Node result = node;
  result.begin_ = place.begin;
  result.end_ = place.end;
  result.file_ = static_cast<std::uint16_t>(place.file);
  return result;
}

const Node* NodeFactory::keep(const Node& node) {
  void* data = memory_->allocate(sizeof(Node), alignof(Node));
  return new (data) Node(node);
}

}  // namespace mcpcc::source
