#include "ledger/ledger.h"

#include <algorithm>
#include <tuple>
#include <unordered_set>

#include "ledger/class.h"
#include "ledger/known.h"
#include "ledger/support.h"

namespace mcpcc::ledger {

using source::Node;

class Walk {
 public:
  Walk(const Node& root, openapi::Version version, const resolve::References& references,
       const std::unordered_map<const void*, std::uint32_t>& shown,
       const std::unordered_map<const void*, Role>& results, const Diagnostics& diagnostics,
       Losses recorded)
      : root_(root),
        version_(version),
        references_(references),
        shown_(shown),
        results_(results),
        known_(diagnostics) {
    ledger_.recorded_ = std::move(recorded);
    known_.add(ledger_.recorded_);
  }

  Ledger run() {
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
    for (const Loss* loss : known_.not_met()) {
      ledger_.rows_.push_back({loss->loss_class, loss->construct, ledger_.begin(loss->pointer),
                               loss->at, loss->reason});
    }
    std::stable_sort(ledger_.rows_.begin(), ledger_.rows_.end(), [](const auto& a, const auto& b) {
      return std::pair(a.at.file, a.at.begin) < std::pair(b.at.file, b.at.begin);
    });
    return std::move(ledger_);
  }

 private:
  struct Item {
    const Node* node;
    Span key;  // of the member that holds the node, or a reference to it; empty in arrays
    std::uint32_t place;
    Object object;
    bool is_target = false;  // of a reference: the key stands elsewhere
  };
  void push(const Item& item, Role role) {
    pending_[static_cast<std::size_t>(role)].push_back(item);
  }

  // Aliased values share their children, which therefore name a value better than its address.
  static std::uint64_t id_of(const Node& node) {
    if (node.is_object() && !node.members().empty()) {
      return reinterpret_cast<std::uintptr_t>(node.members().data());
    }
    return (std::uint64_t{node.span().file} << 33) | (std::uint64_t{node.span().begin} << 1) | 1;
  }
  bool is_new(const Node& node, Object object) {
    return seen_[row(object).fields_of].insert(id_of(node)).second;
  }

  bool is_met_otherwise(const Node& node, Object object) const {
    const std::uint64_t id = id_of(node);
    return std::any_of(seen_.begin(), seen_.end(), [&](const auto& seen) {
      return seen.first != row(object).fields_of && seen.first != Object::reference &&
             seen.second.contains(id);
    });
  }

