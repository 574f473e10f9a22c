// The walk over the nodes of a document that makes the ledger: what is met, in what role, and which
// row it becomes. Internal to this folder.
#pragma once

#include <array>
#include <map>
#include <set>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "ledger/class.h"
#include "ledger/known.h"
#include "ledger/ledger.h"
#include "ledger/support.h"

namespace mcpcc::ledger {

class Walk {
 public:
  Walk(const source::Node& root, openapi::Version version, const resolve::References& references,
       const std::unordered_map<const void*, std::uint32_t>& shown,
       const std::unordered_map<const void*, Role>& results,
       std::span<const openapi::OverlayLosses::Removal> removals, const Diagnostics& diagnostics,
       Losses recorded)
      : root_(root),
        version_(version),
        references_(references),
        shown_(shown),
        results_(results),
        known_(diagnostics) {
    ledger_.recorded_ = std::move(recorded);
    known_.add(ledger_.recorded_);
    for (const auto& [at, list] : removals) {
      if (list.end != 0) removed_items_[place_of(list)].push_back(at);
    }
  }

  Ledger run();

 private:
  struct Item {
    const source::Node* node;
    Span key;  // of the member that holds the node, or a reference to it; empty in arrays
    std::uint32_t place;
    Object object;
    bool is_target = false;  // of a reference: the key stands elsewhere
  };
  void push(Item item, Role role) {
    item.place = written_at(*item.node, item.place);
    if (item.is_target) targets_.insert(place_of(item.node->span()));
    pending_[static_cast<std::size_t>(role)].push_back(item);
  }

  // Its place, or where it was written when it stands elsewhere.
  std::uint32_t written_at(const source::Node& node, std::uint32_t place) {
    const std::string* pointer = references_.written_at(node);
    if (pointer == nullptr) return place;
    targets_.insert(place_of(node.span()));
    return ledger_.begin(*pointer);
  }

  // Aliased values share their children, which therefore name a value better than its address.
  std::uint64_t id_of(const source::Node& node) const;
  bool is_new(const source::Node& node, Object object) {
    return seen_[row(object).fields_of].insert(id_of(node)).second;
  }

  bool is_met_otherwise(const source::Node& node, Object object) const;

  Class add(std::string_view construct, const source::Node& node, Span key_span,
            std::uint32_t place, Class what, bool is_target = false);
  Class add(std::string_view construct, const Item& item, Class what) {
    return add(construct, *item.node, item.key, item.place, what, item.is_target);
  }
  void add(const Outcome& outcome, std::string_view construct, const source::Node& node,
           Span key_span, std::uint32_t place) {
    add(construct, node, key_span, place, class_of(outcome));
  }

  void visit(const Item& item, Role role);

  // A server is its URL.
  Class class_of_server(const source::Node& server);

  static bool has_url(const source::Node& server) {
    if (server.is_string()) return true;
    const source::Node* url = server.find("url");
    return url != nullptr && (url->is_string() || url->is_number() || url->is_boolean());
  }

  // Whether it is one object in the place of a list of it.
  bool is_converted(const Item& item) const {
    if (item.object != Object::server && item.object != Object::security_requirement) return false;
    const FindingRow* found = known_.finding_at(item.node->span());
    return found != nullptr && found->rule == &rules::openapi_value_converted;
  }

  // A tag is its name.
  Class class_of_tag(const source::Node& tag) const;

  // Whether it is no field of its object and was read all the same: what describes a parameter or a
  // body in the place of another version.
  bool visit_misplaced(const Item& item, const source::Member& member, std::uint32_t place,
                       Role role);

  Class class_of_body(const source::Node& body) const;

  // A schema that arguments have and results, too: what of it arguments never have, as it is
  // `readOnly`, is that of results, and of all else the use counts that loses less.
  void visit_again(const Item& item, Role role);
  static bool is_result(Role role) { return Role::called < role && role < Role::result; }

  // The name of a scheme may stand for a requirement, and a URL for a server.
  static bool may_be_text(const source::Node& node, Object object);

  // A schema is the sum of its keywords; one without any is a construct itself.
  void visit_schema(const Item& item, Role role);

  // Whether nothing is left to do for what stands there.
  bool visit_reference(const Item& item, Role role);

