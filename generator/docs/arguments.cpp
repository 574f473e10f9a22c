#include "docs/arguments.h"

#include <algorithm>
#include <array>
#include <optional>

#include "json/value.h"

namespace mcpcc::docs {

namespace json = mcp::json;

namespace {

constexpr unsigned max_depth = 12;
constexpr std::size_t max_rows = 1000;

std::string text_of(const json::Value& schema, std::string_view key) {
  const json::Value* value = schema.find(key);
  return value != nullptr && value->is_string() ? std::string(value->string()) : std::string();
}

// Reads one schema with the definitions that it has itself.
class Reader {
 public:
  explicit Reader(const json::Value& root) : root_(root) {}

  // `schema` itself, or what its `$ref` leads to. Profiles refer to their own `$defs` only.
  const json::Value& resolve(const json::Value& schema) const {
    const json::Value* result = &schema;
    for (int i = 0; i < 8; ++i) {
      const std::string reference = text_of(*result, "$ref");
      constexpr std::string_view prefix = "#/$defs/";
      const json::Value* definitions = root_.find("$defs");
      if (!reference.starts_with(prefix) || definitions == nullptr) break;
      const json::Value* target = definitions->find(reference.substr(prefix.size()));
      if (target == nullptr) break;
      result = target;
    }
    return *result;
  }

  Property describe(std::string name, const json::Value& schema, bool is_required) const {
    const json::Value& target = resolve(schema);
    Property result;
    result.name = std::move(name);
    result.type = type_of(target, 0);
    result.is_required = is_required;
    result.description = text_of(schema, "description");
    if (result.description.empty()) result.description = text_of(target, "description");
    add_constraints(target, result.constraints);
    if (const json::Value* items = target.find("items")) {
      std::vector<std::string> of_items;
      add_constraints(resolve(*items), of_items);
      for (const auto& constraint : of_items) result.constraints.push_back("items: " + constraint);
    }
    if (const json::Value* value = target.find("default")) result.default_value = value->raw();
    if (const json::Value* examples = target.find("examples"); examples && examples->is_array()) {
      for (const json::Value& example : examples->items()) {
        if (result.examples.size() == 3) break;
        if (example.raw().size() <= 200) result.examples.emplace_back(example.raw());
      }
    }
    return result;
  }

  // The values in `schema`, as rows below a row of `depth`.
  void add_nested(const json::Value& schema, unsigned depth, std::vector<Property>& rows) const {
    const json::Value& target = resolve(schema);
    if (depth >= max_depth || rows.size() >= max_rows) return;
    if (const json::Value* properties = target.find("properties");
        properties != nullptr && properties->is_object()) {
      for (const json::Member& member : properties->members()) {
        add_row(std::string(member.key), member.value, is_required(target, member.key), depth,
                rows);
      }
    }
    if (const json::Value* others = target.find("additionalProperties");
        others != nullptr && others->is_object() && !others->members().empty()) {
      const std::size_t at = rows.size();
      add_row("(any other name)", *others, false, depth, rows);
      // That anything goes need not be said.
      const bool says_nothing =
          rows.size() == at + 1 && rows[at].type == "any value" && rows[at].description.empty();
      if (says_nothing) rows.pop_back();
    }
    if (const json::Value* items = target.find("items")) add_nested(*items, depth, rows);
    for (const std::string_view keyword : {"anyOf", "oneOf", "allOf"}) {
      const json::Value* schemas = target.find(keyword);
      if (schemas == nullptr || !schemas->is_array()) continue;
      std::size_t number = 0;
      for (const json::Value& alternative : schemas->items()) {
        ++number;
        if (keyword == "allOf") {
          add_nested(alternative, depth, rows);
          continue;
        }
        std::vector<Property> below;
        add_nested(alternative, depth + 1, below);
        // What has nothing in it is said by the type already.
        if (below.empty() || rows.size() >= max_rows) continue;
        Property row = describe("(form " + std::to_string(number) + ")", alternative, false);
        row.depth = depth + 1;
        rows.push_back(std::move(row));
        rows.insert(rows.end(), std::make_move_iterator(below.begin()),
                    std::make_move_iterator(below.end()));
      }
    }
  }

  static bool is_required(const json::Value& schema, std::string_view name) {
    const json::Value* required = schema.find("required");
    if (required == nullptr || !required->is_array()) return false;
    return std::any_of(required->items().begin(), required->items().end(), [&](const auto& entry) {
      return entry.is_string() && entry.string() == name;
    });
  }

 private:
  void add_row(std::string name, const json::Value& schema, bool required, unsigned depth,
               std::vector<Property>& rows) const {
    if (rows.size() >= max_rows) return;
    Property row = describe(std::move(name), schema, required);
    row.depth = depth + 1;
    rows.push_back(std::move(row));
    add_nested(schema, depth + 1, rows);
  }

