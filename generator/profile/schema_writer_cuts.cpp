// What stands in the place of schemas that are too deep or too large.
#include <algorithm>
#include <optional>
#include <utility>

#include "lower/text.h"
#include "profile/schema_words.h"
#include "profile/schema_writer.h"
#include "support/text.h"

namespace mcpcc::profile {

namespace outcomes = ledger::outcomes;
using mcp::json::Member;
using mcp::json::Value;

void SchemaWriter::outline(const Value& schema, Overlays overlays) {
  result_.outlined.push_back(place_of(schema));
  if (schema.find("examples") != nullptr) lose(outcomes::not_shown, schema, "examples");
  lose_text(schema);
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
    description = shortened(said->string(), text_limit_);
  } else if (const Value* own = schema.find("description"); own != nullptr && own->is_string()) {
    const bool is_argument = depth_ == 0 && overlays.empty() && name.empty();
    const std::size_t most = is_argument ? Thinning::everything : max_description;
    description = shortened(own->string(), std::min(text_limit_, most));
  }
  const std::size_t most = depth_ == 0 ? max_names : limits_.thinning.names;
  const std::string names = names_of_properties(schema, most);
  if (!description.empty()) description += ' ';
  description += name.empty() ? "(shortened" : "(`" + lower::visible(name) + "`, shortened";
  if (!names.empty()) description += "; properties: " + names;
  for (const std::string_view key : {"oneOf", "anyOf", "allOf"}) {
    const std::string list = names_of_parts(schema.find(key), most);
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

std::string SchemaWriter::names_of_parts(const Value* parts, std::size_t most) const {
  std::string list;
  if (most == 0 || parts == nullptr || !parts->is_array()) return list;
  for (const Value& part : parts->items()) {
    const std::string name = name_of(part);
    if (name.empty()) continue;
    if (!list.empty()) list += ", ";
    if (list.size() > most) return list + "...";
    list += name;
  }
  return list;
}

// What is lost where the description is written or stands above another.
void SchemaWriter::lose_text(const Value& schema) {
  const Value* description = schema.find("description");
  if (description == nullptr || !description->is_string() ||
      description->string().size() <= text_limit_) {
    return;
  }
  result_.was_cut = true;
  lose(outcomes::not_shown, schema, "description");
}

// None where nothing is to be made smaller.
SchemaWriter::Members SchemaWriter::members_of(const Value& schema) const {
  Members members;
  const Value* properties = schema.find("properties");
  if (!limits_.thinning.is_any() || properties == nullptr || !properties->is_object()) {
    return members;
  }
  const auto required = required_names(schema);
  for (const Member& member : properties->members()) {
    members.all.push_back(
        {member.key, std::binary_search(required.begin(), required.end(), member.key)});
  }
  return members;
}

// Members that have room, those that are required first; what does not fit is named. No more is
// written than a few times what a tool may have.
SchemaWriter::Members SchemaWriter::choose_members(Members members, const WriteMember& write_one) {
  if (overflow_) return members;
  const std::size_t begin = out().size(), bytes = limits_.bytes, most = limits_.thinning.members;
  const std::size_t most_work = 4 * bytes;
  std::size_t taken = 0, work = 0;
  bool has_room = true;  // for one that is not required
  members.are_chosen = true;
  for (const bool is_required : {true, false}) {
    for (std::size_t i = 0; i < members.all.size() && (is_required || has_room); ++i) {
      Members::One& one = members.all[i];
      if (one.is_required != is_required || taken > most || work > most_work) continue;
      const bool was_widened = is_widened_;
      const std::size_t shown = result_.shown.size(), lost = result_.lost.size();
      limits_.bytes = begin + (most - taken);
      write_as_member(one, i, write_one);
      const std::size_t size = one.name.size() + sizeof(R"("":,)") - 1 + out().size() - begin;
      work += size;
      if (!overflow_ && taken + size <= most) {
        one.schema = out().substr(begin);
        taken += size;
      } else {
        overflow_ = false;
        is_widened_ = was_widened;
        result_.shown.resize(shown);
        result_.lost.resize(lost);
        has_room = has_room && !is_required;
      }
      out().resize(begin);
    }
  }
  limits_.bytes = bytes;
  std::string names;
  std::size_t count = 0;
  for (const bool is_required : {true, false}) {
    for (const Members::One& one : members.all) {
      if (one.is_required != is_required || !one.schema.empty()) continue;
      if (++count == 1 || !names.ends_with("...")) append_name(names, one.name, most / 4);
    }
  }
  if (count == 0) return members;
  result_.was_cut = true;
  is_widened_ = true;
  members.left_out = " (shortened; " + std::to_string(count) + " more properties: " + names + ')';
  return members;
}

void SchemaWriter::write_as_member(const Members::One& member, std::size_t index,
                                   const WriteMember& write_one) {
  const Thinning& thinning = limits_.thinning;
  const bool is_last = depth_ + 1 == limits_.depth;
  const std::size_t most = !is_last             ? Thinning::everything
                           : member.is_required ? thinning.required
                                                : thinning.optional;
  const std::size_t before = std::exchange(text_limit_, std::min(text_limit_, most));
  write_one(index);
  text_limit_ = before;
}

void SchemaWriter::write_properties(ObjectWriter& object, const Members& members,
                                    const WriteMember& write_one) {
  object.key("properties");
  ObjectWriter map(out());
  for (std::size_t i = 0; i < members.all.size() && !overflow_; ++i) {
    const Members::One& one = members.all[i];
    if (members.are_chosen && one.schema.empty()) continue;
    map.key(one.name);
    if (members.are_chosen) {
      out() += one.schema;
    } else {
      write_as_member(one, i, write_one);
    }
  }
  map.close();
}

}  // namespace mcpcc::profile
