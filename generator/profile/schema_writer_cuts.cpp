// What stands in the place of schemas that are too deep or too large.
#include <optional>

#include "lower/text.h"
#include "profile/schema_words.h"
#include "profile/schema_writer.h"
#include "support/text.h"

namespace mcpcc::profile {

namespace outcomes = ledger::outcomes;
using mcp::json::Value;

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
  is_widened_ = true;
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
  for (const std::string_view key : {"oneOf", "anyOf", "allOf"}) {
    const std::string list = names_of_parts(schema.find(key));
    if (!list.empty()) description += (key == "allOf" ? "; all of " : "; one of ") + list;
  }
  const Value* items = schema.find("items");
  const std::string item = items == nullptr ? "" : name_of(*items);
  if (!item.empty()) description += "; items: " + item;
  if (const Value* values = schema.find("enum"); values != nullptr && values->is_array()) {
    description += "; " + first_values(*values);
  }
  return description + ')';
}

// The name of a definition, or a title, in the document's words; empty: there is none.
std::string SchemaWriter::name_of(const Value& schema) const {
  if (!schema.is_object()) return {};
  const Value* reference = schema.find("$ref");
  const auto index = reference != nullptr && reference->is_string()
                         ? definitions_.find(reference->string())
                         : std::nullopt;
  if (index) return '`' + lower::visible(definitions_.name(*index)) + '`';
  const Value* title = schema.find("title");
  return title != nullptr && title->is_string() ? '`' + lower::visible(title->string()) + '`' : "";
}

std::string SchemaWriter::names_of_parts(const Value* parts) const {
  constexpr std::size_t most = 300;
  std::string list;
  if (parts == nullptr || !parts->is_array()) return list;
  for (const Value& part : parts->items()) {
    const std::string name = name_of(part);
    if (name.empty()) continue;
    if (!list.empty()) list += ", ";
    if (list.size() > most) return list + "...";
    list += name;
  }
  return list;
}

}  // namespace mcpcc::profile
