#include <algorithm>
#include <set>
#include <utility>

#include "ledger/support.h"
#include "lower/schema_keyword.h"
#include "lower/schema_writer.h"
#include "lower/text.h"

namespace mcpcc::lower {

namespace outcomes = ledger::outcomes;
using resolve::Linked;
using source::Kind;
using source::Node;

namespace {

bool is_above_zero(const Node& value) {
  if (!value.is_number()) return false;
  std::string text;
  append_json(text, value);
  return !text.starts_with('-') &&
         text.find_first_of("123456789") < std::min(text.find_first_of("eE"), text.size());
}

bool is_list(const Node* value) {
  return value != nullptr && value->is_array() && !value->items().empty();
}

}  // namespace

void SchemaLowering::Writer::write_nullable_type(Object& object, const Node& type) {
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

// documents that say `nullable` mean that it is.
void SchemaLowering::Writer::write_nullable_enum(Object& object, const Node& values) {
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

void SchemaLowering::Writer::write_keyword(Object& object, const Node& schema, std::string_view key,
                                           const Node& value) {
  if ((key == "example" || key == "examples") && !keeps_examples()) {
    return lose(outcomes::example_configured, value);
  }
  if (key == "example") {
    const Node* examples = schema.find("examples");
    if (examples != nullptr && examples->is_array()) return;
    object.key("examples");
    out += '[';
    write_value(schema, value, value);
    out += ']';
    return;
  }
  if (key == "xml" && lowering.keeps_xml_ && value.is_object()) {
    return copy(object, key, value, true, "");
  }
  if (key == "examples") return write_examples(object, schema, value);
  if (key == "default") {
    if (scope.empty() && lowering.leaves_out_default(schema, value)) return;
    object.key(key);
    return write_value(schema, value, value);
  }
  if (key == "$dynamicRef" && second_reference_of(schema) != nullptr) {
    return write_all_of_added(object, schema);
  }
  const Keyword* keyword = find_keyword(key);
  if (keyword == nullptr) return;
  switch (keyword->kind) {
    case KeywordKind::annotation:
      copy(object, key, value, true, "");
      break;
    case KeywordKind::text:
      write_text(object, schema, key, value);
      break;
    case KeywordKind::pattern:
      write_pattern(object, key, value);
      break;
    case KeywordKind::flag:
      copy(object, key, value, value.is_boolean(), "a boolean");
      break;
    case KeywordKind::number:
      if (is_replaced_by_exclusive(schema, key)) break;
      if (key == "multipleOf") {
        copy(object, key, value, is_above_zero(value), "a number above 0");
      } else {
        copy(object, key, value, value.is_number(), "a number");
      }
      break;
    case KeywordKind::count:
      if (key == "maxContains" && is_outnumbered(schema, value)) break;
      if (key == "minProperties" && is_count(value)) {
        write_min_properties(object, schema, value);
        break;
      }
      copy(object, key, value, is_count(value),
           is_digits(value) ? "a number that is not too large" : "a whole number");
      break;
    case KeywordKind::array:
      copy(object, key, value, value.is_array(), "an array");
      break;
    case KeywordKind::dependencies:
      write_dependent_required(object, schema, value);
      break;
    case KeywordKind::types:
      write_types(object, value);
      break;
    case KeywordKind::required:
      write_required(object, schema, value);
      break;
    case KeywordKind::exclusive:
      write_exclusive(object, schema, key, value);
      break;
    case KeywordKind::schema:
      write_subschema(object, schema, key, value);
      break;
    case KeywordKind::schemas:
      write_schemas(object, schema, key, value);
      break;
    case KeywordKind::schema_map:
      write_schema_map(object, schema, key, value);
      break;
    case KeywordKind::pattern_map:
      write_pattern_map(object, key, value);
      break;
  }
}

// Each once (JSON Schema 2020-12 validation, section 6.1.1).
void SchemaLowering::Writer::write_types(Object& object, const Node& value) {
  if (!value.is_array() || !is_types(value)) {
    return copy(object, "type", value, is_types(value), "a type of JSON Schema");
  }
  std::set<std::string_view> types;
  object.key("type");
  out += '[';
  for (const Node& type : value.items()) {
    if (!types.insert(type.string()).second) continue;
    if (types.size() > 1) out += ',';
    append_json_string(out, type.string());
  }
  out += ']';
}

void SchemaLowering::Writer::copy(Object& object, std::string_view key, const Node& value,
                                  bool is_valid, std::string_view wanted) {
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

void SchemaLowering::Writer::write_text(Object& object, const Node& schema, std::string_view key,
                                        const Node& value) {
  if (!value.is_string()) return copy(object, key, value, false, "a string");
  if (key == "description") {
    const std::string text = visible(value.string());
    const std::string shown = shown_description(text);
    if (shown != text) lose(outcomes::description_configured, value);
    object.text(key, shown);
  } else {
    object.text(key, key == "title" ? visible(value.string()) : std::string(value.string()));
  }
  // OpenAPI 3.1.1, section 4.8.24.4: what was `format: byte` is an encoding since 3.1.
  if (key == "format" && value.string() == "byte" && is_before_3_1() &&
      schema.find("contentEncoding") == nullptr) {
    object.text("contentEncoding", "base64");
  }
}

bool SchemaLowering::Writer::is_pattern(std::string_view text, Span at, const Node& keyword) {
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
bool SchemaLowering::Writer::is_open(const Node& schema, std::string_view key, const Node& value) {
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

void SchemaLowering::Writer::write_pattern(Object& object, std::string_view key,
                                           const Node& value) {
  if (!value.is_string()) return copy(object, key, value, false, "a string");
  if (is_pattern(value.string(), value.span(), value)) copy(object, key, value, true, "");
}

// Of 3.0: `exclusiveMinimum: true` says all.
bool SchemaLowering::Writer::is_replaced_by_exclusive(const Node& schema, std::string_view key) {
  return (key == "minimum" && is_true(schema, "exclusiveMinimum")) ||
         (key == "maximum" && is_true(schema, "exclusiveMaximum"));
}

void SchemaLowering::Writer::write_exclusive(Object& object, const Node& schema,
                                             std::string_view key, const Node& value) {
  if (value.is_number()) return copy(object, key, value, true, "");
  if (!value.is_boolean()) return copy(object, key, value, false, "a number or a boolean");
  // OpenAPI 3.0: a boolean that makes the limit beside it exclusive.
  const Node* limit = schema.find(key == "exclusiveMinimum" ? "minimum" : "maximum");
  if (value.boolean() && limit != nullptr && limit->is_number()) {
    object.key(key);
    append_json(out, *limit);
  }
}

void SchemaLowering::Writer::write_schemas(Object& object, const Node& schema, std::string_view key,
                                           const Node& value) {
  if (!value.is_array() || value.items().empty()) {
    return copy(object, key, value, false, "an array of at least one schema");
  }
  if (key == "oneOf" && is_several(schema, value)) {
    if (schema.find("anyOf") == nullptr) {
      object.key("anyOf");
      return write_list(schema, key, value);
    }
    if (second_reference_of(schema) == nullptr) write_all_of_added(object, schema);
    return;
  }
  object.key(key == "oneOf" && is_chosen(schema, value) ? "anyOf" : key);
  write_list(schema, key, value);
  if (key != "allOf" || !has_added_parts(schema)) return;
  out.back() = ',';
  write_added_parts(schema);
  out += ']';
}

bool SchemaLowering::Writer::is_second_any_of(const Node& schema) {
  const Node* alternatives = schema.find("oneOf");
  return schema.find("anyOf") != nullptr && is_list(alternatives) &&
         is_several(schema, *alternatives);
}

bool SchemaLowering::Writer::has_added_parts(const Node& schema) {
  return second_reference_of(schema) != nullptr || is_second_any_of(schema);
}

void SchemaLowering::Writer::write_added_parts(const Node& schema) {
  const Node* reference = second_reference_of(schema);
  if (reference != nullptr) write_second_reference(schema, *reference);
  if (!is_second_any_of(schema)) return;
  out += reference != nullptr ? R"(,{"anyOf":)" : R"({"anyOf":)";
  write_list(schema, "oneOf", *schema.find("oneOf"));
  out += '}';
}

// Where the schema has an `allOf`, they are among that.
void SchemaLowering::Writer::write_all_of_added(Object& object, const Node& schema) {
  if (is_list(schema.find("allOf"))) return;
  object.key("allOf");
  out += '[';
  write_added_parts(schema);
  out += ']';
}

// Where the value of a property tells which one is meant, others may accept the same object.
bool SchemaLowering::Writer::is_chosen(const Node& schema, const Node& alternatives) const {
  return !choices_assert() && schema.find("anyOf") == nullptr &&
         discriminator_of(lowering.linked_, schema, alternatives.items()).has_choices();
}

void SchemaLowering::Writer::write_list(const Node& schema, std::string_view key,
                                        const Node& value) {
  const bool has_alternatives = key == "anyOf" || key == "oneOf";
  const Discriminator discriminator =
      has_alternatives ? discriminator_of(lowering.linked_, schema, value.items())
                       : Discriminator();
  out += '[';
  bool first = true;
  const Around outer(schema, around);
  const auto* before = std::exchange(around, key == "prefixItems" ? nullptr : &outer);
  for (const Node& item : value.items()) {
    if (overflow) break;
    if (!first) out += ',';
    first = false;
    const auto index = static_cast<std::size_t>(&item - value.items().data());
    const bool is_fallback = index == discriminator.fallback;
    const Choice chosen{discriminator.property,
                        is_fallback || discriminator.property.empty() ? discriminator.known
                                                                      : discriminator.values[index],
                        is_fallback};
    choice = chosen.values.empty() ? nullptr : &chosen;
    is_base = key == "allOf" && is_made_of(schema, item);
    write(item);
    choice = nullptr;
    is_base = false;
  }
  around = before;
  out += ']';
}

// Whether `part`, of the `allOf` of `schema`, is what that is made of, and not a place where a
// value of it is wanted.
bool SchemaLowering::Writer::is_made_of(const Node& schema, const Node& part) const {
  const Linked::Target* target = lowering.linked_.target(part);
  if (target == nullptr || !target->schema->is_object()) return false;
  const auto heirs = lowering.linked_.heirs.find(target->schema->members().data());
  if (heirs == lowering.linked_.heirs.end()) return false;
  if (schema.find("properties") != nullptr || schema.find("allOf")->items().size() > 1) return true;
  return std::any_of(heirs->second.begin(), heirs->second.end(), [&](const auto& heir) {
    return heir.schema->members().data() == schema.members().data();
  });
}

// A schema about another value than the one it stands in.
void SchemaLowering::Writer::write_part(const Node& schema) {
  const auto* before = std::exchange(around, nullptr);
  write(schema);
  around = before;
}

// One about the same value as `outer`, in which it stands.
void SchemaLowering::Writer::write_same(const Node& outer, const Node& schema) {
  const Around own(outer, around);
  const auto* before = std::exchange(around, &own);
  write(schema);
  around = before;
}

void SchemaLowering::Writer::write_subschema(Object& object, const Node& schema,
                                             std::string_view key, const Node& value) {
  if (is_open(schema, key, value)) return;
  object.key(key);
  if (key == "not") return write_not(schema, value);
  if (key == "then" || key == "else") return write_same(schema, value);
  if (key != "if") return write_part(value);
  const bool before = std::exchange(use.in_condition, true);
  write_same(schema, value);
  use.in_condition = before;
}

void SchemaLowering::Writer::write_schema_map(Object& object, const Node& schema,
                                              std::string_view key, const Node& value) {
  if (!value.is_object()) return copy(object, key, value, false, "an object of schemas");
  const bool has_properties = key == "properties";
  object.key(key);
  Object map(*this);
  for (const auto& member : value.members()) {
    if (overflow) break;
    const bool hides = (has_properties && is_hidden(member.value)) ||
                       (is_request() && is_hidden(schema, member.key));
    if (hides && is_request()) continue;
    map.key(member.key);
    if (hides) {
      write_hidden(member.value);
    } else if (has_properties) {
      write_part(member.value);
    } else {
      write_same(schema, member.value);
    }
  }
  map.close();
}

void SchemaLowering::Writer::write_pattern_map(Object& object, std::string_view key,
                                               const Node& value) {
  if (!value.is_object()) return copy(object, key, value, false, "an object of schemas");
  object.key(key);
  Object map(*this);
  for (const auto& member : value.members()) {
    if (overflow) break;
    if (!is_pattern(member.key, member.key_span, value)) continue;
    map.key(member.key);
    write_part(member.value);
  }
  map.close();
}

}  // namespace mcpcc::lower
