// What the stages before the ledger have said of constructs: rows that were recorded, and findings
// that were reported. Internal to this folder.
#pragma once

#include <map>
#include <string_view>
#include <tuple>
#include <unordered_set>
#include <vector>

#include "ledger/loss.h"
#include "ledger/support.h"
#include "source/node.h"
#include "support/diagnostics.h"

namespace mcpcc::ledger {

class Known {
 public:
  explicit Known(const Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  /// Of several rows for one construct the one that loses most counts. `losses` must outlive this.
  void add(const Losses& losses);

  /// The operations of `paths`, one row for each use, in their order.
  const std::vector<const Loss*>& operations() const { return operations_; }

  /// The row that was recorded for a construct, which begins at one of these places, and which is
  /// met herewith; of operations that share a place that of the one that loses least. nullptr:
  /// there is none. `key_span` is empty in arrays.
  const Loss* recorded(std::string_view construct, const source::Node& node, Span key_span);

  /// What was reported of the key, of the value, or of an item of a list of texts. Where an object
  /// begins its first key does.
  const FindingRow* finding(const source::Node& node, Span key_span) const;

  /// Whether anything was reported there.
  bool is_reported(Span at) const { return diagnostics_.has_reported_at(at); }
  bool is_reported(Span at, const Rule& rule) const {
    return diagnostics_.has_reported_at(at, rule);
  }
  /// What was reported at the very byte where `at` begins.
  const FindingRow* finding_at(Span at) const;

  /// What is a construct only because something was recorded of it. Where a construct of the
  /// grammar is not met, it is one that a stage made out of others.
  std::vector<const Loss*> not_met() const;

 private:
  const Diagnostics& diagnostics_;
  std::map<std::tuple<std::string_view, std::uint32_t, std::uint32_t>, const Loss*> recorded_;
  std::vector<const Loss*> operations_;
  std::unordered_set<const Loss*> met_;
};

}  // namespace mcpcc::ledger