  // Whether a stage before found nothing that fits at the target.
  bool leads_nowhere(const Item& item) {
    const Loss* loss = known_.recorded(row(item.object).construct, *item.node, item.key);
    return loss != nullptr && loss->reason == outcomes::target_missing.reason;
  }

  // The role of what an operation holds: of several uses of one place that of the strongest.
  Role role_of_operation(const Item& item, Role role);

  // A row for each use of an operation.
  void add_operations();

  void visit_operation(const Item& item, Role role);

  // A requirement names its schemes.
  void visit_requirement(const source::Node& node, Role role);

  static constexpr std::string_view settings_key = "x-mcp";
  // What is lost where a schema stands in arguments, and not elsewhere.
  static bool is_of_arguments(std::string_view reason) {
    return reason == outcomes::not_shown.reason || reason == outcomes::text_replaced.reason ||
           reason == outcomes::said_of_a_part.reason || reason == outcomes::beside_cut.reason;
  }
  static std::uint64_t place_of(Span at) { return (std::uint64_t{at.file} << 32) | at.begin; }

  static bool is_extension(std::string_view name) { return name.starts_with("x-"); }

  void visit_member(const Item& item, const source::Member& member, Role role);

  // What leaves an operation out is no part of what is left out.
  static Class class_of_extension(const Item& item, const source::Member& member,
                                  const FieldRow& field, Role role);

  Class class_of_field(const Item& item, const source::Member& member, const FieldRow& field,
                       Role role);

  // Of 2.0 a URL has several.
  Class class_of_url_part(const Item& item, const source::Member& member, Class what) const;

  static bool is_schema(const source::Node& node) { return node.is_object() || node.is_boolean(); }

  // Of a reference to a file that says another version than the document's.
  Class class_of_version(const source::Node& reference, Class what) const;

  // Of a schema's reference; nullptr also for what is no schema: the whole document, and what
  // was met as something else.
  const resolve::Place* target_of(const source::Node& reference);

  void push_target(const source::Node& reference, Role role);

  static bool holds_parts(const source::Node& value, const FieldRow& field);

  // One server or its URL, one requirement or the name of a scheme, in the place of a list of it.
  static bool is_only_part(const source::Node& value, const FieldRow& field);

  // The index of an item as it was written: what overlays removed counts, too.
  std::size_t written_index(const source::Node& list, const source::Node& item,
                            std::size_t index) const;

  void push_parts(const source::Member& member, const FieldRow& field, std::uint32_t place,
                  Role role);

  // Of the schema of a response.
  Role role_of_result(const source::Node& schema, Role role) const;

  // Of a property that is no part of a request, or of a result; else Role::called.
  Role hidden_role(const source::Node& schema, Role role);

  // Of itself, or by what it is made of.
  bool is_flagged(const source::Node& schema, std::string_view keyword);

  // Of what references lead to that all say their own.
  void lower_descriptions();

  // Extensions that references lead to, or into.
  void class_extensions();

  const source::Node& root_;
  const openapi::Version version_;
  const resolve::References& references_;
  const std::unordered_map<const void*, std::uint32_t>& shown_;
  const std::unordered_map<const void*, Role>& results_;
  // Those that overlays removed, by where their list begins.
  std::unordered_map<std::uint64_t, std::vector<Span>> removed_items_;
  Known known_;
  Ledger ledger_;
  std::array<std::vector<Item>, static_cast<std::size_t>(Role::unused) + 1> pending_;
  std::map<Object, std::unordered_set<std::uint64_t>> seen_;  // by kind of object
  std::unordered_set<std::uint64_t> seen_again_;              // schemas
  bool is_again_ = false;                                     // a member is met again
  std::unordered_map<std::uint64_t, std::size_t> lowered_;    // rows, by place
  std::unordered_set<std::string_view> inherited_;
  std::set<std::uint64_t> targets_;                       // of references: their places
  std::vector<std::pair<Span, std::size_t>> extensions_;  // that mean nothing, and their rows
  struct Described {
    Role role;
    bool is_described;  // by every reference of the role
  };
  std::unordered_map<std::uint64_t, Described> are_described_;       // targets of references
  std::vector<std::pair<std::uint64_t, std::size_t>> descriptions_;  // of what, and their rows
};

}  // namespace mcpcc::ledger
