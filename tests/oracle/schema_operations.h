// Operations whose bodies are the schemas of a document, so that schemas that no operation uses go
// through the compiler like all others.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "schema_places.h"

namespace oracle {

/// Writes an overlay to `folder` that adds an operation for each reference of `places` whose index
/// is chosen, and a configuration by which nothing else becomes a tool. Returns the options of
/// mcpcc's commands that apply both.
std::vector<std::string> write_operations(const SchemaPlaces& places,
                                          const std::filesystem::path& folder,
                                          const std::function<bool(std::size_t)>& is_chosen);

/// The index of the reference of which the tool with this name was made.
std::size_t index_of_operation(std::string_view tool);

}  // namespace oracle
