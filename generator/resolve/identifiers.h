// The names that files give to parts of themselves: `$self`, `$id`, `$anchor`, `$dynamicAnchor`
// (OpenAPI 3.2.0, section 4.1.2.2; JSON Schema 2020-12 core, sections 8.2 and 9.1).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "resolve/loader.h"

namespace mcpcc::resolve {

/// A place a reference leads to.
struct Place {
  const source::Node* node = nullptr;
  std::string pointer;  ///< "#/components/schemas/Pet"
  std::string name;     ///< "Pet", or the stem of the file
};

/// Knows the resources of every file that was added. Each file is itself one, and each object with
/// `$id` is one within it.
class Identifiers {
 public:
  /// An index of resources.
  using Resource = std::size_t;

  /// Adds a file once and returns its resource. Without `with_names` only its path names it:
  /// before 3.1 the keywords above mean nothing. Precondition: it has a tree.
  Resource add(const File& file, bool with_names);

  /// The innermost resource that holds the place. `file` is the resource of the file that the place
  /// is seen from: of its own, or of the document when an overlay wrote what stands there.
  Resource enclosing(Span at, Resource file) const;

  /// The resource that `reference` names, seen from `from`; nullopt when it is none that was added.
  std::optional<Resource> find(Resource from, std::string_view reference) const;

  Place place(Resource resource) const { return place_of(resources_[resource].frame); }
  /// The whole file that holds a resource.
  Resource file_of(Resource resource) const;
  /// The resources that have the dynamic anchor `name`, in the order in which they were added.
  const std::vector<Resource>& with_dynamic_anchor(std::string_view name) const;
  bool has_dynamic_anchors(Resource resource) const;
  bool has_dynamic_anchor(Resource resource, std::string_view name) const;
  /// The anchor `name` of a resource; nullopt when it has none.
  std::optional<Place> anchor(Resource resource, std::string_view name) const;

 private:
  // A container on the way from a file's root. The way is kept, and a pointer written only when
  // somebody asks: keys may be long.
  struct Frame {
    const source::Node* node;
    std::size_t parent;    // of a root: itself
    std::string_view key;  // in an object
    std::size_t index;     // in an array
    Resource resource;
    bool is_map;
  };
  struct Entry {
    std::string uri;
    std::optional<Resource> parent;  // nullopt: a whole file
    std::size_t frame;
    Span at;
    std::map<std::string, std::size_t, std::less<>> anchors;  // frames
    std::set<std::string, std::less<>> dynamic_anchors;       // those of them that are
  };
  Resource add_resource(std::string uri, std::optional<Resource> parent, std::size_t frame);
  void walk(std::size_t first);
  void add_names(std::size_t frame);
  Place place_of(std::size_t frame) const;

  std::vector<Frame> frames_;
  std::vector<Entry> resources_;
  std::map<std::string, Resource, std::less<>> by_uri_;
  std::map<std::string, std::vector<Resource>, std::less<>> by_dynamic_anchor_;
  // By file, then by where they begin.
  std::map<std::uint32_t, std::map<std::uint32_t, Resource>> by_place_;
};

}  // namespace mcpcc::resolve
