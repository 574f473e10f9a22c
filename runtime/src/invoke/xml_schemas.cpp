#include "invoke/xml_schemas.h"

#include <algorithm>

#include "invoke/kept.h"
#include "invoke/pointers.h"

namespace mcp::invoke {

using json::Value;

namespace {

constexpr std::size_t max_composed = 100;
// A value that conforms took at most the steps of one validation, its alternatives among them; each
// is looked at once more for every level of alternatives around it, which this bounds.
constexpr std::size_t max_checked_bytes = std::size_t{64} << 20;
constexpr std::string_view definition_prefix = "#/$defs/";

std::string_view string_at(const Value& object, std::string_view key) {
  const Value* value = object.find(key);
  return value != nullptr && value->is_string() ? value->string() : std::string_view();
}

bool is_true(const Value& object, std::string_view key) {
  const Value* value = object.find(key);
  return value != nullptr && value->is_boolean() && value->boolean();
}

const Value* object_at(const Value& object, std::string_view key) {
  const Value* value = object.find(key);
  return value != nullptr && value->is_object() ? value : nullptr;
}

/// RFC 6901, in a fragment of a URI, where a percent sign is encoded.
void append_fragment_token(std::string& out, std::string_view token) {
  std::string encoded;
  for (const char c : token) encoded += c == '%' ? std::string("%25") : std::string(1, c);
  append_token(out, encoded);
}

}  // namespace

XmlSchemas::XmlSchemas(std::string_view text, List<Definition> definitions, bool conforms)
    : text_(text), definitions_(definitions), conforms_(conforms) {
  root_ = parse(text, "#");
}

const Value* XmlSchemas::parse(std::string_view text, std::string location) {
  auto parsed = json::Document::parse(std::string(text));
  auto* document = std::get_if<json::Document>(&parsed);
  if (document == nullptr) return nullptr;
  const Value* schema = &documents_.emplace_back(std::move(*document)).root();
  locations_.emplace(schema, std::move(location));
  return schema;
}

const Value* XmlSchemas::definition(std::string_view reference) {
  if (!reference.starts_with(definition_prefix)) return nullptr;
  const std::string_view name = reference.substr(definition_prefix.size());
  const auto found = parsed_.find(name);
  if (found != parsed_.end()) return found->second;
  const auto* row = std::find_if(definitions_.begin(), definitions_.end(),
                                 [&](const Definition& d) { return d.name.view() == name; });
  const Value* schema =
      row == definitions_.end() ? nullptr : parse(row->schema, std::string(reference));
  return parsed_.emplace(name, schema).first->second;
}

const Value* XmlSchemas::child(const Value& parent, std::string_view keyword,
                               std::optional<std::string_view> token, const Value& child) {
  const auto [entry, is_new] = locations_.try_emplace(&child);
  if (is_new) {
    std::string location = locations_[&parent];
    location.append("/").append(keyword);
    if (token) append_fragment_token(location, *token);
    locations_[&child] = std::move(location);
  }
  return &child;
}

bool XmlSchemas::accepts(const Value& schema, const Value& value) {
  if (schema.is_boolean()) return schema.boolean();
  checked_bytes_ += value.raw().size() + 1;
  if (checked_bytes_ > max_checked_bytes) gave_up_ = true;
  if (gave_up_) return false;
  if (validator_ == nullptr) {
    static Kept<schema::Schema> kept;
    validator_ = kept.get({text_.data(), definitions_.data},
                          [&] { return schema::Schema::compile(text_, {definitions_}); });
  }
  const auto violations = validator_->validate_at(locations_[&schema], value, 1);
  return violations && violations->empty();
}

void XmlSchemas::append_alternatives(const Value& schema, std::string_view key, const Value& value,
                                     std::deque<const Value*>& out) {
  const std::span<const Value> items = schema.find(key)->items();
  const std::size_t before = out.size();
  const auto append = [&](bool all) {
    for (std::size_t i = 0; i < items.size(); ++i) {
      const Value* item = child(schema, key, std::to_string(i), items[i]);
      if (all || accepts(*item, value)) out.push_back(item);
    }
  };
  const bool chooses = conforms_ && items.size() > 1 && !value.is_null();
  append(!chooses);
  if (out.size() == before) append(true);
}

bool XmlSchemas::append_conditional(const Value& schema, const Value& value,
                                    std::deque<const Value*>& out) {
  bool has_any = false;
  const Value* condition = schema.find("if");
  if (condition != nullptr && conforms_) {
    has_any = true;
    const std::string_view key =
        accepts(*child(schema, "if", std::nullopt, *condition), value) ? "then" : "else";
    const Value* chosen = schema.find(key);
    if (chosen != nullptr) out.push_back(child(schema, key, std::nullopt, *chosen));
  }
  if (const Value* dependent = object_at(schema, "dependentSchemas")) {
    has_any = true;
    for (const json::Member& member : dependent->members()) {
      if (value.find(member.key) == nullptr) continue;
      out.push_back(child(schema, "dependentSchemas", member.key, member.value));
    }
  }
  return has_any;
}

const XmlSchemas::Parts& XmlSchemas::composed(const Value* schema, const Value& value) {
  if (const auto found = composed_.find(schema); found != composed_.end()) return found->second;
  if (const auto found = chosen_.find({schema, &value}); found != chosen_.end()) {
    return found->second;
  }
  Parts all;
  bool depends = false;  // on the value
  std::deque<const Value*> pending;
  if (schema != nullptr) pending.push_back(schema);
  while (!pending.empty() && all.size() < max_composed) {
    const Value* next = pending.front();
    pending.pop_front();
    if (!next->is_object() || std::find(all.begin(), all.end(), next) != all.end()) continue;
    all.push_back(next);
    if (const Value* target = definition(string_at(*next, "$ref"))) pending.push_back(target);
    for (const std::string_view key : {"allOf", "anyOf", "oneOf"}) {
      const Value* list = next->find(key);
      if (list == nullptr || !list->is_array()) continue;
      if (key != "allOf") {
        depends = true;
        append_alternatives(*next, key, value, pending);
        continue;
      }
      for (std::size_t i = 0; i < list->items().size(); ++i) {
        pending.push_back(child(*next, key, std::to_string(i), list->items()[i]));
      }
    }
    if (append_conditional(*next, value, pending)) depends = true;
  }
  if (!depends) return composed_[schema] = std::move(all);
  return chosen_[{schema, &value}] = std::move(all);
}

const Value* XmlSchemas::property(const Value* schema, const Value& value, std::string_view name) {
  const Parts& parts = composed(schema, value);
  for (const Value* part : parts) {
    const Value* properties = object_at(*part, "properties");
    const Value* found = properties == nullptr ? nullptr : properties->find(name);
    if (found != nullptr) return child(*part, "properties", name, *found);
  }
  for (const Value* part : parts) {
    const Value* patterns = object_at(*part, "patternProperties");
    if (patterns == nullptr) continue;
    for (const json::Member& member : patterns->members()) {
      if (!matches(member.key, name)) continue;
      return child(*part, "patternProperties", member.key, member.value);
    }
  }
  for (const std::string_view key : {"additionalProperties", "unevaluatedProperties"}) {
    for (const Value* part : parts) {
      if (const Value* found = object_at(*part, key))
        return child(*part, key, std::nullopt, *found);
    }
  }
  return nullptr;
}

const Value* XmlSchemas::item(const Value* schema, const Value& value, std::size_t index) {
  for (const Value* part : composed(schema, value)) {
    const Value* first = part->find("prefixItems");
    const bool has_first = first != nullptr && first->is_array();
    if (has_first && index < first->items().size()) {
      return child(*part, "prefixItems", std::to_string(index), first->items()[index]);
    }
    if (const Value* found = part->find("items"))
      return child(*part, "items", std::nullopt, *found);
  }
  return nullptr;
}

XmlHints XmlSchemas::hints(const Value* schema, const Value& value) {
  using NodeType = XmlHints::NodeType;
  XmlHints out;
  for (const Value* part : composed(schema, value)) {
    const Value* xml = object_at(*part, "xml");
    if (xml == nullptr) continue;
    out.name = string_at(*xml, "name");
    out.name_space = string_at(*xml, "namespace");
    out.prefix = string_at(*xml, "prefix");
    // As documents write what the specification has `prefix` for.
    if (const std::size_t colon = out.name.find(':');
        out.prefix.empty() && colon != std::string::npos && colon > 0) {
      out.prefix = out.name.substr(0, colon);
      out.name.erase(0, colon + 1);
    }
    const std::string_view type = string_at(*xml, "nodeType");
    if (type == "element" || is_true(*xml, "wrapped")) out.node_type = NodeType::element;
    if (type == "attribute" || is_true(*xml, "attribute")) out.node_type = NodeType::attribute;
    if (type == "text") out.node_type = NodeType::text;
    if (type == "cdata") out.node_type = NodeType::cdata;
    if (type == "none") out.node_type = NodeType::none;
    break;
  }
  return out;
}

std::string_view XmlSchemas::definition_name(const Value* schema, const Value& value) {
  for (const Value* part : composed(schema, value)) {
    const std::string_view reference = string_at(*part, "$ref");
    if (reference.starts_with(definition_prefix)) return reference.substr(definition_prefix.size());
  }
  return {};
}

bool XmlSchemas::matches(std::string_view pattern, std::string_view name) {
  auto found = patterns_.find(pattern);
  if (found == patterns_.end()) {
    found = patterns_.try_emplace(std::string(pattern), pattern).first;
  }
  return !found->second.error() && found->second.find(name) == schema::regex::Pattern::Match::yes;
}

}  // namespace mcp::invoke
