// Hidden characters as the source of a string writes them. Internal to this folder.
#pragma once

#include <optional>
#include <string_view>

#include "source/builder.h"

namespace mcpcc::source {

struct HiddenCharacter {
  char32_t value;
  Range at;  ///< of the character, or of its escape
};

/// The first hidden character of the string that `text` writes at `at`, by itself or as an escape
/// of JSON or YAML between double quotes. nullopt: the source does not show it.
std::optional<HiddenCharacter> find_hidden(std::string_view text, Range at);

}  // namespace mcpcc::source
