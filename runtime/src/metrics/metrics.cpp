#include "metrics/metrics.h"

#include <algorithm>
#include <cstdio>
#include <utility>

namespace mcp::metrics {
namespace {

constexpr std::array<std::string_view, 21> methods = {"initialize",
                                                      "server/discover",
                                                      "ping",
                                                      "tools/list",
                                                      "tools/call",
                                                      "resources/list",
                                                      "resources/templates/list",
                                                      "resources/read",
                                                      "resources/subscribe",
                                                      "resources/unsubscribe",
                                                      "prompts/list",
                                                      "prompts/get",
                                                      "completion/complete",
                                                      "logging/setLevel",
                                                      "subscriptions/listen",
                                                      "tasks/get",
                                                      "tasks/update",
                                                      "tasks/cancel",
                                                      "tasks/result",
                                                      "tasks/list",
                                                      "other"};
constexpr std::array<std::string_view, 3> request_outcomes = {"ok", "cancelled", "error"};
constexpr std::array<std::string_view, 5> call_outcomes = {"ok", "refused", "cancelled",
                                                           "input_required", "error"};
constexpr std::array<std::string_view, 15> upstream_classes = {
    "2xx",     "3xx",       "4xx",       "5xx",       "bad-url",   "resolve", "connect",   "tls",
    "timeout", "too-large", "malformed", "truncated", "forbidden", "proxy",   "cancelled",
};
constexpr std::array<std::string_view, 2> cache_hows = {"fresh", "revalidated"};
constexpr std::array<std::string_view, 3> check_outcomes = {"conforms", "differs", "unchecked"};
constexpr std::array<std::string_view, 16> statuses = {"200", "202", "204", "400",  "401", "403",
                                                       "404", "405", "406", "408",  "413", "415",
                                                       "431", "500", "503", "other"};

void append_head(std::string& out, std::string_view name, std::string_view help,
                 std::string_view type) {
  out.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ");
  out.append(name).append(" ").append(type).append("\n");
}

void append_value(std::string& out, std::uint64_t value) {
  out.append(" ").append(std::to_string(value)).append("\n");
}

/// `micro` microseconds as seconds.
std::string seconds(std::uint64_t micro) {
  char text[32];
  const int size = std::snprintf(text, sizeof text, "%llu.%06llu",
                                 static_cast<unsigned long long>(micro / 1'000'000),
                                 static_cast<unsigned long long>(micro % 1'000'000));
  std::string out(text, static_cast<std::size_t>(size));
  out.erase(out.find_last_not_of('0') + 1);
  if (out.ends_with('.')) out.pop_back();
  return out;
}

/// A label value, as the text format escapes it.
std::string escape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

}  // namespace

Counter::Counter(std::string_view name, std::string_view help, std::vector<Label> labels)
    : name_(name), help_(help), labels_(std::move(labels)) {
  std::size_t count = 1;
  for (const Label& label : labels_) count *= label.values.size();
  series_ = std::vector<std::atomic<std::uint64_t>>(count);
}

std::size_t Counter::index(std::initializer_list<std::string_view> values) const {
  std::size_t out = 0;
  const auto* value = values.begin();
  for (const Label& label : labels_) {
    const auto known = std::find(label.values.begin(), label.values.end() - 1,
                                 value == values.end() ? std::string_view() : *value++);
    out = out * label.values.size() + static_cast<std::size_t>(known - label.values.begin());
  }
  return out;
}

void Counter::append(std::string& out) const {
  append_head(out, name_, help_, "counter");
  for (std::size_t i = 0; i < series_.size(); ++i) {
    out += name_;
    std::size_t combinations = series_.size();
    std::size_t rest = i;
    char before = '{';
    for (const Label& label : labels_) {
      combinations /= label.values.size();
      out.append(1, std::exchange(before, ',')).append(label.name).append("=\"");
      out.append(label.values[rest / combinations]).append("\"");
      rest %= combinations;
    }
    if (!labels_.empty()) out += '}';
    append_value(out, series_[i].load(std::memory_order_relaxed));
  }
}

void Histogram::add(std::chrono::steady_clock::duration time) {
  const auto micro = static_cast<std::uint64_t>(std::max<std::int64_t>(
      0, std::chrono::duration_cast<std::chrono::microseconds>(time).count()));
  const auto* const bucket = std::find_if(
      bounds.begin(), bounds.end(), [&](std::uint64_t bound) { return micro <= bound * 1000; });
  buckets_[static_cast<std::size_t>(bucket - bounds.begin())].fetch_add(1,
                                                                        std::memory_order_relaxed);
  microseconds_.fetch_add(micro, std::memory_order_relaxed);
}

void Histogram::append(std::string& out) const {
  append_head(out, name_, help_, "histogram");
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < buckets_.size(); ++i) {
    count += buckets_[i].load(std::memory_order_relaxed);
    out.append(name_).append("_bucket{le=\"");
    out.append(i < bounds.size() ? seconds(bounds[i] * 1000) : "+Inf").append("\"}");
    append_value(out, count);
  }
  out.append(name_).append("_sum ").append(seconds(microseconds_.load(std::memory_order_relaxed)));
  out.append("\n").append(name_).append("_count");
  append_value(out, count);
}

