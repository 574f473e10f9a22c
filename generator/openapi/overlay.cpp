#include "openapi/overlay.h"

#include <algorithm>
#include <span>

#include "openapi/overlay_actions.h"

namespace mcpcc::openapi {

using source::Kind;
using source::Member;
using source::Node;
using source::NodePlace;

namespace {

// Thrown when the overlay reaches a limit; what is to be said is reported.
struct Stop {};

// What kinds of targets an update tells apart.
enum class Shape : std::uint8_t { object, array, primitive };

Shape shape_of(const Node& node) {
  return node.is_object() ? Shape::object : node.is_array() ? Shape::array : Shape::primitive;
}

struct Measure {
  std::size_t nodes = 0;
  std::size_t depth = 0;  // 1: no children
};

Measure measure(const Node& root) {
  struct Frame {
    const Node* node;
    std::size_t depth;
  };
  Measure result;
  std::vector<Frame> frames{{&root, 1}};
  while (!frames.empty()) {
    const auto [node, depth] = frames.back();
    frames.pop_back();
    ++result.nodes;
    result.depth = std::max(result.depth, depth);
    if (node->is_array()) {
      for (const Node& item : node->items()) frames.push_back({&item, depth + 1});
    } else if (node->is_object()) {
      for (const Member& member : node->members()) frames.push_back({&member.value, depth + 1});
    }
  }
  return result;
}

class Application {
 public:
  Application(const Node& document, Sources& sources, source::NodeFactory& factory,
              OverlayLosses& losses, Diagnostics& diagnostics, const OverlayLimits& limits)
      : document_(document),
        sources_(sources),
        factory_(factory),
        losses_(losses),
        diagnostics_(diagnostics),
        limits_(limits),
        nodes_(measure(document).nodes) {}

  Node run(const std::vector<OverlayAction>& actions) {
    try {
      for (const OverlayAction& action : actions) apply(action);
    } catch (const Stop&) {
    }
    return document_;
  }

 private:
  void apply(const OverlayAction& action) {
    action_ = &action;
    const source::NodeList targets = select(action.target, "target");
    if (targets.empty()) {
      report(rules::overlay_no_effect, *action.target.text, "target", "the target selects nothing");
      return;
    }
    std::vector<NodePlace> places;
    for (std::size_t i = 0; i < targets.size(); ++i) {
      places.push_back(targets.place(i));
      visits_ = std::min(visits_ + places.back().size(), limits_.max_visits);
    }
    std::sort(places.begin(), places.end());
    places.erase(std::unique(places.begin(), places.end()), places.end());

    if (action.remove) {
      if (places.front().empty()) {
        not_applicable(*action.target.text, "target", "the whole document cannot be removed");
        return;
      }
      value_ = nullptr;
    } else if (!find_value(targets, places)) {
      return;
    }
    is_mergeable_ = true;
    const std::size_t removals = losses_.removals.size();
    const std::size_t replacements = losses_.replacements.size();
    try {
      const Node result = rebuild(document_, places, 0);
      if (is_mergeable_) {
        document_ = result;
        return;
      }
    } catch (const Stop&) {
      losses_.removals.resize(removals);
      losses_.replacements.resize(replacements);
      throw;
    }
    losses_.removals.resize(removals);
    losses_.replacements.resize(replacements);
  }

  source::NodeList select(const OverlayQuery& query, std::string_view field) {
    auto result =
        query.path.select(document_, {limits_.max_visits - visits_, limits_.max_selected});
    if (const auto* reason = std::get_if<std::string>(&result)) {
      too_large(*query.text, field, *reason,
                {"the queries of an overlay may look at " + std::to_string(limits_.max_visits) +
                 " values in all, and each select " + std::to_string(limits_.max_selected)});
    }
    auto& nodes = std::get<source::NodeList>(result);
    visits_ += nodes.visits();
    return std::move(nodes);
  }

  // Sets `value_` to what the targets are to be merged with. False when they cannot be.
  bool find_value(const source::NodeList& targets, const std::vector<NodePlace>& places) {
    value_ = action_->update;
    value_field_ = "update";
    if (action_->copy) {
      const source::NodeList copied = select(*action_->copy, "copy");
      if (copied.size() != 1) {
        not_applicable(*action_->copy->text, "copy",
                       "it selects " + std::to_string(copied.size()) + " values, expected one");
        return false;
      }
      copied_ = copied.node(0);
      value_ = &copied_;
      value_field_ = "copy";
    }
    const Shape shape = shape_of(targets.node(0));
    for (std::size_t i = 1; i < targets.size(); ++i) {
      if (shape_of(targets.node(i)) == shape) continue;
      not_applicable(*action_->target.text, "target",
                     "it selects " + std::string(describe(targets.node(0).kind())) + " at " +
                         place_name(targets.place(0)) + " and " +
                         std::string(describe(targets.node(i).kind())) + " at " +
                         place_name(targets.place(i)),
                     {"objects, arrays and primitive values need an action each"});
      return false;
    }
    if (shape == Shape::primitive && !action_->updates_primitives) {
      not_applicable(*action_->target.text, "target", "Overlay 1.0 updates objects and arrays only",
                     {"select the object around the value, or write `overlay: 1.1.0`"});
      return false;
    }
    if (shape != Shape::array && shape_of(*value_) != shape) {
      not_mergeable(targets.node(0), *value_, place_name(targets.place(0)));
      return false;
    }
    grow(places);
    return true;
  }

