#include "lower/schema.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "ledger/support.h"
#include "lower/names.h"
#include "lower/text.h"
#include "support/text.h"

namespace mcpcc::lower {

namespace outcomes = ledger::outcomes;
using resolve::Linked;
using source::Kind;
using source::Node;

namespace {

// What a keyword's value must be, and what becomes of it (JSON Schema 2020-12 core and validation).
enum class KeywordKind : std::uint8_t {
  annotation,   // any value, copied
  text,         // a string, copied
  pattern,      // a regular expression
  flag,         // a boolean, copied
  number,       // copied digit for digit
  count,        // a non-negative integer
  array,        // an array of values, copied
  types,        // `type`
  required,     // an array of strings
  object,       // copied
  schema,       // one subschema
  schemas,      // an array of subschemas
  schema_map,   // an object of subschemas
  pattern_map,  // the same, by regular expressions
  exclusive,    // a number, or in 3.0 a boolean beside minimum and maximum
};

struct Keyword {
  std::string_view name;
  KeywordKind kind;
};

// Sorted. Keywords that are not here describe the document and not its values (`xml`,
// `externalDocs`, `x-...`), or are handled by name (`$ref`, `nullable`, `example`).
constexpr std::array<Keyword, 47> keywords = {{
    {"additionalProperties", KeywordKind::schema},
    {"allOf", KeywordKind::schemas},
    {"anyOf", KeywordKind::schemas},
    {"const", KeywordKind::annotation},
    {"contains", KeywordKind::schema},
    {"contentEncoding", KeywordKind::text},
    {"contentMediaType", KeywordKind::text},
    {"default", KeywordKind::annotation},
    {"dependentRequired", KeywordKind::object},
    {"dependentSchemas", KeywordKind::schema_map},
    {"deprecated", KeywordKind::flag},
    {"description", KeywordKind::text},
    {"else", KeywordKind::schema},
    {"enum", KeywordKind::array},
    {"examples", KeywordKind::array},
    {"exclusiveMaximum", KeywordKind::exclusive},
    {"exclusiveMinimum", KeywordKind::exclusive},
    {"format", KeywordKind::text},
    {"if", KeywordKind::schema},
    {"items", KeywordKind::schema},
    {"maxContains", KeywordKind::count},
    {"maxItems", KeywordKind::count},
    {"maxLength", KeywordKind::count},
    {"maxProperties", KeywordKind::count},
    {"maximum", KeywordKind::number},
    {"minContains", KeywordKind::count},
    {"minItems", KeywordKind::count},
    {"minLength", KeywordKind::count},
    {"minProperties", KeywordKind::count},
    {"minimum", KeywordKind::number},
    {"multipleOf", KeywordKind::number},
    {"not", KeywordKind::schema},
    {"oneOf", KeywordKind::schemas},
    {"pattern", KeywordKind::pattern},
    {"patternProperties", KeywordKind::pattern_map},
    {"prefixItems", KeywordKind::schemas},
    {"properties", KeywordKind::schema_map},
    {"propertyNames", KeywordKind::schema},
    {"readOnly", KeywordKind::flag},
    {"required", KeywordKind::required},
    {"then", KeywordKind::schema},
    {"title", KeywordKind::text},
    {"type", KeywordKind::types},
    {"unevaluatedItems", KeywordKind::schema},
    {"unevaluatedProperties", KeywordKind::schema},
    {"uniqueItems", KeywordKind::flag},
    {"writeOnly", KeywordKind::flag},
}};

const Keyword* find_keyword(std::string_view name) {
  const auto found = std::lower_bound(
      keywords.begin(), keywords.end(), name,
      [](const Keyword& keyword, std::string_view key) { return keyword.name < key; });
  return found != keywords.end() && found->name == name ? found : nullptr;
}

// Keywords that say something about a value without accepting or refusing any: beside `$ref` they
// replace those of the target.
bool is_annotation(std::string_view name) {
  constexpr std::array<std::string_view, 9> names = {"default",  "deprecated", "description",
                                                     "example",  "examples",   "format",
                                                     "readOnly", "title",      "writeOnly"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool holds_subschemas(const Keyword& keyword) {
  return keyword.kind == KeywordKind::schema || keyword.kind == KeywordKind::schemas ||
         keyword.kind == KeywordKind::schema_map || keyword.kind == KeywordKind::pattern_map;
}

constexpr std::array<std::string_view, 7> types = {"array",  "boolean", "integer", "null",
                                                   "number", "object",  "string"};

bool is_type(const Node& node) {
  return node.is_string() && std::find(types.begin(), types.end(), node.string()) != types.end();
}

bool is_true(const Node& schema, std::string_view key) {
  const Node* node = schema.find(key);
  return node != nullptr && node->is_boolean() && node->boolean();
}

}  // namespace

// Writes one text. Recursion follows the nesting of the document, which `source` bounds, and in the
// shown form references, which `max_depth_` bounds.
struct SchemaLowering::Writer {
  enum class Form : std::uint8_t { original, shown };

  SchemaLowering& lowering;
  Form form;
  Direction direction = Direction::request;
  unsigned max_depth = 0;
  std::size_t max_bytes = original_limit;  // of `out`; what goes beyond it is given up
  std::string out{};
  bool was_cut = false;
  bool overflow = false;
  unsigned depth = 0;
  std::vector<const Node*> active{};  // targets being written, to end recursion
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
    if (out.size() > max_bytes) overflow = true;
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
    } else if (form == Form::shown && depth >= max_depth && is_deep(schema)) {
      write_cut(schema, {}, annotations);
    } else {
      write_object(schema, nullptr, annotations);
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

  static bool is_deep(const Node& schema) {
    for (const auto& member : schema.members()) {
      const Keyword* keyword = find_keyword(member.key);
      if (keyword != nullptr && holds_subschemas(*keyword) &&
          (member.value.is_object() || member.value.is_array())) {
        return true;
      }
    }
    return false;
  }

  void add_shown(const Node& schema) {
    if (form == Form::shown && schema.is_object() && !schema.members().empty()) {
      lowering.attempted_.push_back(schema.members().data());
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
    if (form == Form::original) {
      std::optional<std::size_t> definition;
      {
        const Entered entered(*this, *target->schema);
        definition = lowering.definition(*target, scope, direction);
      }
      if (!definition) {
        overflow = true;
        return;
      }
      Object object(*this);
      object.text("$ref", "#/$defs/" + lowering.definitions_[*definition].name);
      write_siblings(object, schema, annotations);
      object.close();
      return;
    }
    const bool recursive = std::find(active.begin(), active.end(), target->schema) != active.end();
    if (recursive || active.size() > 64 ||
        (depth >= max_depth && target->schema->is_object() && is_deep(*target->schema))) {
      write_cut(*target->schema, target->name, merged(schema, annotations));
      return;
    }
    add_shown(schema);
    const Entered entered(*this, *target->schema);
    active.push_back(target->schema);
    if (has_assertions(schema)) {
      const Cuts cuts(*this);
      Object object(*this);
      object.key("allOf");
      out += '[';
      write(*target->schema);
      out += ']';
      write_siblings(object, schema, annotations);
      object.close();
    } else if (target->schema->is_object() && reference_of(*target->schema) == nullptr) {
      write_object(*target->schema, &schema, annotations);
    } else {
      write(*target->schema, merged(schema, annotations));
    }
    active.pop_back();
  }

  // In the place of a target that does not exist, which is reported, stands what accepts any value
  // and says so.
  void write_unresolved(const Node& schema, const SchemaAnnotations& annotations) {
    const Span at = reference_of(schema)->span();
    const auto place = (std::uint64_t{at.file} << 40) ^ (std::uint64_t{at.begin} << 8) ^ 3;
    if (lowering.reported_.insert(place).second) {
      lowering.losses_.push_back(ledger::loss(outcomes::schema_unresolved, {}, at));
    }
    add_shown(schema);
    SchemaAnnotations own = merged(schema, annotations);
    if (!own.description.empty()) own.description += ' ';
    own.description +=
        '(' + shown_value(*reference_of(schema)) + " is not available; any value is accepted)";
    Object object(*this);
    write_siblings(object, schema, own);
    object.close();
  }

  // Before 3.1 nothing beside `$ref` counts (3.0.4, section 4.7.23.1); descriptions are kept all
  // the same, as everybody writes them.
  bool has_assertions(const Node& schema) const {
    if (is_before_3_1()) return false;
    return std::any_of(schema.members().begin(), schema.members().end(), [](const auto& member) {
      return find_keyword(member.key) != nullptr && !is_annotation(member.key);
    });
  }

  void write_siblings(Object& object, const Node& schema, const SchemaAnnotations& annotations) {
    for (const bool at_last : {false, true}) {
      for (const auto& member : schema.members()) {
        if (stands_last(member.key) != at_last) continue;
        if (member.key == "$ref" || (is_before_3_1() && member.key != "description")) continue;
        if (member.key == "description" && !annotations.description.empty()) continue;
        write_keyword(object, schema, member.key, member.value);
      }
    }
    write_own_annotations(object, annotations);
  }

  // Whether what the keyword accepts depends on what the others beside it found.
  bool stands_last(std::string_view key) const {
    return form == Form::shown &&
           (key == "unevaluatedProperties" || key == "unevaluatedItems" || key == "maxContains");
  }

  static SchemaAnnotations merged(const Node& schema, SchemaAnnotations annotations) {
    const Node* description = schema.find("description");
    if (annotations.description.empty() && description != nullptr && description->is_string()) {
      annotations.description = visible(description->string());
    }
    return annotations;
  }

  // `overlay` is an object with `$ref` to `schema`: its annotations replace those of `schema`.
  void write_object(const Node& written, const Node* overlay,
                    const SchemaAnnotations& annotations) {
    add_shown(written);
    const Node& schema = repaired(written);
    const bool nullable = is_nullable(schema);
    const Node* type = schema.find("type");
    const bool wrap = nullable && type == nullptr &&
                      (schema.find("allOf") || schema.find("anyOf") || schema.find("oneOf"));
    if (wrap) out += R"({"anyOf":[)";

    Object object(*this);
    const auto is_overlaid = [&](std::string_view key) {
      if (key == "description" && !annotations.description.empty()) return true;
      if ((key == "example" || key == "examples") && annotations.example != nullptr) return true;
      if (key == "deprecated" && annotations.deprecated) return true;
      return overlay != nullptr && is_annotation(key) && overlay->find(key) != nullptr;
    };
    const Cuts cuts(*this);
    for (const bool at_last : {false, true}) {
      for (const auto& member : schema.members()) {
        if (stands_last(member.key) != at_last) continue;
        if (is_overlaid(member.key)) {
          if (member.key != "deprecated") lose(outcomes::text_replaced, member.value);
        } else if (nullable && member.key == "type" && is_types(member.value)) {
          write_nullable_type(object, member.value);
        } else if (nullable && member.key == "enum" && member.value.is_array()) {
          write_nullable_enum(object, member.value);
        } else {
          write_keyword(object, schema, member.key, member.value);
        }
      }
    }
    if (overlay != nullptr) {
      for (const auto& member : overlay->members()) {
        if (!is_annotation(member.key) ||
            (member.key == "description" && !annotations.description.empty())) {
          continue;
        }
        write_keyword(object, *overlay, member.key, member.value);
      }
    }
    write_own_annotations(object, annotations);
    // VS Code refuses a tool with an array that does not say what it holds.
    if (form == Form::shown && type != nullptr && type->is_string() && type->string() == "array" &&
        schema.find("items") == nullptr) {
      object.key("items");
      out += "{}";
    }
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

  // The cuts of one object, apart from those before it.
  class Cuts {
   public:
    explicit Cuts(Writer& writer)
        : writer_(writer), before_(std::exchange(writer.was_cut, false)) {}
    ~Cuts() { writer_.was_cut = writer_.was_cut || before_; }
    Cuts(const Cuts&) = delete;
    Cuts& operator=(const Cuts&) = delete;

   private:
    Writer& writer_;
    bool before_;
  };

  // What is cut accepts more, and so must all that it is a part of. `oneOf`, `not` and `if` accept
  // less when a part accepts more, and so do keywords that look at what parts beside them found.
  void write_keyword(Object& object, const Node& schema, std::string_view key, const Node& value) {
    if (stands_last(key) && was_cut) return lose(outcomes::beside_cut, value);
    const bool turns = form == Form::shown && (key == "oneOf" || key == "not" || key == "if");
    if (!turns) return write_known_keyword(object, schema, key, value);
    const Cuts cuts(*this);
    const std::size_t begin = out.size();
    const std::size_t attempted = lowering.attempted_.size();
    const bool was_first = object.first;
    write_known_keyword(object, schema, key, value);
    if (!was_cut) return;
    lose(outcomes::beside_cut, value);
    if (key == "oneOf" && schema.find("anyOf") == nullptr) {
      out.replace(begin + (was_first ? 1 : 2), key.size(), "anyOf");
      return;
    }
    out.resize(begin);
    lowering.attempted_.resize(attempted);
    object.first = was_first;
  }

  void write_known_keyword(Object& object, const Node& schema, std::string_view key,
                           const Node& value) {
    if ((key == "example" || key == "examples") && !keeps_examples()) {
      return lose(outcomes::example_configured, value);
    }
    if (key == "example") {
      const Node* examples = schema.find("examples");
      if (examples != nullptr && examples->is_array()) return;
      object.key("examples");
      out += '[';
      append_json(out, value, max_bytes);
      out += ']';
      if (out.size() > max_bytes) overflow = true;
      return;
    }
    if (key == "xml" && form == Form::original && lowering.keeps_xml_ && value.is_object()) {
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
        write_below(value);
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
    append_json(out, value, max_bytes);
    if (out.size() > max_bytes) overflow = true;
  }

  // What clients are shown may be made smaller; the original is what arguments are checked against.
  bool keeps_examples() const { return form == Form::original || lowering.configuration_.examples; }
  std::string shown_description(std::string_view text) const {
    const auto limit = lowering.configuration_.limits.description_characters;
    return form == Form::shown && limit ? cut_at_sentence(text, *limit) : std::string(text);
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

  static bool is_count(const Node& value) {
    return value.is_number() &&
           value.number().find_first_not_of("0123456789") == std::string_view::npos;
  }

  static bool is_types(const Node& value) {
    if (is_type(value)) return true;
    return value.is_array() && !value.items().empty() &&
           std::all_of(value.items().begin(), value.items().end(), is_type);
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
      // Alternatives stand for the same value, so they are no deeper than it.
      if (key == "prefixItems") {
        write_below(item);
      } else {
        write(item);
      }
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
      write_below(member.value);
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
      write_below(member.value);
    }
    map.close();
  }

  void write_below(const Node& schema) {
    ++depth;
    write(schema);
    --depth;
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

  // What stands in the place of a schema that is too deep. It accepts all that the schema accepts.
  void write_cut(const Node& written, std::string_view name, const SchemaAnnotations& annotations) {
    const Node& schema = written.is_object() ? repaired(written) : written;
    was_cut = true;
    Object object(*this);
    const Node* type = schema.find("type");
    const bool nullable = is_nullable(schema);
    if (type != nullptr && is_types(*type) && !nullable) {
      object.key("type");
      append_json(out, *type);
      if (type->is_string() && type->string() == "array") {
        object.key("items");
        out += "{}";
      }
    }
    std::string description = annotations.description;
    if (const Node* own = schema.find("description");
        description.empty() && own != nullptr && own->is_string()) {
      description = clipped(visible(own->string()), 200);
    }
    if (!description.empty()) description += ' ';
    description += '(';
    description += name.empty() ? "shortened" : "`" + visible(name) + "`, shortened";
    const Node* properties = schema.find("properties");
    if (properties != nullptr && properties->is_object() && !properties->members().empty()) {
      std::string list;
      for (const auto& member : properties->members()) {
        if (is_hidden(member.value)) continue;
        if (list.size() > 300) {
          list += ", ...";
          break;
        }
        if (!list.empty()) list += ", ";
        list += "`" + visible(member.key) + "`";
      }
      description += "; properties: " + list;
    }
    description += ')';
    object.text("description", description);
    object.close();
  }
};

std::string SchemaLowering::original(const Node* schema, const SchemaAnnotations& annotations,
                                     Direction direction) {
  return original(schema, annotations, {}, direction);
}

std::string SchemaLowering::original(const Node* schema, const SchemaAnnotations& annotations,
                                     Scope scope, Direction direction) {
  Writer writer{*this, Writer::Form::original, direction};
  writer.scope = std::move(scope);
  if (schema == nullptr) {
    writer.write_boolean(true, annotations);
    return std::move(writer.out);
  }
  writer.write(*schema, annotations);
  if (!writer.overflow) return std::move(writer.out);
  const Span at = schema->span();
  if (reported_.insert((std::uint64_t{at.file} << 40) ^ (std::uint64_t{at.begin} << 8)).second) {
    diagnostics_.report(rules::schema_too_large, {at.file, at.begin, at.begin + 1}, {},
                        "the limit is " + std::to_string(original_limit) + " bytes");
    losses_.push_back(ledger::loss(outcomes::schema_too_large, {}, at));
  }
  return "{}";
}

std::optional<std::string> SchemaLowering::shown(const Node* schema,
                                                 const SchemaAnnotations& annotations,
                                                 unsigned max_depth, std::size_t max_bytes,
                                                 bool& was_cut) {
  Writer writer{*this, Writer::Form::shown, Direction::request, max_depth,
                std::min(max_bytes, original_limit)};
  if (schema == nullptr) {
    writer.write_boolean(true, annotations);
    return std::move(writer.out);
  }
  writer.write(*schema, annotations);
  if (writer.overflow || writer.out.size() > max_bytes) return std::nullopt;
  was_cut = was_cut || writer.was_cut;
  return std::move(writer.out);
}

std::string SchemaLowering::outline(const Node* schema, const SchemaAnnotations& annotations) {
  Writer writer{*this, Writer::Form::shown};
  const Linked::Target* target = linked_.target(*schema);
  int steps = 0;
  std::string_view name;
  while (target != nullptr && ++steps < 100) {
    schema = target->schema;
    name = target->name;
    target = linked_.target(*schema);
  }
  writer.write_cut(*schema, name, annotations);
  return std::move(writer.out);
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
    std::string text = original(schema, {}, scope, direction);
    definitions_[written_definitions_].schema = std::move(text);
  }
  return definitions_;
}

}  // namespace mcpcc::lower
