#include "profile/keyword.h"

#include <algorithm>
#include <array>

namespace mcpcc::profile {

namespace {

// Sorted.
constexpr std::array<Keyword, 17> keywords = {{
    {"additionalProperties", Holds::schema, About::members},
    {"allOf", Holds::schemas, About::same_value},
    {"anyOf", Holds::schemas, About::same_value},
    {"contains", Holds::schema, About::items},
    {"dependentSchemas", Holds::map, About::same_value},
    {"else", Holds::schema, About::same_value},
    {"if", Holds::schema, About::same_value},
    {"items", Holds::schema, About::items},
    {"not", Holds::schema, About::same_value},
    {"oneOf", Holds::schemas, About::same_value},
    {"patternProperties", Holds::map, About::members},
    {"prefixItems", Holds::schemas, About::items},
    {"properties", Holds::map, About::members},
    {"propertyNames", Holds::schema, About::members},
    {"then", Holds::schema, About::same_value},
    {"unevaluatedItems", Holds::schema, About::items},
    {"unevaluatedProperties", Holds::schema, About::members},
}};

}  // namespace

const Keyword* find_keyword(std::string_view name) {
  const auto* const found = std::lower_bound(
      keywords.begin(), keywords.end(), name,
      [](const Keyword& keyword, std::string_view key) { return keyword.name < key; });
  return found != keywords.end() && found->name == name ? found : nullptr;
}

bool depends_on_others(std::string_view name) {
  return name == "unevaluatedProperties" || name == "unevaluatedItems" || name == "maxContains";
}

bool turns_around(std::string_view name) {
  return name == "oneOf" || name == "not" || name == "if";
}

}  // namespace mcpcc::profile
