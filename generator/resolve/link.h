// openapi::Document -> Linked: every reference leads to its target, in the same file or another.
#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "openapi/document.h"
#include "resolve/inheritance.h"
#include "resolve/misplaced.h"
#include "resolve/pointer.h"

namespace mcpcc::resolve {

/// A document whose references are followed. Parameters, bodies, responses and path items hold
/// their targets' values; references between schemas stay in the nodes, and `target` follows them.
struct Linked {
  openapi::Document document;
  const Sources* sources = nullptr;  ///< what places are in; never null behind link()

  struct Target {
    const source::Node* schema = nullptr;
    std::string name;  ///< a readable name: the last token of the pointer, or the file's stem
  };
  /// By the `$ref` member's value node. Every reference that can be reached from an operation's
  /// schemas is there, unless it was reported as leading nowhere. What is there leads in no circle
  /// that no property or item breaks.
  std::unordered_map<const source::Node*, Target> schema_targets;

  NamedSchemas named_schemas;
  /// What a schema with a `discriminator` and no alternatives stands for as well: the schemas that
  /// are made of it. By where its members are; what these refer to is in `schema_targets`.
  std::unordered_map<const void*, std::vector<Target>> heirs;

  MisplacedReferences misplaced;  ///< owns what stands in the places of such references

  References references;  ///< every reference that was followed, of schemas and all else

  /// Resources that have dynamic anchors, in the order in which they were entered on the way to a
  /// schema: the part of the dynamic scope that counts (JSON Schema 2020-12 core, section 7.1).
  using Scope = std::vector<std::size_t>;
  struct DynamicReference {
    Target initial;
    std::string anchor;  ///< empty: like a `$ref`
  };
  /// As `schema_targets`, by the value of `$dynamicRef`.
  std::unordered_map<const source::Node*, DynamicReference> dynamic_references;
  /// The schemas of each dynamic anchor that a reference names, by resource.
  std::map<std::string, std::map<std::size_t, Target>, std::less<>> dynamic_anchors;
  /// The resource that a schema begins, or belongs to where a reference leads to it, if that has
  /// dynamic anchors. By where the members are, which aliased values share.
  std::unordered_map<const void*, std::size_t> entered_resources;

  /// The target of the `$dynamicRef` whose value is `reference`; nullptr when it leads nowhere.
  const Target* target(const source::Node& reference, const Scope& scope) const;

  /// The target of a schema object that has `$ref`; nullptr when the reference leads nowhere.
  const Target* target(const source::Node& schema) const;
};

/// Follows all references that operations reach. One that leads nowhere is reported once at its
/// place, and what refers is left as it is: without a value, or without a target. `misplaced` are
/// those of the document, which were replaced before it was read.
Linked link(openapi::Document document, MisplacedReferences misplaced, Loader& loader,
            Diagnostics& diagnostics);

}  // namespace mcpcc::resolve
