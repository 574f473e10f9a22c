#include <algorithm>
#include <array>

#include "schema/checker.h"
#include "schema/keyword.h"
#include "schema/number.h"
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

std::uint8_t types_of(const json::Value& keyword) {
  if (keyword.is_string()) return type_bits(keyword.string());
  std::uint8_t bits = 0;
  if (!keyword.is_array()) return bits;
  for (const json::Value& item : keyword.items()) {
    if (item.is_string()) bits |= type_bits(item.string());
  }
  return bits;
}

Constants constants_of(std::span<const json::Value> values, bool is_enum) {
  Constants out{is_enum, {}, {}};
  for (const json::Value& value : values) {
    Constant constant{{}, &value};
    append_canonical(constant.canonical, value);
    out.values.push_back(std::move(constant));
    if (value.is_string()) out.strings.push_back(value.string());
  }
  std::sort(out.strings.begin(), out.strings.end());
  return out;
}

Count count_of(const json::Value& value) {
  return value.is_number() ? to_count(parse_decimal(value.number())) : std::nullopt;
}

std::optional<Bound> bound_of(const json::Value& value) {
  if (!value.is_number()) return std::nullopt;
  return Bound{parse_decimal(value.number()), value.number(), plain_integer(value.number())};
}

std::vector<std::string_view> names_of(const json::Value& array) {
  std::vector<std::string_view> out;
  if (!array.is_array()) return out;
  for (const json::Value& item : array.items()) {
    if (item.is_string()) out.push_back(item.string());
  }
  return out;
}

/// Made when a keyword first needs it.
template <class Rules>
Rules& made(std::unique_ptr<Rules>& rules) {
  if (rules == nullptr) rules = std::make_unique<Rules>();
  return *rules;
}

/// Stands for a text that is no JSON: nothing conforms to it.
class Broken final : public Schema {
 public:
  std::vector<Violation> validate(const json::Value&, std::size_t max_violations,
                                  const Names&) const override {
    if (max_violations == 0) return {};
    return {{"", "#", "$schema", std::string(message)}};
  }
  std::optional<std::vector<Violation>> validate_at(std::string_view, const json::Value&,
                                                    std::size_t) const override {
    return std::nullopt;
  }
  bool may_be_string(std::string_view) const override { return false; }
  bool accepts(const json::Value&) const override { return false; }
  std::optional<WriteOnly> write_only(const json::Value&) const override { return std::nullopt; }
  std::vector<Problem> problems() const override { return {{"#", std::string(message)}}; }

 private:
  static constexpr std::string_view message =
      "the schema itself is not valid JSON, so nothing conforms to it";
};

}  // namespace

std::uint8_t type_bits(std::string_view name) {
  for (const TypeName& type : type_names) {
    if (type.name == name) return type.bits;
  }
  return 0;
}

/// Compiles one schema object, keyword by keyword, in the order the schema has them.
class Program::Compiler {
 public:
  Compiler(const Program& program, const json::Value& schema, Node& node)
      : program_(program), schema_(schema), node_(node) {
    const std::uint8_t bits = program.resources_.vocabularies(*node.resource);
    asserts_formats_ = program.assert_formats_ || (bits & format_assertion_bit) != 0;
    vocabularies_ = static_cast<std::uint8_t>(bits | (asserts_formats_ ? format_bit : 0));
  }

  void run() {
    const json::Index index(schema_);
    for (const json::Member& member : schema_.members()) {
      const KeywordRow* row = find_keyword(member.key);
      const bool is_used =
          row != nullptr && (row->vocabulary == core_bit || (vocabularies_ & row->vocabulary) != 0);
      // Of repeated keys the last stands.
      if (is_used && index.find(member.key) == &member.value) add(row->keyword, member);
    }
    if (has_bad_pattern_ && node_.object != nullptr) {
      // Which names `additionalProperties` is for depends on all of the patterns.
      node_.object->inexact = true;
      node_.object->additional = nullptr;
    }
    if (node_.combinators != nullptr && node_.combinators->condition == nullptr) {
      node_.combinators->then = nullptr;
      node_.combinators->otherwise = nullptr;
    }
    note_what_decides();
  }

