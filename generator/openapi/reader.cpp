#include "openapi/reader.h"

#include <algorithm>
#include <array>

#include "support/text.h"

namespace mcpcc::openapi {

using source::Kind;
using source::Node;

Reader::Scope::Scope(Reader& reader, std::string_view token)
    : reader_(reader), size_(reader.pointer_.size()) {
  // Every part of the model has its pointer: a key of a megabyte would stand in thousands of them.
  constexpr std::size_t longest = 1000;
  append_pointer_token(reader_.pointer_, token.substr(0, longest));
  if (token.size() > longest) reader_.pointer_ += "...";
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

std::string lower_case(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

Span Reader::opening(const Node& node) {
  Span at = node.span();
  at.end = std::min(at.end, at.begin + 1);
  return at;
}

void Reader::converted(const Node& node, std::string_view wanted) {
  const Span at = node.is_object() || node.is_array() ? opening(node) : node.span();
  report(rules::openapi_value_converted, at,
         "expected " + std::string(wanted) + ", found " + std::string(describe(node.kind())));
}

// The text that a scalar plainly means; nullopt: none, which is reported.
std::optional<std::string_view> Reader::text_of(const Node& node) {
  if (node.is_string()) return node.string();
  if (!node.is_number() && !node.is_boolean()) {
    wrong_type(node, "a string");
    return std::nullopt;
  }
  converted(node, "a string");
  return node.is_number() ? node.number() : node.boolean() ? "true" : "false";
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
  return located_text(parent, key).value;
}

Located<std::string> Reader::located_text(const Node& parent, std::string_view key) {
  const Node* node = parent.find(key);
  if (node == nullptr) return {};
  const Scope scope = enter(key);
  const auto value = text_of(*node);
  return value ? Located<std::string>{std::string(*value), node->span()} : Located<std::string>();
}

std::vector<Located<std::string>> Reader::texts(const Node& parent, std::string_view key) {
  std::vector<Located<std::string>> result;
  const Node* node = parent.find(key);
  if (node == nullptr) return result;
  const Scope scope = enter(key);
  if (node->is_string()) {
    converted(*node, "an array");
    return {{std::string(node->string()), node->span()}};
  }
  if (!node->is_array()) {
    wrong_type(*node, "an array");
    return result;
  }
  for (const Node& item : node->items()) {
    if (const auto value = text_of(item)) result.push_back({std::string(*value), item.span()});
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
  const auto meant = std::find_if(allowed.begin(), allowed.end(), [&](std::string_view value) {
    return lower_case(value) == lower_case(node->string());
  });
  if (meant != allowed.end()) {
    report(rules::openapi_unknown_value, node->span(),
           "`" + std::string(node->string()) + "`, read as `" + std::string(*meant) + "`");
    return static_cast<std::size_t>(meant - allowed.begin());
  }
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
  const Node* node = parent.find(key);
  if (node == nullptr) return false;
  if (node->is_boolean()) return node->boolean();
  const Scope scope = enter(key);
  // YAML 1.1 has more words for them than the schema that JSON and YAML 1.2 share.
  constexpr std::array<std::string_view, 6> words = {"true", "True", "TRUE", "yes", "Yes", "YES"};
  constexpr std::array<std::string_view, 6> other = {"false", "False", "FALSE", "no", "No", "NO"};
  const std::string_view text = node->is_string() ? node->string() : std::string_view();
  const bool is_true = std::find(words.begin(), words.end(), text) != words.end();
  if (is_true || std::find(other.begin(), other.end(), text) != other.end()) {
    converted(*node, "a boolean");
  } else {
    wrong_type(*node, "a boolean");
  }
  return is_true;
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

void Reader::check_fields(const Node& node, Object kind) {
  constexpr std::array<std::string_view, 4> versions = {"2.0", "3.0", "3.1", "3.2"};
  const Version version = document_.version;
  for (const auto& [key, key_span, value] : node.members()) {
    if (has_field(kind, key, version) || key.starts_with("x-")) continue;
    // The target of several references is read for each.
    if (diagnostics_.has_reported_at(key_span)) continue;
    std::string detail = "`" + std::string(key) + "`";
    std::vector<std::string> hints;
    if (const auto other = other_version(kind, key, version)) {
      detail += *other > version ? " came with OpenAPI " : " is a field of OpenAPI ";
      detail += versions[static_cast<std::size_t>(*other)];
    } else {
      hints = suggest(key, fields_of(kind, version));
    }
    const Scope scope = enter(key);
    report(rules::openapi_unknown_field, key_span, std::move(detail), std::move(hints));
  }
}

}  // namespace mcpcc::openapi
