// Whether defaults are values that their whole schemas allow.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

#include "configuration/configuration.h"
#include "resolve/link.h"

namespace mcpcc::lower {

class SchemaLowering;

/// Lowers schemas that have a default once more, as requests have them, and asks the runtime's
/// validator. A `type`, `format` and `enum` that say it alone are SchemaRepair's.
class DefaultCheck {
 public:
  DefaultCheck(const resolve::Linked& linked, const configuration::Configuration& configuration);
  ~DefaultCheck();
  DefaultCheck(const DefaultCheck&) = delete;
  DefaultCheck& operator=(const DefaultCheck&) = delete;

  /// What is wrong with the default of `schema`, which stands at `value`; empty: nothing, or it is
  /// too much work to say. The same default gets the same answer.
  const std::string& problem(const source::Node& schema, const source::Node& value);

 private:
  std::string find_problem(const source::Node& schema);
  // The definitions that `text` reaches; nullopt: they are too large.
  std::optional<std::set<std::size_t>> reached(std::string_view text);

  const resolve::Linked& linked_;
  const configuration::Configuration& configuration_;
  struct Shadow;
  std::unique_ptr<Shadow> shadow_;
  std::unordered_map<std::uint64_t, std::string> known_;  // by place
  std::size_t bytes_ = 0;                                 // of schemas that were looked at
  std::size_t checks_ = 0;                                // that may take many steps
};

}  // namespace mcpcc::lower
