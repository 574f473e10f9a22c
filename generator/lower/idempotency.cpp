#include "lower/idempotency.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "lower/value_shape.h"
#include "schema/regex/pattern.h"

namespace mcpcc::lower {
namespace {

using source::Node;

// RFC 9562, section 4: 36 characters.
constexpr std::string_view sample = "3f2c9a1e-5b7d-4c8e-9f10-6a2b3c4d5e6f";

/// False: `schema` says `keyword` with a number, and `fits` says no to it.
template <class Fits>
bool length_fits(const Node& schema, std::string_view keyword, Fits fits) {
  const Node* limit = schema.find(keyword);
  if (limit == nullptr || limit->kind() != source::Kind::number) return true;
  const std::string_view digits = limit->number();
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error != std::errc() || end != digits.data() + digits.size() || fits(value);
}

bool pattern_fits(const Node& schema) {
  const Node* pattern = schema.find("pattern");
  if (pattern == nullptr || !pattern->is_string()) return true;
  const mcp::schema::regex::Pattern compiled(pattern->string());
  return compiled.error() || compiled.find(sample) == mcp::schema::regex::Pattern::Match::yes;
}

}  // namespace

bool is_safe_method(std::string_view method) {
  constexpr std::array<std::string_view, 5> methods = {"GET", "HEAD", "OPTIONS", "TRACE", "QUERY"};
  return std::find(methods.begin(), methods.end(), method) != methods.end();
}

bool takes_made_key(const resolve::Linked& linked, const Node* schema) {
  const ValueShape shape = shape_of(linked, schema);
  if (shape != ValueShape::any && shape != ValueShape::text) return false;
  const Node* own = behind_references(linked, schema);
  if (own == nullptr || !own->is_object()) return schema == nullptr || own != nullptr;
  if (own->find("enum") != nullptr || own->find("const") != nullptr) return false;
  return length_fits(*own, "maxLength", [](std::uint64_t most) { return most >= sample.size(); }) &&
         length_fits(*own, "minLength",
                     [](std::uint64_t least) { return least <= sample.size(); }) &&
         pattern_fits(*own);
}

}  // namespace mcpcc::lower
