// Changes to YAML files that were written by mcpcc and then edited by somebody.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "edit/edit.h"

namespace mcpcc::edit {
namespace {

Change set(std::vector<std::string> path, Value value) {
  return {Action::set, std::move(path), std::move(value)};
}
Change add(std::vector<std::string> path, Value value) {
  return {Action::add, std::move(path), std::move(value)};
}
Change remove(std::vector<std::string> path) { return {Action::remove, std::move(path)}; }

std::string text_of(const Outcome& outcome) {
  if (const auto* failure = std::get_if<Failure>(&outcome))
    return std::to_string(failure->offset) + ": " + failure->message;
  return std::get<Edited>(outcome).text;
}

struct Case {
  const char* name;
  std::vector<Change> changes;
  std::string before, after;
};

TEST(EditYaml, ChangesWhatIsAskedForAndNothingElse) {
  const std::vector<Case> cases = {
      {"a member of an item",
       {set({"s", "pets", "a"}, "new")},
       "s:\n- name: other\n  a: x\n- name: pets # it\n  a: 'old' # a\n  b: 1\n",
       "s:\n- name: other\n  a: x\n- name: pets # it\n  a: \"new\" # a\n  b: 1\n"},
      {"a value that is there in another form",
       {set({"a"}, "x"), set({"b"}, "y z"), set({"c"}, Value::List{"1", "k"})},
       "a: x\nb: >-\n  y\n  z\nc:\n- \"1\" # one\n- k\n",
       "a: x\nb: >-\n  y\n  z\nc:\n- \"1\" # one\n- k\n"},
      {"further members",
       {set({"s", "pets", "c"}, "x"), add({"s", "pets", "env", "K"}, "")},
       "s:\n  - name: pets\n    b: |\n      text\n\n# end\n",
       "s:\n  - name: pets\n    b: |\n      text\n    c: \"x\"\n    env:\n      K: \"\"\n\n# "
       "end\n"},
      {"no line end", {set({"b"}, "x")}, "a: 1", "a: 1\nb: \"x\"\n"},
      {"CRLF",
       {set({"b"}, Value::List{"x", "y"}), set({"a"}, "z")},
       "a: 1 # it\r\n",
       "a: \"z\"\r\nb:\r\n  - \"x\"\r\n  - \"y\"\r\n"},
      {"another list",
       {set({"s", "a"}, Value::List{"x"})},
       "s:\n  a: # it\n    - y\n    - z\n  b: 1 # b\n",
       "s:\n  a:\n    - \"x\"\n  b: 1 # b\n"},
      {"what is there stays",
       {add({"a"}, "x"), add({"b"}, "y")},
       "a: mine # it\n",
       "a: mine # it\nb: \"y\"\n"},
      {"removed",
       {remove({"s", "a"}), remove({"s", "c"})},
       "s:\n  b: 1\n  a: # it\n    k: v\n    # in it\n    l: w\n  # behind it\n  d: 1\n",
       "s:\n  b: 1\n  # behind it\n  d: 1\n"},
      // Files that are left alone.
      {"a flow mapping",
       {set({"s", "b"}, "x")},
       "s: {a: 1}\n",
       "3: `s` is written in a form that is not edited"},
      {"a flow mapping of what is there",
       {set({"s", "a"}, "x")},
       "s: {a: [1], b: 2}\n",
       "4: `a` is written in a form that is not edited"},
      {"a member that shares its line",
       {remove({"s", "pets", "name"})},
       "s:\n  - name: pets\n    a: 1\n",
       "7: `name` is written in a form that is not edited"},
      {"an alias",
       {set({"b", "k"}, "x")},
       "a: &a\n  k: v\nb: *a\n",
       "0: `k` is written in a form that is not edited"},
      {"a block scalar",
       {set({"a"}, "x")},
       "a: |\n  y\n",
       "3: `a` is written in a form that is not edited"},
      {"no item of this name",
       {set({"s", "pets", "a"}, "x")},
       "s:\n  - name: other\n",
       "5: `s` has no item with the name `pets`"},
      {"a text in the way", {set({"s", "a"}, "x")}, "s: y\n", "3: `s` is no table"},
      {"not YAML",
       {set({"a"}, "x")},
       "a: [\n",
       "5: the document is not valid YAML: end of sequence flow not found"},
  };
  for (const Case& c : cases) {
    const std::string after = text_of(edit_yaml(c.before, c.changes));
    EXPECT_EQ(after, c.after) << c.name;
    if (std::holds_alternative<Failure>(edit_yaml(c.before, c.changes))) continue;
    EXPECT_EQ(text_of(edit_yaml(after, c.changes)), after) << c.name;
  }
}

TEST(EditYaml, SaysWhatIsLostAndWhatIsKept) {
  const std::vector<Change> changes = {add({"a"}, "x"), set({"b"}, Value::List{"x"}), remove({"c"}),
                                       set({"d"}, Value::List{"x", "y"})};
  const auto edited =
      std::get<Edited>(edit_yaml("a: mine\nb: [x, y]\nc: 1\nd:\n  - z # why\n", changes));
  EXPECT_EQ(edited.kept, std::vector<std::string>{"a"});
  EXPECT_EQ(edited.lost, (std::vector<std::string>{"b", "c", "d"}));
}

TEST(EditYaml, HasBounds) {
  const std::vector<Change> changes = {set({"a"}, "x")};
  const std::string large = "a: " + std::string(max_yaml_bytes, 'x') + "\n";
  EXPECT_EQ(text_of(edit_yaml(large, changes)), "0: it is larger than 1 MiB");
  std::string laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 9; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    laughs += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int j = 1; j < 10; ++j) laughs += ", " + before;
    laughs += "]\n";
  }
  EXPECT_THAT(text_of(edit_yaml(laughs, changes)), testing::HasSubstr("100000"));
  std::string deep;
  for (int i = 0; i < 300; ++i) deep += std::string(static_cast<std::size_t>(i), ' ') + "a:\n";
  EXPECT_THAT(text_of(edit_yaml(deep, changes)), testing::HasSubstr("256"));
}

TEST(EditYaml, KnowsWhatElseIsInAFile) {
  const std::string file = "name: x\nversion: 1\ns:\n  - name: pets\n";
  EXPECT_EQ(yaml_holding(file, "s", "pets"), Holding::only);
  EXPECT_EQ(yaml_holding(file, "s", "other"), Holding::none);
  EXPECT_EQ(yaml_holding(file + "  - name: other\n", "s", "pets"), Holding::among_others);
  EXPECT_EQ(yaml_holding(file + "models: []\n", "s", "pets"), Holding::among_others);
  EXPECT_EQ(yaml_holding("name: pets\n", "s", "pets"), Holding::none);
  EXPECT_EQ(yaml_holding("a: [", "s", "pets"), Holding::none);
}

}  // namespace
}  // namespace mcpcc::edit
