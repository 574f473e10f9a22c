#include "source/json_path.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "paths.h"
#include "source/i_regexp.h"
#include "tree_text.h"

namespace mcpcc::source {
namespace {

struct Selected {
  std::string values;  // a JSON array
  std::string paths;   // joined by a space
};

Selected selected(const NodeList& nodes, const Node& root) {
  Selected result;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    result.values += (i == 0 ? "" : ",") + to_text(nodes.node(i));
    result.paths += (i == 0 ? "" : " ") + normalized_path(root, nodes.place(i));
  }
  result.values = '[' + result.values + ']';
  return result;
}

// The paths that `query` selects in `document`, or its error.
std::string run(std::string_view document, std::string_view query, const QueryLimits& limits = {}) {
  const Parsed parsed = parse_text(document);
  const auto path = JsonPath::parse(query);
  if (const auto* error = std::get_if<JsonPath::Error>(&path)) {
    return std::to_string(error->offset) + ": " + error->message;
  }
  const auto nodes = std::get<JsonPath>(path).select(parsed.tree->root(), limits);
  if (const auto* reason = std::get_if<std::string>(&nodes)) return *reason;
  return selected(std::get<NodeList>(nodes), parsed.tree->root()).paths;
}

TEST(JsonPath, PlacesAreNormalizedPathsAndPointers) {
  struct Case {
    std::string_view document, query, paths;
  };
  constexpr Case cases[] = {
      {"{a: 1}", "$", "$"},
      {"{a: {b: [1, 2]}}", "$.a.b[-1]", "$['a']['b'][1]"},
      {"{a: {b: 1}, c: [{b: 2}]}", "$..b", "$['a']['b'] $['c'][0]['b']"},
      {R"({"a'b": 1, "c\\d": 2, "e\nf": 3, "g\u0001": 4, "h\"i": 5})", "$.*",
       R"($['a\'b'] $['c\\d'] $['e\nf'] $['g\u0001'] $['h"i'])"},
      {"[0, 1, 2, 3]", "$[::-2, 0]", "$[3] $[1] $[0]"},
      {"{get: {tags: [x]}, put: {tags: [y, z]}}", "$[?@.tags[?@ == 'z']]", "$['put']"},
      {"[{a: 1, b: 1.0}, {a: 1, b: 2}]", "$[?@.a == @.b]", "$[0]"},
      {"[{a: [1, {b: 2}], c: [1, {b: 2}]}]", "$[?@.a == @.c]", "$[0]"},
      // Aliased values have two places.
      {"{a: &x {b: 1}, c: *x}", "$..b", "$['a']['b'] $['c']['b']"},
  };
  for (const auto& c : cases) EXPECT_EQ(run(c.document, c.query), c.paths) << c.query;

  const Parsed parsed = parse_text(R"({"a/b": [{"~": 1}]})");
  EXPECT_EQ(json_pointer(parsed.tree->root(), {0, 0, 0}), "#/a~1b/0/~0");
}

TEST(JsonPath, ErrorsNameTheirOffset) {
  struct Case {
    std::string_view query, error;
  };
  constexpr Case cases[] = {
      {"", "0: a query begins with `$`"},
      {"a", "0: a query begins with `$`"},
      {"$ ", "1: expected `.`, `[` or the end of the query"},
      {"$.paths./pets", "8: expected a name or `*`; other names are written `['...']`"},
      {"$[01]", "2: an integer has no leading zeros and is not `-0`"},
      {"$[9007199254740992]", "2: the integer is out of the range of I-JSON"},
      {"$['a", "4: the string does not end"},
      {R"($['\ud800'])", "3: half of a surrogate pair"},
      {"$[?@.a = 1]", "7: expected `,` or `]`"},
      {"$[?@.a == 1 &&]", "14: expected a query, a literal or a function"},
      {"$[?@.* == 1]", "3: the query may select several nodes, where one value is needed"},
      {"$[?count(1) == 1]", "9: the function takes a query"},
      {"$[?length(@)]", "3: the function's result must be compared"},
      {"$[?match(@, 'a') == true]", "3: the function's result is true or false, not a value"},
      {"$[?len(@) == 1]", "3: there is no function `len`"},
      {"$[?length() == 1]", "3: the function takes 1 argument"},
      {"$[?true]", "3: a literal must be compared"},
      {"$.\xff", "2: not valid UTF-8"},
  };
  for (const auto& c : cases) EXPECT_EQ(run("{}", c.query), c.error) << c.query;
}

TEST(JsonPath, WorkIsBounded) {
  const QueryLimits limits{1000, 100};
  EXPECT_EQ(run("[[[1, 2], [3]]]", "$..*", limits),
            "$[0] $[0][0] $[0][1] $[0][0][0] $[0][0][1] $[0][1][0]");
  std::string wide = "[";
  for (int i = 0; i < 90; ++i) wide += "{a: 1}, ";
  wide += "{b: 2}]";
  EXPECT_EQ(run(wide, "$[?@.b == 2]", limits), "$[90]");
  EXPECT_EQ(run(wide, "$[?$..b]", limits), "the query looks at too many values");
  EXPECT_EQ(run(wide, "$[*, *]", limits), "the query selects too many values");
  EXPECT_EQ(run("[aaaa]", "$[?match(@, '(((((a{1,100}){1,100}){1,100}){1,100}){1,100}){1,100}')]"),
            "a regular expression of the query needs too much memory");

  const std::string nested = "$" + std::string(200, '[') + "?@";
  EXPECT_NE(run("{}", nested).find("expected"), std::string::npos);
  std::string filters = "$";
  for (int i = 0; i < 70; ++i) filters += "[?@";
  EXPECT_NE(run("{}", filters).find("nested deeper than the limit"), std::string::npos);
  EXPECT_NE(run("{}", "$[?" + std::string(100'000, '(')).find("deeper"), std::string::npos);
  EXPECT_NE(run("{}", "$[?" + std::string(100'000, '!')).find("expected"), std::string::npos);
}

// RFC 9485: what is an I-Regexp and what differs from RE2.
TEST(JsonPath, RegularExpressions) {
  struct Case {
    std::string_view pattern, text;
    bool matches;
  };
  constexpr Case cases[] = {
      {"a.c", "abc", true},
      {"a.c", "a\nc", false},
      {"a.c", "a\rc", false},
      {"[^a]", "\n", true},
      {"a|bc", "bc", true},
      {"a|bc", "abc", false},
      {"(ab)*", "abab", true},
      {"a{2,3}", "aaaa", false},
      {"a{2,}", "aaaa", true},
      {"[a-c-]+", "a-c", true},
      {"[-x]", "-", true},
      {"[\\^x]", "^", true},
      {"[x^]", "^", true},
      {"\xC3\xA4+", "\xC3\xA4\xC3\xA4", true},
      {"\\p{L}\\p{Nd}", "x1", true},
      {"[\\p{L}_]+", "a_b", true},
      {"\\P{L}", "x", false},
      {"\\n", "\n", true},
      {"", "", true},
      // Not part of I-Regexp, although other dialects have it: these match nothing.
      {"\\d", "1", false},
      {"a*?", "a", false},
      {"(?i)a", "a", false},
      {"a**", "aa", false},
      {"[]a]", "a", false},
      {"[z-a]", "z", false},
      {"(a", "a", false},
      {"a)", "a", false},
      {"\\p{Greek}", "x", false},
      {"a{,2}", "a", false},
      {"[[:alpha:]]", "a", false},
      {"\\b", "", false},
  };
  for (const auto& c : cases) {
    const IRegexp expression(c.pattern, IRegexp::Extent::whole);
    EXPECT_EQ(expression.matches(c.text), c.matches) << c.pattern;
  }
  EXPECT_TRUE(IRegexp("b+", IRegexp::Extent::part).matches("abbc"));
}

// Every case of the JSONPath Compliance Test Suite.
TEST(JsonPath, ComplianceSuite) {
  const char* environment = std::getenv("MCPCC_TEST_DATA");
  const std::filesystem::path folder = environment != nullptr ? environment : MCPCC_TEST_DATA;
  const auto file_name = folder / "vendor/jsonpath/cts.json";
  if (!std::filesystem::exists(file_name)) {
    ASSERT_EQ(std::getenv("CI"), nullptr) << file_name << " is missing";
    return;
  }
  std::ifstream file(file_name, std::ios::binary);
  const Parsed suite =
      parse_text(std::string(std::istreambuf_iterator<char>(file), {}), "cts.json");
  ASSERT_TRUE(suite.tree) << suite.findings();
  std::size_t cases = 0;
  for (const Node& test : suite.tree->root().find("tests")->items()) {
    ++cases;
    const std::string name(test.find("name")->string());
    const auto path = JsonPath::parse(test.find("selector")->string());
    const Node* invalid = test.find("invalid_selector");
    if (invalid != nullptr && invalid->boolean()) {
      EXPECT_FALSE(std::holds_alternative<JsonPath>(path)) << name;
      continue;
    }
    const auto* error = std::get_if<JsonPath::Error>(&path);
    EXPECT_EQ(error, nullptr) << name << ": " << (error ? error->message : "");
    if (error != nullptr) continue;
    const Node& document = *test.find("document");
    const auto nodes = std::get<JsonPath>(path).select(document);
    ASSERT_TRUE(std::holds_alternative<NodeList>(nodes)) << name;
    const Selected actual = selected(std::get<NodeList>(nodes), document);

    const auto joined = [](const Node& paths) {
      std::string result;
      for (const Node& item : paths.items()) {
        result += (result.empty() ? "" : " ") + std::string(item.string());
      }
      return result;
    };
    bool found = false;
    if (const Node* results = test.find("results")) {
      for (std::size_t i = 0; i < results->items().size(); ++i) {
        found = found || (to_text(results->items()[i]) == actual.values &&
                          joined(test.find("results_paths")->items()[i]) == actual.paths);
      }
    } else {
      found = to_text(*test.find("result")) == actual.values &&
              joined(*test.find("result_paths")) == actual.paths;
    }
    EXPECT_TRUE(found) << name << ": " << actual.values << ' ' << actual.paths;
  }
  EXPECT_GE(cases, 700u);
}

}  // namespace
}  // namespace mcpcc::source
