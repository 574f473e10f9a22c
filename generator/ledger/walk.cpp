#include "ledger/walk.h"

#include <algorithm>

namespace mcpcc::ledger {

using source::Node;

Ledger Walk::run() {
  push({&root_, {}, ledger_.begin("#"), Object::document}, Role::called);
  // The strongest first: what has several roles has the strongest of them.
  for (std::size_t role = 0; role < pending_.size();) {
    if (pending_[role].empty()) {
      ++role;
      continue;
    }
    const Item item = pending_[role].back();
    pending_[role].pop_back();
    visit(item, static_cast<Role>(role));
    role = 0;
  }
  lower_descriptions();
  class_extensions();
  add_operations();
  for (const Loss* loss : known_.not_met()) {
    ledger_.rows_.push_back(
        {loss->loss_class, loss->construct, ledger_.begin(loss->pointer), loss->at, loss->reason});
  }
  std::stable_sort(ledger_.rows_.begin(), ledger_.rows_.end(), [](const auto& a, const auto& b) {
    return std::pair(a.at.file, a.at.begin) < std::pair(b.at.file, b.at.begin);
  });
  return std::move(ledger_);
}

std::uint64_t Walk::id_of(const Node& node) const {
  if (node.is_object() && !node.members().empty()) {
    const void* original = references_.original(node);
    if (original != nullptr) return reinterpret_cast<std::uintptr_t>(original);
    return reinterpret_cast<std::uintptr_t>(node.members().data());
  }
  return (std::uint64_t{node.span().file} << 33) | (std::uint64_t{node.span().begin} << 1) | 1;
}

bool Walk::is_met_otherwise(const Node& node, Object object) const {
  const std::uint64_t id = id_of(node);
  return std::any_of(seen_.begin(), seen_.end(), [&](const auto& seen) {
    return seen.first != row(object).fields_of && seen.first != Object::reference &&
           seen.second.contains(id);
  });
}

Class Walk::add(std::string_view construct, const Node& node, Span key_span, std::uint32_t place,
                Class what, bool is_target) {
  const Loss* loss = known_.recorded(construct, node, key_span);
  const bool counts = loss != nullptr && !(is_again_ && is_of_arguments(loss->reason));
  if (counts && loss->loss_class >= what.loss_class) what = {loss->loss_class, loss->reason};
  if (what.loss_class == LossClass::mapped) {
    if (const FindingRow* finding = known_.finding(node, is_target ? Span{} : key_span)) {
      what = {finding->loss_class, finding->rule->message};
    }
  }
  const bool has_key = key_span.end != 0 && !is_target;
  if (is_again_) {
    const auto found = lowered_.find(place_of(has_key ? key_span : node.span()));
    if (found == lowered_.end()) return what;
    Ledger::Row& known = ledger_.rows_[found->second];
    if (what.loss_class >= known.loss_class) return what;
    known.loss_class = what.loss_class;
    known.reason = what.reason;
    return what;
  }
  if (what.loss_class == LossClass::lowered && is_of_arguments(what.reason)) {
    lowered_.emplace(place_of(has_key ? key_span : node.span()), ledger_.rows_.size());
  }
  ledger_.rows_.push_back(
      {what.loss_class, construct, place, has_key ? key_span : node.span(), what.reason});
  return what;
}

void Walk::visit(const Item& item, Role role) {
  const Node& node = *item.node;
  const ObjectRow& object = row(item.object);
  if (object.may_be_reference && visit_reference(item, role)) return;
  // A definition that references read as something else than its place says is that.
  if (role == Role::unused && is_met_otherwise(node, item.object)) return;
  if (item.object == Object::operation) {
    const Role of_operation = role_of_operation(item, role);
    // Another place that leads to it may be called.
    if (of_operation != role) return push(item, of_operation);
  }
  if (!is_new(node, item.object)) return visit_again(item, role);
  // Clients are shown schemas that no reference leads to: those that are made of one that has a
  // `discriminator`.
  if (item.object == Object::schema && node.is_object() && !node.members().empty() &&
      shown_.contains(node.members().data())) {
    role = Role::called;
  }
  if (item.object == Object::operation) {
    visit_operation(item, role);
  } else if (item.object == Object::schema) {
    visit_schema(item, role);
  } else if (!node.is_object() && !may_be_text(node, item.object)) {
    add(object.construct, item, in_role(class_of(outcomes::malformed), role, item.object));
  } else if (!object.construct.empty()) {
    Class what = in_role({object.loss_class, object.reason}, role, item.object);
    if (what.loss_class == LossClass::mapped) {
      if (item.object == Object::server) what = class_of_server(node);
      if (item.object == Object::request_body) what = class_of_body(node);
      if (item.object == Object::tag) what = class_of_tag(node);
      if (is_converted(item)) {
        what = {LossClass::lowered, rules::openapi_value_converted.message};
      }
    }
    what = add(object.construct, item, what);
    if (role == Role::called) role = role_below(what);
  }
  if (item.object == Object::security_requirement) return visit_requirement(node, role);
  if (!node.is_object()) return;
  // Of paths that have one item the one counts that loses nothing: it is visited first.
  if (item.object == Object::paths) {
    for (const auto& member : node.members()) {
      if (known_.finding_at(member.key_span) != nullptr) visit_member(item, member, role);
    }
  }
  for (const auto& member : node.members()) {
    if (item.object != Object::paths || known_.finding_at(member.key_span) == nullptr)
      visit_member(item, member, role);
  }
}

void Walk::visit_again(const Item& item, Role role) {
  if (item.object != Object::schema || !item.node->is_object() || !is_result(role)) return;
  if (!seen_again_.insert(id_of(*item.node)).second) return;
  is_again_ = true;
  for (const auto& member : item.node->members()) visit_member(item, member, role);
  is_again_ = false;
}

bool Walk::may_be_text(const Node& node, Object object) {
  return object == Object::request_media_type_name || object == Object::response_media_type_name ||
         (node.is_string() && (object == Object::security_requirement || object == Object::server));
}

void Walk::visit_schema(const Item& item, Role role) {
  if (item.node->is_object()) return;
  const bool is_early = version_ < openapi::Version::v3_1;
  const Outcome& boolean = is_early ? outcomes::boolean_schema_early : outcomes::boolean_schema;
  const Outcome& outcome = item.node->is_boolean() ? boolean : outcomes::schema_malformed;
  add(outcome.construct, item, in_role(class_of(outcome), role, item.object));
}

bool Walk::visit_reference(const Item& item, Role role) {
  const auto* reference = item.node->find_member("$ref");
  if (reference == nullptr || !reference->value.is_string()) return false;
  const bool has_fields = row(item.object).fields_of == Object::path_item;
  if (!is_new(*item.node, Object::reference)) return !has_fields;
  const resolve::Place* target = nullptr;
  // What was reported of the key is said of all that stands there.
  const FindingRow* of_key = item.is_target ? nullptr : known_.finding(*item.node, item.key);
  Class what = in_role({LossClass::mapped, {}}, role, item.object);
  if (of_key != nullptr && what.loss_class == LossClass::mapped) {
    what = {of_key->loss_class, of_key->rule->message};
  }
  const bool is_left_out = of_key != nullptr && of_key->loss_class == LossClass::refused;
  const bool is_followed = !is_left_out;
  if (is_followed && !leads_nowhere(item)) {
    target = references_.find(reference->value.span());
  }
  // The whole document is no part of itself.
  if (target != nullptr && id_of(*target->node) == id_of(root_)) target = nullptr;
  what = class_of_version(reference->value, what);
  // Of what is left out not all were followed.
  const bool is_broken = is_followed && target == nullptr &&
                         (role != Role::part || known_.is_reported(reference->value.span()));
  const Outcome& broken = outcomes::broken_reference;
  add("reference", reference->value, reference->key_span, ledger_.below(item.place, "$ref"),
      is_broken ? Class{broken.loss_class, broken.reason} : what);
  if (target != nullptr) {
    const bool is_described = item.node->find("description") != nullptr;
    // Roles come strongest first: what weaker ones are shown takes nothing from it.
    const auto [known, is_first] =
        are_described_.try_emplace(id_of(*target->node), Described{role, true});
    if (known->second.role == role) known->second.is_described &= is_described;
    const bool is_schema = references_.leads_to_body_schema(reference->value.span());
    const Role result = std::max(role, Role::result);
    const Object object = item.object == Object::webhook ? Object::path_item : item.object;
    push({target->node, item.key, ledger_.begin(target->pointer),
          is_schema ? Object::schema : object, true},
         is_schema && item.object == Object::response ? role_of_result(*target->node, result)
                                                      : role);
  }
  if (has_fields) return false;
  for (const auto& member : item.node->members()) {
    if (member.key == "$ref") continue;
    const std::uint32_t place = ledger_.below(item.place, member.key);
    if (is_extension(member.key)) {
      add(outcomes::extension, "extension", member.value, member.key_span, place);
    } else if (const FieldRow* field = find_field(Object::reference, member.key, version_)) {
      const FieldRow* replaced = find_field(item.object, member.key, version_);
      if (replaced != nullptr) field = replaced;
      add("reference field", member.value, member.key_span, place,
          in_role({field->loss_class, field->reason}, role, item.object));
    } else {
      add(outcomes::beside_other_reference, "unknown field", member.value, member.key_span, place);
    }
  }
  return true;
}

Role Walk::role_of_operation(const Item& item, Role role) {
  if (role != Role::called) return role;
  const Loss* loss = known_.recorded(outcomes::not_read.construct, *item.node, item.key);
  // The path that refers to it has one of its own.
  if (loss == nullptr) return Role::unused;
  return loss->loss_class == LossClass::refused ? Role::left_out : role;
}

void Walk::visit_operation(const Item& item, Role role) {
  const Node& node = *item.node;
  if (role != Role::called) {
    if (known_.recorded(outcomes::not_read.construct, node, item.key) == nullptr) {
      const Outcome& outcome =
          role == Role::left_out ? outcomes::not_read : outcomes::outside_paths;
      Class what = class_of(outcome);
      if (role == Role::unused) what.reason = row(role).reason;
      add(outcome.construct, item, what);
    }
    return;
  }
  // What the document says once for all operations that do not say it themselves.
  for (const std::string_view name : {"security", "consumes", "produces"}) {
    const Node* own = node.find(name);
    const bool is_own = own != nullptr && !(name == "security" && own->is_null());
    if (!node.is_object() || is_own || !inherited_.insert(name).second) continue;
    const auto* member = root_.find_member(name);
    const FieldRow* field = find_field(Object::document, name, version_);
    if (member != nullptr && field != nullptr && holds_parts(member->value, *field)) {
      FieldRow used = *field;  // here by an operation that is called
      used.role = Role::called;
      push_parts(*member, used, ledger_.below(0, name), role);
    }
  }
}

void Walk::class_extensions() {
  std::vector<std::size_t> met;  // as what references need there
  for (const auto& [at, index] : extensions_) {
    Ledger::Row& row = ledger_.rows_[index];
    const auto first = targets_.lower_bound(place_of(at));
    if (first == targets_.end() || *first >= place_of({at.file, at.end, at.end})) continue;
    if (*first == place_of(at)) met.push_back(index);
    if (row.reason == outcomes::extension.reason) row.reason = outcomes::extension_used.reason;
  }
  std::size_t index = 0;
  auto next = met.begin();
  std::erase_if(ledger_.rows_, [&](const Ledger::Row&) {
    const bool is_met = next != met.end() && *next == index++;
    if (is_met) ++next;
    return is_met;
  });
}

void Walk::add_operations() {
  std::unordered_map<std::uint64_t, std::size_t> uses;
  for (const Loss* loss : known_.operations()) ++uses[place_of(loss->at)];
  std::unordered_set<std::uint64_t> held;
  for (const Loss* loss : known_.operations()) {
    const Use& use = *loss->use;
    const bool is_held = !use.is_referenced && held.insert(place_of(loss->at)).second;
    const bool is_only = uses[place_of(loss->at)] == 1 && !loss->pointer.empty();
    std::uint32_t place = 0;
    if (is_only && !is_held) {
      place = ledger_.begin(loss->pointer);
    } else {
      place = ledger_.begin(use.path.value);
      if (use.is_additional) place = ledger_.below(place, "additionalOperations");
      place = ledger_.below(place, use.method);
    }
    ledger_.rows_.push_back({loss->loss_class, loss->construct, place,
                             is_held || is_only ? loss->at : use.path.at, loss->reason});
  }
}

void Walk::visit_requirement(const Node& node, Role role) {
  const bool is_2_0 = version_ == openapi::Version::v2_0;
  const Node* components = is_2_0 ? &root_ : root_.find("components");
  const std::string_view name = is_2_0 ? "securityDefinitions" : "securitySchemes";
  const Node* schemes = components == nullptr ? nullptr : components->find(name);
  std::vector<std::pair<std::string_view, Span>> wanted;
  if (node.is_string()) wanted.emplace_back(node.string(), node.span());
  if (node.is_object()) {
    for (const auto& entry : node.members()) wanted.emplace_back(entry.key, entry.key_span);
  }
  for (const auto& [scheme_name, at] : wanted) {
    const auto* scheme = schemes == nullptr ? nullptr : schemes->find_member(scheme_name);
    if (scheme == nullptr) {
      const resolve::Place* target = references_.find(at);  // of one that is named by its URI
      if (target == nullptr) continue;
      push({target->node, {}, ledger_.begin(target->pointer), Object::security_scheme, true}, role);
      continue;
    }
    const std::uint32_t holder = is_2_0 ? 0 : ledger_.below(0, "components");
    push({&scheme->value, scheme->key_span, ledger_.below(ledger_.below(holder, name), scheme->key),
          Object::security_scheme},
         role);
  }
}

void Walk::lower_descriptions() {
  for (const auto& [id, index] : descriptions_) {
    const auto found = are_described_.find(id);
    Ledger::Row& row = ledger_.rows_[index];
    if (found == are_described_.end() || !found->second.is_described ||
        row.loss_class != LossClass::mapped) {
      continue;
    }
    row.loss_class = outcomes::reference_description.loss_class;
    row.reason = outcomes::reference_description.reason;
  }
}

}  // namespace mcpcc::ledger
