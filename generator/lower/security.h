// Security schemes and requirements: which credentials a tool needs, and where the operator puts
// them.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ir/ir.h"
#include "ledger/loss.h"
#include "lower/variables.h"
#include "resolve/link.h"

namespace mcpcc::lower {

class SecurityLowering {
 public:
  SecurityLowering(const openapi::Document& document, VariableNames& variables,
                   Diagnostics& diagnostics, ledger::Losses& losses);

  /// The alternatives of an operation. nullopt when it needs credentials and none of its
  /// alternatives can be given.
  std::optional<std::vector<ir::SecurityRequirement>> requirements(
      const openapi::Operation& operation);

  /// Whether what is said of its credentials, by itself or by the document, is no requirement.
  bool is_unreadable(const openapi::Operation& operation) const;

  /// Schemes that some requirement uses, in the document's order of first use.
  const std::vector<ir::SecurityScheme>& schemes() const { return schemes_; }

 private:
  std::optional<ir::SecurityRequirement> requirement(const openapi::SecurityRequirement& entries,
                                                     const openapi::Operation& operation);
  std::optional<std::size_t> scheme(const openapi::SecurityRequirementEntry& entry,
                                    const openapi::Operation& operation);

  std::string shared_place(const std::vector<ir::SecurityUse>& uses) const;

  void report_left_out(const openapi::SecurityRequirement& entries,
                       const openapi::Operation& operation);

  const openapi::Document& document_;
  VariableNames& variables_;
  Diagnostics& diagnostics_;
  ledger::Losses& losses_;
  std::map<std::string, const openapi::SecurityScheme*, std::less<>> known_;
  std::map<std::string, std::optional<std::size_t>, std::less<>> lowered_;
  std::set<std::string, std::less<>>
      reported_;  // unsupported schemes of the document's own requirement
  std::vector<ir::SecurityScheme> schemes_;
};

}  // namespace mcpcc::lower
