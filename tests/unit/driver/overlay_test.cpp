// What overlays make of documents, on their own and through the whole compiler.
#include "openapi/overlay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <deque>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "driver/driver.h"
#include "paths.h"
#include "support/text.h"

namespace mcpcc {
namespace {

namespace fs = std::filesystem;
using source::Node;
using testing::HasSubstr;

// Compact JSON; members in the order of their keys when `sorted`.
void write(std::string& out, const Node& node, bool sorted) {
  std::map<std::string, std::string> members;
  std::string separator;
  switch (node.kind()) {
    case source::Kind::null:
      out += "null";
      return;
    case source::Kind::boolean:
      out += node.boolean() ? "true" : "false";
      return;
    case source::Kind::number:
      out += node.number();
      return;
    case source::Kind::string:
      append_json_string(out, node.string());
      return;
    case source::Kind::array:
      out += '[';
      for (const Node& item : node.items()) {
        out += separator;
        write(out, item, sorted);
        separator = ",";
      }
      out += ']';
      return;
    case source::Kind::object:
      break;
  }
  std::size_t count = 0;
  for (const auto& member : node.members()) {
    std::string text;
    append_json_string(text, member.key);
    text += ':';
    write(text, member.value, sorted);
    members[sorted ? text : std::to_string(1'000'000 + count++)] = text;
  }
  out += '{';
  for (const auto& [order, text] : members) {
    out += separator + text;
    separator = ",";
  }
  out += '}';
}

std::string to_text(const Node& node, bool sorted = false) {
  std::string out;
  write(out, node, sorted);
  return out;
}

class Trees {
 public:
  const Node& parse(std::string text) {
    const std::uint32_t file = sources_.add("test.yaml", std::move(text));
    trees_.push_back(*source::parse(sources_, file, {}, diagnostics_));
    return trees_.back().root();
  }
  // One line a finding: "rule pointer: detail; hint".
  std::string findings() const {
    std::string out;
    for (const auto& found : diagnostics_.sorted()) {
      out += (out.empty() ? "" : "\n") + std::string(found.rule->id) + ' ' + found.pointer +
             (found.detail.empty() ? "" : ": " + found.detail);
      for (const auto& hint : found.hints) out += "; " + hint;
    }
    return out;
  }
  Node apply(const Node& document, const Node& overlay, const openapi::OverlayLimits& limits = {}) {
    return openapi::apply_overlay(document, overlay, sources_, factory_, losses_, diagnostics_,
                                  limits);
  }

