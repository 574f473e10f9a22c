#include "schema/instances/annotate.h"

#include <algorithm>
#include <utility>

#include "schema/checker.h"

namespace mcp::schema {
namespace {

constexpr std::size_t max_depth = 100;
constexpr std::size_t max_schemas = 200;  // that apply to one value

class Annotator {
 public:
  explicit Annotator(const Program& program) : program_(program) {}

  Draft annotate(const json::Value& value, const Nodes& roots, std::size_t depth) {
    Draft out;
    out.kind = value.kind();
    if (value.is_string()) {
      out.text = value.string();
    } else if (!value.is_array() && !value.is_object()) {
      out.text = value.raw();
    }
    if (depth < max_depth) out.schemas = that_apply(value, roots);
    if (value.is_array()) {
      for (std::size_t i = 0; i < value.items().size(); ++i) {
        out.items.push_back(annotate(value.items()[i], of_item(out.schemas, i), depth + 1));
      }
    } else if (value.is_object()) {
      for (const json::Member& member : value.members()) {
        out.members.emplace_back(
            member.key, annotate(member.value, of_member(out.schemas, member.key), depth + 1));
      }
    }
    return out;
  }

 private:
  bool accepts(const Node& schema, const json::Value& value) const {
    return Checker(program_).accepts(schema, value);
  }

  // `roots` and all that they put together for this value.
  Nodes that_apply(const json::Value& value, const Nodes& roots) const {
    Nodes out;
    Nodes open(roots.rbegin(), roots.rend());
    while (!open.empty() && out.size() < max_schemas) {
      const Node& schema = *open.back();
      open.pop_back();
      if (std::find(out.begin(), out.end(), &schema) != out.end()) continue;
      out.push_back(&schema);
      const auto follow = [&](const Node* node) {
        if (node != nullptr) open.push_back(node);
      };
      if (schema.reference != nullptr) follow(program_.resolve(*schema.reference));
      if (schema.dynamic_reference != nullptr) {
        const Scope scope{schema.resource, nullptr};
        follow(program_.resolve(*schema.dynamic_reference, &scope));
      }
      if (schema.combinators == nullptr) continue;
      const Combinators& rules = *schema.combinators;
      for (const Node* node : rules.all_of) follow(node);
      for (const Nodes& alternatives : {rules.any_of, rules.one_of}) {
        for (const Node* node : alternatives) {
          if (accepts(*node, value)) follow(node);
        }
      }
      if (rules.condition == nullptr) continue;
      follow(accepts(*rules.condition, value) ? rules.then : rules.otherwise);
    }
    return out;
  }

  static Nodes of_item(const Nodes& schemas, std::size_t index) {
    Nodes out;
    for (const Node* schema : schemas) {
      if (schema->array == nullptr) continue;
      const ArrayRules& rules = *schema->array;
      const Node* node =
          index < rules.prefix_items.size() ? rules.prefix_items[index] : rules.items;
      if (node != nullptr) out.push_back(node);
    }
    return out;
  }

  static Nodes of_member(const Nodes& schemas, std::string_view name) {
    Nodes out;
    for (const Node* schema : schemas) {
      if (schema->object == nullptr) continue;
      const ObjectRules& rules = *schema->object;
      const std::size_t before = out.size();
      const Property* property = rules.properties.find(name);
      if (property != nullptr && property->schema != nullptr) out.push_back(property->schema);
      for (const PatternRule& rule : rules.patterns) {
        if (rule.pattern->find(name) == regex::Pattern::Match::yes) out.push_back(rule.schema);
      }
      if (out.size() == before && rules.additional != nullptr) out.push_back(rules.additional);
    }
    return out;
  }

  const Program& program_;
};

}  // namespace

Draft annotate(const Program& program, const json::Value& value) {
  return Annotator(program).annotate(value, {&program.root()}, 0);
}

}  // namespace mcp::schema
