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
};

/// Looks for the targets of `references`, which no operation reaches, and reports and returns those
/// that lead nowhere or to something of another kind.
std::vector<const source::Node*> check_references(const Linked& linked,
                                                  std::span<const OtherReference> references,
                                                  Loader& loader, Diagnostics& diagnostics);

/// Reports those of `names`, the values of `operationId` of links, that no operation of `linked`
/// has and that are not among `operations`, those that are no tools.
void check_links(const Linked& linked, std::span<const source::Node* const> names,
                 std::span<const std::string_view> operations, Diagnostics& diagnostics);

}  // namespace mcpcc::resolve
