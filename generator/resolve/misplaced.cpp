#include "resolve/misplaced.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "openapi/reader.h"
#include "support/text.h"

namespace mcpcc::resolve {

using openapi::Holds;
using openapi::Object;
using openapi::Part;
using source::Member;
using source::Node;

namespace {

const Member* reference_of(const Node& node) {
  const Member* member = node.find_member("$ref");
  return member != nullptr && member->value.is_string() ? member : nullptr;
}

// Objects of which OpenAPI has one, or a list, in the place of each of which nothing else can be
// meant by a `$ref`.
bool is_replaced(Object object) {
  switch (object) {
    case Object::info:
    case Object::external_documentation:
    case Object::server:
    case Object::server_variable:
    case Object::tag:
    case Object::components:
    case Object::paths:
    case Object::responses:
    case Object::encoding:
    case Object::oauth_flows:
    case Object::oauth_flow:
      return true;
    default:
      return false;
  }
}

std::optional<Object> object_of(Kind kind) {
  switch (kind) {
    case Kind::schema:
      return Object::schema;
    case Kind::response:
      return Object::response;
    case Kind::parameter:
      return Object::parameter;
    case Kind::request_body:
      return Object::request_body;
    case Kind::header:
      return Object::header;
    case Kind::security_scheme:
      return Object::security_scheme;
    case Kind::path_item:
      return Object::path_item;
    case Kind::media_type:
      return Object::media_type;
    case Kind::operation:
      return Object::operation;
    case Kind::example:
    case Kind::link:
    case Kind::callback:
      break;
  }
  return std::nullopt;  // nothing below them counts
}

const void* beginning(const Node& node) {
  if (node.is_object() && !node.members().empty()) return node.members().data();
  if (node.is_array() && !node.items().empty()) return node.items().data();
  return nullptr;
}

}  // namespace

// One walk. nullopt means everywhere: nothing to replace, the node stays.
class MisplacedReplacer {
 public:
  MisplacedReplacer(MisplacedReferences& state, openapi::Version version, Loader* loader,
                    Follower* follower, Diagnostics& diagnostics)
      : state_(state),
        version_(version),
        loader_(loader),
        follower_(follower),
        diagnostics_(diagnostics) {}

  std::optional<Node> visit(const Node& node, Object object) {
    if (!node.is_object() || node.members().empty()) return std::nullopt;
    if (is_replaced(object)) {
      if (const Member* reference = reference_of(node)) {
        return replace(node, *reference, {Holds::one, object});
      }
    }
    const Depth depth(*this);
    if (depth.is_too_deep) return std::nullopt;
    const std::span<const Member> members = node.members();
    visited_ += members.size();
    std::vector<Member> changed;
    for (std::size_t i = 0; i < members.size(); ++i) {
      const Node& value = members[i].value;
      if (!value.is_object() && !value.is_array()) continue;
      const Part* part = openapi::part_of(object, members[i].key, version_);
      if (part == nullptr) continue;
      const auto other = visit_part(value, *part);
      if (!other) continue;
      if (changed.empty()) changed.assign(members.begin(), members.end());
      changed[i].value = *other;
    }
    if (changed.empty()) return std::nullopt;
    return made(state_.nodes_.object(changed, node.span()), node);
  }

 private:
  struct Depth {
    explicit Depth(MisplacedReplacer& owner)
        : depth(owner.depth_), is_too_deep(depth >= source::Limits{}.max_depth) {
      ++depth;
    }
    ~Depth() { --depth; }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;
    std::size_t& depth;
    bool is_too_deep;
  };

  std::optional<Node> visit_part(const Node& value, Part part) {
    // `items` may be a list of schemas, and one server or tag stand for a list.
    if (value.is_array()) {
      return part.holds == Holds::map ? std::nullopt : visit_items(value, part.element);
    }
    if (part.holds == Holds::one) return visit(value, part.element);
    if (const Member* reference = reference_of(value);
        reference != nullptr && part.element != Object::security_requirement) {
      return replace(value, *reference, part);
    }
    return part.holds == Holds::map ? visit_map(value, part.element) : std::nullopt;
  }

  std::optional<Node> visit_map(const Node& map, Object element) {
    const auto changed = visit_each(map.members(), element);
    if (changed.empty()) return std::nullopt;
    return made(state_.nodes_.object(changed, map.span()), map);
  }

