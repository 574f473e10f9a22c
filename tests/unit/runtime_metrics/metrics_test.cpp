#include "metrics/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace mcp::metrics {
namespace {

using std::chrono::microseconds;
using testing::EndsWith;
using testing::HasSubstr;

constexpr std::array<std::string_view, 2> colours = {"red", "other"};
constexpr std::array<std::string_view, 3> sizes = {"small", "large", "other"};

template <class Metric>
std::string text(const Metric& metric) {
  std::string out;
  metric.append(out);
  return out;
}

TEST(Metrics, EveryCombinationOfLabelValuesIsASeriesFromTheStart) {
  Counter counter("paints_total", "What was painted.", {{"colour", colours}, {"size", sizes}});
  counter.add({"red", "large"});
  counter.add({"red", "large"});
  EXPECT_EQ(text(counter),
            "# HELP paints_total What was painted.\n"
            "# TYPE paints_total counter\n"
            "paints_total{colour=\"red\",size=\"small\"} 0\n"
            "paints_total{colour=\"red\",size=\"large\"} 2\n"
            "paints_total{colour=\"red\",size=\"other\"} 0\n"
            "paints_total{colour=\"other\",size=\"small\"} 0\n"
            "paints_total{colour=\"other\",size=\"large\"} 0\n"
            "paints_total{colour=\"other\",size=\"other\"} 0\n");
  EXPECT_EQ(counter.value({"red", "large"}), 2U);
}

TEST(Metrics, WhatIsNotListedIsCountedAsTheLastValue) {
  Counter counter("paints_total", "What was painted.", {{"colour", colours}});
  for (int i = 0; i < 1000; ++i) counter.add({"colour " + std::to_string(i) + "\"} 1\n"});
  counter.add();
  EXPECT_EQ(counter.value({"other"}), 1001U);
}

TEST(Metrics, ACounterMayHaveNoLabel) {
  Counter counter("retries_total", "Retries.");
  counter.add();
  EXPECT_THAT(text(counter), EndsWith("\nretries_total 1\n"));
}

TEST(Metrics, BucketsOfAHistogramAddUp) {
  Histogram histogram("wait_seconds", "Waiting.");
  for (const int micro : {0, 1000, 1001, 60'000'000, 60'000'001}) {
    histogram.add(microseconds(micro));
  }
  histogram.add(microseconds(-5));  // a clock that went backwards
  const std::string out = text(histogram);
  EXPECT_THAT(out, HasSubstr("# TYPE wait_seconds histogram\n"
                             "wait_seconds_bucket{le=\"0.001\"} 3\n"
                             "wait_seconds_bucket{le=\"0.005\"} 4\n"));
  EXPECT_THAT(out, EndsWith("wait_seconds_bucket{le=\"60\"} 5\n"
                            "wait_seconds_bucket{le=\"+Inf\"} 6\n"
                            "wait_seconds_sum 120.002002\n"
                            "wait_seconds_count 6\n"));
}

TEST(Metrics, AGaugeThatNobodyReadsIsLeftOut) {
  Gauge gauge("sessions", "Sessions.");
  EXPECT_EQ(text(gauge), "");
  gauge.read = [] { return std::size_t{3}; };
  EXPECT_EQ(text(gauge), "# HELP sessions Sessions.\n# TYPE sessions gauge\nsessions 3\n");
}

TEST(Metrics, NamesOfServersCannotBreakTheText) {
  const Metrics metrics;
  EXPECT_THAT(metrics.text("a\"b\\c\nd", "1"),
              HasSubstr("\nmcp_server_info{name=\"a\\\"b\\\\c\\nd\",version=\"1\","));
}

}  // namespace
}  // namespace mcp::metrics
