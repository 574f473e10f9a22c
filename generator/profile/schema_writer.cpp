#include "profile/schema_writer.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "lower/schema_keyword.h"
#include "lower/text.h"
#include "profile/keyword.h"
#include "support/text.h"

namespace mcpcc::profile {

namespace outcomes = ledger::outcomes;
using lower::is_annotation;
using mcp::json::Member;
using mcp::json::Value;

namespace {

constexpr std::size_t max_description = 200;  // of what is cut
constexpr std::size_t max_references = 64;    // that are open at a time

bool has_type(const Value& schema, std::string_view wanted) {
  const Value* type = schema.find("type");
  if (type == nullptr) return false;
  if (type->is_string()) return type->string() == wanted;
  return type->is_array() &&
         std::any_of(type->items().begin(), type->items().end(),
                     [&](const Value& t) { return t.is_string() && t.string() == wanted; });
}

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

const Value* overlaid(const Overlays& overlays, std::string_view key) {
  for (const Value* overlay : overlays) {
    if (const Value* value = overlay->find(key)) return value;
  }
  return nullptr;
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

void append_names(std::string& list, const Value& properties) {
  constexpr std::size_t most = 300;
  for (const Member& member : properties.members()) {
    if (!list.empty()) list += ", ";
    if (list.size() > most) {
      list += "...";
      return;
    }
    list += "`" + lower::visible(member.key) + "`";
  }
}

}  // namespace

void ObjectWriter::key(std::string_view name) {
  if (!std::exchange(first, false)) out += ',';
  append_json_string(out, name);
  out += ':';
}

// The cuts of one object, apart from those before it.
class SchemaWriter::Cuts {
 public:
  explicit Cuts(SchemaWriter& writer)
      : writer_(writer), before_(std::exchange(writer.result_.was_cut, false)) {}
  ~Cuts() { writer_.result_.was_cut = writer_.result_.was_cut || before_; }
  Cuts(const Cuts&) = delete;
  Cuts& operator=(const Cuts&) = delete;

 private:
  SchemaWriter& writer_;
  bool before_;
};

void SchemaWriter::begin(const Limits& limits) {
  limits_ = limits;
  result_ = {};
  overflow_ = false;
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
    Overlays all = overlays;
    all.push_back(&schema);
    return write(*part, all);
  }
  const auto composition = compose(schema, reading_, definitions_, open_);
  composition ? write_composition(*composition, overlays) : write_object(schema, overlays);
}

void SchemaWriter::write_below(const Value& schema, const Overlays& overlays) {
  ++depth_;
  write(schema, overlays);
  --depth_;
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
  result_.shown.push_back(place_of(schema));
  if (!has_assertions(schema, "$ref")) return write_target(index, target, all);
  const Cuts cuts(*this);
  ObjectWriter object(out());
  object.key("allOf");
  out() += '[';
  write_target(index, target, {});
  out() += ']';
  write_members(object, schema, overlays);
  write_overlays(object, overlays);
  object.close();
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
    said.push_back(part->schema);
    leave();
  }
  const Cuts cuts(*this);
  ObjectWriter object(out());
  if (composition.is_object) {
    object.key("type");
    out() += "\"object\"";
  }
  object.key("properties");
  ObjectWriter map(out());
  for (const auto& property : composition.properties) {
    if (overflow_) break;
    map.key(property.name);
    enter(composition.parts[property.part]);
    write_below(*property.schema,
                property.values == nullptr ? Overlays() : Overlays{property.values});
    leave();
  }
  map.close();
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
    if (value == nullptr || (key == "examples" && limits_.is_brief)) continue;
    object.key(key);
    if (is_text && limits_.is_brief && value->is_string()) {
      append_json_string(out(), lower::clipped(value->string(), max_description));
    } else {
      out() += value->raw();
    }
  }
  object.close();
}

void SchemaWriter::write_object(const Value& schema, const Overlays& overlays) {
  result_.shown.push_back(place_of(schema));
  const Cuts cuts(*this);
  ObjectWriter object(out());
  write_members(object, schema, overlays);
  write_overlays(object, overlays);
  // VS Code refuses a tool with an array that does not say what it holds.
  if (has_type(schema, "array") && schema.find("items") == nullptr) {
    object.key("items");
    out() += "{}";
  }
  object.close();
}

