#include "lower/schema.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "ledger/support.h"
#include "lower/names.h"
#include "lower/schema_keyword.h"
#include "lower/text.h"
#include "support/text.h"

namespace mcpcc::lower {

namespace outcomes = ledger::outcomes;
using resolve::Linked;
using source::Kind;
using source::Node;

namespace {

bool is_true(const Node& schema, std::string_view key) {
  const Node* node = schema.find(key);
  return node != nullptr && node->is_boolean() && node->boolean();
}

}  // namespace

// Writes one text. Recursion follows the nesting of the document, which `source` bounds.
struct SchemaLowering::Writer {
  SchemaLowering& lowering;
  Direction direction = Direction::request;
  std::string out{};
  SchemaOrigins origins{};
  bool overflow = false;  // what goes beyond the limit is given up
  Linked::Scope scope{};

  openapi::Version version() const { return lowering.linked_.document.version; }
  bool is_before_3_1() const { return version() < openapi::Version::v3_1; }
  // The dynamic scope while a schema is written (JSON Schema 2020-12 core, section 7.1).
  class Entered {
   public:
    Entered(Writer& writer, const Node& schema) : scope_(writer.scope), size_(writer.scope.size()) {
      const auto& resources = writer.lowering.linked_.entered_resources;
      if (resources.empty() || !schema.is_object()) return;
      const auto found = resources.find(schema.members().data());
      if (found == resources.end()) return;
      if (std::find(scope_.begin(), scope_.end(), found->second) == scope_.end()) {
        scope_.push_back(found->second);
      }
    }
    ~Entered() { scope_.resize(size_); }
    Entered(const Entered&) = delete;
    Entered& operator=(const Entered&) = delete;

   private:
    Linked::Scope& scope_;
    std::size_t size_;
  };

  // The value of `$ref`, or else of `$dynamicRef`, which came with 3.1.
  const Node* reference_of(const Node& schema) const {
    const Node* reference = schema.find("$ref");
    return reference != nullptr || is_before_3_1() ? reference : schema.find("$dynamicRef");
  }

  const Linked::Target* target_of(const Node& schema) const {
    const Linked& linked = lowering.linked_;
    const Node* dynamic = schema.find("$ref") == nullptr ? reference_of(schema) : nullptr;
    return dynamic == nullptr ? linked.target(schema) : linked.target(*dynamic, scope);
  }

  const Node& repaired(const Node& schema) { return lowering.repair_.repaired(schema); }
  bool is_nullable(const Node& schema) const { return lowering.repair_.is_nullable(schema); }

  // Adds members to an object that was opened.
  struct Object {
    Writer& writer;
    bool first = true;
    explicit Object(Writer& w) : writer(w) { writer.out += '{'; }
    /// Of `schema`.
    Object(Writer& w, const Node& schema) : writer(w) {
      if (schema.is_object() && !schema.members().empty()) {
        w.origins.push_back({w.out.size(), schema});
      }
      writer.out += '{';
    }
    void key(std::string_view name) {
      if (!first) writer.out += ',';
      first = false;
      append_json_string(writer.out, name);
      writer.out += ':';
    }
    void text(std::string_view name, std::string_view value) {
      key(name);
      append_json_string(writer.out, value);
    }
    void close() { writer.out += '}'; }
  };

  void malformed(const ledger::Outcome& outcome, const Node& node, std::string detail) {
    const Span at = node.span();
    const auto place = (std::uint64_t{at.file} << 40) ^ (std::uint64_t{at.begin} << 8);
    if (!lowering.reported_.insert(place).second) return;
    lowering.diagnostics_.report(rules::schema_invalid, at, {}, std::move(detail));
    lowering.losses_.push_back(ledger::loss(outcome, {}, at));
  }

  void write(const Node& schema, const SchemaAnnotations& annotations = {}) {
    if (out.size() > original_limit) overflow = true;
    if (overflow) return;
    const Entered entered(*this, schema);
    if (schema.is_boolean()) {
      write_boolean(schema.boolean(), annotations);
    } else if (!schema.is_object()) {
      malformed(outcomes::schema_malformed, schema,
                "expected a schema, found " + std::string(describe(schema.kind())));
      write_boolean(true, annotations);
    } else if (reference_of(schema) != nullptr) {
      const bool is_nullable = lowering.repair_.is_nullable_reference(schema);
      if (is_nullable) out += R"({"anyOf":[)";
      write_reference(schema, annotations);
      if (is_nullable) out += R"(,{"type":"null"}]})";
    } else {
      write_object(schema, annotations);
    }
  }

