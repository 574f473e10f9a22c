#include "invoke/item_stream.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace mcp::invoke {
namespace {

constexpr const char* events = "text/event-stream";
constexpr const char* lines = "application/x-ndjson";
constexpr const char* sequence = "application/json-seq";

struct Case {
  const char* type;
  std::string_view text;
  const char* items;  ///< of a body that was broken off here
  std::size_t count;  ///< that had ended
};

constexpr Case cases[] = {
    {lines, "", "[]", 0},
    {lines, "1", "[]", 0},
    {lines, "1\n", "[1]", 1},
    {lines, "1\r\n\r\n \n{\"a\":[2]}\n{\"b\":", R"([1,{"a":[2]}])", 2},
    {events, "data: 1\n", "[]", 0},
    {events, "data: 1\n\n", R"([{"data":1}])", 1},
    {events, "data:1\r\rdata:2\n\ndata", R"([{"data":1},{"data":2}])", 2},
    {events, ": comment\n\nid: 7\n\ndata\r\n\r\n", R"([{"id":"7","data":""}])", 1},
    {events, "event: a\ndata: x\ndata: y\n\ndata: z\ndat", R"([{"event":"a","data":"x\ny"}])", 1},
    {events, "database: 1\n\n", "[]", 0},
    {sequence, "\x1E{}\n\x1E[1,\n2]\n", "[{},[1,2]]", 1},  // the last one may go on
    {sequence, "\x1E{}\n\x1E[1,\n", "[{}]", 1},
    {sequence, "\x1E{}\n\x1E", "[{}]", 1},
};

TEST(ItemStream, WhatWasBrokenOffHasTheItemsThatHadEnded) {
  for (const Case& c : cases) {
    EXPECT_EQ(collect_items(c.type, c.text, false), c.items) << c.type << '\n' << c.text;
  }
  EXPECT_EQ(collect_items(lines, "x\n1", false), std::nullopt);
}

TEST(ItemStream, ItemsAreCountedWhereverTheBodyIsCut) {
  for (const Case& c : cases) {
    for (std::size_t cut = 0; cut <= c.text.size(); ++cut) {
      ItemCounter counter(c.type);
      counter.put(c.text.substr(0, cut));
      counter.put(c.text.substr(cut));
      EXPECT_EQ(counter.count(), c.count) << c.type << ", cut at " << cut << '\n' << c.text;
    }
  }
}

}  // namespace
}  // namespace mcp::invoke
