// What no tool needs and leads nowhere.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "resolve/link.h"

namespace mcpcc::resolve {

/// Looks for the targets of `references`, texts that name them as a `$ref` does and that no
/// operation reaches, and reports and returns those that lead nowhere.
std::vector<const source::Node*> check_references(const Linked& linked,
                                                  std::span<const source::Node* const> references,
                                                  Loader& loader, Diagnostics& diagnostics);

/// Reports those of `names`, the values of `operationId` of links, that no operation of `linked`
/// has and that are not among `operations`, those that are no tools.
void check_links(const Linked& linked, std::span<const source::Node* const> names,
                 std::span<const std::string_view> operations, Diagnostics& diagnostics);

}  // namespace mcpcc::resolve