  // Clients want objects where a schema stands, so `true` is written as the empty one.
  void write_boolean(bool value, const SchemaAnnotations& annotations) {
    Object object(*this);
    if (!value) {
      object.key("not");
      out += "{}";
    }
    write_own_annotations(object, annotations);
    object.close();
  }

  void write_own_annotations(Object& object, const SchemaAnnotations& annotations) {
    if (!annotations.description.empty()) {
      object.text("description", shown_description(annotations.description));
    }
    if (annotations.deprecated) {
      object.key("deprecated");
      out += "true";
    }
    if (annotations.example != nullptr && !keeps_examples()) {
      lose(outcomes::parameter_example_configured, *annotations.example);
    } else if (annotations.example != nullptr) {
      object.key("examples");
      out += '[';
      append_json(out, *annotations.example);
      out += ']';
    }
  }

  // Of a part that is written more than once.
  void lose(const ledger::Outcome& outcome, const Node& node) {
    const Span at = node.span();
    const auto place = (std::uint64_t{at.file} << 40) ^ (std::uint64_t{at.begin} << 8) ^ 5;
    if (lowering.reported_.insert(place).second) {
      lowering.losses_.push_back(ledger::loss(outcome, {}, at));
    }
  }

  void write_reference(const Node& schema, const SchemaAnnotations& annotations) {
    const Linked::Target* target = target_of(schema);
    if (target == nullptr) {
      write_unresolved(schema, annotations);
      return;
    }
    std::optional<std::size_t> definition;
    {
      const Entered entered(*this, *target->schema);
      definition = lowering.definition(*target, scope, direction);
    }
    if (!definition) {
      overflow = true;
      return;
    }
    Object object(*this, schema);
    object.text("$ref", "#/$defs/" + lowering.definitions_[*definition].name);
    write_siblings(object, schema, annotations);
    object.close();
  }

  // In the place of a target that does not exist, which is reported, stands what accepts any value
  // and says so.
  void write_unresolved(const Node& schema, const SchemaAnnotations& annotations) {
    const Span at = reference_of(schema)->span();
    const auto place = (std::uint64_t{at.file} << 40) ^ (std::uint64_t{at.begin} << 8) ^ 3;
    if (lowering.reported_.insert(place).second) {
      lowering.losses_.push_back(ledger::loss(outcomes::schema_unresolved, {}, at));
    }
    SchemaAnnotations own = annotations;
    const Node* description = schema.find("description");
    if (own.description.empty() && description != nullptr && description->is_string()) {
      own.description = visible(description->string());
    }
    if (!own.description.empty()) own.description += ' ';
    own.description +=
        '(' + shown_value(*reference_of(schema)) + " is not available; any value is accepted)";
    Object object(*this, schema);
    write_siblings(object, schema, own);
    object.close();
  }

  // Whether what the place says stands where the schema has its own word.
  static bool is_replaced(std::string_view key, const SchemaAnnotations& annotations) {
    if (key == "description") return !annotations.description.empty();
    if (key == "example" || key == "examples") return annotations.example != nullptr;
    return key == "deprecated" && annotations.deprecated;
  }

  // Before 3.1 nothing beside `$ref` counts (3.0.4, section 4.7.23.1); what describes is kept all
  // the same, as everybody writes it.
  void write_siblings(Object& object, const Node& schema, const SchemaAnnotations& annotations) {
    for (const auto& member : schema.members()) {
      if (member.key == "$ref" || (is_before_3_1() && !ledger::describes(member.key))) continue;
      write_member(object, schema, member, annotations);
    }
    write_own_annotations(object, annotations);
  }

  void write_member(Object& object, const Node& schema, const source::Member& member,
                    const SchemaAnnotations& annotations) {
    if (!is_replaced(member.key, annotations)) {
      write_keyword(object, schema, member.key, member.value);
    } else if (member.key != "deprecated") {
      lose(outcomes::text_replaced, member.value);
    }
  }

