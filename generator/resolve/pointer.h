// Following `$ref` to a node: RFC 3986 for the file part, RFC 6901 or an anchor for the fragment.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "resolve/identifiers.h"
#include "resolve/loader.h"

namespace mcpcc::resolve {

/// Where references lead, by where they are written: one step each.
class References {
 public:
  /// The target of the `$ref` whose text is at `at`; nullptr: it was not followed, or is broken.
  const Place* find(Span at) const;
  /// Whether what stands at the target is a schema in the place of a response or a request body,
  /// and was read as that of its content.
  bool leads_to_body_schema(Span at) const { return body_schemas_.contains(key(at)); }
  /// The JSON Pointer of a value that stands where a misplaced reference does; nullptr: it stands
  /// where it was written.
  const std::string* written_at(const source::Node& node) const;
  /// Adds those that another follower followed; where both did, the first one's stay.
  void add(References other);
  /// Whether file `id` says another version of OpenAPI than that of the document, as which it is
  /// read.
  bool is_of_other_version(std::uint32_t id) const { return other_versions_.contains(id); }
  /// Whether an object, the item of an array, was written in the place of the array.
  bool is_only_item(const source::Node& object) const {
    return object.is_object() && only_items_.contains(object.members().data());
  }
  /// Where the members of an object begin that this one is a copy of; nullptr: it is none.
  const void* original(const source::Node& object) const {
    const auto found = originals_.find(object.members().data());
    return found == originals_.end() ? nullptr : found->second;
  }

 private:
  friend class Follower;
  friend class Linker;
  static std::uint64_t key(Span at) { return (std::uint64_t{at.file} << 32) | at.begin; }
  std::unordered_set<std::uint64_t> body_schemas_, refused_;
  std::unordered_map<std::string, Place> found_;  // by resource and target
  std::vector<std::unordered_map<std::string, Place>> found_by_others_;
  std::unordered_map<std::uint64_t, const Place*> by_place_;
  // By where members or items begin.
  std::unordered_map<const void*, std::string> written_at_;
  std::unordered_map<const void*, const void*> originals_;
  std::unordered_set<const void*> only_items_;
  std::set<std::uint32_t> other_versions_;  // files
};

/// Follows references, one step each. Remembers what it found and what it reported.
class Follower {
 public:
  /// `has_identifiers`: whether `$self`, `$id` and anchors mean anything, which is since 3.1.
  Follower(Loader& loader, bool has_identifiers, Diagnostics& diagnostics)
      : loader_(loader), has_identifiers_(has_identifiers), diagnostics_(diagnostics) {}

  /// The place `target` (the text of a `$ref` at `at`) names; nullptr when there is none, which is
  /// reported once for each place. Who knows what must stand there may put something else into its
  /// node.
  Place* follow(std::string_view target, Span at, const std::string& from_pointer);

  /// As follow(), through references at the target until something else stands there. A cycle is
  /// reported.
  Place* follow_all(std::string_view target, Span at, const std::string& from_pointer);

  /// A reference and where it leads.
  struct Step {
    Span at;
    Place* place;
  };
  /// The references that follow_all() went through, the first one first.
  std::vector<Step> steps(std::string_view target, Span at, const std::string& from_pointer);

  /// What stands at the target of the `$ref` at `at` is not what its place needs: find() will not
  /// find it.
  void refuse(Span at) { references_.refused_.insert(References::key(at)); }
  /// As References::leads_to_body_schema() says.
  void take_for_body_schema(Span at) { references_.body_schemas_.insert(References::key(at)); }

  /// Of a `$dynamicRef` that follow() found: the dynamic anchor it names; nullopt: it is like a
  /// `$ref` (JSON Schema 2020-12 core, section 8.2.3.2).
  std::optional<std::string> dynamic_anchor(std::string_view target, Span at);
  /// Of the file that holds a place.
  const source::Node& root(const Place& place) const {
    return loader_.base(place.node->span().file).root;
  }
  /// The innermost resource around `at`.
  Identifiers::Resource resource(Span at);
  const Identifiers& identifiers() const { return identifiers_; }

  /// All that were followed. Leaves nothing behind.
  References take() { return std::move(references_); }

 private:
  using Resource = Identifiers::Resource;
  // What a walk along a JSON Pointer came to.
  struct Walk {
    Place place;        // where it ended, or could not go on
    bool is_there;      // it went the whole way
    bool is_reported;   // a reference on the way is broken
    std::string token;  // which `place` does not have
  };
  // The resource that the part before `#` names. nullopt: none, which is reported.
  std::optional<Resource> find_resource(std::string_view target, Span at, Resource from,
                                        const std::string& from_pointer);
  std::optional<Place> find(std::string_view target, Span at, Resource from,
                            const std::string& from_pointer);
  std::optional<Place> find_pointer(std::string_view target, std::string_view fragment, Span at,
                                    Resource resource, const std::string& from_pointer);
  Walk walk(Place place, std::string_view fragment);
  Loader& loader_;
  bool has_identifiers_;
  std::unordered_set<std::string> on_the_way_;  // keys of references that are being followed
  Diagnostics& diagnostics_;
  Identifiers identifiers_;
  References references_;
};

}  // namespace mcpcc::resolve
