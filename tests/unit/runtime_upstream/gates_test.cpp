#include "upstream/gates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mcp::upstream {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Entry = Gates::Entry;
using Outcome = Gates::Outcome;

const Gates::Clock::time_point start{};
constexpr std::chrono::seconds pause{30};

Gates gates(std::size_t running, std::size_t waiting, unsigned failures) {
  return Gates({running, waiting, failures, pause});
}

TEST(Gates, SoManyAreUnderWayAndSoManyWaitInTheirOrder) {
  Gates g = gates(2, 3, 0);
  EXPECT_EQ(g.enter("a", 1, start), Entry::admitted);
  EXPECT_EQ(g.enter("a", 2, start), Entry::admitted);
  for (const Gates::Id id : {3, 4, 5}) EXPECT_EQ(g.enter("a", id, start), Entry::waiting);
  EXPECT_EQ(g.enter("a", 6, start), Entry::full);
  EXPECT_EQ(g.enter("b", 7, start), Entry::admitted);
  EXPECT_TRUE(g.forget("a", 4));
  EXPECT_FALSE(g.forget("a", 4));
  EXPECT_FALSE(g.forget("b", 3));
  EXPECT_FALSE(g.forget("c", 3));
  EXPECT_THAT(g.leave("a", Outcome::good, start).admitted, ElementsAre(3));
  EXPECT_THAT(g.leave("a", Outcome::unknown, start).admitted, ElementsAre(5));
  EXPECT_THAT(g.leave("a", Outcome::bad, start).admitted, IsEmpty());
  EXPECT_EQ(g.enter("a", 8, start), Entry::admitted);
  EXPECT_EQ(g.enter("a", 9, start), Entry::waiting);
}

TEST(Gates, OnlyFailuresInARowClose) {
  Gates g = gates(9, 9, 3);
  for (int i = 0; i < 10; ++i) {
    for (const Outcome outcome :
         {Outcome::bad, Outcome::bad, Outcome::unknown, Outcome::good, Outcome::unknown}) {
      EXPECT_EQ(g.enter("a", 1, start), Entry::admitted);
      EXPECT_FALSE(g.leave("a", outcome, start).has_closed);
    }
  }
  for (int i = 1; i <= 3; ++i) {
    EXPECT_EQ(g.enter("a", 1, start), Entry::admitted);
    EXPECT_EQ(g.leave("a", Outcome::bad, start).has_closed, i == 3);
  }
  EXPECT_EQ(g.enter("a", 1, start), Entry::closed);
  EXPECT_EQ(g.failures("a"), 3U);
  EXPECT_EQ(g.open_again("a"), start + pause);
  EXPECT_EQ(g.enter("b", 1, start), Entry::admitted);
}

TEST(Gates, WhoWaitsWhenAGateClosesIsSentAway) {
  Gates g = gates(1, 9, 1);
  EXPECT_EQ(g.enter("a", 1, start), Entry::admitted);
  EXPECT_EQ(g.enter("a", 2, start), Entry::waiting);
  EXPECT_EQ(g.enter("a", 3, start), Entry::waiting);
  const Gates::Next next = g.leave("a", Outcome::bad, start);
  EXPECT_THAT(next.closed, ElementsAre(2, 3));
  EXPECT_THAT(next.admitted, IsEmpty());
  EXPECT_FALSE(g.forget("a", 2));
}

TEST(Gates, OneRequestFindsOutWhetherTheUpstreamIsBack) {
  Gates g = gates(9, 9, 1);
  g.enter("a", 1, start);
  g.leave("a", Outcome::bad, start);
  const auto later = start + pause;
  EXPECT_EQ(g.enter("a", 2, later - std::chrono::milliseconds(1)), Entry::closed);
  EXPECT_EQ(g.enter("a", 2, later), Entry::admitted);
  EXPECT_EQ(g.enter("a", 3, later), Entry::closed);
  // It is not: closed for another pause.
  EXPECT_FALSE(g.leave("a", Outcome::bad, later).has_closed);
  EXPECT_EQ(g.open_again("a"), later + pause);
  EXPECT_EQ(g.enter("a", 4, later), Entry::closed);
  // The next one was given up: another may find out.
  EXPECT_EQ(g.enter("a", 5, later + pause), Entry::admitted);
  g.leave("a", Outcome::unknown, later + pause);
  EXPECT_EQ(g.enter("a", 6, later + pause), Entry::admitted);
  g.leave("a", Outcome::good, later + pause);
  EXPECT_EQ(g.enter("a", 7, later + pause), Entry::admitted);
  EXPECT_EQ(g.enter("a", 8, later + pause), Entry::admitted);
}

TEST(Gates, WhatWasUnderWayWhenAGateClosedClosesItNoLonger) {
  Gates g = gates(9, 9, 1);
  g.enter("a", 1, start);
  g.enter("a", 2, start);
  g.enter("a", 3, start);
  g.leave("a", Outcome::bad, start);
  g.leave("a", Outcome::bad, start + pause / 2);
  EXPECT_EQ(g.open_again("a"), start + pause);
  // An answer to it opens the gate at once.
  g.leave("a", Outcome::good, start + pause / 2);
  EXPECT_EQ(g.enter("a", 4, start + pause / 2), Entry::admitted);
}

}  // namespace
}  // namespace mcp::upstream