  // Keeps the limits on documents for what the action makes of this one.
  void grow(const std::vector<NodePlace>& places) {
    const Measure size = measure(*value_);
    std::size_t deepest = 0;
    for (const NodePlace& place : places) deepest = std::max(deepest, place.size());
    if (size.nodes > (limits_.max_nodes - std::min(nodes_, limits_.max_nodes)) / places.size()) {
      too_large(
          *action_->target.text, "target",
          "the document would hold more than " + std::to_string(limits_.max_nodes) + " values");
    }
    if (deepest + size.depth > limits_.max_depth) {
      too_large(*action_->target.text, "target",
                "the document would be nested deeper than " + std::to_string(limits_.max_depth));
    }
    nodes_ += size.nodes * places.size();
  }

  // `node` with the action done at `places`, which are sorted, lie at or below the node, and agree
  // with its own place in their first `depth` steps. Recursive as deep as the document is.
  Node rebuild(const Node& node, std::span<const NodePlace> places, std::size_t depth) {
    Node result = node;
    if (places.front().size() == depth) {
      // Merging keeps the positions of the children that are there.
      result = merge_target(node, places.front());
      places = places.subspan(1);
    }
    if (places.empty()) return result;
    return result.is_object() ? rebuild_object(result, places, depth)
                              : rebuild_array(result, places, depth);
  }

  Node rebuild_object(const Node& node, std::span<const NodePlace> places, std::size_t depth) {
    std::vector<Member> members(node.members().begin(), node.members().end());
    rebuild_children(members, Span{}, places, depth,
                     [](Member& member) -> Node& { return member.value; });
    return factory_.object(members, node.span());
  }

  Node rebuild_array(const Node& node, std::span<const NodePlace> places, std::size_t depth) {
    std::vector<Node> items(node.items().begin(), node.items().end());
    rebuild_children(items, node.span(), places, depth, [](Node& item) -> Node& { return item; });
    return factory_.array(items, node.span());
  }

  // `value_of` gives the value of a child, `list` is empty for members.
  template <class Child, class ValueOf>
  void rebuild_children(std::vector<Child>& children, Span list, std::span<const NodePlace> places,
                        std::size_t depth, ValueOf value_of) {
    rewrite(children.size());
    std::vector<std::uint32_t> removed;
    while (!places.empty()) {
      const std::uint32_t position = places.front()[depth];
      Node& value = value_of(children[position]);
      const auto below = take_same_step(places, depth);
      if (action_->remove && below.front().size() == depth + 1) {
        removed.push_back(position);
        if (!sources_.is_copied(value.span())) losses_.removals.push_back({value.span(), list});
      } else {
        value = rebuild(value, below, depth + 1);
      }
    }
    erase(children, removed);
  }

  // Takes the places off the front that lead through the same child.
  static std::span<const NodePlace> take_same_step(std::span<const NodePlace>& places,
                                                   std::size_t depth) {
    std::size_t count = 1;
    while (count < places.size() && places[count][depth] == places[0][depth]) ++count;
    const auto result = places.first(count);
    places = places.subspan(count);
    return result;
  }

  template <class T>
  static void erase(std::vector<T>& values, const std::vector<std::uint32_t>& positions) {
    if (positions.empty()) return;
    std::vector<T> kept;
    auto next = positions.begin();
    for (std::uint32_t i = 0; i < values.size(); ++i) {
      if (next != positions.end() && *next == i) {
        ++next;
      } else {
        kept.push_back(values[i]);
      }
    }
    values = std::move(kept);
  }

  Node merge_target(const Node& target, const NodePlace& place) {
    place_ = &place;
    Node value = *value_;
    if (action_->copy) {
      const Span by = action_->copy->text->span();
      sources_.file(by.file).begin_copy(by);
      value = copy_of(value, sources_.file(by.file));
    }
    if (!target.is_array() || value.is_array()) return merge(target, value);
    // To a selected array, a single value is appended.
    rewrite(target.items().size() + 1);
    std::vector<Node> items(target.items().begin(), target.items().end());
    items.push_back(value);
    return factory_.array(items, target.span());
  }

