// Examples and defaults: without members that are hidden, which a model that copies them would be
// refused for.
#include <algorithm>
#include <utility>
#include <vector>

#include "ledger/support.h"
#include "lower/parts.h"
#include "lower/schema_writer.h"
#include "lower/text.h"

namespace mcpcc::lower {

namespace outcomes = ledger::outcomes;
using source::Node;

namespace {

// This many schemas of one value are looked into.
constexpr std::size_t most_schemas = 100;

void add(std::vector<const Node*>& schemas, const Node* schema) {
  if (schema == nullptr || !schema->is_object() || schemas.size() >= most_schemas) return;
  if (std::find(schemas.begin(), schemas.end(), schema) == schemas.end()) schemas.push_back(schema);
}

}  // namespace

// `value`, of `keyword` or itself that, is about what `schema` describes.
void SchemaLowering::Writer::write_value(const Node& schema, const Node& keyword,
                                         const Node& value) {
  const bool is_shown = (value.is_object() || value.is_array()) && may_hide(schema);
  if (!is_shown) {
    append_json(out, value, original_limit);
  } else {
    std::vector<const Node*> schemas{&schema};
    for (const Around* outer = around; outer != nullptr; outer = outer->outer) {
      add(schemas, &outer->schema);
    }
    const bool is_whole = write_shown(value, schemas);
    if (!is_whole && is_request()) lose(outcomes::example_hidden, keyword);
  }
  if (out.size() > original_limit) overflow = true;
}

// False: something was left out. The nesting of documents is bounded by `source`.
bool SchemaLowering::Writer::write_shown(const Node& value,
                                         const std::vector<const Node*>& schemas) {
  if (schemas.empty() || (!value.is_object() && !value.is_array())) {
    append_json(out, value, original_limit);
    return true;
  }
  const auto visit_parts = [&](auto visit) {
    for (const Node* schema : schemas) {
      any_part(lowering.linked_, *schema, [&](const Node& part) {
        visit(part);
        return false;
      });
    }
  };
  bool is_whole = true;
  bool first = true;
  const auto separate = [&] {
    if (!std::exchange(first, false)) out += ',';
  };
  out += value.is_array() ? '[' : '{';
  if (value.is_array()) {
    for (const Node& item : value.items()) {
      if (out.size() > original_limit) break;
      const auto index = static_cast<std::size_t>(&item - value.items().data());
      std::vector<const Node*> of_item;
      visit_parts([&](const Node& part) {
        const Node* places = part.find("prefixItems");
        const bool has_place =
            places != nullptr && places->is_array() && index < places->items().size();
        add(of_item, has_place ? &places->items()[index] : part.find("items"));
      });
      separate();
      is_whole = write_shown(item, of_item) && is_whole;
    }
    out += ']';
    return is_whole;
  }
  for (const auto& member : value.members()) {
    if (out.size() > original_limit) break;
    std::vector<const Node*> of_member;
    bool hides = false;
    visit_parts([&](const Node& part) {
      const Node* properties = part.find("properties");
      const Node* property = properties == nullptr ? nullptr : properties->find(member.key);
      hides = hides || (property != nullptr && is_hidden(*property));
      add(of_member, property == nullptr ? part.find("additionalProperties") : property);
    });
    if (hides) {
      is_whole = false;
      continue;
    }
    separate();
    append_json_string(out, member.key);
    out += ':';
    is_whole = write_shown(member.value, of_member) && is_whole;
  }
  out += '}';
  return is_whole;
}

void SchemaLowering::Writer::write_examples(Object& object, const Node& schema, const Node& value) {
  if (!value.is_array()) return copy(object, "examples", value, false, "an array");
  object.key("examples");
  out += '[';
  for (const Node& example : value.items()) {
    if (overflow) break;
    if (&example != &value.items().front()) out += ',';
    write_value(schema, value, example);
  }
  out += ']';
}

}  // namespace mcpcc::lower
