// What parts of the model take in memory, wherever they stand.
#pragma once

#include <cstddef>
#include <vector>

#include "openapi/document.h"

namespace mcpcc::openapi {

/// In bytes, about. What is behind `OrReference` is shared and does not count.
std::size_t size_of(const Operation& operation);
std::size_t size_of(const PathItem& item);

template <class T>
std::size_t size_of(const std::vector<T>& list) {
  return list.size() * sizeof(T);
}

}  // namespace mcpcc::openapi