 private:
  void note_what_decides() {
    const bool is_referred = node_.reference != nullptr || node_.dynamic_reference != nullptr;
    if (is_referred || !node_.allowed.empty() || node_.combinators != nullptr || node_.write_only) {
      return;
    }
    node_.decides = 0;
    const auto decides = [&](bool is_there, std::uint8_t types) {
      if (is_there) node_.decides |= types;
    };
    decides(node_.number != nullptr, number_bit);
    decides(node_.array != nullptr || node_.unevaluated_items != nullptr, array_bit);
    decides(node_.object != nullptr || node_.unevaluated_properties != nullptr, object_bit);
    // What writeOnly says within a value of another kind than is expected is looked for there.
    decides(node_.array != nullptr, object_bit);
    decides(node_.object != nullptr, array_bit);
    if (const StringRules* string = node_.string.get()) {
      decides(string->min_length || string->max_length || string->pattern != nullptr ||
                  string->format != nullptr ||
                  (!string->base64_keyword.empty() && program_.base64_check_ != nullptr),
              string_bit);
      if (string->inexact) node_.doubts = string_bit;
    }
  }

  void add(Keyword keyword, const json::Member& member) {
    const json::Value& value = member.value;
    switch (keyword) {
      case Keyword::type:
        node_.types = types_of(value);
        return;
      case Keyword::enumeration:
        if (value.is_array()) node_.allowed.push_back(constants_of(value.items(), true));
        return;
      case Keyword::constant:
        node_.allowed.push_back(constants_of({&value, 1}, false));
        return;
      case Keyword::reference:
        add_reference(node_.reference, value);
        return;
      case Keyword::dynamic_reference:
        add_reference(node_.dynamic_reference, value);
        return;
      case Keyword::minimum:
        made(node_.number).minimum = bound_of(value);
        return;
      case Keyword::maximum:
        made(node_.number).maximum = bound_of(value);
        return;
      case Keyword::exclusive_minimum:
        made(node_.number).exclusive_minimum = bound_of(value);
        return;
      case Keyword::exclusive_maximum:
        made(node_.number).exclusive_maximum = bound_of(value);
        return;
      case Keyword::multiple_of:
        made(node_.number).multiple_of = bound_of(value);
        return;
      case Keyword::min_length:
        made(node_.string).min_length = count_of(value);
        return;
      case Keyword::max_length:
        made(node_.string).max_length = count_of(value);
        return;
      case Keyword::pattern:
        if (value.is_string()) {
          StringRules& rules = made(node_.string);
          rules.pattern = pattern(value.string(), "pattern");
          if (rules.pattern == nullptr) rules.inexact = true;
        }
        return;
      case Keyword::format:
        add_format(value);
        return;
      case Keyword::content_encoding:
        if (value.is_string() && (value.string() == "base64" || value.string() == "base64url")) {
          StringRules& rules = made(node_.string);
          if (rules.base64_keyword.empty()) rules.base64_keyword = "contentEncoding";
        }
        return;
      case Keyword::prefix_items:
        made(node_.array).prefix_items = list(value);
        return;
      case Keyword::items:
        made(node_.array).items = compile(value);
        return;
      case Keyword::contains:
        made(node_.array).contains = compile(value);
        return;
      case Keyword::min_contains:
        made(node_.array).min_contains = count_of(value);
        return;
      case Keyword::max_contains:
        made(node_.array).max_contains = count_of(value);
        return;
      case Keyword::min_items:
        made(node_.array).min_items = count_of(value);
        return;
      case Keyword::max_items:
        made(node_.array).max_items = count_of(value);
        return;
      case Keyword::unique_items:
        made(node_.array).unique_items = value.is_boolean() && value.boolean();
        return;
      case Keyword::unevaluated_items:
        node_.unevaluated_items = compile(value);
        return;
      case Keyword::properties:
        for (const auto& [name, schema] : map(value)) {
          made(node_.object).properties.add(name).schema = schema;
        }
        return;
      case Keyword::required:
        add_required(names_of(value));
        return;
      case Keyword::pattern_properties:
        add_patterns(value);
        return;
      case Keyword::additional_properties:
        made(node_.object).additional = compile(value);
        return;
      case Keyword::property_names:
        made(node_.object).names = compile(value);
        return;
      case Keyword::dependent_required:
        if (!value.is_object()) return;
        for (const json::Member& names : value.members()) {
          made(node_.object).dependent_required.emplace_back(names.key, names_of(names.value));
        }
        return;
      case Keyword::dependent_schemas:
        made(node_.object).dependent_schemas = map(value);
        return;
      case Keyword::min_properties:
        made(node_.object).min_properties = count_of(value);
        return;
      case Keyword::max_properties:
        made(node_.object).max_properties = count_of(value);
        return;
      case Keyword::unevaluated_properties:
        node_.unevaluated_properties = compile(value);
        return;
      case Keyword::all_of:
        made(node_.combinators).all_of = list(value);
        return;
      case Keyword::any_of:
        made(node_.combinators).any_of = list(value);
        return;
      case Keyword::one_of:
        made(node_.combinators).one_of = list(value);
        return;
      case Keyword::negated:
        made(node_.combinators).negated = compile(value);
        return;
      case Keyword::condition:
        made(node_.combinators).condition = compile(value);
        return;
      case Keyword::then:
        made(node_.combinators).then = compile(value);
        return;
      case Keyword::otherwise:
        made(node_.combinators).otherwise = compile(value);
        return;
      case Keyword::write_only:
        node_.write_only = value.is_boolean() && value.boolean();
        return;
      case Keyword::anchor:
      case Keyword::dynamic_anchor:
      case Keyword::id:
      case Keyword::definitions:
      case Keyword::old_definitions:
        return;  // names of places: see Resources
    }
  }

