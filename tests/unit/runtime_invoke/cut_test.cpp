#include "invoke/cut.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "fixture.h"
#include "follow.h"

namespace mcp::invoke {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Cut, LargeJsonIsCutAndStaysJson) {
  std::string items;
  for (int i = 0; i < 1000; ++i) items += (i == 0 ? "" : ",") + std::to_string(1000 + i);
  const std::string body = R"({"text":")" + std::string(5000, 'x') + R"(","items":[)" + items +
                           R"(],"small":{"a":[1,2]},"n":1})";
  const ToolResult result = read_json(body, "{}");
  EXPECT_FALSE(result.is_error);
  const auto parsed = json::Document::parse(result.structured_content);
  const json::Value& root = std::get<json::Document>(parsed).root();
  EXPECT_LE(result.structured_content.size(), 1000U);
  EXPECT_GT(result.structured_content.size(), 900U);
  const std::size_t kept = root.find("items")->items().size();
  const std::size_t bytes = root.find("text")->string().size();
  EXPECT_EQ(root.find("small")->raw(), R"({"a":[1,2]})");
  EXPECT_EQ(result.meta,
            R"({"mcpcc/cut":[{"pointer":"/text","unit":"bytes","kept":)" + std::to_string(bytes) +
                R"(,"of":5000,"rest":{"pointer": "/text", "offset": )" + std::to_string(bytes) +
                R"(}},{"pointer":"/items","unit":"items","kept":)" + std::to_string(kept) +
                R"(,"of":1000,"rest":{"pointer": "/items", "offset": )" + std::to_string(kept) +
                "}}]}");
  const auto content = json::Document::parse(result.content);
  const auto blocks = std::get<json::Document>(content).root().items();
  ASSERT_EQ(blocks.size(), 2U);
  EXPECT_EQ(blocks[0].find("text")->string(), result.structured_content);
  EXPECT_EQ(blocks[1].find("text")->string(),
            "This result was cut: it has " + std::to_string(body.size()) +
                " bytes, and the limit is 1000.\n- `/text`: " + std::to_string(bytes) +
                " of 5000 bytes\n- `/items`: " + std::to_string(kept) +
                " of 1000 items\nFor the rest, call again with the further argument \"_result\": "
                "{\"pointer\": \"/text\", \"offset\": " +
                std::to_string(bytes) +
                "} or {\"pointer\": \"/items\", \"offset\": " + std::to_string(kept) +
                "}; for some parts only, with {\"select\": [JSON Pointers, where * is any item or "
                "member]}.");
}

std::string joined(const std::vector<std::string>& parts, std::string_view around) {
  std::string out(1, around[0]);
  for (const std::string& part : parts) out += (out.size() == 1 ? "" : ",") + part;
  return out + around[1];
}

std::string numbers(int from, int count, bool are_members) {
  std::vector<std::string> out;
  for (int i = from; i < from + count; ++i) {
    out.push_back((are_members ? "\"M/~" + std::to_string(i) + "\":" : "") + std::to_string(i));
  }
  return joined(out, are_members ? "{}" : "[]");
}

std::string text(char c, std::size_t size) { return '"' + std::string(size, c) + '"'; }

TEST(Cut, WhatIsLeftIsJsonAtEveryLimit) {
  for (const std::string_view body :
       {"[]", "{}", R"("")", "12345", "true", R"("abc")", "[1]", "[[],{}]", "[[[[]]]]", R"([""])",
        R"({"":{}})", R"({"a":1,"b":[]})",
        R"({"a":{"b":{"c":[1,2,{"d":"eeeeeeeeeeeeeeeeeeee"}]}}})",
        R"(["\u0001\u0001\u0001\u0001",{"\u0002":null}])", R"([{"aaaaaaaaaaaaaaaaaaaaaaaaaa":[]}])",
        R"([12345678901234567890123456789012345678901234567890])"}) {
    const auto parsed = json::Document::parse(std::string(body));
    const json::Value& value = std::get<json::Document>(parsed).root();
    for (std::size_t limit = 0; limit <= body.size() + 1; ++limit) {
      std::string text;
      const auto cuts = append_cut(text, value, limit);
      EXPECT_TRUE(std::holds_alternative<json::Document>(json::Document::parse(text)))
          << body << limit << text;
      EXPECT_TRUE(text == body || !cuts.empty() || text.size() <= limit) << body << limit << text;
      EXPECT_LE(text.size(), std::max<std::size_t>(limit, 4)) << body;
    }
  }
}

