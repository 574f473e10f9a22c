#include "openapi/size.h"

namespace mcpcc::openapi {

std::size_t size_of(const Operation& operation) {
  std::size_t size = sizeof operation + operation.summary.value.size() +
                     operation.description.value.size() + size_of(operation.tags) +
                     size_of(operation.parameters) + size_of(operation.responses);
  if (operation.consumes) size += size_of(*operation.consumes);
  if (operation.produces) size += size_of(*operation.produces);
  for (const auto& server : operation.servers) {
    size += sizeof server + size_of(server.variables);
    for (const auto& variable : server.variables) size += size_of(variable.allowed);
  }
  if (operation.security) {
    for (const auto& requirement : *operation.security) size += size_of(requirement);
  }
  return size;
}

std::size_t size_of(const PathItem& item) {
  std::size_t size = sizeof item + item.summary.value.size() + item.description.value.size() +
                     size_of(item.parameters) + size_of(item.malformed_operations);
  for (const auto& operation : item.operations) size += size_of(operation);
  return size;
}

}  // namespace mcpcc::openapi