  Class add(std::string_view construct, const Node& node, Span key_span, std::uint32_t place,
            Class what, bool is_target = false) {
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
  Class add(std::string_view construct, const Item& item, Class what) {
    return add(construct, *item.node, item.key, item.place, what, item.is_target);
  }
  void add(const Outcome& outcome, std::string_view construct, const Node& node, Span key_span,
           std::uint32_t place) {
    add(construct, node, key_span, place, class_of(outcome));
  }

  void visit(const Item& item, Role role) {
    const Node& node = *item.node;
    const ObjectRow& object = row(item.object);
    if (object.may_be_reference && visit_reference(item, role)) return;
    // A definition that references read as something else than its place says is that.
    if (role == Role::unused && is_met_otherwise(node, item.object)) return;
    if (!is_new(node, item.object)) return visit_again(item, role);
    // Clients are shown schemas that no reference leads to: those that are made of one that has a
    // `discriminator`.
    if (item.object == Object::schema && node.is_object() && !node.members().empty() &&
        shown_.contains(node.members().data())) {
      role = Role::called;
    }
    if (item.object == Object::operation) {
      role = visit_operation(item, role);
    } else if (item.object == Object::schema) {
      visit_schema(item, role);
    } else if (!node.is_object() && !may_be_text(item.object)) {
      add(object.construct, item, in_role(class_of(outcomes::malformed), role, item.object));
    } else if (!object.construct.empty()) {
      Class what = in_role({object.loss_class, object.reason}, role, item.object);
      if (item.object == Object::server && what.loss_class == LossClass::mapped) {
        what = class_of_server(node);
      }
      what = add(object.construct, item, what);
      if (role == Role::called) role = role_below(what);
    }
    if (item.object == Object::security_requirement) return visit_requirement(node, role);
    if (!node.is_object()) return;
    for (const auto& member : node.members()) visit_member(item, member, role);
  }

  // A server is its URL.
  Class class_of_server(const Node& server) {
    const auto* url = server.find_member("url");
    if (url == nullptr) return {LossClass::mapped, {}};
    const Loss* loss =
        known_.recorded(row(Object::server).field_construct, url->value, url->key_span);
    if (loss != nullptr) return {LossClass::lowered, loss->reason};
    const FindingRow* finding = known_.finding(url->value, url->key_span);
    if (finding != nullptr) return {LossClass::lowered, finding->rule->message};
    return {LossClass::mapped, {}};
  }

  // A schema that arguments have and results, too: what of it arguments never have, as it is
  // `readOnly`, is that of results, and of all else the use counts that loses less.
  void visit_again(const Item& item, Role role) {
    if (item.object != Object::schema || !item.node->is_object() || !is_result(role)) return;
    if (!seen_again_.insert(id_of(*item.node)).second) return;
    is_again_ = true;
    for (const auto& member : item.node->members()) visit_member(item, member, role);
    is_again_ = false;
  }
  static bool is_result(Role role) { return Role::called < role && role < Role::result; }

  static bool may_be_text(Object object) {
    return object == Object::request_media_type_name || object == Object::response_media_type_name;
  }

  // A schema is the sum of its keywords; one without any is a construct itself.
  void visit_schema(const Item& item, Role role) {
    if (item.node->is_object()) return;
    const bool is_early = version_ < openapi::Version::v3_1;
    const Outcome& boolean = is_early ? outcomes::boolean_schema_early : outcomes::boolean_schema;
    const Outcome& outcome = item.node->is_boolean() ? boolean : outcomes::schema_malformed;
    add(outcome.construct, item, in_role(class_of(outcome), role, item.object));
  }

  // Whether nothing is left to do for what stands there.
  bool visit_reference(const Item& item, Role role) {
    const auto* reference = item.node->find_member("$ref");
    if (reference == nullptr || !reference->value.is_string()) return false;
    const bool has_fields = row(item.object).fields_of == Object::path_item;
    if (!is_new(*item.node, Object::reference)) return !has_fields;
    const resolve::Place* target = nullptr;
    if (row(role).follows && !leads_nowhere(item)) {
      target = references_.find(reference->value.span());
    }
    // The whole document is no part of itself.
    if (target != nullptr && id_of(*target->node) == id_of(root_)) target = nullptr;
    const bool is_broken = row(role).follows && target == nullptr;
    const Outcome& broken = outcomes::broken_reference;
    add("reference", reference->value, reference->key_span, ledger_.below(item.place, "$ref"),
        is_broken ? Class{broken.loss_class, broken.reason}
                  : in_role({LossClass::mapped, {}}, role, item.object));
    if (target != nullptr) {
      const bool is_described = item.node->find("description") != nullptr;
      // Roles come strongest first: what weaker ones are shown takes nothing from it.
      const auto [known, is_first] =
          are_described_.try_emplace(id_of(*target->node), Described{role, true});
      if (known->second.role == role) known->second.is_described &= is_described;
      const bool is_schema = references_.leads_to_body_schema(reference->value.span());
      const Role result = std::max(role, Role::result);
      push({target->node, item.key, ledger_.begin(target->pointer),
            is_schema ? Object::schema : item.object, true},
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
        add(outcomes::beside_other_reference, "unknown field", member.value, member.key_span,
            place);
      }
    }
    return true;
  }

  // Whether a stage before found nothing that fits at the target.
  bool leads_nowhere(const Item& item) {
    const Loss* loss = known_.recorded(row(item.object).construct, *item.node, item.key);
    return loss != nullptr && loss->reason == outcomes::target_missing.reason;
  }

  // The role of what the operation holds.
  Role visit_operation(const Item& item, Role role) {
    const Node& node = *item.node;
    if (role != Role::called) {
      add(outcomes::outside_paths.construct, item, class_of(outcomes::outside_paths));
      return role;
    }
    const Loss* loss = known_.recorded("operation", node, item.key);
    if (loss == nullptr) {
      add("operation", item, class_of(outcomes::not_read));
      return Role::left_out;
    }
    add("operation", item, {loss->loss_class, loss->reason});
    if (loss->loss_class == LossClass::refused) return Role::left_out;
    // What the document says once for all operations that do not say it themselves.
    for (const std::string_view name : {"security", "consumes", "produces"}) {
      if (!node.is_object() || node.find(name) != nullptr || !inherited_.insert(name).second) {
        continue;
      }
      const auto* member = root_.find_member(name);
      const FieldRow* field = find_field(Object::document, name, version_);
      if (member != nullptr && field != nullptr && holds_parts(member->value, *field)) {
        FieldRow used = *field;  // here by an operation that is called
        used.role = Role::called;
        push_parts(*member, used, ledger_.below(0, name), role);
      }
    }
    return role;
  }

  // A requirement names its schemes.
  void visit_requirement(const Node& node, Role role) {
    const bool is_2_0 = version_ == openapi::Version::v2_0;
    const Node* components = is_2_0 ? &root_ : root_.find("components");
    const std::string_view name = is_2_0 ? "securityDefinitions" : "securitySchemes";
    const Node* schemes = components == nullptr ? nullptr : components->find(name);
    if (schemes == nullptr || !node.is_object()) return;
    for (const auto& entry : node.members()) {
      const auto* scheme = schemes->find_member(entry.key);
      if (scheme == nullptr) continue;
      const std::uint32_t holder = is_2_0 ? 0 : ledger_.below(0, "components");
      push({&scheme->value, scheme->key_span,
            ledger_.below(ledger_.below(holder, name), scheme->key), Object::security_scheme},
           role);
    }
  }

  static constexpr std::string_view settings_key = "x-mcp";
  // What is lost where a schema stands in arguments, and not elsewhere.
  static bool is_of_arguments(std::string_view reason) {
    return reason == outcomes::not_shown.reason || reason == outcomes::text_replaced.reason ||
           reason == outcomes::said_of_a_part.reason || reason == outcomes::beside_cut.reason;
  }
  static std::uint64_t place_of(Span at) { return (std::uint64_t{at.file} << 32) | at.begin; }

  static bool is_extension(std::string_view name) { return name.starts_with("x-"); }

  void visit_member(const Item& item, const source::Member& member, Role role) {
    const bool is_schema = item.object == Object::schema;
    if (member.key == "$ref" && row(item.object).fields_of == Object::path_item) return;
    const std::uint32_t place = ledger_.below(item.place, member.key);
    // `items` of several is what `prefixItems` is since 2020-12.
    const bool is_tuple = is_schema && member.key == "items" && member.value.is_array();
    const FieldRow* field =
        find_field(item.object, is_tuple ? "prefixItems" : member.key, version_);
    if (is_extension(member.key)) {
      const bool is_known = field != nullptr && field->name != "*";
      add("extension", member.value, member.key_span, place,
          is_known ? class_of_extension(item, member, *field, role)
                   : class_of(outcomes::extension));
      if (is_known && member.key == settings_key && member.value.is_object()) {
        push({&member.value, member.key_span, place, Object::tool_settings}, role);
      }
      return;
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
        const ObjectRow& object = row(is_operation ? Object::operation : item.object);
        add(is_operation ? object.construct : object.field_construct, member.value, member.key_span,
            place,
            in_role(class_of(outcomes::malformed), std::max(role, field->role), item.object));
      }
      return;
    }
    // That an operation needs no credentials is a requirement, too.
    if (field->element == Object::security_requirement && member.value.items().empty() &&
        is_new(member.value, Object::security_requirement)) {
      const ObjectRow& requirement = row(Object::security_requirement);
      add(requirement.construct, member.value, member.key_span, place,
          in_role({requirement.loss_class, requirement.reason}, role, field->element));
    }
    push_parts(member, *field, place, role);
  }

