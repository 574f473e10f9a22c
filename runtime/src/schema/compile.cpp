#include <algorithm>
#include <array>

#include "json/write.h"
#include "schema/program.h"

namespace mcp::schema {
namespace {

struct TypeName {
  std::string_view name;
  std::uint8_t bits;
};

constexpr std::array type_names = {
    TypeName{"null", null_bit},       TypeName{"boolean", boolean_bit},
    TypeName{"integer", integer_bit}, TypeName{"number", number_bit | integer_bit},
    TypeName{"string", string_bit},   TypeName{"array", array_bit},
    TypeName{"object", object_bit},
};

std::uint8_t type_bits(const json::Value& name) {
  if (!name.is_string()) return 0;
  for (const TypeName& type : type_names) {
    if (type.name == name.string()) return type.bits;
  }
  return 0;
}

std::uint8_t types_of(const json::Value& keyword) {
  if (!keyword.is_array()) return type_bits(keyword);
  std::uint8_t bits = 0;
  for (const json::Value& item : keyword.items()) bits |= type_bits(item);
  return bits;
}

std::vector<Constant> constants_of(std::span<const json::Value> values) {
  std::vector<Constant> out;
  for (const json::Value& value : values) {
    Constant constant{{}, &value};
    append_canonical(constant.canonical, value);
    out.push_back(std::move(constant));
  }
  return out;
}

Count count_of(const json::Value& schema, std::string_view keyword) {
  const json::Value* value = schema.find(keyword);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  return to_count(parse_decimal(value->number()));
}

std::optional<Bound> bound_of(const json::Value& schema, std::string_view keyword) {
  const json::Value* value = schema.find(keyword);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  return Bound{parse_decimal(value->number()), value->number()};
}

std::vector<std::string_view> names_of(const json::Value& array) {
  std::vector<std::string_view> out;
  if (!array.is_array()) return out;
  for (const json::Value& item : array.items()) {
    if (item.is_string()) out.push_back(item.string());
  }
  return out;
}

std::unique_ptr<NumberRules> number_rules(const json::Value& schema) {
  NumberRules rules{bound_of(schema, "minimum"), bound_of(schema, "maximum"),
                    bound_of(schema, "exclusiveMinimum"), bound_of(schema, "exclusiveMaximum"),
                    bound_of(schema, "multipleOf")};
  if (!rules.minimum && !rules.maximum && !rules.exclusive_minimum && !rules.exclusive_maximum &&
      !rules.multiple_of) {
    return nullptr;
  }
  return std::make_unique<NumberRules>(std::move(rules));
}

bool has_any(const json::Value& schema, std::initializer_list<std::string_view> keywords) {
  return std::any_of(keywords.begin(), keywords.end(),
                     [&](std::string_view keyword) { return schema.find(keyword) != nullptr; });
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
        hex_digit(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

/// The reference tokens of a JSON Pointer (RFC 6901, section 4) that is empty or begins with a
/// slash.
std::vector<std::string> pointer_tokens(std::string_view pointer) {
  std::vector<std::string> tokens;
  for (std::size_t i = 0; i < pointer.size(); ++i) {
    if (pointer[i] == '/') {
      tokens.emplace_back();
    } else if (pointer[i] == '~' && i + 1 < pointer.size() &&
               (pointer[i + 1] == '0' || pointer[i + 1] == '1')) {
      tokens.back() += pointer[++i] == '0' ? '~' : '/';
    } else {
      tokens.back() += pointer[i];
    }
  }
  return tokens;
}

const json::Value* child(const json::Value& value, std::string_view token) {
  if (!value.is_array()) return value.find(token);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (token.empty() || token.size() > 9 || !std::all_of(token.begin(), token.end(), is_digit)) {
    return nullptr;
  }
  std::size_t index = 0;
  for (const char c : token) index = index * 10 + static_cast<std::size_t>(c - '0');
  return index < value.items().size() ? &value.items()[index] : nullptr;
}

const json::Value* descend(const json::Value* value, std::span<const std::string> tokens) {
  for (const std::string& token : tokens) {
    if (value != nullptr) value = child(*value, token);
  }
  return value;
}

/// Stands for a text that is no JSON: nothing conforms to it.
class Broken final : public Schema {
 public:
  std::vector<Violation> validate(const json::Value&, std::size_t max_violations) const override {
    if (max_violations == 0) return {};
    return {{"", "$schema", "the schema itself is not valid JSON, so nothing conforms to it"}};
  }
};

}  // namespace

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

Program::Program(json::Document document, List<Definition> definitions)
    : document_(std::move(document)), definitions_(definitions), root_(compile(document_.root())) {}

const Node* Program::compile(const json::Value& schema) const {
  const auto [entry, is_new] = compiled_.emplace(&schema, nullptr);
  if (!is_new) return entry->second;
  Node& node = nodes_.emplace_back();
  entry->second = &node;  // before its children: a schema may refer to itself
  if (schema.is_boolean()) {
    node.never = !schema.boolean();
  } else if (schema.is_object()) {
    compile_keywords(schema, node);
  } else {
    node.inexact = true;
  }
  return &node;
}

Nodes Program::compile_list(const json::Value& schemas) const {
  Nodes out;
  if (!schemas.is_array()) return out;
  for (const json::Value& schema : schemas.items()) out.push_back(compile(schema));
  return out;
}

NamedNodes Program::compile_map(const json::Value& schemas) const {
  NamedNodes out;
  if (!schemas.is_object()) return out;
  for (const json::Member& member : schemas.members()) {
    out.emplace_back(member.key, compile(member.value));
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  // The last of equal keys stands (json::Value::find()).
  const auto last = std::unique(out.rbegin(), out.rend(),
                                [](const auto& a, const auto& b) { return a.first == b.first; });
  out.erase(out.begin(), last.base());
  return out;
}

const regex::Pattern* Program::pattern(std::string_view text) const {
  const regex::Pattern& pattern = patterns_.try_emplace(text, text).first->second;
  return pattern.error() ? nullptr : &pattern;
}

std::unique_ptr<StringRules> Program::string_rules(const json::Value& schema) const {
  StringRules rules{count_of(schema, "minLength"), count_of(schema, "maxLength")};
  if (const json::Value* text = schema.find("pattern"); text != nullptr && text->is_string()) {
    rules.pattern = pattern(text->string());
    rules.inexact = rules.pattern == nullptr;
  }
  if (schema.find("format") != nullptr) rules.inexact = true;
  if (!rules.min_length && !rules.max_length && rules.pattern == nullptr && !rules.inexact) {
    return nullptr;
  }
  return std::make_unique<StringRules>(rules);
}

/// Whether all of the patterns are regular expressions.
bool Program::compile_patterns(const json::Value& schemas, std::vector<PatternRule>& out) const {
  if (!schemas.is_object()) return true;
  bool all = true;
  for (const json::Member& member : schemas.members()) {
    const regex::Pattern* name = pattern(member.key);
    const Node* schema = compile(member.value);
    if (name != nullptr) {
      out.push_back({name, schema});
    } else {
      all = false;
    }
  }
  return all;
}

void Program::compile_keywords(const json::Value& schema, Node& node) const {
  const auto find = [&](std::string_view keyword) { return schema.find(keyword); };
  const auto subschema = [&](std::string_view keyword) {
    const json::Value* value = find(keyword);
    return value == nullptr ? nullptr : compile(*value);
  };
  const auto list = [&](std::string_view keyword) {
    const json::Value* value = find(keyword);
    return value == nullptr ? Nodes{} : compile_list(*value);
  };
  const auto map = [&](std::string_view keyword) {
    const json::Value* value = find(keyword);
    return value == nullptr ? NamedNodes{} : compile_map(*value);
  };

  if (const json::Value* type = find("type")) node.types = types_of(*type);
  if (const json::Value* values = find("enum"); values != nullptr && values->is_array()) {
    node.allowed.push_back(constants_of(values->items()));
  }
  if (const json::Value* value = find("const")) node.allowed.push_back(constants_of({value, 1}));
  if (const json::Value* target = find("$ref"); target != nullptr && target->is_string()) {
    node.reference = std::make_unique<Reference>();
    node.reference->target = target->string();
  }
  node.inexact = has_any(schema, {"$dynamicRef", "$recursiveRef"});
  node.number = number_rules(schema);
  node.string = string_rules(schema);

  if (has_any(schema, {"prefixItems", "items", "contains", "minItems", "maxItems", "uniqueItems",
                       "unevaluatedItems"})) {
    node.array = std::make_unique<ArrayRules>();
    ArrayRules& rules = *node.array;
    rules.prefix_items = list("prefixItems");
    rules.items = subschema("items");
    rules.contains = subschema("contains");
    rules.min_contains = count_of(schema, "minContains");
    rules.max_contains = count_of(schema, "maxContains");
    rules.min_items = count_of(schema, "minItems");
    rules.max_items = count_of(schema, "maxItems");
    const json::Value* unique = find("uniqueItems");
    rules.unique_items = unique != nullptr && unique->is_boolean() && unique->boolean();
    rules.inexact = find("unevaluatedItems") != nullptr;
  }

  if (has_any(schema, {"properties", "patternProperties", "additionalProperties", "propertyNames",
                       "required", "dependentRequired", "dependentSchemas", "minProperties",
                       "maxProperties", "unevaluatedProperties"})) {
    node.object = std::make_unique<ObjectRules>();
    ObjectRules& rules = *node.object;
    rules.properties = map("properties");
    const json::Value* patterns = find("patternProperties");
    rules.inexact = patterns != nullptr && !compile_patterns(*patterns, rules.patterns);
    // Which names `additionalProperties` is for depends on all of the patterns.
    if (!rules.inexact) rules.additional = subschema("additionalProperties");
    rules.names = subschema("propertyNames");
    if (const json::Value* names = find("required")) rules.required = names_of(*names);
    if (const json::Value* all = find("dependentRequired"); all != nullptr && all->is_object()) {
      for (const json::Member& member : all->members()) {
        rules.dependent_required.emplace_back(member.key, names_of(member.value));
      }
    }
    rules.dependent_schemas = map("dependentSchemas");
    rules.min_properties = count_of(schema, "minProperties");
    rules.max_properties = count_of(schema, "maxProperties");
    if (find("unevaluatedProperties") != nullptr) rules.inexact = true;
  }

  if (has_any(schema, {"allOf", "anyOf", "oneOf", "not", "if"})) {
    node.combinators = std::make_unique<Combinators>();
    Combinators& rules = *node.combinators;
    rules.all_of = list("allOf");
    rules.any_of = list("anyOf");
    rules.one_of = list("oneOf");
    rules.negated = subschema("not");
    rules.condition = subschema("if");
    if (rules.condition != nullptr) {
      rules.then = subschema("then");
      rules.otherwise = subschema("else");
    }
  }
}

const json::Value* Program::definition(std::string_view name) const {
  if (const auto found = loaded_.find(name); found != loaded_.end()) {
    return found->second ? &found->second->root() : nullptr;
  }
  std::optional<json::Document>& slot = loaded_[std::string(name)];
  for (const Definition& candidate : definitions_) {
    if (candidate.name.view() != name) continue;
    auto parsed = json::Document::parse(std::string(candidate.schema.view()));
    if (auto* document = std::get_if<json::Document>(&parsed)) slot = std::move(*document);
    break;
  }
  return slot ? &slot->root() : nullptr;
}

const json::Value* Program::target(std::string_view reference) const {
  if (!reference.starts_with('#')) return nullptr;
  const std::string pointer = percent_decoded(reference.substr(1));
  if (!pointer.empty() && pointer.front() != '/') return nullptr;
  const std::vector<std::string> tokens = pointer_tokens(pointer);
  if (const json::Value* local = descend(&document_.root(), tokens)) return local;
  if (tokens.size() < 2 || tokens[0] != "$defs") return nullptr;
  return descend(definition(tokens[1]), std::span(tokens).subspan(2));
}

const Node* Program::resolve(const Reference& reference) const {
  if (const Node* known = reference.node.load(std::memory_order_acquire)) return known;
  const std::lock_guard lock(mutex_);
  const json::Value* schema = target(reference.target);
  if (schema == nullptr) return nullptr;
  const Node* node = compile(*schema);
  reference.node.store(node, std::memory_order_release);
  return node;
}

std::shared_ptr<const Schema> Schema::compile(std::string_view text, List<Definition> definitions) {
  auto parsed = json::Document::parse(std::string(text));
  if (auto* document = std::get_if<json::Document>(&parsed)) {
    return std::make_shared<Program>(std::move(*document), definitions);
  }
  return std::make_shared<Broken>();
}

}  // namespace mcp::schema