  void write_object(const Node& written, const SchemaAnnotations& annotations) {
    const Node& schema = repaired(written);
    const bool nullable = is_nullable(schema);
    const bool wrap = nullable && schema.find("type") == nullptr &&
                      (schema.find("allOf") || schema.find("anyOf") || schema.find("oneOf"));
    if (wrap) out += R"({"anyOf":[)";
    Object object(*this, written);
    for (const auto& member : schema.members()) {
      if (nullable && member.key == "type" && is_types(member.value)) {
        write_nullable_type(object, member.value);
      } else if (nullable && member.key == "enum" && member.value.is_array()) {
        write_nullable_enum(object, member.value);
      } else {
        write_member(object, schema, member, annotations);
      }
    }
    write_own_annotations(object, annotations);
    object.close();
    if (wrap) out += R"(,{"type":"null"}]})";
  }

  void write_nullable_type(Object& object, const Node& type) {
    object.key("type");
    out += '[';
    bool has_null = false;
    const auto append = [&](const Node& name) {
      has_null = has_null || name.string() == "null";
      append_json(out, name);
    };
    if (type.is_string()) append(type);
    for (const Node& name : type.is_array() ? type.items() : std::span<const Node>()) {
      if (&name != &type.items().front()) out += ',';
      append(name);
    }
    out += has_null ? "]" : R"(,"null"])";
  }

  // OpenAPI 3.0.4, section 4.7.24.1: `null` must be listed to be allowed; documents that say
  // `nullable` mean that it is.
  void write_nullable_enum(Object& object, const Node& values) {
    object.key("enum");
    out += '[';
    bool has_null = false;
    bool first = true;
    for (const Node& value : values.items()) {
      if (!first) out += ',';
      first = false;
      append_json(out, value);
      has_null = has_null || value.is_null();
    }
    if (!has_null) out += first ? "null" : ",null";
    out += ']';
  }

  void write_keyword(Object& object, const Node& schema, std::string_view key, const Node& value) {
    if ((key == "example" || key == "examples") && !keeps_examples()) {
      return lose(outcomes::example_configured, value);
    }
    if (key == "example") {
      const Node* examples = schema.find("examples");
      if (examples != nullptr && examples->is_array()) return;
      object.key("examples");
      out += '[';
      append_json(out, value, original_limit);
      out += ']';
      if (out.size() > original_limit) overflow = true;
      return;
    }
    if (key == "xml" && lowering.keeps_xml_ && value.is_object()) {
      return copy(object, key, value, true, "");
    }
    const Keyword* keyword = find_keyword(key);
    if (keyword == nullptr) return;
    switch (keyword->kind) {
      case KeywordKind::annotation:
        copy(object, key, value, true, "");
        break;
      case KeywordKind::text:
        write_text(object, key, value);
        break;
      case KeywordKind::pattern:
        write_pattern(object, key, value);
        break;
      case KeywordKind::flag:
        copy(object, key, value, value.is_boolean(), "a boolean");
        break;
      case KeywordKind::number:
        copy(object, key, value, value.is_number(), "a number");
        break;
      case KeywordKind::count:
        copy(object, key, value, is_count(value), "a whole number");
        break;
      case KeywordKind::array:
        copy(object, key, value, value.is_array(), "an array");
        break;
      case KeywordKind::object:
        copy(object, key, value, value.is_object(), "an object");
        break;
      case KeywordKind::types:
        copy(object, key, value, is_types(value), "a type of JSON Schema");
        break;
      case KeywordKind::required:
        write_required(object, schema, value);
        break;
      case KeywordKind::exclusive:
        write_exclusive(object, schema, key, value);
        break;
      case KeywordKind::schema:
        if (is_open(schema, key, value)) break;
        object.key(key);
        write(value);
        break;
      case KeywordKind::schemas:
        write_schemas(object, key, value);
        break;
      case KeywordKind::schema_map:
        write_schema_map(object, key, value);
        break;
      case KeywordKind::pattern_map:
        write_pattern_map(object, key, value);
        break;
    }
  }

  void copy(Object& object, std::string_view key, const Node& value, bool is_valid,
            std::string_view wanted) {
    if (!is_valid) {
      malformed(outcomes::keyword_malformed, value,
                "`" + std::string(key) + "`: expected " + std::string(wanted) + ", found " +
                    shown_value(value));
      return;
    }
    object.key(key);
    append_json(out, value, original_limit);
    if (out.size() > original_limit) overflow = true;
  }

  bool keeps_examples() const { return lowering.configuration_.examples; }
  std::string shown_description(std::string_view text) const {
    const auto limit = lowering.configuration_.limits.description_characters;
    return limit ? cut_at_sentence(text, *limit) : std::string(text);
  }

