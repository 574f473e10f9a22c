#include "ledger/known.h"

#include <algorithm>

namespace mcpcc::ledger {

using source::Node;

namespace {

std::tuple<std::string_view, std::uint32_t, std::uint32_t> key(std::string_view construct,
                                                               Span at) {
  return {construct, at.file, at.begin};
}

}  // namespace

void Known::add(const Losses& losses) {
  std::map<UseKey, std::size_t> uses;
  for (const Loss& loss : losses) {
    if (loss.use) {
      const auto [known, is_new] = uses.try_emplace(use_key(loss), operations_.size());
      if (is_new) operations_.push_back(&loss);
      const Loss*& most = operations_[known->second];
      if (most->loss_class < loss.loss_class) most = &loss;
      continue;
    }
    const auto [known, is_new] = recorded_.try_emplace(key(loss.construct, loss.at), &loss);
    if (!is_new && known->second->loss_class < loss.loss_class) known->second = &loss;
  }
  for (const Loss* loss : operations_) {
    const auto [known, is_new] = recorded_.try_emplace(key(loss->construct, loss->at), loss);
    if (!is_new && known->second->loss_class > loss->loss_class) known->second = loss;
  }
}

// The row that was recorded for a construct, which begins at one of these places.
const Loss* Known::recorded(std::string_view construct, const Node& node, Span key_span) {
  if (recorded_.empty()) return nullptr;
  const auto at = [&](Span place) -> const Loss* {
    const auto found = recorded_.find(key(construct, place));
    if (found == recorded_.end()) return nullptr;
    met_.insert(found->second);
    return found->second;
  };
  const Loss* found = at(node.span());
  // What is malformed in a parameter of 2.0 is recorded as a keyword of the schema that it is,
  // and texts that are said of a schema as keywords of it.
  if (found == nullptr && (construct == row(Object::parameter).field_construct ||
                           construct == row(Object::request_body).field_construct ||
                           construct == row(Object::reference).field_construct)) {
    found = recorded(row(Object::schema).field_construct, node, key_span);
  }
  if (found == nullptr && key_span.end != 0) found = at(key_span);
  if (found == nullptr && node.is_object() && !node.members().empty()) {
    found = at(node.members().front().key_span);
  }
  return found;
}

// What was reported of the key, of the value, or of an item of a list of texts. Where an object
// begins its first key does.
const FindingRow* Known::finding(const Node& node, Span key_span) const {
  const FindingRow* found = key_span.end == 0 ? nullptr : finding_at(key_span);
  if (found != nullptr || node.is_object()) return found;
  found = finding_at(node.span());
  if (found != nullptr || !node.is_array()) return found;
  for (const Node& item : node.items()) {
    if (!item.is_object() && !item.is_array()) found = finding_at(item.span());
    if (found != nullptr) return found;
  }
  return nullptr;
}
const FindingRow* Known::finding_at(Span at) const {
  if (!diagnostics_.has_reported_at(at)) return nullptr;
  const auto rows = findings();
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const FindingRow& finding) {
    return diagnostics_.has_reported_at(at, *finding.rule);
  });
  return found == rows.end() ? nullptr : &*found;
}

// What is a construct only because something was recorded of it. Where a construct of the grammar
// is not met, it is one that a stage made out of others.
std::vector<const Loss*> Known::not_met() const {
  std::vector<const Loss*> result;
  for (const auto& [unused, loss] : recorded_) {
    const bool is_made = !loss->use && loss->reason != outcomes::schema_too_large.reason &&
                         loss->reason != outcomes::broken_reference.reason &&
                         loss->reason != outcomes::misplaced_reference.reason &&
                         loss->construct != outcomes::overlay_removal.construct &&
                         loss->construct != outcomes::overlay_replacement.construct &&
                         loss->construct != outcomes::yaml_tag.construct &&
                         loss->construct != outcomes::duplicate_key.construct;
    if (!is_made && !met_.contains(loss)) result.push_back(loss);
  }
  return result;
}

}  // namespace mcpcc::ledger
