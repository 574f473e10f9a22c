#include "lower/schema_writer.h"

#include <optional>
#include <utility>

#include "ledger/support.h"
#include "lower/names.h"
#include "lower/schema_keyword.h"
#include "lower/text.h"

namespace mcpcc::lower {

namespace outcomes = ledger::outcomes;
using resolve::Linked;
using source::Kind;
using source::Node;

// The value of `$ref`, or else of `$dynamicRef`, which came with 3.1.
const Node* SchemaLowering::Writer::reference_of(const Node& schema) const {
  const Node* reference = schema.find("$ref");
  return reference != nullptr || is_before_3_1() ? reference : schema.find("$dynamicRef");
}

const Linked::Target* SchemaLowering::Writer::target_of(const Node& schema) const {
  const Linked& linked = lowering.linked_;
  const Node* dynamic = schema.find("$ref") == nullptr ? reference_of(schema) : nullptr;
  return dynamic == nullptr ? linked.target(schema) : linked.target(*dynamic, scope);
}

const Node* SchemaLowering::Writer::second_reference_of(const Node& schema) const {
  return is_before_3_1() || schema.find("$ref") == nullptr ? nullptr : schema.find("$dynamicRef");
}

void SchemaLowering::Writer::malformed(const ledger::Outcome& outcome, const Node& node,
                                       std::string detail) {
  const Span at = node.span();
  const auto place = (std::uint64_t{at.file} << 40) ^ (std::uint64_t{at.begin} << 8);
  if (!lowering.reported_.insert(place).second) return;
  lowering.diagnostics_.report(rules::schema_invalid, at, {}, std::move(detail));
  lowering.losses_.push_back(ledger::loss(outcome, {}, at));
}

void SchemaLowering::Writer::write(const Node& schema, const SchemaAnnotations& annotations) {
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
void SchemaLowering::Writer::write_boolean(bool value, const SchemaAnnotations& annotations) {
  Object object(*this);
  if (!value) {
    object.key("not");
    out += "{}";
  }
  write_own_annotations(object, nullptr, annotations);
  object.close();
}

// `schema`: that has them, if it is no boolean.
void SchemaLowering::Writer::write_own_annotations(Object& object, const Node* schema,
                                                   const SchemaAnnotations& annotations) {
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
    if (schema == nullptr) {
      append_json(out, *annotations.example);
    } else {
      write_value(*schema, *annotations.example, *annotations.example);
    }
    out += ']';
  }
}

// Of a part that is written more than once.
void SchemaLowering::Writer::lose(const ledger::Outcome& outcome, const Node& node) {
  const Span at = node.span();
  const auto place = (std::uint64_t{at.file} << 40) ^ (std::uint64_t{at.begin} << 8) ^ 5;
  if (lowering.reported_.insert(place).second) {
    lowering.losses_.push_back(ledger::loss(outcome, {}, at));
  }
}

void SchemaLowering::Writer::write_reference(const Node& schema,
                                             const SchemaAnnotations& annotations) {
  const Linked::Target* target = target_of(schema);
  if (target == nullptr) {
    write_unresolved(schema, annotations);
    return;
  }
  const Choice* chosen = std::exchange(choice, nullptr);
  std::optional<std::size_t> definition;
  {
    const Entered entered(*this, *target->schema);
    definition = lowering.definition(*target, scope, use_of(schema, *target->schema, around),
                                     std::exchange(is_base, false));
  }
  if (!definition) {
    overflow = true;
    return;
  }
  const bool is_hint = chosen != nullptr && !choices_assert();
  SchemaAnnotations own = annotations;
  if (is_hint)
    own.description = described(*chosen, annotations.description, schema, *target->schema);
  Object object(*this, schema);
  object.text("$ref", "#/$defs/" + lowering.definitions_[*definition].name);
  write_siblings(object, schema, own);
  if (chosen != nullptr && schema.find("properties") == nullptr) {
    is_hint ? write_hint(object, *chosen) : write_choice(object, *chosen);
  }
  object.close();
}

// Both references hold (JSON Schema 2020-12 core, section 8.2.3).
void SchemaLowering::Writer::write_second_reference(const Node& schema, const Node& reference) {
  const Linked::Target* target = lowering.linked_.target(reference, scope);
  Object object(*this);
  if (target == nullptr) {
    object.text("description", text_of_unresolved(reference));
    return object.close();
  }
  const Entered entered(*this, *target->schema);
  const auto definition =
      lowering.definition(*target, scope, use_of(schema, *target->schema, around), false);
  if (definition) {
    object.text("$ref", "#/$defs/" + lowering.definitions_[*definition].name);
  } else {
    overflow = true;
  }
  object.close();
}

// "With `kind` `cat` or `kitten`."
std::string SchemaLowering::Writer::Choice::words() const {
  constexpr std::size_t most = 10;
  std::string text = std::string(chosen_by);
  if (is_other) return text + "any other `" + visible(property) + "`.";
  text += '`' + visible(property) + '`';
  for (std::size_t i = 0; i < values.size() && i < most; ++i) {
    if (i != 0) text += i + 1 < values.size() ? "," : " or";
    text += " `" + visible(values[i]) + '`';
  }
  return text + (values.size() > most ? ", ..." : ".");
}

// What the place, the reference or its target says, behind what chooses it.
std::string SchemaLowering::Writer::described(const Choice& chosen, std::string_view of_place,
                                              const Node& schema, const Node& target) {
  std::string text(of_place);
  for (const Node* one : {&schema, &target}) {
    const Node* description = one->is_object() ? one->find("description") : nullptr;
    if (text.empty() && description != nullptr && description->is_string()) {
      text = visible(description->string());
    }
  }
  return chosen.words() + (text.empty() ? "" : " ") + text;
}

// Values for who wants to make one.
void SchemaLowering::Writer::write_hint(Object& object, const Choice& chosen) {
  if (chosen.is_other || !keeps_examples()) return;
  object.key("properties");
  out += '{';
  append_json_string(out, chosen.property);
  out += R"(:{"examples":[)";
  for (const auto& value : chosen.values) {
    if (&value != &chosen.values.front()) out += ',';
    append_json_string(out, value);
  }
  out += "]}}";
}

void SchemaLowering::Writer::write_choice(Object& object, const Choice& chosen) {
  object.key("properties");
  out += '{';
  append_json_string(out, chosen.property);
  out += chosen.is_other ? R"(:{"not":{"enum":[)" : R"(:{"enum":[)";
  for (const auto& value : chosen.values) {
    if (&value != &chosen.values.front()) out += ',';
    append_json_string(out, value);
  }
  out += chosen.is_other ? "]}}}" : "]}}";
}

// A schema that others are made of stands for each of them, and for itself: in 2.0 where the value
// of its `discriminator` is none of theirs, and else whatever it is, so that all is accepted that
// it accepts by itself (3.0.4, section 4.7.25.2; 3.1.1, section 4.8.25.2).
void SchemaLowering::Writer::write_heirs(const Linked::Target& target,
                                         const std::vector<Linked::Target>& heirs,
                                         const Inheritance& inheritance) {
  const Node& schema = *target.schema;
  const auto& values = inheritance.discriminator.values;
  Object object(*this, schema);
  for (const auto& member : schema.members()) {
    if (member.key == "title" || member.key == "description") {
      write_keyword(object, schema, member.key, member.value);
    }
  }
  object.key("anyOf");
  out += '[';
  for (std::size_t i = 0; i < heirs.size(); ++i) {
    if (i != 0) out += ',';
    const Choice chosen{inheritance.discriminator.property, values[i]};
    write_heir(heirs[i], values[i].empty() ? nullptr : &chosen, false);
  }
  if (!inheritance.is_complete || !choices_assert()) {
    const Choice other{inheritance.discriminator.property, inheritance.discriminator.known, true};
    out += ',';
    write_heir(target, inheritance.is_complete ? nullptr : &other, true);
  }
  out += ']';
  object.close();
}

void SchemaLowering::Writer::write_heir(const Linked::Target& heir, const Choice* chosen,
                                        bool as_base) {
  std::optional<std::size_t> definition;
  {
    const Entered entered(*this, *heir.schema);
    definition =
        lowering.definition(heir, scope, use_of(*heir.schema, *heir.schema, around), as_base);
  }
  if (!definition) {
    overflow = true;
    return;
  }
  Object object(*this);
  object.text("$ref", "#/$defs/" + lowering.definitions_[*definition].name);
  if (chosen != nullptr && choices_assert()) {
    write_choice(object, *chosen);
  } else if (chosen != nullptr) {
    object.text("description",
                shown_description(described(*chosen, {}, *heir.schema, *heir.schema)));
    write_hint(object, *chosen);
  }
  object.close();
}

// In the place of a target that does not exist, which is reported, stands what accepts any value
// and says so.
void SchemaLowering::Writer::write_unresolved(const Node& schema,
                                              const SchemaAnnotations& annotations) {
  SchemaAnnotations own = annotations;
  const Node* description = schema.find("description");
  if (own.description.empty() && description != nullptr && description->is_string()) {
    own.description = visible(description->string());
  }
  if (!own.description.empty()) own.description += ' ';
  own.description += text_of_unresolved(*reference_of(schema));
  Object object(*this, schema);
  write_siblings(object, schema, own);
  object.close();
}

// Which is in the ledger, too.
std::string SchemaLowering::Writer::text_of_unresolved(const Node& reference) {
  const Span at = reference.span();
  const auto place = (std::uint64_t{at.file} << 40) ^ (std::uint64_t{at.begin} << 8) ^ 3;
  if (lowering.reported_.insert(place).second) {
    lowering.losses_.push_back(ledger::loss(outcomes::schema_unresolved, {}, at));
  }
  return '(' + shown_reference(reference) + " is not available; any value is accepted)";
}

// Whether what the place says stands where the schema has its own word.
bool SchemaLowering::Writer::is_replaced(std::string_view key,
                                         const SchemaAnnotations& annotations) {
  if (key == "description") return !annotations.description.empty();
  if (key == "example" || key == "examples") return annotations.example != nullptr;
  return key == "deprecated" && annotations.deprecated;
}

// Before 3.1 nothing beside `$ref` counts (3.0.4, section 4.7.23.1); what describes is kept all the
// same, as everybody writes it.
void SchemaLowering::Writer::write_siblings(Object& object, const Node& schema,
                                            const SchemaAnnotations& annotations) {
  for (const auto& member : schema.members()) {
    if (member.key == "$ref" || (is_before_3_1() && !ledger::describes(member.key))) continue;
    write_member(object, schema, member, annotations);
  }
  if (!is_before_3_1()) write_refuted(object, schema);
  write_own_annotations(object, &schema, annotations);
}

void SchemaLowering::Writer::write_member(Object& object, const Node& schema,
                                          const source::Member& member,
                                          const SchemaAnnotations& annotations) {
  if (!is_replaced(member.key, annotations)) {
    write_keyword(object, schema, member.key, member.value);
  } else if (member.key != "deprecated" && !is_repeated(member, annotations)) {
    lack(object, member.key);
  }
}

// What a place replaces one use of the schema may show all the same.
void SchemaLowering::Writer::lack(const Object& object, std::string_view key) {
  if (!object.origin) return;
  SchemaOrigin& origin = origins[*object.origin];
  (key == "description" ? origin.lacks_description : origin.lacks_examples) = true;
}

// Whether the text that stands for a description has it in it.
bool SchemaLowering::Writer::is_repeated(const source::Member& member,
                                         const SchemaAnnotations& annotations) {
  return member.key == "description" && member.value.is_string() &&
         annotations.description.find(visible(member.value.string())) != std::string::npos;
}

// With alternatives or parts, which refuse null by themselves, null is an alternative to all of it.
void SchemaLowering::Writer::write_object(const Node& written,
                                          const SchemaAnnotations& annotations) {
  const Node& schema = repaired(written);
  const bool nullable = is_nullable(schema);
  const bool is_wrapped =
      nullable && (schema.find("allOf") || schema.find("anyOf") || schema.find("oneOf"));
  Object object(*this, written);
  if (is_wrapped) {
    object.key("anyOf");
    out += '[';
    Object inner(*this, written);
    if (inner.origin) origins[*inner.origin].lacks_texts = true;
    for (const auto& member : schema.members()) {
      if (!ledger::describes(member.key)) {
        write_keyword(inner, schema, member.key, member.value);
      }
    }
    write_refuted(inner, schema);
    inner.close();
    out += R"(,{"type":"null"}])";
  }
  for (const auto& member : schema.members()) {
    if (is_wrapped && !ledger::describes(member.key)) continue;
    if (nullable && member.key == "type" && is_types(member.value)) {
      write_nullable_type(object, member.value);
    } else if (nullable && member.key == "enum" && member.value.is_array()) {
      write_nullable_enum(object, member.value);
    } else {
      write_member(object, schema, member, annotations);
    }
  }
  if (!is_wrapped) write_refuted(object, schema);
  write_own_annotations(object, &schema, annotations);
  object.close();
}

// What stands in the place of a schema that is too large. It accepts all that the schema accepts.
void SchemaLowering::Writer::write_outline(const Node& schema,
                                           const SchemaAnnotations& annotations) {
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
  object.text("description", description + (description.empty() ? "" : " ") + "(not shown whole)");
  const Node* properties = schema.find("properties");
  if (properties != nullptr && properties->is_object()) {
    constexpr std::size_t most = 1000;
    object.key("properties");
    Object map(*this);
    for (const auto& member :
         properties->members().first(std::min(most, properties->members().size()))) {
      const bool hides = is_hidden(member.value) || is_left_out(schema, member.key);
      if (hides && is_request()) continue;
      map.key(member.key);
      out += hides ? R"({"writeOnly":true})" : "{}";
    }
    map.close();
  }
  object.close();
}

}  // namespace mcpcc::lower
