// What a server counts, as Prometheus reads it. The set of series is fixed when the program starts,
// whatever clients and APIs send. To count something more: a member of Metrics, and its line in
// Metrics::text().
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mcp::metrics {

/// A label and all the values it can have; the last one stands for every value that is not listed.
/// Both outlive what they are given to.
struct Label {
  std::string_view name;
  std::span<const std::string_view> values;
};

/// What grows, a series for each combination of label values. Thread safe.
class Counter {
 public:
  /// `name` ends in `_total`. All texts outlive the counter.
  Counter(std::string_view name, std::string_view help, std::vector<Label> labels = {});

  /// `values`: one for each label, in their order.
  void add(std::initializer_list<std::string_view> values = {}) {
    series_[index(values)].fetch_add(1, std::memory_order_relaxed);
  }
  std::uint64_t value(std::initializer_list<std::string_view> values = {}) const {
    return series_[index(values)].load(std::memory_order_relaxed);
  }
  void append(std::string& out) const;

 private:
  std::size_t index(std::initializer_list<std::string_view> values) const;

  std::string_view name_;
  std::string_view help_;
  std::vector<Label> labels_;
  std::vector<std::atomic<std::uint64_t>> series_;
};

/// How long something took. Thread safe.
class Histogram {
 public:
  /// `name` ends in `_seconds`. Both texts outlive the histogram.
  Histogram(std::string_view name, std::string_view help) : name_(name), help_(help) {}

  void add(std::chrono::steady_clock::duration time);
  void append(std::string& out) const;

  /// Upper bounds in milliseconds; a last bucket holds what took longer.
  static constexpr std::array<std::uint64_t, 14> bounds = {
      1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10'000, 30'000, 60'000};

 private:
  std::string_view name_;
  std::string_view help_;
  std::array<std::atomic<std::uint64_t>, bounds.size() + 1> buckets_{};
  std::atomic<std::uint64_t> microseconds_{0};
};

/// What there is at the moment: asked when the text is made. On one thread only.
class Gauge {
 public:
  Gauge(std::string_view name, std::string_view help) : name_(name), help_(help) {}

  std::function<std::size_t()> read;  ///< empty: there is none, and it is left out
  void append(std::string& out) const;

 private:
  std::string_view name_;
  std::string_view help_;
};

struct Metrics {
  Metrics();

  Counter requests;            ///< method, outcome: "ok", "error", "cancelled"
  Counter tool_calls;          ///< outcome: also "refused" and "input_required"
  Histogram tool_call_time;    ///< from the request to its answer
  Counter upstream_responses;  ///< each try; class: "2xx" ..., or why there is none
  Histogram upstream_time;     ///< of each try
  Counter upstream_retries;
  Counter breaker_openings;
  Counter cache_hits;       ///< how: "fresh", "revalidated"
  Counter checked_results;  ///< of JSON, against the document; outcome: "conforms", "differs"
  Counter http_responses;   ///< of the MCP endpoint; status
  Gauge connections;
  Gauge sessions;
  Gauge subscriptions;

  /// Text format 0.0.4 of Prometheus. `server`, `version`: what is served.
  std::string text(std::string_view server, std::string_view version) const;
};

}  // namespace mcp::metrics