TEST(Cut, EverythingIsReachedByFollowingTheNotices) {
  std::vector<std::string> records, texts, lists;
  std::string deep = "[1," + text('x', 3000) + ",2]";
  for (int i = 0; i < 30; ++i) {
    const std::string n = std::to_string(1000 * i);
    records.push_back("{\"ID\":" + n + ",\"TEXT\":" + text(static_cast<char>('a' + i % 26), 400) +
                      ",\"MAP\":" + numbers(1000 * i + 1, 40, true) + "}");
    texts.push_back("\"T" + n + "\":" + text(static_cast<char>('a' + i % 26), 700));
    lists.push_back(numbers(1000 * i, 60, false));
  }
  for (int i = 0; i < 100; ++i) {
    deep = i % 2 == 0 ? "[" + deep + "," + std::to_string(10 + i) + "]" : "{\"D\":" + deep + "}";
  }
  std::string spaced = "{ \"LIST\" : [ 1";
  for (int i = 2; i < 600; ++i) spaced += " ,\n    " + std::to_string(i);
  spaced += " ] }";
  const std::string digits(900, '7');
  const std::pair<std::string, std::string> bodies[] = {
      {"items", numbers(0, 500, false)},
      {"members", numbers(0, 3000, true)},
      {"a map below others", "{\"SMALL\":[1,2],\"MAP\":" + numbers(10, 900, true) + ",\"LIST\":" +
                                 numbers(5000, 700, false) + ",\"TEXT\":" + text('a', 4000) + "}"},
      {"a map that begins with something large",
       "{\"FIRST\":" + text('a', 5000) + "," + numbers(0, 400, true).substr(1)},
      {"records", joined(records, "[]")},
      {"more large members than a notice names", joined(texts, "{}")},
      {"lists", joined(lists, "[]")},
      {"deeper than a notice goes", deep},
      {"white space", spaced},
      {"escapes", "{\"A\\u2028\":[" + text('a', 900) + ",\"" + std::string(700, '\x7f') +
                      "\\u2028\\n\\n\\n\"],\"B\":" + numbers(0, 100, true) + "}"},
      {"a number that is longer than its share",
       "{\"A\":" + text('a', 3000) + ",\"N\":" + digits + ",\"B\":[" + digits + "1,2]}"},
      {"a number that is longer than what is left of a list", "[1," + digits + "," + digits + "]"},
      {"a text", text('a', 5000)},
  };
  for (const auto& [what, body] : bodies) {
    for (const std::size_t limit : {950U, 3000U}) {
      SCOPED_TRACE(what + ", limit " + std::to_string(limit));
      EXPECT_EQ(follow(body, "{}", limit).seen, seen_of(body, "{}"));
    }
  }
  SCOPED_TRACE("selected");
  const std::string list = "{\"LIST\":" + joined(records, "[]") + ",\"N\":1}";
  for (const char* request :
       {R"({"select": ["/LIST/*/MAP"]})", R"({"select": ["/LIST/*/ID", "/LIST/7/TEXT", "/N"]})",
        R"({"pointer": "/LIST", "offset": 3, "select": ["/*/TEXT", "/*/ID"]})",
        R"({"pointer": "/LIST", "offset": 3, "select": ["/5", "/6/MAP", "/9"]})",
        R"({"pointer": "/LIST/4", "offset": 1, "select": ["/MAP", "/TEXT"]})"}) {
    EXPECT_EQ(follow(list, request, 700).seen, seen_of(list, request)) << request;
  }
}

