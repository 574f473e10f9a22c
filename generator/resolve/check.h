// What no tool needs and leads nowhere.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "resolve/kind.h"
#include "resolve/link.h"

namespace mcpcc::resolve {

/// A text that names a place as a `$ref` does.
struct OtherReference {
  const source::Node* text;
  std::optional<Kind> kind;  ///< of what its place needs; nullopt: anything but the document
  bool is_of_schema = false;
};

/// Follows references that no operation reaches, one step each, and reports those that lead nowhere
/// or to something of another kind.
class OtherReferences {
 public:
  OtherReferences(Linked& linked, Loader& loader, Diagnostics& diagnostics)
      : linked_(linked),
        loader_(loader),
        diagnostics_(diagnostics),
        follower_(loader, linked.document.version >= openapi::Version::v3_1, diagnostics) {}

  struct Target {
    const source::Node* node;
    Kind kind;
  };
  /// nullopt: nothing that can stand there, or a reference whose place needs no kind.
  std::optional<Target> follow(const OtherReference& reference);

  /// Those that lead to nothing that can stand there, but for those of schemas.
  const std::vector<const source::Node*>& broken() const { return broken_; }
  /// What was followed is among the references of what was linked. At last.
  void add_to_linked() { linked_.references.add(follower_.take()); }

 private:
  Linked& linked_;
  Loader& loader_;
  Diagnostics& diagnostics_;
  Follower follower_;
  std::vector<const source::Node*> broken_;
};

/// Reports those of `names`, the values of `operationId` of links, that no operation of `linked`
/// has and that are not among `operations`, those that are no tools.
void check_links(const Linked& linked, std::span<const source::Node* const> names,
                 std::span<const std::string_view> operations, Diagnostics& diagnostics);

}  // namespace mcpcc::resolve
