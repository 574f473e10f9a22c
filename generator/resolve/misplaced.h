// `$ref` where OpenAPI allows none: in the place of all paths, of `components` or one of its parts,
// of `properties`, `responses`, `parameters` or other maps and lists, of `info`. Documents that
// were split over files by hand have them, and bundlers follow them, though by the specification a
// Reference Object stands only for an object of the kinds that the Components Object holds (OpenAPI
// 3.1.1, sections 4.8.7.1 and 4.8.23).
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "openapi/document.h"
#include "openapi/fields.h"
#include "resolve/kind.h"
#include "resolve/pointer.h"
#include "source/node_factory.h"

namespace mcpcc::resolve {

/// Puts what such references lead to in their places, in nodes of its own: what refers keeps its
/// other members, and these win. Must outlive the nodes that it makes.
class MisplacedReferences {
 public:
  /// Replaces the root of the loader's document. `version` is its version.
  void replace_in_document(Loader& loader, openapi::Version version, Diagnostics& diagnostics);

  /// Replaces what stands at `place`, where a reference leads to, an object of the kind `kind`.
  void replace_in_target(Place& place, Kind kind, openapi::Version version, Follower& follower,
                         Diagnostics& diagnostics);

  /// Values of the `$ref` that were replaced.
  const std::vector<const source::Node*>& references() const { return references_; }
  /// Those that lead to nothing that can stand in their places, which is reported.
  const std::vector<const source::Node*>& broken() const { return broken_; }
  /// Whether one leads into file `id`.
  bool lead_into(std::uint32_t id) const { return files_.contains(id); }
  /// JSON Pointers of what stands elsewhere than where it was written, by where its members or
  /// items begin.
  const std::unordered_map<const void*, std::string>& written_at() const { return written_at_; }
  /// Objects that stand in the place of a list of them, by where their members begin.
  const std::unordered_set<const void*>& only_items() const { return only_items_; }
  /// What copies were made of, by where the members or items of both begin.
  const std::unordered_map<const void*, const void*>& originals() const { return originals_; }

 private:
  friend class MisplacedReplacer;
  using Key = std::pair<const void*, openapi::Object>;  // of what begins there
  source::NodeFactory nodes_;
  std::map<Key, const source::Node*> known_;
  std::vector<const source::Node*> references_, broken_;
  std::unordered_map<const void*, std::string> written_at_;
  std::unordered_map<const void*, const void*> originals_;
  std::unordered_set<const void*> only_items_;
  std::unordered_set<std::uint32_t> files_;  // of targets
  std::size_t size_ = 0;                     // of what they lead to, in members and items
};

}  // namespace mcpcc::resolve