  std::string type_of(const json::Value& schema, unsigned depth) const {
    const json::Value* type = schema.find("type");
    if (type != nullptr && type->is_array()) {
      std::string out;
      for (const json::Value& entry : type->items()) {
        if (!entry.is_string()) continue;
        if (!out.empty()) out += " or ";
        out += named_type(schema, entry.string(), depth);
      }
      return out;
    }
    if (type != nullptr && type->is_string()) return named_type(schema, type->string(), depth);
    for (const std::string_view keyword : {"anyOf", "oneOf"}) {
      const json::Value* schemas = schema.find(keyword);
      if (schemas == nullptr || !schemas->is_array() || depth > 3) continue;
      std::vector<std::string> types;
      for (const json::Value& alternative : schemas->items()) {
        std::string name = type_of(resolve(alternative), depth + 1);
        if (std::find(types.begin(), types.end(), name) == types.end())
          types.push_back(std::move(name));
      }
      std::string out;
      for (const auto& name : types) out.append(out.empty() ? "" : " or ").append(name);
      return out;
    }
    if (schema.find("properties") != nullptr) return "object";
    return schema.find("enum") != nullptr || schema.find("const") != nullptr ? "one of these values"
                                                                             : "any value";
  }

  std::string named_type(const json::Value& schema, std::string_view type, unsigned depth) const {
    std::string out(type);
    if (type == "array" && depth < 4) {
      const json::Value* items = schema.find("items");
      const std::string of = items == nullptr ? "" : type_of(resolve(*items), depth + 1);
      if (!of.empty() && of != "any value") out += " of " + of;
    }
    const std::string format = text_of(schema, "format");
    if (!format.empty() && type != "null") out += " (" + format + ")";
    return out;
  }

  static void add_constraints(const json::Value& schema, std::vector<std::string>& out) {
    struct Word {
      std::string_view keyword, before, after;
    };
    constexpr std::array words = {
        Word{"const", "always ", ""},
        Word{"minimum", "at least ", ""},
        Word{"exclusiveMinimum", "more than ", ""},
        Word{"maximum", "at most ", ""},
        Word{"exclusiveMaximum", "less than ", ""},
        Word{"multipleOf", "a multiple of ", ""},
        Word{"minLength", "at least ", " characters"},
        Word{"maxLength", "at most ", " characters"},
        Word{"minItems", "at least ", " items"},
        Word{"maxItems", "at most ", " items"},
        Word{"minProperties", "at least ", " members"},
        Word{"maxProperties", "at most ", " members"},
    };
    for (const Word& word : words) {
      const json::Value* value = schema.find(word.keyword);
      if (value == nullptr) continue;
      // OpenAPI 3.0 says the same number twice for an exclusive bound.
      const json::Value* exclusive = word.keyword == "minimum"   ? schema.find("exclusiveMinimum")
                                     : word.keyword == "maximum" ? schema.find("exclusiveMaximum")
                                                                 : nullptr;
      if (exclusive != nullptr && exclusive->raw() == value->raw()) continue;
      out.push_back(std::string(word.before).append(value->raw()).append(word.after));
    }
    if (const json::Value* unique = schema.find("uniqueItems");
        unique != nullptr && unique->is_boolean() && unique->boolean())
      out.emplace_back("no item twice");
    if (const std::string pattern = text_of(schema, "pattern"); !pattern.empty())
      out.push_back("matches " + pattern);
    const json::Value* values = schema.find("enum");
    if (values == nullptr || !values->is_array()) return;
    std::string list = values->items().size() == 1 ? "always " : "one of ";
    constexpr std::size_t most = 40;
    for (const json::Value& value : values->items()) {
      const auto index = static_cast<std::size_t>(&value - values->items().data());
      if (index == most) {
        list += " and " + std::to_string(values->items().size() - most) + " more";
        break;
      }
      list.append(index == 0 ? "" : ", ").append(value.raw());
    }
    out.push_back(std::move(list));
  }

  const json::Value& root_;
};

}  // namespace

std::vector<Argument> describe_arguments(const project::Tool& tool) {
  std::vector<Argument> result;
  const auto parsed = json::Document::parse(tool.input_schema);
  const auto* document = std::get_if<json::Document>(&parsed);
  if (document == nullptr) return result;
  const json::Value& root = document->root();
  const Reader reader(root);
  const json::Value* properties = root.find("properties");
  if (properties == nullptr || !properties->is_object()) return result;
  for (const json::Member& member : properties->members()) {
    Argument& argument = result.emplace_back();
    argument.value = reader.describe(std::string(member.key), member.value,
                                     Reader::is_required(root, member.key));
    reader.add_nested(member.value, 0, argument.nested);
    const auto known =
        std::find_if(tool.arguments.begin(), tool.arguments.end(),
                     [&](const project::Argument& other) { return other.name == member.key; });
    if (known == tool.arguments.end()) continue;
    argument.in = known->in;
    if (known->wire_name != known->name) argument.wire_name = known->wire_name;
  }
  return result;
}

}  // namespace mcpcc::docs
