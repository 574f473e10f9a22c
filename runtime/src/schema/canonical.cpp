#include <algorithm>

#include "json/write.h"
#include "schema/program.h"

namespace mcp::schema {

void append_canonical(std::string& out, const json::Value& value) {
  switch (value.kind()) {
    case json::Kind::null:
      out += 'n';
      return;
    case json::Kind::boolean:
      out += value.boolean() ? 't' : 'f';
      return;
    case json::Kind::string:
      json::append_string(out, value.string());
      return;
    case json::Kind::number: {
      const Decimal number = parse_decimal(value.number());
      if (number.negative) out += '-';
      out += number.digits;
      out += 'e';
      json::append_integer(out, number.exponent);
      if (!number.far.empty()) out.append("~").append(number.far);
      return;
    }
    case json::Kind::array:
      out += '[';
      for (const json::Value& item : value.items()) {
        append_canonical(out, item);
        out += ',';
      }
      out += ']';
      return;
    case json::Kind::object: {
      std::vector<const json::Member*> members;
      for (const json::Member& member : value.members()) members.push_back(&member);
      std::stable_sort(members.begin(), members.end(),
                       [](const auto* a, const auto* b) { return a->key < b->key; });
      out += '{';
      for (std::size_t i = 0; i < members.size(); ++i) {
        if (i + 1 < members.size() && members[i + 1]->key == members[i]->key) continue;
        json::append_string(out, members[i]->key);
        append_canonical(out, members[i]->value);
        out += ',';
      }
      out += '}';
      return;
    }
  }
}

}  // namespace mcp::schema