  const Node* compile(const json::Value& value) { return program_.compile(value, *node_.resource); }

  Nodes list(const json::Value& schemas) {
    Nodes out;
    if (!schemas.is_array()) return out;
    for (const json::Value& schema : schemas.items()) out.push_back(compile(schema));
    return out;
  }

  NamedNodes map(const json::Value& schemas) {
    NamedNodes out;
    if (!schemas.is_object()) return out;
    for (const json::Member& member : schemas.members()) {
      out.emplace_back(member.key, compile(member.value));
    }
    return out;
  }

  void add_reference(std::unique_ptr<Reference>& out, const json::Value& target) {
    if (!target.is_string()) return;
    out = std::make_unique<Reference>();
    out->target = target.string();
    out->base = node_.resource;
    const std::size_t hash = out->target.find('#');
    if (hash != std::string::npos && !out->target.substr(hash).starts_with("#/")) {
      out->anchor = out->target.substr(hash + 1);
    }
  }

  void add_format(const json::Value& value) {
    if (!value.is_string()) return;
    StringRules& rules = made(node_.string);
    rules.format_name = value.string();
    if (value.string() == "byte") rules.base64_keyword = "format";
    if (value.string() == "byte" && program_.base64_check_ != nullptr) return;
    if (asserts_formats_) {
      rules.format = find_format(value.string());
    } else {
      rules.inexact = true;
    }
  }

  void add_required(std::vector<std::string_view> names) {
    ObjectRules& rules = made(node_.object);
    for (const std::string_view name : names) {
      Property& property = rules.properties.add(name);
      if (property.required != Property::not_required) continue;
      property.required = static_cast<std::uint32_t>(rules.required.size());
      rules.required.push_back(name);
    }
  }

  void add_patterns(const json::Value& schemas) {
    if (!schemas.is_object()) return;
    ObjectRules& rules = made(node_.object);
    for (const json::Member& member : schemas.members()) {
      const regex::Pattern* name = pattern(member.key, "patternProperties");
      const Node* schema = compile(member.value);
      if (name != nullptr) {
        rules.patterns.push_back({name, schema});
      } else {
        has_bad_pattern_ = true;
      }
    }
  }

  const regex::Pattern* pattern(std::string_view text, std::string_view keyword) {
    const regex::Pattern& pattern = program_.patterns_.try_emplace(text, text).first->second;
    if (!pattern.error()) return &pattern;
    program_.problems_.push_back({program_.resources_.locate(schema_) + '/' + std::string(keyword),
                                  "no regular expression: " + pattern.error()->message});
    return nullptr;
  }

  const Program& program_;
  const json::Value& schema_;
  Node& node_;
  std::uint8_t vocabularies_ = 0;
  bool asserts_formats_ = false;
  bool has_bad_pattern_ = false;
};

