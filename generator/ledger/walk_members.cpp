// What the members of objects are: which rows they become, and which parts are met below them.
#include <algorithm>

#include "ledger/walk.h"

namespace mcpcc::ledger {

using source::Node;

Class Walk::class_of_server(const Node& server) {
  if (server.is_string()) {
    const Loss* loss = known_.recorded(row(Object::server).field_construct, server, {});
    return loss == nullptr ? Class{LossClass::mapped, {}} : Class{LossClass::lowered, loss->reason};
  }
  const auto* url = server.find_member("url");
  if (!has_url(server)) return class_of(outcomes::server_without_url);
  const Loss* loss =
      known_.recorded(row(Object::server).field_construct, url->value, url->key_span);
  if (loss != nullptr) return {LossClass::lowered, loss->reason};
  const FindingRow* finding = known_.finding(url->value, url->key_span);
  if (finding != nullptr) return {LossClass::lowered, finding->rule->message};
  return {LossClass::mapped, {}};
}

Class Walk::class_of_tag(const Node& tag) const {
  const auto* name = tag.find_member("name");
  if (name == nullptr) return class_of(outcomes::tag_without_name);
  const FindingRow* found = known_.finding(name->value, name->key_span);
  const bool is_left_out = found != nullptr && found->loss_class == LossClass::refused;
  return is_left_out ? Class{found->loss_class, found->rule->message}
                     : Class{LossClass::mapped, {}};
}

bool Walk::visit_misplaced(const Item& item, const source::Member& member, std::uint32_t place,
                           Role role) {
  const Object object = row(item.object).fields_of;
  const FindingRow* found = known_.finding_at(member.key_span);
  const bool is_of_parameter = object == Object::parameter && found != nullptr &&
                               found->rule == &rules::parameter_schema_place;
  const bool is_of_body = (object == Object::request_body || object == Object::response) &&
                          found != nullptr && found->rule == &rules::body_schema_place;
  if (!is_of_parameter && !is_of_body) return false;
  add(row(item.object).field_construct, member.value, member.key_span, place,
      in_role({found->loss_class, found->rule->message}, role, item.object));
  if (is_of_parameter && (member.key != "items" || !is_schema(member.value))) return true;
  push({&member.value, member.key_span, place, Object::schema},
       object == Object::response ? role_of_result(member.value, std::max(role, Role::result))
                                  : role);
  return true;
}

Class Walk::class_of_body(const Node& body) const {
  const Node* content = body.find("content");
  const auto* schema = body.find_member("schema");
  const FindingRow* found = schema == nullptr ? nullptr : known_.finding_at(schema->key_span);
  if (content == nullptr && found != nullptr && found->rule == &rules::body_schema_place) {
    return {found->loss_class, found->rule->message};
  }
  if (content == nullptr || !content->is_object()) {
    return class_of(outcomes::body_without_content);
  }
  if (content->members().empty()) return class_of(outcomes::body_of_nothing);
  return {LossClass::mapped, {}};
}

void Walk::visit_member(const Item& item, const source::Member& member, Role role) {
  const bool is_schema = item.object == Object::schema;
  if (member.key == "$ref" && row(item.object).fields_of == Object::path_item) return;
  const std::uint32_t place = ledger_.below(item.place, member.key);
  // `items` of several is what `prefixItems` is since 2020-12.
  const bool is_tuple = is_schema && member.key == "items" && member.value.is_array();
  const FieldRow* field = find_field(item.object, is_tuple ? "prefixItems" : member.key, version_);
  if (is_extension(member.key)) {
    const bool is_known = field != nullptr && field->name != "*";
    if (!is_known && !is_again_)
      extensions_.emplace_back(member.value.span(), ledger_.rows_.size());
    add("extension", member.value, member.key_span, place,
        is_known ? class_of_extension(item, member, *field, role) : class_of(outcomes::extension));
    if (is_known && member.key == settings_key && member.value.is_object()) {
      push({&member.value, member.key_span, place, Object::tool_settings}, role);
    }
    return;
  }
  if (field == nullptr && visit_misplaced(item, member, place, role)) return;
  // The `schema` of a parameter of 2.0 that has a type.
  if (item.object == Object::parameter && member.key == "schema" &&
      known_.is_reported(member.key_span, rules::openapi_unknown_field)) {
    field = nullptr;
  }
  if (field == nullptr) {
    const Outcome& unknown = is_schema ? outcomes::unknown_keyword : outcomes::unknown_field;
    add(unknown, unknown.construct, member.value, member.key_span, place);
    return;
  }
  if (field->is_construct) {
    if (row(item.object).may_be_reference && member.key == "description") {
      descriptions_.emplace_back(id_of(*item.node), ledger_.rows_.size());
    }
    add(row(item.object).field_construct, member.value, member.key_span, place,
        class_of_field(item, member, *field, role));
  }
  if (is_schema && member.key == "$ref") return push_target(member.value, role);
  if (!holds_parts(member.value, *field)) {
    if (!field->is_construct) {
      const bool is_operation = field->element == Object::operation && field->holds == Holds::one;
      // It is no part with a role of its own, but all of them.
      const bool is_alone = field->only_first || field->element == Object::security_requirement;
      const ObjectRow& object = row(is_operation ? Object::operation : item.object);
      if (is_operation && known_.recorded(object.construct, member.value, member.key_span)) return;
      add(is_operation ? object.construct : object.field_construct, member.value, member.key_span,
          place,
          in_role(class_of(outcomes::malformed), is_alone ? role : std::max(role, field->role),
                  item.object));
    }
    return;
  }
  const bool are_names = field->element == Object::request_media_type_name ||
                         field->element == Object::response_media_type_name;
  if (are_names && member.value.is_array() && member.value.items().empty() &&
      item.object == Object::operation) {
    add(outcomes::media_types_empty.construct, member.value, member.key_span, place,
        in_role(class_of(outcomes::media_types_empty), role, item.object));
  }
  // That an operation needs no credentials is a requirement, too.
  if (field->element == Object::security_requirement && member.value.is_array() &&
      member.value.items().empty() && is_new(member.value, Object::security_requirement)) {
    const ObjectRow& requirement = row(Object::security_requirement);
    add(requirement.construct, member.value, member.key_span, place,
        in_role({requirement.loss_class, requirement.reason}, role, field->element));
  }
  push_parts(member, *field, place, role);
}

Class Walk::class_of_extension(const Item& item, const source::Member& member,
                               const FieldRow& field, Role role) {
  const Class what{field.loss_class, field.reason};
  const bool decides = member.key == settings_key && role == Role::left_out &&
                       (member.value.is_boolean() || member.value.find("enabled") != nullptr);
  return decides ? what : in_role(what, role, item.object);
}

Class Walk::class_of_field(const Item& item, const source::Member& member, const FieldRow& field,
                           Role role) {
  Class what{field.loss_class, field.reason};
  if (item.object == Object::schema && member.key == "$ref") {
    what = class_of_version(member.value, what);
  }
  if (version_ == openapi::Version::v2_0) what = class_of_url_part(item, member, what);
  if (item.object == Object::tool_settings && member.key == "enabled" && role == Role::left_out) {
    return what;
  }
  if (item.object == Object::tag && !member.value.is_string() && what.reason.empty()) {
    what = class_of(outcomes::tag_without_text);
  }
  if (item.object == Object::schema && (role == Role::called || role == Role::shown_result)) {
    const bool is_beside = version_ < openapi::Version::v3_1 && member.key != "$ref" &&
                           !describes(member.key) && item.node->find("$ref") != nullptr;
    if (is_beside) what = class_of(outcomes::beside_reference);
    if (member.key == "$ref" && target_of(member.value) == nullptr) {
      what = class_of(outcomes::schema_unresolved);
    }
    if (field.holds == Holds::one && !is_schema(member.value)) {
      what = class_of(outcomes::keyword_malformed);
    }
    const bool is_mapped = what.loss_class == LossClass::mapped;
    if (is_mapped && role == Role::shown_result) {
      const bool is_long = member.key == "description" && member.value.is_string() &&
                           member.value.string().size() > longest_of_results;
      if (is_long) return class_of(outcomes::result_text_cut);
      const ResultRow* result = find_result(member.key);
      return result == nullptr ? in_role(what, role, item.object)
                               : Class{result->loss_class, result->reason};
    }
    const bool is_shown = shown_.contains(item.node->members().data());
    if (is_mapped && !is_shown) what = class_of(outcomes::not_shown);
  }
  return in_role(what, role, item.object);
}

Class Walk::class_of_url_part(const Item& item, const source::Member& member, Class what) const {
  if (item.object != Object::document && item.object != Object::operation) return what;
  const auto refused = [&](const Node* schemes) -> const FindingRow* {
    const FindingRow* found = schemes == nullptr ? nullptr : known_.finding(*schemes, {});
    return found != nullptr && found->loss_class == LossClass::refused ? found : nullptr;
  };
  if (member.key == "schemes") {
    const FindingRow* found = refused(&member.value);
    return found == nullptr ? what : Class{found->loss_class, found->rule->message};
  }
  const bool is_host = item.object == Object::document && member.key == "host";
  if (is_host && member.value.is_string() && member.value.string().empty()) {
    return class_of(outcomes::host_empty);
  }
  const bool is_part = is_host || (item.object == Object::document && member.key == "basePath");
  if (!is_part || refused(root_.find("schemes")) == nullptr) return what;
  // An operation may have schemes of its own.
  const Node* paths = root_.find("paths");
  const bool is_used =
      paths != nullptr && paths->is_object() &&
      std::ranges::any_of(paths->members(), [&](const source::Member& path) {
        return path.value.is_object() &&
               std::ranges::any_of(path.value.members(), [&](const source::Member& operation) {
                 const Node* own = operation.value.find("schemes");
                 return own != nullptr && own->is_array() && !own->items().empty() &&
                        refused(own) == nullptr;
               });
      });
  return is_used ? what : class_of(outcomes::host_without_scheme);
}

const resolve::Place* Walk::target_of(const Node& reference) {
  const resolve::Place* target =
      reference.is_string() ? references_.find(reference.span()) : nullptr;
  if (target == nullptr || !is_schema(*target->node)) return nullptr;
  return is_met_otherwise(*target->node, Object::schema) ? nullptr : target;
}

Class Walk::class_of_version(const Node& reference, Class what) const {
  const resolve::Place* target =
      reference.is_string() ? references_.find(reference.span()) : nullptr;
  if (what.loss_class != LossClass::mapped || target == nullptr) return what;
  const std::uint32_t file = target->node->span().file;
  if (file == reference.span().file || !references_.is_of_other_version(file)) return what;
  return {LossClass::lowered, rules::ref_other_version.message};
}

void Walk::push_target(const Node& reference, Role role) {
  const resolve::Place* target = target_of(reference);
  if (target == nullptr) return;
  push({target->node, {}, ledger_.begin(target->pointer), Object::schema, true}, role);
}

bool Walk::holds_parts(const Node& value, const FieldRow& field) {
  switch (field.holds) {
    case Holds::value:
      return true;
    case Holds::one:
      return field.element != Object::schema ? value.is_object() : is_schema(value);
    case Holds::list:
      return value.is_array() || is_only_part(value, field);
    case Holds::map:
      return value.is_object();
  }
  return false;
}

bool Walk::is_only_part(const Node& value, const FieldRow& field) {
  if (field.holds != Holds::list) return false;
  const bool is_requirement = field.element == Object::security_requirement;
  return (value.is_object() || value.is_string()) &&
         (is_requirement || field.element == Object::server);
}

std::size_t Walk::written_index(const Node& list, const Node& item, std::size_t index) const {
  if (removed_items_.empty()) return index;
  const auto found = removed_items_.find(place_of(list.span()));
  if (found == removed_items_.end()) return index;
  const bool is_appended = item.span().file != list.span().file;
  const auto stood_before = [&](Span removed) {
    return removed.file == list.span().file && (is_appended || removed.begin < item.span().begin);
  };
  return index + static_cast<std::size_t>(std::ranges::count_if(found->second, stood_before));
}

void Walk::push_parts(const source::Member& member, const FieldRow& field, std::uint32_t place,
                      Role role) {
  const Node& value = member.value;
  place = written_at(value, place);
  // Definitions count where a reference leads to them.
  const bool are_definitions = field.object == Object::schema && field.name == "$defs";
  Role below_role = std::max(role, are_definitions ? Role::unused : field.role);
  const auto role_of = [&](bool is_first) {
    return field.only_first && is_first ? role : below_role;
  };
  if (field.holds == Holds::one) {
    if (field.element == Object::schema && field.object != Object::schema) {
      below_role = role_of_result(value, below_role);
    }
    // Of a boolean in a keyword the keyword's row says all.
    if (field.object == Object::schema && value.is_boolean()) return;
    push({&value, member.key_span, place, field.element}, below_role);
  } else if (is_only_part(value, field)) {
    push({&value, member.key_span, place, field.element}, role_of(true));
  } else if (field.holds == Holds::list) {
    std::size_t index = 0;
    bool is_first = true;
    for (const Node& item : value.items()) {
      const std::uint32_t below = references_.is_only_item(item)
                                      ? place
                                      : ledger_.below(place, written_index(value, item, index));
      push({&item, {}, below, field.element}, role_of(is_first));
      is_first = is_first && field.element == Object::server && !has_url(item);
      ++index;
    }
  } else if (field.holds == Holds::map) {
    const bool are_properties = field.object == Object::schema && field.name == "properties";
    bool is_first = true;
    const bool may_be_names = field.object == Object::schema && field.name == "dependencies";
    for (const auto& part : value.members()) {
      if (may_be_names && part.value.is_array()) continue;
      const Role hidden = are_properties ? hidden_role(part.value, role) : Role::called;
      push({&part.value, part.key_span, ledger_.below(place, part.key), field.element},
           hidden != Role::called ? hidden : role_of(is_first));
      is_first = false;
    }
  }
}

Role Walk::role_of_result(const Node& schema, Role role) const {
  if ((role != Role::result && role != Role::item) || !schema.is_object()) return role;
  const auto found = results_.find(schema.members().data());
  return found == results_.end() ? role : found->second;
}

Role Walk::hidden_role(const Node& schema, Role role) {
  if (role == Role::called) return is_flagged(schema, "readOnly") ? Role::read_only : role;
  const bool is_result =
      role == Role::shown_result || role == Role::shortened_result || role == Role::checked_result;
  return is_result && is_flagged(schema, "writeOnly") ? Role::write_only : Role::called;
}

bool Walk::is_flagged(const Node& schema, std::string_view keyword) {
  constexpr int most = 100;
  std::vector<const Node*> pending{&schema};
  for (int seen = 0; !pending.empty() && seen < most; ++seen) {
    const Node& node = *pending.back();
    pending.pop_back();
    if (is_true(node, keyword)) return true;
    const Node* reference = node.find("$ref");
    const resolve::Place* target = reference == nullptr ? nullptr : target_of(*reference);
    if (target != nullptr) pending.push_back(target->node);
    const Node* parts = node.find("allOf");
    if (parts == nullptr || !parts->is_array()) continue;
    for (const Node& part : parts->items()) pending.push_back(&part);
  }
  return false;
}

}  // namespace mcpcc::ledger
