#include "openapi/reader.h"

#include <algorithm>
#include <array>

#include "support/text.h"

namespace mcpcc::openapi {

using source::Kind;
using source::Node;

Reader::Scope::Scope(Reader& reader, std::string_view token)
    : reader_(reader), size_(reader.pointer_.size()) {
  append_pointer_token(reader_.pointer_, token);
}

Reader::Scope::~Scope() { reader_.pointer_.resize(size_); }

void Reader::report(const Rule& rule, Span at, std::string detail, std::vector<std::string> hints) {
  diagnostics_.report(rule, at, pointer_, std::move(detail), std::move(hints));
}

void Reader::wrong_type(const Node& node, std::string_view wanted) {
  const Span at = node.is_object() || node.is_array() ? opening(node) : node.span();
  report(rules::openapi_wrong_type, at,
         "expected " + std::string(wanted) + ", found " + std::string(describe(node.kind())));
}

Span Reader::opening(const Node& node) {
  Span at = node.span();
  at.end = std::min(at.end, at.begin + 1);
  return at;
}

const Node* Reader::field(const Node& parent, std::string_view key, Kind kind) {
  const Node* node = parent.find(key);
  if (node == nullptr || node->kind() == kind) return node;
  const Scope scope = enter(key);
  wrong_type(*node, describe(kind));
  return nullptr;
}

const Node* Reader::object(const Node& parent, std::string_view key) {
  return field(parent, key, Kind::object);
}

const Node* Reader::array(const Node& parent, std::string_view key) {
  return field(parent, key, Kind::array);
}

std::string Reader::text(const Node& parent, std::string_view key) {
  const Node* node = field(parent, key, Kind::string);
  return node == nullptr ? std::string() : std::string(node->string());
}

Located<std::string> Reader::located_text(const Node& parent, std::string_view key) {
  const Node* node = field(parent, key, Kind::string);
  if (node == nullptr) return {};
  return {std::string(node->string()), node->span()};
}

std::vector<Located<std::string>> Reader::texts(const Node& parent, std::string_view key) {
  std::vector<Located<std::string>> result;
  const Node* node = array(parent, key);
  if (node == nullptr) return result;
  const Scope scope = enter(key);
  for (const Node& item : node->items()) {
    if (item.is_string()) {
      result.push_back({std::string(item.string()), item.span()});
    } else {
      wrong_type(item, "a string");
    }
  }
  return result;
}

std::optional<std::size_t> Reader::choice(const Node& parent, std::string_view key,
                                          const std::vector<std::string_view>& allowed) {
  const Node* node = field(parent, key, Kind::string);
  if (node == nullptr) return std::nullopt;
  const auto found = std::find(allowed.begin(), allowed.end(), node->string());
  if (found != allowed.end()) return static_cast<std::size_t>(found - allowed.begin());
  const Scope scope = enter(key);
  report(rules::openapi_unknown_value, node->span(), "`" + std::string(node->string()) + "`",
         suggest(node->string(), allowed));
  return std::nullopt;
}

Located<std::string> Reader::name(const Node& parent, std::string_view key) {
  require(parent, key);
  Located<std::string> result = located_text(parent, key);
  if (result.value.empty() && result.at.end > result.at.begin) {
    const Scope scope = enter(key);
    report(rules::openapi_unknown_value, result.at, "it is empty");
  }
  return result;
}

bool Reader::boolean(const Node& parent, std::string_view key) {
  const Node* node = field(parent, key, Kind::boolean);
  return node != nullptr && node->boolean();
}

std::string Reader::scalar(const Node& parent, std::string_view key) {
  const Node* node = parent.find(key);
  if (node == nullptr) return {};
  if (node->is_string()) return std::string(node->string());
  if (node->is_number()) return std::string(node->number());
  if (node->is_boolean()) return node->boolean() ? "true" : "false";
  const Scope scope = enter(key);
  wrong_type(*node, "a string");
  return {};
}

void Reader::require(const Node& parent, std::string_view key) {
  if (parent.find(key) == nullptr) {
    report(rules::openapi_missing_field, opening(parent), "`" + std::string(key) + "`");
  }
}

void Reader::report_newer_field(const Node& parent, std::string_view key, Version since) {
  const source::Member* member = parent.find_member(key);
  if (member == nullptr) return;
  constexpr std::array<std::string_view, 4> names = {"2.0", "3.0", "3.1", "3.2"};
  const Scope scope = enter(key);
  report(rules::openapi_unknown_field, member->key_span,
         "`" + std::string(key) + "` came with OpenAPI " +
             std::string(names[static_cast<std::size_t>(since)]));
}

}  // namespace mcpcc::openapi
