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
    EXPECT_EQ(collect_items(c.type, c.text, false).json, c.items) << c.type << '\n' << c.text;
  }
}

TEST(ItemStream, ItemsEndAtOneThatIsNoJson) {
  const auto end = [](const char* type, std::string_view text, bool whole) {
    const Items items = collect_items(type, text, whole);
    return items.json + (items.error ? " " + std::to_string(items.end) + " " +
                                           std::to_string(items.error->offset)
                                     : "");
  };
  EXPECT_EQ(end(lines, "x\n1", false), "[] 0 0");
  EXPECT_EQ(end(lines, "1\n\n{\"a\":x}\n3", true), "[1] 3 8");
  EXPECT_EQ(end(lines, "1\n2x", true), "[1] 2 3");
  EXPECT_EQ(end(lines, "1\n2x", false), "[1]");
  EXPECT_EQ(end(sequence, "\x1E{}\n\x1E[1,\n\x1E{}\n", true), "[{}] 5 9");
}

// HTML Standard, section 9.2.6: an id with NUL is ignored.
TEST(ItemStream, IdsWithNul) {
  using namespace std::literals;
  EXPECT_EQ(collect_items(events, "id: 1\ndata: 1\n\nid: 2\0\ndata: 2\n\n"sv).json,
            R"([{"id":"1","data":1},{"id":"1","data":2}])");
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
