#include "support/diagnostics.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace mcpcc {

Diagnostics::Diagnostics(SeverityOptions options, std::size_t limit_a_rule)
    : options_(std::move(options)), limit_(limit_a_rule) {}

void Diagnostics::report(const Rule& rule, Span at, std::string pointer, std::string detail,
                         std::vector<std::string> hints) {
  add({&rule, severity_of(rule), at, true, std::move(pointer), std::move(detail),
       std::move(hints)});
}

void Diagnostics::report(const Rule& rule, std::string detail, std::vector<std::string> hints) {
  add({&rule, severity_of(rule), {}, false, {}, std::move(detail), std::move(hints)});
}

void Diagnostics::append(Diagnostics other) {
  for (Diagnostic& diagnostic : other.kept_) {
    diagnostic.severity = severity_of(*diagnostic.rule);
    add(std::move(diagnostic));
  }
  places_.merge(other.places_);
  hidden_.insert(hidden_.end(), other.hidden_.begin(), other.hidden_.end());
  for (const auto& [id, count] : other.suppressed_) {
    if (const Rule* rule = find_rule(id)) {
      count_severity(severity_of(*rule), count);
      suppressed_[id] += count;
    }
  }
}

bool Diagnostics::keeps(const Rule& rule) const {
  const auto found = kept_of_rule_.find(&rule);
  return found == kept_of_rule_.end() || found->second < limit_;
}

bool Diagnostics::has_reported(const Rule& rule) const { return kept_of_rule_.contains(&rule); }

bool Diagnostics::has_reported_at(Span at) const {
  const auto found = places_.lower_bound({at.file, at.begin, nullptr});
  return found != places_.end() && std::get<0>(*found) == at.file &&
         std::get<1>(*found) == at.begin;
}

bool Diagnostics::has_reported_at(Span at, const Rule& rule) const {
  return places_.contains({at.file, at.begin, &rule});
}

Severity Diagnostics::severity_of(const Rule& rule) const {
  if (const auto found = options_.overrides.find(rule.id); found != options_.overrides.end()) {
    return found->second;
  }
  return options_.strict && rule.severity == Severity::warning ? Severity::error : rule.severity;
}

void Diagnostics::count_severity(Severity severity, std::size_t count) {
  if (severity == Severity::error) errors_ += count;
  if (severity == Severity::warning) warnings_ += count;
}

void Diagnostics::add(Diagnostic diagnostic) {
  // What is no value of JSON is read as a text: whatever is wrong with that is of no interest.
  if (diagnostic.located && diagnostic.rule != &rules::yaml_number_not_json &&
      has_reported_at(diagnostic.at, rules::yaml_number_not_json)) {
    return;
  }
  // What is shared by many operations is met once for each of them.
  const auto is_same = [&](const Diagnostic& other) {
    return other.rule == diagnostic.rule && other.located && other.at == diagnostic.at &&
           other.detail == diagnostic.detail;
  };
  if (diagnostic.located && has_reported_at(diagnostic.at) &&
      std::any_of(kept_.begin(), kept_.end(), is_same)) {
    return;
  }
  count_severity(diagnostic.severity, 1);
  if (diagnostic.located && diagnostic.severity != Severity::note) {
    places_.emplace(diagnostic.at.file, diagnostic.at.begin, diagnostic.rule);
  }
  const std::string_view id = diagnostic.rule->id;
  std::size_t& kept = kept_of_rule_[diagnostic.rule];
  if (kept == limit_) {
    const auto found = suppressed_.find(id);
    ++(found != suppressed_.end() ? found : suppressed_.emplace(id, 0).first)->second;
    return;
  }
  ++kept;
  kept_.push_back(std::move(diagnostic));
}

std::vector<Diagnostic> Diagnostics::sorted() const {
  std::vector<Diagnostic> result = kept_;
  const auto place = [](const Diagnostic& diagnostic) {
    const bool is_summary = diagnostic.rule == &rules::no_tools;
    return std::tuple(is_summary, diagnostic.located, diagnostic.at.file, diagnostic.at.begin);
  };
  std::stable_sort(result.begin(), result.end(),
                   [&](const Diagnostic& a, const Diagnostic& b) { return place(a) < place(b); });
  return result;
}

}  // namespace mcpcc
