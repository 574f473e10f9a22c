// One change to a conforming draft that breaks one keyword. Internal to this folder.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/instances/builder.h"

namespace mcp::schema {

class Breaker {
 public:
  struct Change {
    std::string json;
    std::string instance_location;  // where the keyword should be broken
    std::string_view keyword;
  };

  Breaker(const Draft& draft, Builder& builder, Random& random);

  /// Another keyword at another place; nullopt: no place has a rule that can be broken.
  std::optional<Change> change();

 private:
  struct Place {
    const Draft* value;
    std::string pointer;
  };

  std::optional<Draft> broken(const Draft& value, std::string_view& keyword);
  std::optional<Draft> broken_number(const NumberRules& rules, const Draft& value,
                                     std::string_view& keyword);
  std::optional<Draft> broken_string(const StringRules& rules, const Draft& value,
                                     std::string_view& keyword);
  std::optional<Draft> broken_array(const ArrayRules& rules, const Draft& value,
                                    std::string_view& keyword);
  std::optional<Draft> broken_object(const ObjectRules& rules, const Draft& value,
                                     std::string_view& keyword);

  const Draft& root_;
  Builder& builder_;
  Random& random_;
  std::vector<Place> places_;
};

}  // namespace mcp::schema