TEST(Cut, MembersInFrontAreLeftOut) {
  const std::string body = "{\"prices\":" + numbers(0, 30'000, true) + "}";
  const ToolResult first = read_json(body, "{}", 262'144);
  const auto meta = json::Document::parse(first.meta);
  const json::Value& rest =
      *std::get<json::Document>(meta).root().find("mcpcc/cut")->items()[0].find("rest");
  const std::string kept(rest.find("offset")->number());
  EXPECT_THAT(text_of_block(first, 1),
              HasSubstr("\n- `/prices`: " + kept +
                        " of 30000 members\nFor the rest, call again "
                        "with the further argument \"_result\": {\"pointer\": \"/prices\", "
                        "\"offset\": " +
                        kept + "}; for some"));
  EXPECT_TRUE(read_json(body, rest.raw(), 262'144)
                  .structured_content.starts_with("{\"M/~" + kept + "\":" + kept + ","));
}

struct LeftOut {
  std::string body, shown, said, rest;
};

TEST(Cut, WhatFitsNowhereIsSaid) {
  const std::string digits(3000, '7');
  const std::string name(3000, 'k');
  const std::string start(60, 'k');
  const LeftOut cases[] = {
      {digits, "null", "the whole: 0 of 3000 digits: null stands in the place of the number", ""},
      {"{\"n\":" + digits + ",\"a\":1}", "{\"a\":1}",
       "`/n`: 0 of 3000 digits: the number is left out", ""},
      {"[" + digits + ",1]", "[]", "`/0`: 0 of 3000 digits: the number is left out",
       "{\"offset\": 1}"},
      {"[1," + digits + "]", "[1]", "the whole: 1 of 2 items", "{\"offset\": 1}"},
      {"{\"" + name + "\":1,\"z\":2}", "{\"z\":2}",
       "`/~#0`: 0 of 3000 bytes: the name of a member that is left out, `" + start +
           "...`\n- `/~@0`: 0 of 1 digits: the number is left out",
       "{\"pointer\": \"/~#0\"} or {\"pointer\": \"/~@0\"}"},
      {"{\"a\":{\"z\":2,\"" + name + "\":{\"b\":1}}}", "{\"a\":{\"z\":2}}",
       "`/a/~#1`: 0 of 3000 bytes: the name of a member that is left out, `" + start +
           "...`\n- `/a/~@1`: 0 of 7 bytes: left out",
       "{\"pointer\": \"/a/~#1\"} or {\"pointer\": \"/a/~@1\"}"},
      {R"({"a":")" + name + R"(","a":")" + name + R"("})", "",
       "`/~@0`: ", "{\"pointer\": \"/~@0\", \"offset\": "},
  };
  for (const LeftOut& c : cases) {
    const ToolResult result = read_json(c.body, "{}", 1000);
    EXPECT_FALSE(result.is_error);
    if (!c.shown.empty()) {
      EXPECT_EQ(result.structured_content, c.shown);
    }
    EXPECT_THAT(result.meta, HasSubstr("\"mcpcc/cut\":[{\"pointer\":"));
    const std::string notice = text_of_block(result, 1);
    EXPECT_THAT(notice, HasSubstr("\n- " + c.said));
    if (c.rest.empty()) {
      EXPECT_THAT(notice, Not(HasSubstr("For the rest")));
      EXPECT_THAT(result.meta, Not(HasSubstr("\"rest\"")));
    } else {
      EXPECT_THAT(notice, HasSubstr("For the rest, call again with the further argument "
                                    "\"_result\": " +
                                    c.rest));
    }
  }
}

TEST(Cut, LongNamesOfManyMembersAreTold) {
  std::string body = "{";
  for (int i = 0; i < 300; ++i) {
    const std::string n = std::to_string(i);
    if (i % 30 == 7) body += "\"L" + n + std::string(2000, 'l') + "\":1,";
    body += "\"S" + n + "\":" + n + ",";
  }
  body.back() = '}';
  const ToolResult result = read_json(body, "{}", 10'000);
  EXPECT_THAT(result.meta, HasSubstr(R"("kept":)"));
  const ToolResult small = read_json(body, "{}", 1500);
  EXPECT_THAT(
      text_of_block(small, 1),
      HasSubstr("\n- `/~#7`: 0 of 2002 bytes: the name of a member that is left out, `L7l"));
  EXPECT_LE(small.structured_content.size(), 1500U);
  EXPECT_EQ(follow(body, "{}", 1500).seen.scalars.size(), 300U);
}

// Escapes make a name longer than it is.
TEST(Cut, NamesAreMeasuredAsTheyAreWritten) {
  std::string name;
  for (int i = 0; i < 300; ++i) name += "\\u0001";
  const ToolResult result = read_json("{\"" + name + "\":1,\"z\":2}", "{}", 1000);
  EXPECT_EQ(result.structured_content, "{\"z\":2}");
}

TEST(Cut, HintsWorkForTheKindOfResult) {
  const auto notice = [](std::string_view body, std::string_view request, std::string_view type) {
    return text_of_block(read_json(body, request, 100, type), 1);
  };
  constexpr std::string_view select =
      "\"select\": [JSON Pointers, where * is any item or member]}.";
  const std::string plain(480, 'a');
  EXPECT_TRUE(notice(plain, "{}", "text/plain").ends_with("\"_result\": {\"offset\": 100}."));
  EXPECT_TRUE(notice(plain, R"({"offset":100})", "text/plain").ends_with("{\"offset\": 200}."));
  EXPECT_TRUE(notice(text('a', 480), "{}", "application/json").ends_with("{\"offset\": 98}."));
  EXPECT_TRUE(notice("{\"t\":" + text('a', 480) + "}", R"({"pointer":"/t"})", "application/json")
                  .ends_with("{\"pointer\": \"/t\", \"offset\": 98}."));
  EXPECT_TRUE(notice("{\"t\":" + text('a', 480) + "}", R"({"pointer":"/t","offset":98})",
                     "application/json")
                  .ends_with("{\"pointer\": \"/t\", \"offset\": 198}."));
  EXPECT_TRUE(notice(numbers(0, 90, false), "{}", "application/json")
                  .ends_with("; for some parts only, with {" + std::string(select)));
  EXPECT_TRUE(
      notice("{\"a\":" + numbers(0, 90, true) + "}", R"({"pointer":"/a"})", "application/json")
          .ends_with("with {\"pointer\": \"/a\", " + std::string(select)));
  EXPECT_TRUE(notice("{\"n\":" + std::string(300, '7') + "}", "{}", "application/json")
                  .ends_with("\nFor some parts only, call again with the further argument "
                             "\"_result\": {" +
                             std::string(select)));
  EXPECT_TRUE(notice(std::string(300, '7'), "{}", "application/json").ends_with("of the number"));
}

ToolResult failure_of(std::string_view type, std::string_view body) {
  return make_result(Fixture().tool(),
                     {422, {{"Content-Type", std::string(type)}}, std::string(body)});
}

TEST(Cut, JsonOfFailuresStaysJson) {
  std::vector<std::string> errors;
  for (int i = 0; i < 9000; ++i) errors.push_back("{\"n\":" + std::to_string(10'000 + i) + "}");
  const std::string body =
      R"({"title":"Invalid","detail":"many","errors":)" + joined(errors, "[]") + "}";
  for (const char* type : {"application/problem+json", "application/json"}) {
    const ToolResult result = failure_of(type, body);
    EXPECT_TRUE(result.is_error);
    const std::string all = text_of(result);
    const std::size_t begin = all.find('{');
    EXPECT_EQ(all.substr(0, begin),
              std::string("HTTP 422 Unprocessable Content\n") +
                  (type == std::string_view("application/json") ? "" : "Invalid: many\n"));
    const std::size_t end = all.find("\n(cut: the body has " + std::to_string(body.size()) +
                                     " bytes, and at most 65536 are shown)\n- `/errors`: ");
    ASSERT_NE(end, all.npos);
    EXPECT_LE(end, 65'600U);
    const auto shown = json::Document::parse(all.substr(begin, end - begin));
    ASSERT_TRUE(std::holds_alternative<json::Document>(shown));
    const std::size_t kept = std::get<json::Document>(shown).root().find("errors")->items().size();
    EXPECT_GT(kept, 3000U);
    EXPECT_TRUE(all.ends_with("`/errors`: " + std::to_string(kept) + " of 9000 items"));
    EXPECT_THAT(result.meta, HasSubstr(R"({"pointer":"/errors","unit":"items","kept":)" +
                                       std::to_string(kept) + R"(,"of":9000}])"));
  }
  const ToolResult long_detail =
      failure_of("application/problem+json", R"({"detail":)" + text('d', 100'000) + "}");
  EXPECT_LT(text_of(long_detail).size(), 66'000U);
  EXPECT_THAT(text_of(long_detail), HasSubstr("of 100000 bytes"));
}

TEST(Cut, BytesOfTheBodyAreCounted) {
  const ToolResult plain = failure_of("text/plain", std::string(70'000, 'a'));
  EXPECT_TRUE(text_of(plain).ends_with("a\n(clipped, 70000 bytes in all)"));
  EXPECT_THAT(plain.meta, HasSubstr(R"("unit":"bytes","kept":65536,"of":70000}])"));
  const ToolResult fits = failure_of("text/plain", std::string(65'536, 'a'));
  EXPECT_TRUE(text_of(fits).ends_with("aaaa"));
  EXPECT_EQ(fits.meta, "");
  const std::string broken = "{" + std::string(70'000, 'a');
  EXPECT_TRUE(
      text_of(failure_of("application/json", broken)).ends_with("(clipped, 70001 bytes in all)"));
  EXPECT_TRUE(
      text_of(make_result(Fixture().tool(), {200, {{"Content-Type", "application/json"}}, broken}))
          .ends_with("(clipped, 70001 bytes in all)"));
}

}  // namespace
}  // namespace mcp::invoke
