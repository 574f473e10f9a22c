#include "profile/schema_writer.h"

#include <algorithm>
#include <optional>
#include <set>
#include <span>
#include <utility>

#include "lower/schema_keyword.h"
#include "lower/text.h"
#include "profile/keyword.h"
#include "profile/portable_pattern.h"
#include "profile/schema_words.h"
#include "support/text.h"

namespace mcpcc::profile {

namespace outcomes = ledger::outcomes;
using lower::is_annotation;
using mcp::json::Member;
using mcp::json::Value;

namespace {

// Whether it has schemas below it, other than ones that say nothing.
bool is_deep(const Value& schema) {
  if (!schema.is_object()) return false;
  return std::any_of(schema.members().begin(), schema.members().end(), [](const Member& member) {
    const Value& value = member.value;
    return find_keyword(member.key) != nullptr &&
           ((value.is_object() && !value.members().empty()) ||
            (value.is_array() && !value.items().empty()));
  });
}

// Values that compose() found besides are an overlay, too.
bool overlays_key(std::string_view key) {
  return is_annotation(key) || key == "enum" || key == "const" || key == "not";
}

// Whether the text that stands for a description has it in it.
bool is_repeated(const Overlays& overlays, const Member& member) {
  const Value* overlay = member.key == "description" ? overlaid(overlays, member.key) : nullptr;
  return overlay != nullptr && overlay->is_string() && member.value.is_string() &&
         overlay->string().find(member.value.string()) != std::string_view::npos;
}

bool has_assertions(const Value& schema, std::string_view besides) {
  return std::any_of(schema.members().begin(), schema.members().end(), [&](const Member& member) {
    return member.key != besides && !is_annotation(member.key);
  });
}

// The one schema of `allOf`, where nothing else is said; nullptr: there is more.
const Value* only_part(const Value& schema) {
  const Value* parts = schema.find("allOf");
  const bool is_one = parts != nullptr && parts->is_array() && parts->items().size() == 1;
  return is_one && !has_assertions(schema, "allOf") ? &parts->items().front() : nullptr;
}

// Whether all names of `patternProperties` are patterns that clients read alike, each another one.
bool has_portable_names(const Value& schema) {
  const Value* patterns = schema.find("patternProperties");
  if (patterns == nullptr || !patterns->is_object()) return true;
  std::set<std::string> names;
  return std::all_of(patterns->members().begin(), patterns->members().end(), [&](const Member& m) {
    auto name = portable_pattern(m.key);
    return name && names.insert(std::move(*name)).second;
  });
}

// Whether `unevaluatedItems` in it is what `items` would be: nothing else in it but `prefixItems`
// evaluates items (JSON Schema 2020-12 core, section 11.2).
bool is_items(const Value& schema) {
  if (schema.find("unevaluatedItems") == nullptr) return false;
  return std::none_of(schema.members().begin(), schema.members().end(), [](const Member& member) {
    const std::string_view key = member.key;
    const Keyword* keyword = find_keyword(key);
    const bool is_in_place = keyword != nullptr && keyword->about == About::same_value;
    return (is_in_place && key != "not") || key == "$ref" || key == "contains" || key == "items";
  });
}

}  // namespace

void ObjectWriter::key(std::string_view name) {
  if (!std::exchange(first, false)) out += ',';
  append_json_string(out, name);
  out += ':';
}

// What accepts more in one object, apart from what is before it.
class SchemaWriter::Widened {
 public:
  explicit Widened(SchemaWriter& writer)
      : writer_(writer), before_(std::exchange(writer.is_widened_, false)) {}
  ~Widened() { writer_.is_widened_ = writer_.is_widened_ || before_; }
  Widened(const Widened&) = delete;
  Widened& operator=(const Widened&) = delete;