 private:
  Sources sources_;
  Diagnostics diagnostics_;
  std::deque<source::Tree> trees_;
  source::NodeFactory factory_;
  openapi::OverlayLosses losses_;
};

struct Outcome {
  std::string document, findings;
};

Outcome applied(std::string_view document, std::string_view actions,
                std::string_view version = "1.1.0", std::string_view more = "",
                const openapi::OverlayLimits& limits = {}) {
  Trees trees;
  const Node& before = trees.parse(std::string(document));
  const Node& overlay =
      trees.parse("overlay: " + std::string(version) + "\ninfo: {title: t, version: 1}\n" +
                  std::string(more) + "\nactions: [" + std::string(actions) + "]\n");
  const Node after = trees.apply(before, overlay, limits);
  return {to_text(after), trees.findings()};
}

TEST(Overlay, ActionsChangeTheDocument) {
  struct Case {
    std::string_view document, actions, result;
  };
  constexpr Case cases[] = {
      // update: objects are merged, arrays concatenated, primitives replaced
      {"{a: {b: 1, c: {d: [1]}}}", "{target: $.a, update: {b: 2, c: {d: [2], e: 3}, f: 4}}",
       R"({"a":{"b":2,"c":{"d":[1,2],"e":3},"f":4}})"},
      {"{a: [1]}", "{target: $.a, update: [2, 3]}", R"({"a":[1,2,3]})"},
      {"{a: [1]}", "{target: $.a, update: 2}", R"({"a":[1,2]})"},
      {"{a: [{b: 1}]}", "{target: $.a, update: {b: 2}}", R"({"a":[{"b":1},{"b":2}]})"},
      {"{a: [{b: 1}, {b: 2}]}", "{target: '$.a[?@.b == 2]', update: {c: 3}}",
       R"({"a":[{"b":1},{"b":2,"c":3}]})"},
      {"{a: x, b: null}", "{target: $.a, update: y}, {target: $.b, update: 1}",
       R"({"a":"y","b":1})"},
      {"{a: 1}", "{target: $, update: {b: 2}}", R"({"a":1,"b":2})"},
      {"{a: 1}", "{target: $.a, update: null}", R"({"a":null})"},
      {"{a: {x: 1}, b: {x: 1}}", "{target: '$.*', update: {y: 2}}",
       R"({"a":{"x":1,"y":2},"b":{"x":1,"y":2}})"},
      {"{a: {b: {}}}", "{target: '$..[?@]', update: {x: {}}}", R"({"a":{"b":{"x":{}},"x":{}}})"},
      // a node that is selected twice is changed once
      {"{a: [1]}", "{target: \"$['a', 'a']\", update: [2]}", R"({"a":[1,2]})"},
      // remove
      {"{a: 1, b: 2}", "{target: $.a, remove: true}", R"({"b":2})"},
      {"{a: [1, 2, 3, 4]}", "{target: '$.a[?@ > 1 && @ < 4]', remove: true}", R"({"a":[1,4]})"},
      {"{a: {b: 1}}", "{target: $..*, remove: true}", "{}"},
      {"{a: 1}", "{target: $.a, remove: true, update: 2}", "{}"},
      // copy
      {"{a: {x: 1, y: {}}, b: {x: 2}}", "{target: $.b, copy: $.a}",
       R"({"a":{"x":1,"y":{}},"b":{"x":1,"y":{}}})"},
      {"{a: 1, b: [2]}", "{target: $.b, copy: $.a}", R"({"a":1,"b":[2,1]})"},
      {"{a: {b: 1}}", "{target: $.a, update: {c: {}}}, {target: $.a.c, copy: $.a}",
       R"({"a":{"b":1,"c":{"b":1,"c":{}}}})"},
      // each action sees what those before it made
      {"{p: {a: {x: 1}}}",
       "{target: $.p, update: {b: {}}}, {target: $.p.b, copy: $.p.a}, {target: $.p.a, remove: "
       "true}",
       R"({"p":{"b":{"x":1}}})"},
      // aliases are places of their own
      {"{a: &x {b: 1}, c: *x}", "{target: $.c, update: {b: 2}}", R"({"a":{"b":1},"c":{"b":2}})"},
  };
  for (const auto& c : cases) {
    const Outcome outcome = applied(c.document, c.actions);
    EXPECT_EQ(outcome.document, c.result) << c.actions;
    EXPECT_EQ(outcome.findings, "") << c.actions;
  }
}

TEST(Overlay, LargeObjectsKeepTheirIndex) {
  std::string document = "{";
  for (int i = 0; i < 100; ++i) document += "k" + std::to_string(i) + ": {}, ";
  document += "}";
  Trees trees;
  const Node& before = trees.parse(document);
  const Node after = trees.apply(
      before,
      trees.parse("{overlay: 1.0.0, info: {title: t, version: v}, actions: [{target: $.k50, "
                  "remove: true}, {target: $, update: {n: {}}}, {target: $.k7, update: {x: 1}}]}"));
  EXPECT_EQ(after.find("k50"), nullptr);
  ASSERT_NE(after.find("n"), nullptr);
  EXPECT_EQ(to_text(*after.find("k7")), R"({"x":1})");
  EXPECT_EQ(after.find("k8")->members().data(), before.find("k8")->members().data());
}

TEST(Overlay, MistakesAreReportedAndChangeNothing) {
  struct Case {
    std::string_view actions, findings;
    std::string_view version = "1.1.0";
    std::string_view more = "";
  };
  constexpr Case cases[] = {
      {"{target: $.none, update: {}}",
       "overlay-no-effect #/actions/0/target: the target selects nothing"},
      {"{target: $}", "overlay-no-effect #/actions/0: it says neither `update` nor `remove`"},
      {"{target: $.a, remove: false}",
       "overlay-no-effect #/actions/0: it says neither `update` nor `remove`"},
      {"", "overlay-invalid #/actions: expected at least one action"},
      {"7", "overlay-invalid #/actions/0: expected an object, found a number"},
      {"{update: {}}", "overlay-invalid #/actions/0: `target` is missing"},
      {"{target: 1, remove: yes, updates: {}}",
       "overlay-invalid #/actions/0/target: expected a string, found a number\n"
       "overlay-invalid #/actions/0/remove: expected a boolean, found a string\n"
       "overlay-invalid #/actions/0/updates: `updates` is not a field of this object; did you mean "
       "`update`?"},
      {"{target: $.o, update: {}, copy: $.a}",
       "overlay-invalid #/actions/0/copy: `update` and `copy` exclude each other"},
      {"{target: $, copy: $.a}",
       "overlay-invalid #/actions/0/copy: `copy` is not part of Overlay 1.0; it came with 1.1: "
       "change `overlay`",
       "1.0.0"},
      {"{target: $.s, update: y}",
       "overlay-not-applicable #/actions/0/target: Overlay 1.0 updates objects and arrays only; "
       "select the object around the value, or write `overlay: 1.1.0`",
       "1.0.0"},
      {"{target: '$.a[', remove: true}",
       "overlay-query-invalid #/actions/0/target: expected a name in quotes, an index, a slice, "
       "`*` "
       "or a filter"},
      {"{target: $.o, copy: a}", "overlay-query-invalid #/actions/0/copy: a query begins with `$`"},
      {"{target: $, remove: true}",
       "overlay-not-applicable #/actions/0/target: the whole document cannot be removed"},
      {"{target: $.o, copy: '$.a.*'}",
       "overlay-not-applicable #/actions/0/copy: it selects 2 values, expected one"},
      {"{target: $.o, copy: $.s}",
       "overlay-not-applicable #/actions/0/copy: a string cannot be merged with an object; the "
       "target is `#/o`"},
      {"{target: $, update: {a: {}}}",
       "overlay-not-applicable #/actions/0/update: an object cannot be merged with an array; the "
       "target is `#`"},
      {"{target: $, update: {new: 1, a: {}}}",
       "overlay-not-applicable #/actions/0/update: an object cannot be merged with an array; the "
       "target is `#`"},
      {"{target: '$.*', update: {}}",
       "overlay-not-applicable #/actions/0/target: it selects an array at `#/a` and an object at "
       "`#/o`; objects, arrays and primitive values need an action each"},
      {"{target: $.o, update: {}, x-why: not}", ""},
      {"{target: $.o, update: {}}",
       "overlay-invalid #/components: `components` is not part of Overlay 1.1; it came with 1.2: "
       "change `overlay`",
       "1.1.3", "components: {}"},
      {"{target: $.o, update: {}}", "overlay-invalid #/extends: a fragment is not allowed here",
       "1.2.0", "extends: 'a.yaml#/x'"},
      {"{target: $.o, $ref: '#/components/actions/on'}",
       "overlay-invalid #/actions/0/$ref: there is no reusable action `#/components/actions/on`; "
       "did "
       "you mean `one`?",
       "1.2.0", "components: {actions: {one: {fields: {update: {}}}}}"},
      {"{target: $.o, $ref: '#/actions/0'}",
       "overlay-invalid #/actions/0/$ref: there is no reusable action `#/actions/0`; it has the "
       "form "
       "`#/components/actions/NAME`",
       "1.2.0"},
      {"{target: $.o, $ref: '#/components/actions/one'}",
       "overlay-invalid #/components/actions/one/fields/target: `target` is not a field of this "
       "object",
       "1.2.0", "components: {actions: {one: {fields: {target: $}}}}"},
      {"{target: $.o, update: {}}",
       "overlay-version-unsupported #/overlay: `1.3.0`; 1.0, 1.1 and 1.2 are supported", "1.3.0"},
  };
  constexpr std::string_view document = "{a: [1, 2], o: {}, s: x}";
  for (const auto& c : cases) {
    const Outcome outcome = applied(document, c.actions, c.version, c.more);
    EXPECT_EQ(outcome.findings, c.findings) << c.actions;
    EXPECT_EQ(outcome.document, R"({"a":[1,2],"o":{},"s":"x"})") << c.actions;
  }

  Trees trees;
  const Node& root = trees.parse("{}");
  trees.apply(root, trees.parse("[]"));
  trees.apply(root, trees.parse("openapi: 3.1.0"));
  trees.apply(root, trees.parse("{overlay: 1.0.0, info: {title: [], descripton: x}, action: []}"));
  EXPECT_EQ(
      trees.findings(),
      "overlay-invalid #: expected an object, found an array\n"
      "overlay-invalid #: `overlay` is missing: this is not an overlay\n"
      "overlay-invalid #: `actions` is missing\n"
      "overlay-invalid #/info: `version` is missing\n"
      "overlay-invalid #/info/title: expected a string, found an array\n"
      "overlay-invalid #/info/descripton: `descripton` is not a field of this object; did you "
      "mean `description`?\n"
      "overlay-invalid #/action: `action` is not a field of this object; did you mean "
      "`actions`?");
}

TEST(Overlay, ReusableActions) {
  struct Case {
    std::string_view action, result;
  };
  constexpr Case cases[] = {
      {"{target: $.a, $ref: '#/components/actions/add'}", R"({"a":{"x":1},"b":{}})"},
      {"{target: $.a, $ref: '#/components/actions/in~1out'}", R"({"b":{}})"},
      // what the reference says itself wins
      {"{target: $.a, $ref: '#/components/actions/in~1out', update: {y: 2}}",
       R"({"a":{"y":2},"b":{}})"},
  };
  for (const auto& c : cases) {
    const Outcome outcome =
        applied("{a: {}, b: {}}", c.action, "1.2.0",
                "$self: 'https://x/y'\ncomponents: {actions: {add: {fields: {update: {x: 1}}, "
                "description: d}, in/out: {fields: {remove: true}}}}");
    EXPECT_EQ(outcome.document, c.result);
    EXPECT_EQ(outcome.findings, "");
  }
}

TEST(Overlay, WorkIsBounded) {
  // Each action doubles what it copies: without a limit 2^60 values.
  std::string doubling;
  for (int i = 0; i < 60; ++i) {
    doubling += "{target: $, update: {k" + std::to_string(i) + ": {}}}, {target: $.k" +
                std::to_string(i) + ", copy: $}, ";
  }
  EXPECT_EQ(applied("{a: 1}", doubling, "1.1.0", "", {.max_nodes = 1000}).findings,
            "overlay-too-large #/actions/17/target: the document would hold more than 1000 values");

  std::string deepening;
  for (int i = 0; i < 10; ++i) deepening += "{target: '$..[?!@.*]', copy: $}, ";
  EXPECT_THAT(applied("{a: {b: {c: {d: {}}}}}", deepening).findings,
              HasSubstr("nested deeper than 400"));

  std::string rewriting;
  for (int i = 0; i < 200; ++i) rewriting += "{target: $.a, update: " + std::to_string(i) + "}, ";
  const Outcome outcome = applied("{a: 0, b: 0, c: 0, d: 0, e: 0, f: 0}", rewriting, "1.1.0", "",
                                  {.max_rewritten = 1000});
  EXPECT_EQ(outcome.findings,
            "overlay-too-large #/actions/166/target: the actions make more than 1000 members and "
            "items anew; one action can change many places: let its `update` mirror the document");
  EXPECT_THAT(outcome.document, HasSubstr("\"a\":165"));

  EXPECT_EQ(
      applied("[1, 2, 3, 4]", "{target: '$[?$..x]', remove: true}", "1.1.0", "", {.max_visits = 10})
          .findings,
      "overlay-too-large #/actions/0/target: the query looks at too many values; the queries of "
      "an overlay may look at 10 values in all, and each select 1000000");
}

// The sets of documents, overlays and results that come with the specification.
TEST(Overlay, CompliantSets) {
  const char* environment = std::getenv("MCPCC_TEST_DATA");
  const fs::path data = environment != nullptr ? environment : MCPCC_TEST_DATA;
  const fs::path sets = data / "vendor/overlay/compliant-sets";
  if (!fs::exists(sets)) {
    ASSERT_EQ(std::getenv("CI"), nullptr) << sets << " is missing";
    return;
  }
  std::size_t count = 0;
  for (const auto& set : fs::directory_iterator(sets)) {
    if (!set.is_directory()) continue;
    ++count;
    Trees trees;
    const auto parse = [&](const char* name) -> const Node& {
      std::ifstream file(set.path() / name, std::ios::binary);
      return trees.parse({std::istreambuf_iterator<char>(file), {}});
    };
    const Node after = trees.apply(parse("openapi.yaml"), parse("overlay.yaml"));
    EXPECT_EQ(to_text(after, true), to_text(parse("output.yaml"), true)) << set.path();
    EXPECT_THAT(trees.findings(), testing::Not(HasSubstr("overlay-invalid"))) << set.path();
  }
  EXPECT_GE(count, 8u);
}

// Files by their paths; folders are what paths say.
class Files : public resolve::FileAccess {
 public:
  std::map<fs::path, std::string> texts;
  std::optional<std::string> read(const fs::path& path, std::size_t, bool,
                                  std::string& error) const override {
    const auto found = texts.find(path);
    if (found != texts.end()) return found->second;
    error = "no such file";
    return std::nullopt;
  }
  fs::path canonical(const fs::path& path) const override {
    return (path.is_absolute() ? path : "/home" / path).lexically_normal();
  }
};

constexpr std::string_view overlay_head = "overlay: 1.1.0\ninfo: {title: t, version: v}\n";

class OverlayFiles : public testing::Test {
 protected:
  void SetUp() override {
    files_.texts["/home/api/shop.yaml"] =
        "openapi: 3.1.0\ninfo: {title: Shop, version: '1'}\npaths: {/a: {get: {operationId: a}}}\n"
        "components: {schemas: {Id: {type: string}}}\n";
  }
  void overlay(const std::string& path, std::string_view actions) {
    files_.texts[path] = std::string(overlay_head) + "actions:\n" + std::string(actions);
  }
  int run(const std::vector<std::string>& arguments, const std::string& input = {}) {
    std::istringstream in(input);
    std::ostringstream out, err;
    driver::Environment environment{files_, in, out, err};
    const int status = driver::run(arguments, environment);
    out_ = out.str();
    err_ = err.str();
    return status;
  }
  Files files_;
  std::string out_, err_;
};

TEST_F(OverlayFiles, ReferencesOfAnOverlayAreSeenFromTheDocument) {
  files_.texts["/home/api/parts.yaml"] =
      "Size: {type: integer}\nId: {$ref: 'shop.yaml#/components/schemas/Id'}\n";
  overlay("/etc/x.yaml",
          "- target: $.paths['/a'].get\n"
          "  update:\n"
          "    parameters:\n"
          "      - {name: id, in: query, schema: {$ref: '#/components/schemas/Id'}}\n"
          "      - {name: new, in: query, schema: {$ref: '#/components/schemas/New'}}\n"
          "      - {name: size, in: query, schema: {$ref: 'parts.yaml#/Size'}}\n"
          "      - {name: back, in: query, schema: {$ref: 'parts.yaml#/Id'}}\n"
          "- target: $.components.schemas\n"
          "  update: {New: {type: boolean}, Id: {maxLength: 5}}\n");
  EXPECT_EQ(run({"inspect", "api/shop.yaml", "--overlay", "/etc/x.yaml", "--show", "tools",
                 "--format", "json"}),
            0)
      << err_;
  EXPECT_EQ(err_, "");
  EXPECT_THAT(out_, HasSubstr(R"("id":{"type":"string","maxLength":5})"));
  EXPECT_THAT(out_, HasSubstr(R"("new":{"type":"boolean"})"));
  EXPECT_THAT(out_, HasSubstr(R"("size":{"type":"integer"})"));
  EXPECT_THAT(out_, HasSubstr(R"("back":{"type":"string","maxLength":5})"));
}

TEST_F(OverlayFiles, FindingsPointIntoTheOverlay) {
  overlay("/home/x.yaml",
          "- target: $.paths['/a'].get\n"
          "  update: {parameters: [{name: id, in: query, schema: {$ref: '#/none'}}]}\n"
          "- target: $.info.title\n"
          "  update: {}\n");
  EXPECT_EQ(run({"check", "api/shop.yaml", "--overlay", "x.yaml"}), 1);
  EXPECT_THAT(err_, HasSubstr("x.yaml:5:62: warning: the target of the reference does not exist"));
  EXPECT_THAT(err_, HasSubstr("x.yaml:7:11: error: the action of the overlay cannot be applied"));
}

TEST_F(OverlayFiles, OverlaysApplyInTheirOrder) {
  overlay("/home/1.yaml", "- {target: $.info.title, update: First}\n");
  overlay("/home/2.yaml", "- {target: '$.info[?@ == \"First\"]', update: Second}\n");
  EXPECT_EQ(run({"inspect", "--show", "ir", "--overlay", "1.yaml", "--overlay", "2.yaml",
                 "api/shop.yaml"}),
            0);
  EXPECT_THAT(out_, HasSubstr("\"Second\""));
  EXPECT_EQ(err_, "");
}

TEST_F(OverlayFiles, StandardInputTakesOverlays) {
  overlay("/home/x.yaml",
          "- target: $.paths['/a'].get\n"
          "  update: {parameters: [{name: p, in: query, schema: {$ref: 'y.yaml'}}]}\n");
  EXPECT_EQ(run({"check", "-", "--overlay", "x.yaml"}, files_.texts["/home/api/shop.yaml"]), 0);
  EXPECT_THAT(err_, HasSubstr("[ref-outside-root]"));
}

TEST_F(OverlayFiles, AnOverlayThatCannotBeReadIsAnError) {
  EXPECT_EQ(run({"check", "api/shop.yaml", "--overlay", "x.yaml"}), 1);
  EXPECT_THAT(err_, HasSubstr("error: the file cannot be read: `x.yaml`: no such file"));
}

TEST_F(OverlayFiles, ExtendsIsCheckedAgainstWhatIsKnown) {
  struct Case {
    std::string_view extends, self;
    bool is_other;
  };
  constexpr Case cases[] = {
      {"shop.yaml", "", false},
      {"../api/shop.yaml", "", false},
      {"https://example.com/v1/shop.yaml", "", false},
      {"other.yaml", "", true},
      {"https://example.com/other.yaml", "", true},
      {"https://example.com/shop", "https://example.com/shop", false},
      {"https://example.com/other", "https://example.com/shop", true},
  };
  const std::string document = files_.texts["/home/api/shop.yaml"];
  for (const auto& c : cases) {
    overlay("/home/x.yaml", "- {target: $.info.title, update: T}\n");
    files_.texts["/home/x.yaml"] += "extends: " + std::string(c.extends) + "\n";
    files_.texts["/home/api/shop.yaml"] =
        document + (c.self.empty() ? "" : "$self: " + std::string(c.self) + "\n");
    run({"check", "api/shop.yaml", "--overlay", "x.yaml"});
    EXPECT_EQ(err_.find("[overlay-extends-other]") != std::string::npos, c.is_other)
        << c.extends << '\n'
        << err_;
  }
}

TEST_F(OverlayFiles, LockAndDepfileNameOverlays) {
  std::string pattern = (fs::temp_directory_path() / "mcpcc-overlay-XXXXXX").string();
  const fs::path folder = mkdtemp(pattern.data());
  const auto read = [&](const char* name) {
    std::ifstream file(folder / name, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  overlay("/home/overlays/x.yaml", "- {target: $.info.title, update: T}\n");
  EXPECT_EQ(run({"generate", "api/shop.yaml", "--overlay", "overlays/x.yaml", "-o",
                 (folder / "out").string(), "--depfile", (folder / "d").string()}),
            0)
      << err_;
  EXPECT_THAT(read("out/mcpcc.lock"), HasSubstr("{ \"file\": \"shop.yaml\""));
  EXPECT_THAT(read("out/mcpcc.lock"), HasSubstr("{ \"file\": \"../overlays/x.yaml\""));
  EXPECT_THAT(read("d"), HasSubstr("/home/api/shop.yaml \\\n  /home/overlays/x.yaml\n"));

  EXPECT_EQ(run({"generate", "-", "--overlay", "overlays/x.yaml", "-o", (folder / "in").string()},
                files_.texts["/home/api/shop.yaml"]),
            0)
      << err_;
  EXPECT_THAT(read("in/mcpcc.lock"), HasSubstr("{ \"file\": \"<stdin>\""));
  EXPECT_THAT(read("in/mcpcc.lock"), HasSubstr("{ \"file\": \"x.yaml\""));
  fs::remove_all(folder);
}

}  // namespace
}  // namespace mcpcc