Program::Program(json::Document document, const Options& options)
    : assert_formats_(options.assert_formats),
      base64_check_(options.base64_check),
      max_steps_(options.max_steps),
      resources_(std::move(document), options.definitions, options.documents),
      root_(compile(*resources_.root().root, resources_.root())) {}

namespace {

// `{"not": {}}`, as `false` is written where there are no boolean schemas.
bool is_never(const json::Value& schema) {
  if (!schema.is_object() || schema.members().size() != 1) return false;
  const json::Value* negated = schema.find("not");
  return negated != nullptr &&
         (negated->is_boolean() ? negated->boolean()
                                : negated->is_object() && negated->members().empty());
}

}  // namespace

const Node* Program::compile(const json::Value& schema, const Resource& outer) const {
  const auto [entry, is_new] = compiled_.emplace(&schema, nullptr);
  if (!is_new) return entry->second;
  Node& node = nodes_.emplace_back();
  node.source = &schema;
  node.resource = &resources_.entered(schema, outer);
  entry->second = &node;  // before its children: a schema may refer to itself
  if (schema.is_boolean()) {
    node.never = !schema.boolean();
    if (schema.boolean()) node.decides = 0;
  } else if (is_never(schema)) {
    node.never = true;
  } else if (schema.is_object()) {
    Compiler(*this, schema, node).run();
    node.is_reference = node.reference != nullptr && node.resource == &outer && node.types == 0 &&
                        node.allowed.empty() && node.number == nullptr && node.string == nullptr &&
                        node.array == nullptr && node.object == nullptr &&
                        node.combinators == nullptr && node.dynamic_reference == nullptr &&
                        node.unevaluated_items == nullptr &&
                        node.unevaluated_properties == nullptr && !node.write_only;
  } else {
    node.inexact = true;
  }
  return &node;
}

const Node* Program::resolve_first(const Reference& reference) const {
  if (reference.is_broken.load(std::memory_order_relaxed)) return nullptr;
  const std::lock_guard lock(mutex_);
  const Location found = resources_.resolve(*reference.base, reference.target);
  if (found.schema == nullptr) {
    reference.is_broken.store(true, std::memory_order_relaxed);
    return nullptr;
  }
  const auto& dynamic = found.resource->dynamic_anchors;
  reference.is_dynamic.store(dynamic.find(reference.anchor) != dynamic.end(),
                             std::memory_order_relaxed);
  const Node* node = compile(*found.schema, *found.resource);
  reference.node.store(node, std::memory_order_release);
  return node;
}

std::optional<std::vector<Violation>> Program::validate_at(std::string_view location,
                                                           const json::Value& instance,
                                                           std::size_t max_violations) const {
  const Node* node = resolve(Reference{std::string(location), root_->resource});
  if (node == nullptr) return std::nullopt;
  return Checker(*this).violations(*node, instance, max_violations);
}

const Node* Program::resolve(const Reference& reference, const Scope* scope) const {
  const Node* initial = resolve(reference);
  if (initial == nullptr || !reference.is_dynamic.load(std::memory_order_relaxed)) return initial;
  const std::lock_guard lock(mutex_);
  const Resource* outermost = nullptr;
  for (; scope != nullptr; scope = scope->outer) {
    const auto& anchors = scope->resource->dynamic_anchors;
    if (anchors.find(reference.anchor) != anchors.end()) outermost = scope->resource;
  }
  if (outermost == nullptr) return initial;
  return compile(*outermost->anchors.find(reference.anchor)->second, *outermost);
}

std::string Program::locate(const Node& node, std::string_view keyword) const {
  const std::lock_guard lock(mutex_);
  std::string out = resources_.locate(*node.source);
  // The schema `false` has no keyword.
  return keyword == "false" ? out : out.append("/").append(keyword);
}

std::shared_ptr<const Schema> Schema::compile(std::string_view text, const Options& options) {
  auto parsed = json::Document::parse(std::string(text));
  if (auto* document = std::get_if<json::Document>(&parsed)) {
    return std::make_shared<Program>(std::move(*document), options);
  }
  return std::make_shared<Broken>();
}

}  // namespace mcp::schema