  void write_text(Object& object, std::string_view key, const Node& value) {
    if (!value.is_string()) return copy(object, key, value, false, "a string");
    if (key == "description") {
      const std::string text = visible(value.string());
      const std::string shown = shown_description(text);
      if (shown != text) lose(outcomes::description_configured, value);
      object.text(key, shown);
    } else {
      object.text(key, key == "title" ? visible(value.string()) : std::string(value.string()));
    }
  }

  bool is_pattern(std::string_view text, Span at, const Node& keyword) {
    const auto& error = lowering.patterns_.error(text);
    if (!error) return true;
    const auto place = (std::uint64_t{at.file} << 40) ^ (std::uint64_t{at.begin} << 8) ^ 2;
    if (lowering.reported_.insert(place).second) {
      lowering.diagnostics_.report(rules::schema_pattern_invalid, at, {},
                                   "`" + clipped(visible(text), 60) + "`: " + *error);
      lowering.losses_.push_back(ledger::loss(outcomes::pattern_invalid, {}, keyword.span()));
    }
    return false;
  }

  // Which properties a pattern was for that is left out is not known, so what holds for all others
  // must not hold for them.
  bool is_open(const Node& schema, std::string_view key, const Node& value) {
    if (key != "additionalProperties" && key != "unevaluatedProperties") return false;
    const Node* patterns = schema.find("patternProperties");
    if (patterns == nullptr || !patterns->is_object()) return false;
    const auto is_left_out = [&](const auto& m) {
      return lowering.patterns_.error(m.key).has_value();
    };
    if (std::none_of(patterns->members().begin(), patterns->members().end(), is_left_out))
      return false;
    const Span at = value.span();
    const auto place = (std::uint64_t{at.file} << 40) ^ (std::uint64_t{at.begin} << 8) ^ 4;
    if (lowering.reported_.insert(place).second) {
      lowering.losses_.push_back(ledger::loss(outcomes::beside_pattern_invalid, {}, at));
    }
    return true;
  }

  void write_pattern(Object& object, std::string_view key, const Node& value) {
    if (!value.is_string()) return copy(object, key, value, false, "a string");
    if (is_pattern(value.string(), value.span(), value)) copy(object, key, value, true, "");
  }

  void write_exclusive(Object& object, const Node& schema, std::string_view key,
                       const Node& value) {
    if (value.is_number()) return copy(object, key, value, true, "");
    if (!value.is_boolean()) return copy(object, key, value, false, "a number or a boolean");
    // OpenAPI 3.0: a boolean that makes the limit beside it exclusive.
    const Node* limit = schema.find(key == "exclusiveMinimum" ? "minimum" : "maximum");
    if (value.boolean() && limit != nullptr && limit->is_number()) {
      object.key(key);
      append_json(out, *limit);
    }
  }

  void write_schemas(Object& object, std::string_view key, const Node& value) {
    if (!value.is_array() || value.items().empty()) {
      return copy(object, key, value, false, "an array of schemas");
    }
    object.key(key);
    out += '[';
    bool first = true;
    for (const Node& item : value.items()) {
      if (overflow) break;
      if (!first) out += ',';
      first = false;
      write(item);
    }
    out += ']';
  }

  void write_schema_map(Object& object, std::string_view key, const Node& value) {
    if (!value.is_object()) return copy(object, key, value, false, "an object of schemas");
    object.key(key);
    Object map(*this);
    for (const auto& member : value.members()) {
      if (overflow) break;
      if (key == "properties" && is_hidden(member.value)) continue;
      map.key(member.key);
      write(member.value);
    }
    map.close();
  }

  void write_pattern_map(Object& object, std::string_view key, const Node& value) {
    if (!value.is_object()) return copy(object, key, value, false, "an object of schemas");
    object.key(key);
    Object map(*this);
    for (const auto& member : value.members()) {
      if (overflow) break;
      if (!is_pattern(member.key, member.key_span, value)) continue;
      map.key(member.key);
      write(member.value);
    }
    map.close();
  }

  bool is_hidden(const Node& schema) const {
    const std::string_view flag = hidden_by(direction);
    if (is_true(schema, flag)) return true;
    const Linked::Target* target = lowering.linked_.target(schema);
    return target != nullptr && is_true(*target->schema, flag);
  }

