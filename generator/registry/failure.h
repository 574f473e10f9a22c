// What a store cannot do, with what to do about it.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "support/rules.h"

namespace mcpcc::registry {

/// Thrown by everything that works on a store; a transaction that is open is rolled back on the way
/// out. The driver reports it as a diagnostic of `rule`. Holds no secret and no password.
class Failure : public std::runtime_error {
 public:
  Failure(const Rule& rule, const std::string& detail, std::vector<std::string> hints = {})
      : std::runtime_error(detail), rule_(&rule), hints_(std::move(hints)) {}

  const Rule& rule() const { return *rule_; }
  std::string detail() const { return what(); }
  const std::vector<std::string>& hints() const { return hints_; }

 private:
  const Rule* rule_;
  std::vector<std::string> hints_;
};

}  // namespace mcpcc::registry