void SchemaWriter::write_members(ObjectWriter& object, const Value& schema,
                                 const Overlays& overlays) {
  for (const bool at_last : {false, true}) {
    for (const Member& member : schema.members()) {
      if (depends_on_others(member.key) != at_last) continue;
      // `xml` says how bodies are written.
      if (member.key == "$ref" || member.key == "xml") continue;
      if (overlays_key(member.key) && overlaid(overlays, member.key) != nullptr) {
        if (member.key != "deprecated" && !is_repeated(overlays, member)) {
          lose(outcomes::text_replaced, schema, member.key);
        }
      } else if (!limits_.is_brief || !write_briefly(object, schema, member)) {
        write_keyword(object, schema, member);
      }
    }
  }
}

void SchemaWriter::write_overlays(ObjectWriter& object, const Overlays& overlays) {
  for (const Value* overlay : overlays) {
    for (const Member& member : overlay->members()) {
      if (!overlays_key(member.key) || overlaid(overlays, member.key) != &member.value) continue;
      object.key(member.key);
      out() += member.value.raw();
    }
  }
}

// Whether there is something to spare.
bool SchemaWriter::write_briefly(ObjectWriter& object, const Value& schema, const Member& member) {
  const bool is_long = member.key == "description" && member.value.is_string() &&
                       member.value.string().size() > max_description;
  if (!is_long && member.key != "examples") return false;
  result_.was_cut = true;
  lose(outcomes::not_shown, schema, member.key);
  if (is_long) {
    object.key(member.key);
    append_json_string(out(), lower::clipped(member.value.string(), max_description));
  }
  return true;
}

// What is cut accepts more, and so must all that it is a part of.
void SchemaWriter::write_keyword(ObjectWriter& object, const Value& schema, const Member& member) {
  const std::string_view key = member.key;
  if (depends_on_others(key) && result_.was_cut) return lose(outcomes::beside_cut, schema, key);
  if (!turns_around(key)) return write_value(object, member);
  const Cuts cuts(*this);
  const std::size_t begin = out().size();
  const std::size_t shown = result_.shown.size();
  const std::size_t lost = result_.lost.size();
  const bool was_first = object.first;
  write_value(object, member);
  if (!result_.was_cut) return;
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
    write_below(value);
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

void SchemaWriter::outline(const Value& schema, Overlays overlays) {
  result_.outlined.push_back(place_of(schema));
  if (schema.find("examples") != nullptr) lose(outcomes::not_shown, schema, "examples");
  const Value* description = schema.find("description");
  if (limits_.is_brief && description != nullptr && description->is_string() &&
      description->string().size() > max_description) {
    lose(outcomes::not_shown, schema, "description");
  }
  const Value* end = &schema;
  std::string_view name;
  for (std::size_t steps = 0; steps < max_references && end->is_object(); ++steps) {
    const Value* reference = end->find("$ref");
    const auto index = reference != nullptr && reference->is_string()
                           ? definitions_.find(reference->string())
                           : std::nullopt;
    if (!index) break;
    overlays.push_back(end);
    end = &definitions_.schema(*index);
    name = definitions_.name(*index);
  }
  write_cut(*end, name, overlays);
}

// What stands in the place of a schema that is too deep. It accepts all that the schema accepts.
void SchemaWriter::write_cut(const Value& schema, std::string_view name, const Overlays& overlays) {
  result_.was_cut = true;
  ObjectWriter object(out());
  if (const Value* type = schema.find("type")) {
    object.key("type");
    out() += type->raw();
    if (has_type(schema, "array")) {
      object.key("items");
      out() += "{}";
    }
  }
  object.key("description");
  append_json_string(out(), description_of_cut(schema, name, overlays));
  object.close();
}

std::string SchemaWriter::description_of_cut(const Value& schema, std::string_view name,
                                             const Overlays& overlays) const {
  std::string description;
  const Value* said = overlaid(overlays, "description");
  if (said != nullptr && said->is_string()) {
    description = limits_.is_brief ? lower::clipped(said->string(), max_description)
                                   : std::string(said->string());
  } else if (const Value* own = schema.find("description"); own != nullptr && own->is_string()) {
    const bool is_argument = depth_ == 0 && overlays.empty() && name.empty() && !limits_.is_brief;
    description =
        is_argument ? std::string(own->string()) : lower::clipped(own->string(), max_description);
  }
  std::string names;
  if (const Value* properties = schema.find("properties");
      properties != nullptr && properties->is_object()) {
    append_names(names, *properties);
  }
  if (!description.empty()) description += ' ';
  description += name.empty() ? "(shortened" : "(`" + lower::visible(name) + "`, shortened";
  if (!names.empty()) description += "; properties: " + names;
  return description + ')';
}

}  // namespace mcpcc::profile