void Gauge::append(std::string& out) const {
  if (!read) return;
  append_head(out, name_, help_, "gauge");
  out += name_;
  append_value(out, read());
}

Metrics::Metrics()
    : requests("mcp_requests_total", "Requests of MCP clients, by method and outcome.",
               {{"method", methods}, {"outcome", request_outcomes}}),
      tool_calls("mcp_tool_calls_total", "Calls of tools, by outcome.",
                 {{"outcome", call_outcomes}}),
      tool_call_time("mcp_tool_call_duration_seconds",
                     "Time from the request of a tool call to its answer."),
      upstream_responses("mcp_upstream_responses_total",
                         "Answers of the API by class of status, or why there was none; each try.",
                         {{"class", upstream_classes}}),
      upstream_time("mcp_upstream_duration_seconds",
                    "Time from a request to the API to its answer; each try."),
      upstream_retries("mcp_upstream_retries_total", "Requests to the API that were sent again."),
      breaker_openings("mcp_upstream_breaker_openings_total",
                       "How often nothing more was sent to an API because it failed."),
      cache_hits("mcp_upstream_cache_hits_total",
                 "Answers of the API that were used again, without a request or after it said so.",
                 {{"how", cache_hows}}),
      checked_results("mcp_results_checked_total",
                      "JSON results held to the schema of the document, by outcome.",
                      {{"outcome", check_outcomes}}),
      http_responses("mcp_http_responses_total", "Answers of the MCP endpoint, by HTTP status.",
                     {{"status", statuses}}),
      connections("mcp_http_connections", "Open connections of the MCP endpoint."),
      sessions("mcp_sessions", "Sessions of clients of 2025-11-25 and earlier."),
      subscriptions("mcp_subscriptions", "Open subscriptions of clients of 2026-07-28.") {}

std::string Metrics::text(std::string_view server, std::string_view version) const {
  std::string out;
  append_head(out, "mcp_server_info", "What is served; always 1.", "gauge");
  out.append("mcp_server_info{name=\"").append(escape(server)).append("\",version=\"");
  out.append(escape(version)).append("\",mcpcc=\"" MCPCC_VERSION "\"} 1\n");
  for (const Counter* counter :
       {&requests, &tool_calls, &upstream_responses, &upstream_retries, &breaker_openings,
        &cache_hits, &checked_results, &http_responses}) {
    counter->append(out);
  }
  for (const Histogram* histogram : {&tool_call_time, &upstream_time}) histogram->append(out);
  for (const Gauge* gauge : {&connections, &sessions, &subscriptions}) gauge->append(out);
  return out;
}

}  // namespace mcp::metrics
