// What a cut promises: who follows every `rest` has all of the result.
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <variant>
#include <vector>

#include "fixture.h"
#include "follow.h"
#include "invoke/cut.h"
#include "schema/instances/random.h"

namespace mcp::invoke {
namespace {

/// JSON with much that is hard to cut: long and repeated names, long numbers, escapes, depth.
class Maker {
 public:
  explicit Maker(std::uint64_t seed) : random_(seed) {}

  std::string value(int depth) {
    const std::size_t kind = random_.below(depth > 5 ? 5 : 9);
    if (kind == 0) return random_.one_in(2) ? "true" : "null";
    if (kind <= 2) return number();
    if (kind <= 4) return '"' + characters(size()) + '"';
    std::string out;
    const bool is_array = kind <= 6;
    std::vector<std::string> names;
    for (std::size_t left = random_.below(random_.one_in(6) ? 40 : 6); left > 0; --left) {
      if (!out.empty()) out += random_.one_in(9) ? " ,\n " : ",";
      if (!is_array) {
        const bool repeats = !names.empty() && random_.one_in(4);
        names.push_back(repeats ? names[random_.below(names.size())] : characters(size() / 2));
        out += '"' + names.back() + "\":";
      }
      out += value(depth + 1);
    }
    return is_array ? "[" + out + "]" : "{" + out + "}";
  }

 private:
  std::size_t size() {
    constexpr std::size_t sizes[] = {0, 1, 5, 14, 30, 60, 90, 250, 600, 1300};
    return sizes[random_.below(std::size(sizes))] + random_.below(4);
  }

  std::string number() {
    std::string out = std::to_string(1 + random_.below(1000));
    if (random_.one_in(4)) out += std::string(size(), '7');
    return out;
  }

  std::string characters(std::size_t count) {
    static const std::string all[] = {"a",       "b",   "~",        "/",
                                      "*",       "0",   "\xc3\xa9", "\xf0\x9f\x98\x80",
                                      "\\u0001", "\\n", "\\\"",     "\xe2\x80\xa8"};
    std::string out;
    const bool is_plain = random_.one_in(2);
    for (std::size_t i = 0; i < count; ++i) {
      out += all[random_.below(is_plain ? 2 : std::size(all))];
    }
    return out;
  }

