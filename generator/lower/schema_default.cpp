#include "lower/schema_default.h"

#include <algorithm>
#include <string_view>

#include "lower/schema_values.h"
#include "lower/text.h"

namespace mcpcc::lower {

using source::Node;

namespace {

bool is_type_name(std::string_view type) {
  return type == "null" || type == "boolean" || type == "number" || type == "integer" ||
         type == "string" || type == "array" || type == "object";
}

bool same_scalar(const Node& a, const Node& b) {
  if (a.kind() != b.kind() || a.is_array() || a.is_object()) return false;
  std::string left, right;
  append_json(left, a);
  append_json(right, b);
  return left == right;
}

// True for whole numbers beyond what the format holds (OpenAPI format registry: int32, int64).
bool is_out_of_range(const Node& value, const Node& schema) {
  const Node* format = schema.find("format");
  if (format == nullptr || !format->is_string() || !value.is_number()) return false;
  std::string_view digits = value.number();
  const bool negative = digits.starts_with('-');
  if (negative) digits.remove_prefix(1);
  if (digits.find_first_not_of("0123456789") != std::string_view::npos) return false;
  const std::string_view limit =
      format->string() == "int32"   ? (negative ? "2147483648" : "2147483647")
      : format->string() == "int64" ? (negative ? "9223372036854775808" : "9223372036854775807")
                                    : std::string_view();
  if (limit.empty()) return false;
  return digits.size() != limit.size() ? digits.size() > limit.size() : digits > limit;
}

}  // namespace

std::string expected_default(const Node& schema, const Node& value, bool is_nullable) {
  if (value.is_null() && is_nullable) return {};
  const Node* type = schema.find("type");
  const bool has_one_type = type != nullptr && type->is_string();
  if (has_one_type && !has_type(value, type->string()) && is_type_name(type->string())) {
    return std::string(type->string());
  }
  if (is_out_of_range(value, schema)) return std::string(schema.find("format")->string());
  const Node* values = schema.find("enum");
  const bool is_scalar = !value.is_array() && !value.is_object();
  if (values != nullptr && values->is_array() && is_scalar &&
      std::none_of(values->items().begin(), values->items().end(),
                   [&](const Node& item) { return same_scalar(item, value); })) {
    return "one of the values of `enum`";
  }
  return {};
}

}  // namespace mcpcc::lower