 private:
  SchemaWriter& writer_;
  bool before_;
};

void SchemaWriter::begin(const Limits& limits) {
  limits_ = limits;
  result_ = {};
  overflow_ = false;
  is_widened_ = false;
  is_evaluated_ = false;
  text_limit_ = limits.thinning.argument;
}

Place SchemaWriter::place_of(const Value& schema) const {
  return {reading_.text, static_cast<std::size_t>(schema.raw().data() - reading_.begin)};
}

void SchemaWriter::lose(const ledger::Outcome& outcome, const Value& schema, std::string_view key) {
  result_.lost.push_back({place_of(schema), key, &outcome});
}

void SchemaWriter::write(const Value& schema, const Overlays& overlays) {
  if (out().size() > limits_.bytes) overflow_ = true;
  if (overflow_) return;
  if (!schema.is_object()) {
    out() += schema.is_boolean() && !schema.boolean() ? R"({"not":{}})" : "{}";
    return;
  }
  const Value* reference = schema.find("$ref");
  const auto index = reference != nullptr && reference->is_string()
                         ? definitions_.find(reference->string())
                         : std::nullopt;
  if (index) return write_reference(schema, *index, overlays);
  if (depth_ >= limits_.depth && is_deep(schema)) return write_cut(schema, {}, overlays);
  if (schema.find("allOf") == nullptr) return write_object(schema, overlays);
  if (const Value* part = only_part(schema)) {
    result_.shown.push_back(place_of(schema));
    if (overlaid(overlays, "description") == nullptr) lose_text(schema);
    Overlays all = overlays;
    all.push_back(&schema);
    return write(*part, all);
  }
  const auto composition = compose(schema, reading_, definitions_, open_);
  composition ? write_composition(*composition, overlays) : write_object(schema, overlays);
}

void SchemaWriter::write_below(const Value& schema, const Overlays& overlays, bool is_same_value) {
  const bool was_evaluated = std::exchange(is_evaluated_, is_evaluated_ && is_same_value);
  ++depth_;
  write(schema, overlays);
  --depth_;
  is_evaluated_ = was_evaluated;
}

void SchemaWriter::write_reference(const Value& schema, std::size_t index,
                                   const Overlays& overlays) {
  const Value& target = definitions_.schema(index);
  const bool is_recursive = std::find(open_.begin(), open_.end(), index) != open_.end();
  Overlays all = overlays;
  all.push_back(&schema);
  if (is_recursive || open_.size() >= max_references ||
      (depth_ >= limits_.depth && is_deep(target))) {
    return write_cut(target, definitions_.name(index), all);
  }
  if (has_assertions(schema, "$ref")) {
    const auto composition = compose(schema, reading_, definitions_, open_);
    if (composition) return write_composition(*composition, overlays);
  }
  if (has_assertions(schema, "$ref")) return write_object(schema, overlays, index);
  result_.shown.push_back(place_of(schema));
  if (overlaid(overlays, "description") == nullptr) lose_text(schema);
  write_target(index, target, all);
}

void SchemaWriter::write_target(std::size_t index, const Value& target, const Overlays& overlays) {
  const Reading before = std::exchange(reading_, {index, target.raw().data()});
  open_.push_back(index);
  write(target, overlays);
  open_.pop_back();
  reading_ = before;
}

// One object in the place of several. Of what they say about it, the schema's own word counts, or
// else the last.
void SchemaWriter::write_composition(const Composition& composition, const Overlays& overlays) {
  const Reading before = reading_;
  const std::size_t open = open_.size();
  const auto enter = [&](const Composition::Part& part) {
    reading_ = part.reading;
    open_.insert(open_.end(), part.open.begin(), part.open.end());
  };
  const auto leave = [&] {
    reading_ = before;
    open_.resize(open);
  };
  Overlays said = overlays;
  for (auto part = composition.parts.rbegin(); part != composition.parts.rend(); ++part) {
    reading_ = part->reading;
    result_.shown.push_back(place_of(*part->schema));
    const bool is_own = part == composition.parts.rbegin();
    for (const Member& member : part->schema->members()) {
      const bool is_text = member.key == "description" || member.key == "title";
      const bool is_kept = (is_own || is_text) && overlaid(said, member.key) == nullptr;
      if (!is_kept && ledger::describes(member.key) && member.key != "deprecated" &&
          !is_repeated(said, member)) {
        lose(is_own || is_text ? outcomes::text_replaced : outcomes::said_of_a_part, *part->schema,
             member.key);
      }
    }
    if (overlaid(said, "description") == nullptr) lose_text(*part->schema);
    said.push_back(part->schema);
    leave();
  }
  const Widened widened(*this);
  ObjectWriter object(out());
  if (composition.is_object) {
    object.key("type");
    out() += "\"object\"";
  }
  std::vector<std::string_view> required = composition.required;
  std::sort(required.begin(), required.end());
  Members members;
  for (const auto& property : composition.properties) {
    members.all.push_back(
        {property.name, std::binary_search(required.begin(), required.end(), property.name)});
  }
  const WriteMember write_one = [&](std::size_t index) {
    const auto& property = composition.properties[index];
    enter(composition.parts[property.part]);
    write_below(*property.schema,
                property.values == nullptr ? Overlays() : Overlays{property.values});
    leave();
  };
  if (chooses_members()) members = choose_members(std::move(members), write_one);
  write_properties(object, members, write_one);
  if (!composition.required.empty()) {
    object.key("required");
    out() += '[';
    for (const auto& name : composition.required) {
      if (&name != &composition.required.front()) out() += ',';
      append_json_string(out(), name);
    }
    out() += ']';
  }
  if (composition.is_open) {
    object.key("additionalProperties");
    out() += "{}";
  }
  // Annotations of the whole, and texts of the parts.
  Overlays own = overlays;
  own.push_back(composition.parts.back().schema);
  for (const std::string_view key :
       {"title", "description", "default", "deprecated", "examples", "readOnly", "writeOnly"}) {
    const bool is_text = key == "title" || key == "description";
    const Value* value = overlaid(is_text ? said : own, key);
    if (key == "description") {
      write_text(object, value, members.left_out);
    } else if (value != nullptr && !is_spared({key, *value})) {
      object.key(key);
      out() += value->raw();
    }
  }
  object.close();
}

// `target`: of a reference beside the rest.
void SchemaWriter::write_object(const Value& schema, const Overlays& overlays,
                                std::optional<std::size_t> target) {
  result_.shown.push_back(place_of(schema));
  const Widened widened(*this);
  const bool asks = schema.find("unevaluatedItems") != nullptr && !is_items(schema);
  const bool was_evaluated = std::exchange(is_evaluated_, is_evaluated_ || asks);
  // VS Code refuses a tool with an array that does not say what it holds.
  const bool adds_items =
      has_type(schema, "array") && schema.find("items") == nullptr && !is_items(schema);
  if (adds_items && is_evaluated_) is_widened_ = true;
  ObjectWriter object(out());
  if (target && schema.find("allOf") == nullptr) write_parts(object, nullptr, *target);
  const bool is_described = write_members(object, schema, overlays, target);
  write_overlays(object, overlays, is_described);
  if (adds_items) {
    object.key("items");
    out() += "{}";
  }
  object.close();
  is_evaluated_ = was_evaluated;
}

// `allOf`, with the target of the reference beside it.
void SchemaWriter::write_parts(ObjectWriter& object, const Value* parts, std::size_t target) {
  object.key("allOf");
  out() += '[';
  write_target(target, definitions_.schema(target), {});
  for (const Value& part : parts == nullptr ? std::span<const Value>() : parts->items()) {
    if (overflow_) break;
    out() += ',';
    write(part);
  }
  out() += ']';
}

// True: it has the description, also where an overlay says it.
bool SchemaWriter::write_members(ObjectWriter& object, const Value& schema,
                                 const Overlays& overlays, std::optional<std::size_t> target) {
  const auto is_overlaid = [&](std::string_view key) {
    return overlays_key(key) && overlaid(overlays, key) != nullptr;
  };
  Members members = members_of(schema);
  const WriteMember write_one = [&](std::size_t index) {
    write_below(schema.find("properties")->members()[index].value);
  };
  if (chooses_members()) members = choose_members(std::move(members), write_one);
  std::string said = members.left_out;  // in the place of keywords
  std::vector<std::string_view> replaced;
  for (const Member& member : schema.members()) {
    const bool is_replaced =
        !is_overlaid(member.key) && replaces(schema, member, !members.left_out.empty(), said);
    if (is_replaced) replaced.push_back(member.key);
  }
  for (const bool at_last : {false, true}) {
    for (const Member& member : schema.members()) {
      const bool is_items_of_all = member.key == "unevaluatedItems" && is_items(schema);
      if ((depends_on_others(member.key) && !is_items_of_all) != at_last) continue;
      // `xml` says how bodies are written.
      if (member.key == "$ref" || member.key == "xml") continue;
      if (is_overlaid(member.key)) {
        if (member.key != "deprecated" && !is_repeated(overlays, member)) {
          lose(outcomes::text_replaced, schema, member.key);
        }
      } else if (std::find(replaced.begin(), replaced.end(), member.key) != replaced.end()) {
        continue;
      } else if (member.key == "description") {
        if (said.empty()) write_description(object, schema, overlays, said);
      } else if (member.key == "properties" && !members.all.empty()) {
        write_properties(object, members, write_one);
      } else if (member.key == "pattern" || member.key == "patternProperties") {
        write_patterns(object, member);
      } else if (is_items_of_all) {
        object.key("items");
        write_below(member.value);
      } else if (target && member.key == "allOf") {
        write_parts(object, &member.value, *target);
      } else {
        write_keyword(object, schema, member);
      }
    }
  }
  if (!said.empty()) write_description(object, schema, overlays, said);
  return !said.empty();
}

// Whether the keyword does not stand in what is written. What tells of it is added to `said`.
bool SchemaWriter::replaces(const Value& schema, const Member& member, bool lacks_members,
                            std::string& said) {
  const std::string_view key = member.key;
  const auto say = [&](std::string_view text) { said.append(" (").append(text).append(")"); };
  if (key == "pattern" && member.value.is_string() && !portable_pattern(member.value.string())) {
    is_widened_ = true;
    lose(outcomes::pattern_not_portable, schema, key);
    constexpr std::size_t longest = 200;
    if (member.value.string().size() <= longest) {
      say("pattern: " + lower::visible(member.value.string()));
    }
    return true;
  }
  const bool is_of_names =
      key == "patternProperties" || key == "additionalProperties" || key == "unevaluatedProperties";
  if (is_of_names && !has_portable_names(schema)) {
    is_widened_ = true;
    lose(outcomes::pattern_not_portable, schema, key);
    return true;
  }
  if (lacks_members && key == "additionalProperties") {
    lose(outcomes::not_shown, schema, key);
    return true;
  }
  if (!is_spared(member)) return false;
  result_.was_cut = true;
  lose(outcomes::not_shown, schema, key);
  if (key == "enum") {
    is_widened_ = true;
    say(first_values(member.value, limits_.values));
  }
  return true;
}

// Whether it makes room for what says more.
bool SchemaWriter::is_spared(const Member& member) const {
  constexpr std::size_t long_value = 200, long_enum = 1000;
  const bool is_thin = depth_ >= limits_.depth ? limits_.thinning.is_any()
                                               : limits_.thinning.argument != Thinning::everything;
  const bool is_long = member.value.raw().size() > long_value;
  if (member.key == "examples") return is_thin || (limits_.is_sparing && is_long);
  if (member.key == "default") return is_thin && is_long;
  return member.key == "enum" && limits_.is_sparing && member.value.raw().size() > long_enum;
}

// `pattern`, and the names of `patternProperties`.
void SchemaWriter::write_patterns(ObjectWriter& object, const Member& member) {
  object.key(member.key);
  if (member.value.is_string()) {
    append_json_string(out(), *portable_pattern(member.value.string()));
    return;
  }
  ObjectWriter map(out());
  for (const Member& entry : member.value.members()) {
    if (overflow_) break;
    map.key(*portable_pattern(entry.key));
    write_below(entry.value);
  }
  map.close();
}

void SchemaWriter::write_description(ObjectWriter& object, const Value& schema,
                                     const Overlays& overlays, const std::string& said) {
  const Value* own = schema.find("description");
  const Value* overlay = overlaid(overlays, "description");
  if (overlay == nullptr) lose_text(schema);
  write_text(object, overlay != nullptr ? overlay : own, said);
}

// What a schema says of itself, if anything, with what is `said` behind it.
void SchemaWriter::write_text(ObjectWriter& object, const Value* description,
                              const std::string& said) {
  std::string text;
  if (description != nullptr && description->is_string()) {
    text = shortened(description->string(), text_limit_);
  }
  text += text.empty() && !said.empty() ? said.substr(1) : said;
  if (text.empty()) return;
  object.key("description");
  append_json_string(out(), text);
}

void SchemaWriter::write_overlays(ObjectWriter& object, const Overlays& overlays,
                                  bool is_described) {
  for (const Value* overlay : overlays) {
    for (const Member& member : overlay->members()) {
      if (!overlays_key(member.key) || overlaid(overlays, member.key) != &member.value) continue;
      if ((is_described && member.key == "description") || is_spared(member)) continue;
      if (member.key == "description") {
        write_text(object, &member.value, {});
        continue;
      }
      object.key(member.key);
      out() += member.value.raw();
    }
  }
}

// What is cut accepts more, and so must all that it is a part of.
void SchemaWriter::write_keyword(ObjectWriter& object, const Value& schema, const Member& member) {
  const std::string_view key = member.key;
  if (depends_on_others(key) && is_widened_) return lose(outcomes::beside_cut, schema, key);
  if (!turns_around(key)) return write_value(object, member);
  const Widened widened(*this);
  const std::size_t begin = out().size();
  const std::size_t shown = result_.shown.size();
  const std::size_t lost = result_.lost.size();
  const bool was_first = object.first;
  write_value(object, member);
  if (!is_widened_) return;
  if (key == "oneOf" && schema.find("anyOf") == nullptr) {
    lose(outcomes::beside_cut, schema, key);
    out().replace(begin + (was_first ? 1 : 2), key.size(), "anyOf");
    return;
  }
  out().resize(begin);
  result_.shown.resize(shown);
  result_.lost.resize(lost);
  lose(outcomes::beside_cut, schema, key);
  object.first = was_first;
}

void SchemaWriter::write_value(ObjectWriter& object, const Member& member) {
  object.key(member.key);
  const Value& value = member.value;
  const Keyword* keyword = find_keyword(member.key);
  if (keyword == nullptr) {
    out() += value.raw();
    if (out().size() > limits_.bytes) overflow_ = true;
  } else if (keyword->holds == Holds::schema) {
    write_below(value, {}, keyword->about == About::same_value);
  } else if (keyword->holds == Holds::schemas) {
    write_list(value, keyword->about == About::same_value);
  } else {
    ObjectWriter map(out());
    for (const Member& entry : value.members()) {
      if (overflow_) break;
      map.key(entry.key);
      write_below(entry.value);
    }
    map.close();
  }
}

void SchemaWriter::write_list(const Value& list, bool is_same_value) {
  out() += '[';
  for (const Value& item : list.items()) {
    if (overflow_) break;
    if (&item != &list.items().front()) out() += ',';
    // Alternatives stand for the same value, so they are no deeper than it.
    is_same_value ? write(item) : write_below(item);
  }
  out() += ']';
}

}  // namespace mcpcc::profile