  schema::Random random_;
};

/// Takes out of `seen` what is told to be too long for `limit`.
std::multiset<std::size_t> take_long_numbers(Seen& seen, std::size_t limit) {
  std::multiset<std::size_t> sizes;
  std::erase_if(seen.scalars, [&](const auto& one) {
    if (one.first.size() <= limit) return false;
    for (std::size_t i = 0; i < one.second; ++i) sizes.insert(one.first.size());
    return true;
  });
  return sizes;
}

void expect_all(const std::string& body, std::size_t limit) {
  SCOPED_TRACE("limit " + std::to_string(limit) + ", " + body);
  const auto parsed = json::Document::parse(body);
  const json::Value& root = std::get<json::Document>(parsed).root();
  Seen expected;
  expected.add(root);
  const std::multiset<std::size_t> long_numbers = take_long_numbers(expected, limit);
  std::set<std::string> names;
  add_names(names, root);
  const Followed got = follow(body, "{}", limit);
  EXPECT_EQ(got.seen, expected);
  EXPECT_EQ(got.long_numbers, long_numbers);
  for (const std::string& name : names) EXPECT_TRUE(got.names.contains(name)) << name;
}

TEST(CutRest, WhoFollowsItHasEverythingOnce) {
  for (std::uint64_t seed = 0; seed < 150 && !testing::Test::HasFailure(); ++seed) {
    const std::string body = Maker(seed).value(0);
    for (const std::size_t limit :
         {least_limit, 17UL, 33UL, 60UL, 100UL, 250UL, 600UL, 1000UL, 4000UL}) {
      // Of tiny limits, a large result makes tens of thousands of answers.
      if (body.size() > 100 * limit || testing::Test::HasFailure()) continue;
      expect_all(body, limit);
    }
  }
}

TEST(CutRest, WhatLiesBehindSomethingLargeIsReached) {
  const std::string name(580, 'k');
  for (const std::string& body : std::vector<std::string>{
           "{\"" + name + "\":true,\"b\":false}", "{\"" + name + "\":{\"" + name + "\":null}}",
           R"({"a":[1,2,3,4,5,6,7,8,9],"a":[11,12,13,14,15,16],"a":{"b":1,"b":"two"}})",
           "[\"" + std::string(100, 'a') + "\",1,2]",
           "[[\"" + std::string(100, 'a') + "\"],[],{}]"}) {
    for (const std::size_t limit : {16U, 60U, 585U, 590U, 593U, 594U, 600U})
      expect_all(body, limit);
  }
}

// Of equal names, and of members by position, what comes from within `select`.
TEST(CutRest, SelectedMembersOfOneName) {
  const std::string a = '"' + std::string(200, 'x') + '"';
  const std::string b = '"' + std::string(300, 'y') + '"';
  const std::string body = R"({"n":0,"a":{"c":)" + a + R"(},"n":1,"a":{"c":)" + b + R"(},"a":5})";
  for (const char* request :
       {R"({"select":["/a/c"]})", R"({"select":["/a"]})", R"({"offset":1,"select":["/a/c","/n"]})",
        R"({"offset":2,"select":["/*/c"]})"}) {
    SCOPED_TRACE(request);
    EXPECT_EQ(follow(body, request, 100).seen, seen_of(body, request));
  }
}

// docs/runtime.md, "What is tolerated".
TEST(CutRest, WhatIsToleratedSaysTheSame) {
  const std::string body = R"({"a":[{"n":1,"x":0},{"n":2,"x":0}]})";
  const auto get = [&](const std::string& request) { return first_text(read_json(body, request)); };
  EXPECT_EQ(get(R"("{\"pointer\":\"/a\",\"offset\":1}")"), get(R"({"pointer":"/a","offset":1})"));
  EXPECT_EQ(get(R"({"pointer":"/a","offset":"1"})"), R"([{"n":2,"x":0}])");
  EXPECT_EQ(get(R"({"select":"[\"/a/*/n\"]"})"), R"({"a":[{"n":1},{"n":2}]})");
  EXPECT_EQ(get(R"({"pointer":"/a","offset":null,"select":null})"), get(R"({"pointer":"/a"})"));
}

TEST(CutRest, TokensOfOurOwnLeadToMembersAndNames) {
  const std::string body = R"({"a":{"x":1,"x":[2,3]},"":4})";
  const auto get = [&](std::string_view pointer) {
    const ToolResult result = read_json(body, R"({"pointer":")" + std::string(pointer) + "\"}");
    return (result.is_error ? "error: " : "") + first_text(result);
  };
  EXPECT_EQ(get("/a/x"), "[2,3]");
  EXPECT_EQ(get("/a/~@0"), "1");
  EXPECT_EQ(get("/~@0/~@1/1"), "3");
  EXPECT_EQ(get("/a/~#1"), "\"x\"");
  EXPECT_EQ(get("/~#1"), "\"\"");
  EXPECT_EQ(get("/a/~@2"), "error: `_result.pointer`: the result has nothing at `/a/~@2`");
  EXPECT_EQ(get("/a/~@1/~@0"), "error: `_result.pointer`: the result has nothing at `/a/~@1/~@0`");
  for (const std::string pointer : {"/a/~@", "/a/~@-1", "/a/~@1x", "/a/~#0/b", "/~2"}) {
    Problems problems;
    const auto json = json::Document::parse(R"({"pointer":")" + pointer + "\"}");
    read_result_request(std::get<json::Document>(json).root(), problems);
    EXPECT_EQ(
        problems,
        Problems{"`_result.pointer`: must be a JSON Pointer, such as \"/items\", got string \"" +
                 pointer + "\""})
        << pointer;
  }
}

}  // namespace
}  // namespace mcp::invoke
