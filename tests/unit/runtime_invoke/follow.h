// All of a result, by following what each answer says of the rest.
#pragma once

#include <cstddef>
#include <map>
#include <ostream>
#include <set>
#include <string>
#include <string_view>

#include "json/value.h"

namespace mcp::invoke {

/// How often each scalar that is no text, and each character of each text, is in some results.
struct Seen {
  std::map<std::string, std::size_t> scalars;
  std::map<char, std::size_t> characters;

  void add(const json::Value& value);
  void add(std::string_view text);
  bool operator==(const Seen&) const = default;
};

void PrintTo(const Seen& seen, std::ostream* out);

/// Adds the names of all members in `value`, at every depth.
void add_names(std::set<std::string>& names, const json::Value& value);

/// Of what `request`, an argument `_result`, gives at once.
Seen seen_of(std::string_view body, std::string_view request);

struct Followed {
  Seen seen;
  std::set<std::string> names;  ///< of members, in answers and in pointers to what was cut
  std::multiset<std::size_t> long_numbers;  ///< digits of those that nothing gets
};

/// What `request` gives with all that every notice says to ask for further. Expects that each is
/// asked for once, and that each answer is JSON, or a part of a text, within `limit`.
Followed follow(std::string_view body, const std::string& request, std::size_t limit);

}  // namespace mcp::invoke