  std::optional<Node> visit_items(const Node& list, Object element) {
    const auto changed = visit_each(list.items(), element);
    if (changed.empty()) return std::nullopt;
    return made(state_.nodes_.array(changed, list.span()), list);
  }

  static Node& node_of(Node& item) { return item; }
  static Node& node_of(Member& member) { return member.value; }

  // All of `parts`, with what is to be replaced in them; none: there is nothing.
  template <class T>
  std::vector<T> visit_each(std::span<const T> parts, Object element) {
    const Depth depth(*this);
    if (depth.is_too_deep) return {};
    visited_ += parts.size();
    std::vector<T> changed;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      T part = parts[i];
      const auto other = visit(node_of(part), element);
      if (!other) continue;
      if (changed.empty()) changed.assign(parts.begin(), parts.end());
      node_of(changed[i]) = *other;
    }
    return changed;
  }

  // A copy that stands for what was written where the original was.
  Node made(const Node& copy, const Node& original) {
    const auto first = state_.originals_.find(beginning(original));
    state_.originals_.emplace(
        beginning(copy), first == state_.originals_.end() ? beginning(original) : first->second);
    const auto written = state_.written_at_.find(beginning(original));
    if (written != state_.written_at_.end()) {
      state_.written_at_.emplace(beginning(copy), written->second);
    }
    return copy;
  }

  // `holder`, in the place of `part`, with the members or items of what `reference`, its member,
  // leads to; without the reference, where that is nothing that can stand there.
  std::optional<Node> replace(const Node& holder, const Member& reference, Part part) {
    if (part.holds == Holds::list) return replace_list(holder, reference, part);
    const auto target = find_target(reference.value, part);
    if (target && holder.members().size() == 1) return *target;
    std::vector<Member> own;
    for (const Member& member : holder.members()) {
      if (&member != &reference) own.push_back(member);
    }
    Node beside = state_.nodes_.object(own, holder.span());
    std::optional<Node> changed;  // what stands beside the reference may have such references, too
    if (part.holds == Holds::map) changed = visit_map(beside, part.element);
    if (part.holds == Holds::one) changed = visit(beside, part.element);
    if (changed) beside = *changed;
    std::vector<Member> members;
    if (target) {
      for (const Member& moved : target->members()) {
        if (beside.find(moved.key) == nullptr) members.push_back(moved);
      }
    }
    members.insert(members.end(), beside.members().begin(), beside.members().end());
    const Node merged = state_.nodes_.object(members, holder.span());
    return beginning(merged) == nullptr ? merged : made(merged, holder);
  }

  // One object in the place of a list stands for a list of it.
  std::optional<Node> replace_list(const Node& holder, const Member& reference, Part part) {
    const Place* place = follow(reference.value);
    if (place == nullptr || !place->node->is_array()) {
      diagnostics_.report(rules::openapi_value_converted, openapi::Reader::opening(holder), {},
                          "expected an array, found an object");
      const auto one = visit(holder, part.element);
      const Node& item = one ? *one : holder;
      state_.only_items_.insert(beginning(item));
      return state_.nodes_.array({item}, holder.span());
    }
    const auto target = find_target(reference.value, part);
    if (!target) return state_.nodes_.array({}, holder.span());
    for (const Member& member : holder.members()) {
      if (&member == &reference) continue;
      diagnostics_.report(rules::openapi_unknown_field, member.key_span, {},
                          "`" + std::string(member.key) + "`");
    }
    return *target;
  }

  const Place* follow(const Node& reference) {
    if (follower_ == nullptr) {
      own_follower_.emplace(*loader_, version_ >= openapi::Version::v3_1, diagnostics_);
      follower_ = &*own_follower_;
    }
    return follower_->follow(reference.string(), reference.span(), {});
  }

  // nullopt: nothing that can stand in the place of `part`, which is reported.
  std::optional<Node> find_target(const Node& reference, Part part) {
    const Place* place = follow(reference);
    auto contents = place == nullptr || !fits(*place, part, reference)
                        ? std::nullopt
                        : contents_of(*place, part, reference);
    if (!contents) {
      state_.broken_.push_back(&reference);
      return std::nullopt;
    }
    diagnostics_.report(rules::ref_misplaced, reference.span(), {});
    state_.references_.push_back(&reference);
    state_.files_.insert(place->node->span().file);
    return contents;
  }

