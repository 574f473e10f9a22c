// Where schemas stand inside schemas (JSON Schema 2020-12 core, section 10).
#pragma once

#include <cstdint>
#include <string_view>

namespace mcpcc::profile {

enum class Holds : std::uint8_t { schema, schemas, map };
/// What the schemas that a keyword holds are about.
enum class About : std::uint8_t { same_value, items, members };

struct Keyword {
  std::string_view name;
  Holds holds;
  About about;
};

/// nullptr: the keyword holds no schemas.
const Keyword* find_keyword(std::string_view name);

/// Whether what the keyword accepts depends on what others beside it, or below these, found: where
/// one of them accepts more, it may accept less.
bool depends_on_others(std::string_view name);

/// Whether the keyword may accept less where a schema that it holds accepts more.
bool turns_around(std::string_view name);

}  // namespace mcpcc::profile