  // With places of its own: what stands at one place counts as one. Recursive as deep as the value
  // is.
  Node copy_of(const Node& node, SourceFile& file) {
    const Span at = file.add_copied(node.span());
    if (node.is_array() && !node.items().empty()) {
      rewrite(node.items().size());
      std::vector<Node> items;
      items.reserve(node.items().size());
      for (const Node& item : node.items()) items.push_back(copy_of(item, file));
      return factory_.array(items, at);
    }
    if (node.is_object() && !node.members().empty()) {
      rewrite(node.members().size());
      std::vector<Member> members;
      members.reserve(node.members().size());
      for (const auto& [key, key_span, value] : node.members()) {
        const Span key_at = file.add_copied(key_span);
        members.push_back({key, key_at, copy_of(value, file)});
      }
      return factory_.object(members, at);
    }
    return source::NodeFactory::at(node, at);
  }

  // Overlay 1.1.0, section "Action Object": how an update is merged with its target. 1.0 says it in
  // less detail and is read in the same way. Recursive as deep as both values are.
  Node merge(const Node& target, const Node& update) {
    if (shape_of(target) != shape_of(update)) {
      not_mergeable(target, update, place_name(*place_));
      return target;
    }
    if (shape_of(target) == Shape::primitive) {
      if (!is_same(target, update) && !sources_.is_copied(target.span()))
        losses_.replacements.push_back({target.span(), update.span()});
      return update;
    }
    if (target.is_array()) {
      rewrite(target.items().size() + update.items().size());
      std::vector<Node> items(target.items().begin(), target.items().end());
      items.insert(items.end(), update.items().begin(), update.items().end());
      return factory_.array(items, target.span());
    }
    rewrite(target.members().size() + update.members().size());
    std::vector<Member> members(target.members().begin(), target.members().end());
    for (const Member& member : update.members()) {
      const Member* known = target.find_member(member.key);
      if (known == nullptr) {
        members.push_back(member);
      } else {
        Member& merged = members[static_cast<std::size_t>(known - target.members().data())];
        merged.value = merge(known->value, member.value);
      }
    }
    return factory_.object(members, target.span());
  }

  static bool is_same(const Node& a, const Node& b) {
    if (a.kind() != b.kind()) return false;
    if (a.is_string()) return a.string() == b.string();
    if (a.is_number()) return a.number() == b.number();
    return !a.is_boolean() || a.boolean() == b.boolean();
  }

  void rewrite(std::size_t count) {
    if (count > limits_.max_rewritten - rewritten_) {
      too_large(*action_->target.text, "target",
                "the actions make more than " + std::to_string(limits_.max_rewritten) +
                    " members and items anew",
                {"one action can change many places: let its `update` mirror the document"});
    }
    rewritten_ += count;
  }

  std::string place_name(const NodePlace& place) const {
    return '`' + source::json_pointer(document_, place) + '`';
  }

  void report(const Rule& rule, const Node& at, std::string_view field, std::string detail,
              std::vector<std::string> hints = {}) {
    Span span = at.span();
    if (!at.is_string()) span.end = std::min(span.end, span.begin + 1);
    diagnostics_.report(rule, span, action_->pointer + '/' + std::string(field), std::move(detail),
                        std::move(hints));
  }
  void not_applicable(const Node& at, std::string_view field, std::string detail,
                      std::vector<std::string> hints = {}) {
    report(rules::overlay_not_applicable, at, field, std::move(detail), std::move(hints));
  }
  // A copied value stands in the document, so the query is what is pointed at.
  void not_mergeable(const Node& target, const Node& update, const std::string& place) {
    is_mergeable_ = false;
    not_applicable(action_->copy ? *action_->copy->text : update, value_field_,
                   std::string(describe(update.kind())) + " cannot be merged with " +
                       std::string(describe(target.kind())),
                   {"the target is " + place});
  }
  [[noreturn]] void too_large(const Node& at, std::string_view field, std::string detail,
                              std::vector<std::string> hints = {}) {
    report(rules::overlay_too_large, at, field, std::move(detail), std::move(hints));
    throw Stop{};
  }

  Node document_;
  Sources& sources_;
  source::NodeFactory& factory_;
  OverlayLosses& losses_;
  Diagnostics& diagnostics_;
  const OverlayLimits& limits_;
  std::size_t nodes_;  // at least as many as the document holds
  std::size_t visits_ = 0;
  std::size_t rewritten_ = 0;

  // The action under way.
  const OverlayAction* action_ = nullptr;
  const Node* value_ = nullptr;
  Node copied_;
  std::string_view value_field_;
  const NodePlace* place_ = nullptr;
  bool is_mergeable_ = true;
};

}  // namespace

Node apply_overlay(const Node& document, const Node& overlay, Sources& sources,
                   source::NodeFactory& factory, OverlayLosses& losses, Diagnostics& diagnostics,
                   const OverlayLimits& limits) {
  const std::vector<OverlayAction> actions = read_overlay(overlay, diagnostics);
  if (actions.empty()) return document;
  return Application(document, sources, factory, losses, diagnostics, limits).run(actions);
}

}  // namespace mcpcc::openapi