  // What leaves an operation out is no part of what is left out.
  static Class class_of_extension(const Item& item, const source::Member& member,
                                  const FieldRow& field, Role role) {
    const Class what{field.loss_class, field.reason};
    const bool decides = member.key == settings_key && role == Role::left_out &&
                         (member.value.is_boolean() || member.value.find("enabled") != nullptr);
    return decides ? what : in_role(what, role, item.object);
  }

  Class class_of_field(const Item& item, const source::Member& member, const FieldRow& field,
                       Role role) {
    Class what{field.loss_class, field.reason};
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

  static bool is_schema(const Node& node) { return node.is_object() || node.is_boolean(); }

  // Of a schema's reference; nullptr also for what is no schema: the whole document, and what
  // was met as something else.
  const resolve::Place* target_of(const Node& reference) {
    const resolve::Place* target =
        reference.is_string() ? references_.find(reference.span()) : nullptr;
    if (target == nullptr || !is_schema(*target->node)) return nullptr;
    return is_met_otherwise(*target->node, Object::schema) ? nullptr : target;
  }

  void push_target(const Node& reference, Role role) {
    if (!row(role).follows) return;
    const resolve::Place* target = target_of(reference);
    if (target == nullptr) return;
    push({target->node, {}, ledger_.begin(target->pointer), Object::schema, true}, role);
  }

  static bool holds_parts(const Node& value, const FieldRow& field) {
    switch (field.holds) {
      case Holds::value:
        return true;
      case Holds::one:
        return field.element != Object::schema ? value.is_object() : is_schema(value);
      case Holds::list:
        return value.is_array();
      case Holds::map:
        return value.is_object();
    }
    return false;
  }

  void push_parts(const source::Member& member, const FieldRow& field, std::uint32_t place,
                  Role role) {
    const Node& value = member.value;
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
    } else if (field.holds == Holds::list) {
      std::size_t index = 0;
      for (const Node& item : value.items()) {
        push({&item, {}, ledger_.below(place, index), field.element}, role_of(index == 0));
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

  // Of the schema of a response.
  Role role_of_result(const Node& schema, Role role) const {
    if ((role != Role::result && role != Role::item) || !schema.is_object()) return role;
    const auto found = results_.find(schema.members().data());
    return found == results_.end() ? role : found->second;
  }

  // Of a property that is no part of a request, or of a result; else Role::called.
  Role hidden_role(const Node& schema, Role role) {
    if (role == Role::called) return is_flagged(schema, "readOnly") ? Role::read_only : role;
    const bool is_result = role == Role::shown_result || role == Role::shortened_result ||
                           role == Role::checked_result;
    return is_result && is_flagged(schema, "writeOnly") ? Role::write_only : Role::called;
  }

  // Of itself, or by what it is made of.
  bool is_flagged(const Node& schema, std::string_view keyword) {
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

  // Of what references lead to that all say their own.
  void lower_descriptions() {
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

  const Node& root_;
  const openapi::Version version_;
  const resolve::References& references_;
  const std::unordered_map<const void*, std::uint32_t>& shown_;
  const std::unordered_map<const void*, Role>& results_;
  Known known_;
  Ledger ledger_;
  std::array<std::vector<Item>, static_cast<std::size_t>(Role::unused) + 1> pending_;
  std::map<Object, std::unordered_set<std::uint64_t>> seen_;  // by kind of object
  std::unordered_set<std::uint64_t> seen_again_;              // schemas
  bool is_again_ = false;                                     // a member is met again
  std::unordered_map<std::uint64_t, std::size_t> lowered_;    // rows, by place
  std::unordered_set<std::string_view> inherited_;
  struct Described {
    Role role;
    bool is_described;  // by every reference of the role
  };
  std::unordered_map<std::uint64_t, Described> are_described_;       // targets of references
  std::vector<std::pair<std::uint64_t, std::size_t>> descriptions_;  // of what, and their rows
};

Ledger make_ledger(const Node& root, openapi::Version version,
                   const resolve::References& references,
                   const std::unordered_map<const void*, std::uint32_t>& shown,
                   const std::unordered_map<const void*, Role>& results,
                   const Diagnostics& diagnostics, Losses recorded) {
  return Walk(root, version, references, shown, results, diagnostics, std::move(recorded)).run();
}

}  // namespace mcpcc::ledger
