#include "lower/value_identity.h"

#include <map>
#include <string_view>

#include "lower/text.h"
#include "schema/decimal.h"
#include "support/text.h"

namespace mcpcc::lower {

using source::Kind;
using source::Node;

namespace {

// The nesting of documents is bounded by `source`.
void append(std::string& out, const Node& value) {
  if (value.is_number()) {
    const mcp::schema::Decimal number = mcp::schema::parse_decimal(value.number());
    if (number.negative) out += '-';
    out += '.' + number.digits + 'e' + std::to_string(number.exponent);
  } else if (value.is_array()) {
    out += '[';
    for (const Node& item : value.items()) {
      append(out, item);
      out += ',';
    }
    out += ']';
  } else if (value.is_object()) {
    std::map<std::string_view, const Node*> sorted;
    for (const auto& member : value.members()) sorted.emplace(member.key, &member.value);
    out += '{';
    for (const auto& [key, member] : sorted) {
      append_json_string(out, key);
      out += ':';
      append(out, *member);
      out += ',';
    }
    out += '}';
  } else {
    append_json(out, value);
  }
}

}  // namespace

std::string value_identity(const Node& value) {
  std::string result;
  append(result, value);
  return result;
}

}  // namespace mcpcc::lower