  bool fits(const Place& place, Part part, const Node& reference) {
    constexpr std::string_view expected[] = {"", "an object", "an array", "a map of objects"};
    const bool is_list = part.holds == Holds::list;
    std::optional<std::string_view> found;
    if (is_list ? !place.node->is_array() : !place.node->is_object()) {
      found = describe(place.node->kind());
    } else {
      found = other_part(place, follower_->root(place), part, version_);
    }
    if (!found) return true;
    diagnostics_.report(rules::ref_wrong_kind, reference.span(), {},
                        "expected " + std::string(expected[static_cast<std::size_t>(part.holds)]) +
                            ", found " + std::string(*found));
    return false;
  }

  struct Contents {
    Node node;
    std::size_t size;  // in members and items
  };

  // What stands there, and below it nothing to replace.
  std::optional<Node> contents_of(const Place& place, Part part, const Node& reference) {
    const void* begins = beginning(*place.node);
    if (begins == nullptr) return *place.node;
    const auto key = std::tuple(begins, part.element, part.holds);
    if (const auto known = contents_.find(key); known != contents_.end()) {
      return count(known->second, reference);
    }
    constexpr std::size_t most_on_the_way = 100;
    if (on_the_way_.size() == most_on_the_way) {
      diagnostics_.report(
          rules::ref_unresolved, reference.span(), {},
          "`" + std::string(reference.string()) + "` leads through itself or too many references");
      return std::nullopt;
    }
    if (!on_the_way_.insert(begins).second) {
      diagnostics_.report(rules::ref_cycle, reference.span(), {},
                          "`" + std::string(reference.string()) + "`");
      return std::nullopt;
    }
    state_.written_at_.emplace(begins, place.pointer);
    for (const Member& member :
         place.node->is_object() ? place.node->members() : std::span<const Member>()) {
      if (beginning(member.value) == nullptr) continue;
      std::string pointer = place.pointer;
      append_pointer_token(pointer, member.key);
      state_.written_at_.emplace(beginning(member.value), std::move(pointer));
    }
    const std::size_t visited_before = std::exchange(visited_, 0);
    const auto other = visit_part(*place.node, part);
    on_the_way_.erase(begins);
    const Contents result{other ? *other : *place.node, visited_};
    visited_ = visited_before;
    contents_.emplace(key, result);
    return count(result, reference);
  }

  // What is referred to many times has its size each time, as what aliases of YAML stand for.
  std::optional<Node> count(const Contents& contents, const Node& reference) {
    constexpr std::size_t most = 2'000'000;  // all of them may be parameters, which are large
    visited_ += contents.size;
    if (on_the_way_.empty()) state_.size_ += contents.size;
    if (contents.size <= most && state_.size_ <= most) return contents.node;
    if (diagnostics_.has_reported(rules::document_too_large)) return std::nullopt;
    diagnostics_.report(
        rules::document_too_large, reference.span(), {},
        "`$ref` where none is allowed lead to more than " + std::to_string(most) + " values");
    return std::nullopt;
  }

  MisplacedReferences& state_;
  const openapi::Version version_;
  Loader* loader_;
  Follower* follower_;
  std::optional<Follower> own_follower_;
  Diagnostics& diagnostics_;
  std::size_t depth_ = 0;
  std::size_t visited_ = 0;           // members and items, of the target that is being visited
  std::set<const void*> on_the_way_;  // targets whose contents are being visited
  std::map<std::tuple<const void*, Object, Holds>, Contents> contents_;
};

void MisplacedReferences::replace_in_document(Loader& loader, openapi::Version version,
                                              Diagnostics& diagnostics) {
  MisplacedReplacer replacer(*this, version, &loader, nullptr, diagnostics);
  if (const auto root = replacer.visit(loader.file(0).root, Object::document)) {
    loader.replace_document_root(*nodes_.keep(*root));
  }
}

void MisplacedReferences::replace_in_target(Place& place, Kind kind, openapi::Version version,
                                            Follower& follower, Diagnostics& diagnostics) {
  // The definitions of the document were visited with it.
  if (place.node->span().file == 0 && kind_of_place(place.pointer)) return;
  const auto object = object_of(kind);
  const void* begins = beginning(*place.node);
  if (!object || begins == nullptr) return;
  const auto [known, is_new] = known_.try_emplace({begins, *object}, place.node);
  if (is_new) {
    MisplacedReplacer replacer(*this, version, nullptr, &follower, diagnostics);
    if (const auto other = replacer.visit(*place.node, *object))
      known->second = nodes_.keep(*other);
  }
  place.node = known->second;
}

}  // namespace mcpcc::resolve