  void write_required(Object& object, const Node& schema, const Node& value) {
    const bool is_valid =
        value.is_array() && std::all_of(value.items().begin(), value.items().end(),
                                        [](const Node& n) { return n.is_string(); });
    if (value.is_boolean() && lowering.repair_.is_reported(value)) return;
    if (!is_valid) return copy(object, "required", value, false, "an array of names");
    const Node* properties = schema.find("properties");
    std::set<std::string_view> names;
    std::string list;
    for (const Node& name : value.items()) {
      const Node* property = properties == nullptr ? nullptr : properties->find(name.string());
      if (property != nullptr && is_hidden(*property)) continue;
      if (!names.insert(name.string()).second) continue;
      if (!list.empty()) list += ',';
      append_json_string(list, name.string());
    }
    if (list.empty()) return;
    object.key("required");
    out += '[' + list + ']';
  }

  // What stands in the place of a schema that is too large. It accepts all that the schema accepts.
  void write_outline(const Node& schema, const SchemaAnnotations& annotations) {
    Object object(*this, schema);
    const Node* type = schema.find("type");
    if (type != nullptr && is_types(*type) && !is_nullable(schema)) {
      object.key("type");
      append_json(out, *type);
    }
    const Node* own = schema.find("description");
    std::string description = annotations.description;
    if (description.empty() && own != nullptr && own->is_string()) {
      description = clipped(visible(own->string()), 200);
    }
    object.text("description",
                description + (description.empty() ? "" : " ") + "(not shown whole)");
    const Node* properties = schema.find("properties");
    if (properties != nullptr && properties->is_object()) {
      constexpr std::size_t most = 1000;
      object.key("properties");
      Object map(*this);
      for (const auto& member :
           properties->members().first(std::min(most, properties->members().size()))) {
        if (is_hidden(member.value)) continue;
        map.key(member.key);
        out += "{}";
      }
      map.close();
    }
    object.close();
  }
};

SchemaText SchemaLowering::original(const Node* schema, const SchemaAnnotations& annotations,
                                    Direction direction) {
  return original(schema, annotations, {}, direction);
}

SchemaText SchemaLowering::original(const Node* schema, const SchemaAnnotations& annotations,
                                    Scope scope, Direction direction) {
  Writer writer{*this, direction};
  writer.scope = std::move(scope);
  if (schema == nullptr) {
    writer.write_boolean(true, annotations);
    return {std::move(writer.out), {}};
  }
  writer.write(*schema, annotations);
  if (!writer.overflow) return {std::move(writer.out), std::move(writer.origins)};
  const Span at = schema->span();
  if (reported_.insert((std::uint64_t{at.file} << 40) ^ (std::uint64_t{at.begin} << 8)).second) {
    diagnostics_.report(rules::schema_too_large, {at.file, at.begin, at.begin + 1}, {},
                        "the limit is " + std::to_string(original_limit) + " bytes");
    losses_.push_back(ledger::loss(outcomes::schema_too_large, {}, at));
  }
  Writer outline{*this, direction};
  outline.write_outline(*schema, annotations);
  return {std::move(outline.out), {}};
}

std::optional<std::size_t> SchemaLowering::definition(const Linked::Target& target,
                                                      const Scope& scope, Direction direction) {
  // What has no dynamic anchor anywhere has one scope; this many others no document means.
  constexpr std::size_t most_scoped = 1000;
  const bool matters = direction != Direction::request && directions_.matters(*target.schema);
  if (!matters) direction = Direction::request;
  auto& variants = definition_by_node_[target.schema];
  const auto [known, is_new] = variants.try_emplace({direction, scope}, definitions_.size());
  if (!is_new) return known->second;
  const bool is_scoped = std::any_of(variants.begin(), variants.end(), [&](const auto& variant) {
    return variant.first.first == direction && variant.first.second != scope;
  });
  if (is_scoped && ++scoped_definitions_ > most_scoped) {
    variants.erase(known);
    return std::nullopt;
  }
  const std::string name = argument_name(target.name) + (matters ? "_result" : "");
  definitions_.push_back({definition_names_.make(name, 64), {}});
  definition_nodes_.push_back({target.schema, scope, direction});
  return definitions_.size() - 1;
}

std::vector<ir::Definition> SchemaLowering::definitions() {
  // Writing one may meet others, which join the end of the list.
  for (; written_definitions_ < definition_nodes_.size(); ++written_definitions_) {
    const auto [schema, scope, direction] = definition_nodes_[written_definitions_];
    SchemaText text = original(schema, {}, scope, direction);
    definitions_[written_definitions_].schema = std::move(text.text);
    definition_origins_.push_back(std::move(text.origins));
  }
  return definitions_;
}

}  // namespace mcpcc::lower
