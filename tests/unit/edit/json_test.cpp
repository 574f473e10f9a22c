// Changes to JSON files of other programs: exactly what is asked for changes, every other byte
// stays.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "edit/edit.h"

namespace mcpcc::edit {
namespace {

Change set(std::vector<std::string> path, Value value) {
  return {Action::set, std::move(path), std::move(value), {}};
}
Change add(std::vector<std::string> path, Value value) {
  return {Action::add, std::move(path), std::move(value), {}};
}
Change remove(std::vector<std::string> path) { return {Action::remove, std::move(path), {}, {}}; }
Value input(const char* id) {
  return Value::Table{{"type", "promptString"}, {"id", id}, {"password", true}};
}
Change append(const char* id) { return {Action::append, {"inputs"}, input(id), "id"}; }
Change remove_item(const char* id) { return {Action::remove_item, {"inputs"}, input(id), "id"}; }

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

const std::vector<Case>& cases() {
  static const std::vector<Case> all = {
      {"nothing there",
       {set({"mcpServers", "pets", "command"}, "pets-mcp")},
       "",
       "{\n  \"mcpServers\": {\n    \"pets\": {\n      \"command\": \"pets-mcp\"\n    }\n  }\n}\n"},
      {"only a byte order mark",
       {set({"a"}, true)},
       "\xEF\xBB\xBF",
       "\xEF\xBB\xBF{\n  \"a\": true\n}\n"},
      {"only a comment", {set({"a"}, true)}, "// mine\n", "// mine\n{\n  \"a\": true\n}\n"},
      {"an empty object", {set({"a"}, true)}, "{}\n", "{\n  \"a\": true\n}\n"},
      {"an empty object with a comment",
       {set({"a"}, true)},
       "{\n  // mine\n}\n",
       "{\n  // mine\n  \"a\": true\n}\n"},
      {"another member",
       {set({"b"}, "x")},
       "{\n    \"a\": 1\n}\n",
       "{\n    \"a\": 1,\n    \"b\": \"x\"\n}\n"},
      {"tabs",
       {set({"b", "c"}, "x")},
       "{\n\t\"a\": 1\n}",
       "{\n\t\"a\": 1,\n\t\"b\": {\n\t\t\"c\": \"x\"\n\t}\n}"},
      {"CRLF and a byte order mark",
       {set({"b", "c"}, "x")},
       "\xEF\xBB\xBF{\r\n  \"a\": 1\r\n}\r\n",
       "\xEF\xBB\xBF{\r\n  \"a\": 1,\r\n  \"b\": {\r\n    \"c\": \"x\"\r\n  }\r\n}\r\n"},
      {"a trailing comma",
       {set({"b"}, "x")},
       "{\n  \"a\": 1,\n}\n",
       "{\n  \"a\": 1,\n  \"b\": \"x\",\n}\n"},
      {"a comment behind the last member",
       {set({"b"}, "x")},
       "{\n  \"a\": 1 // one\n  // end\n}\n",
       "{\n  \"a\": 1, // one\n  \"b\": \"x\"\n  // end\n}\n"},
      {"a comment behind a trailing comma",
       {set({"b"}, "x")},
       "{\n  \"a\": 1, /* one */ // and\n}\n",
       "{\n  \"a\": 1, /* one */ // and\n  \"b\": \"x\",\n}\n"},
      {"everything on one line",
       {set({"s", "b"}, "x")},
       "{\"a\":1,\"s\":{\"c\":{}}}",
       "{\"a\":1,\"s\":{\"c\":{},\"b\":\"x\"}}"},
      {"one line with spaces",
       {set({"s", "b"}, Value::List{"x", "y"})},
       "{ \"s\": { \"c\": 1 } }",
       "{ \"s\": { \"c\": 1, \"b\": [\"x\", \"y\"] } }"},
      {"one line and nothing in it", {set({"s", "b"}, "x")}, "{\"s\":{}}", "{\"s\":{\"b\":\"x\"}}"},
      {"an object on one line in a file of many",
       {set({"s", "b"}, "x")},
       "{\n  \"s\": { \"c\": 1 },\n  \"t\": 2\n}\n",
       "{\n  \"s\": { \"c\": 1, \"b\": \"x\" },\n  \"t\": 2\n}\n"},
      {"an empty object among others",
       {set({"s", "b"}, "x")},
       "{\n  \"s\": {},\n  \"t\": 2\n}\n",
       "{\n  \"s\": {\n    \"b\": \"x\"\n  },\n  \"t\": 2\n}\n"},
      {"another value",
       {set({"a"}, "new")},
       "{\n  \"a\" : \"old\" // it\n}\n",
       "{\n  \"a\" : \"new\" // it\n}\n"},
      {"a value that is there",
       {set({"a"}, Value::List{"x", "y"})},
       "{\"a\": [ \"x\",\n\"y\" ]}",
       "{\"a\": [ \"x\",\n\"y\" ]}"},
      {"a string that is spelt differently",
       {set({"a"}, "/x")},
       "{\"a\": \"\\/\\u0078\"}",
       "{\"a\": \"\\/\\u0078\"}"},
      {"a list with comments that is there",
       {set({"a"}, Value::List{"x", "y"})},
       "{\"a\": [\n  \"x\", // one\n  /* two */ \"y\",\n]}",
       "{\"a\": [\n  \"x\", // one\n  /* two */ \"y\",\n]}"},
      {"an empty list with a comment",
       {set({"a"}, Value::List())},
       "{\"a\": [ /* none */ ]}",
       "{\"a\": [ /* none */ ]}"},
      {"a list with comments, of which an item changes",
       {set({"a"}, Value::List{"run", "shop:2", "--stdio"})},
       "{\n  \"a\": [\n    \"run\", // it\n    \"shop:1\", // pinned\n    // end\n    "
       "\"--stdio\"\n  "
       "]\n}\n",
       "{\n  \"a\": [\n    \"run\", // it\n    \"shop:2\", // pinned\n    // end\n    "
       "\"--stdio\"\n  "
       "]\n}\n"},
      {"a list that grows",
       {set({"a"}, Value::List{"first", "run", "-e", "K", "shop", "last"})},
       "{\n  \"a\": [\n    \"run\", // it\n    \"shop\" // pinned\n  ]\n}\n",
       "{\n  \"a\": [\n    \"first\",\n    \"run\", // it\n    \"-e\",\n    \"K\",\n    \"shop\", "
       "// pinned\n    \"last\"\n  ]\n}\n"},
      {"a list in a line that grows",
       {set({"a"}, Value::List{"first", "run", "-e", "shop", "last"})},
       "{\"a\": [/* it */ \"run\", \"shop\"]}",
       "{\"a\": [/* it */ \"first\", \"run\", \"-e\", \"shop\", \"last\"]}"},
      {"a list that shrinks",
       {set({"a"}, Value::List{"run", "shop:2"})},
       "{\n  \"a\": [\n    \"run\", // it\n    \"-v\", // mine\n    7,\n    {\"x\": []},\n    "
       "\"shop:1\" // "
       "pinned\n  ]\n}\n",
       "{\n  \"a\": [\n    \"run\", // it\n    \"shop:2\" // pinned\n  ]\n}\n"},
      {"a list that gets empty",
       {set({"a"}, Value::List())},
       "{\"a\": [\"run\", \"shop\"], \"b\": 1}",
       "{\"a\": [], \"b\": 1}"},
      {"items that are missing",
       {{Action::include, {"a"}, Value::List{"x", "y"}}},
       "{\"a\": [\"mine\", \"y\" /* it */]}",
       "{\"a\": [\"mine\", \"y\", \"x\" /* it */]}"},
      {"items in a list that is missing",
       {{Action::include, {"a"}, Value::List{"x"}}},
       "{}",
       "{\n  \"a\": [\"x\"]\n}"},
      {"unless it is there",
       {{.path = {"a"}, .value = "new", .unless = Change::Program{{"s", "c"}, "x"}}},
       "{\"a\": \"old\", \"s\": {\"c\": \"\\u0078\"}}",
       "{\"a\": \"old\", \"s\": {\"c\": \"\\u0078\"}}"},
      {"unless it is there, in another folder",
       {{.path = {"a"}, .value = "new", .unless = Change::Program{{"s", "c"}, "x"}}},
       "{\"a\": \"old\", \"s\": {\"c\": \"C:\\\\x\"}}",
       "{\"a\": \"old\", \"s\": {\"c\": \"C:\\\\x\"}}"},
      {"unless it is there, which it is not",
       {{.path = {"a"}, .value = "new", .unless = Change::Program{{"s", "c"}, "x"}}},
       "{\"a\": \"old\", \"s\": {}}",
       "{\"a\": \"old\", \"s\": {}}"},
      {"unless something else is there",
       {{.path = {"a"}, .value = "new", .unless = Change::Program{{"s", "c"}, "x"}}},
       "{\"a\": \"old\", \"s\": {\"c\": \"y\"}}",
       "{\"a\": \"new\", \"s\": {\"c\": \"y\"}}"},
      {"a placeholder and what is none",
       {{.action = Action::add, .path = {"a"}, .value = "<N>", .placeholder = {"<", ">"}},
        {.action = Action::add, .path = {"b"}, .value = "<N>", .placeholder = {"<", ">"}}},
       "{\"a\": \"<OLD>\", \"b\": \"<s3 cr3t>\"}",
       "{\"a\": \"<N>\", \"b\": \"<s3 cr3t>\"}"},
      {"what is there stays",
       {add({"a"}, "new"), add({"b"}, "x")},
       "{\"a\": \"old\"}",
       "{\"a\": \"old\", \"b\": \"x\"}"},
      {"a name with escapes",
       {set({"a/b"}, "x")},
       "{\"\\u0061\\/b\": 1}",
       "{\"\\u0061\\/b\": \"x\"}"},
      {"a long list",
       {set({"a"}, Value::List{std::string(50, 'x'), std::string(50, 'y')})},
       "{\n  \"b\": 1\n}",
       "{\n  \"b\": 1,\n  \"a\": [\n    \"" + std::string(50, 'x') + "\",\n    \"" +
           std::string(50, 'y') + "\"\n  ]\n}"},
      {"remove the last",
       {remove({"b"})},
       "{\n  \"a\": 1, // one\n  \"b\": 2 // two\n}\n",
       "{\n  \"a\": 1 // one\n}\n"},
      {"remove the first",
       {remove({"a"})},
       "{\n  \"a\": 1, // one\n  \"b\": 2\n}\n",
       "{\n  \"b\": 2\n}\n"},
      {"remove one of a line", {remove({"a"})}, "{\"a\": 1, \"b\": 2}", "{\"b\": 2}"},
      {"remove the last of a line", {remove({"b"})}, "{\"a\": 1, \"b\": 2}", "{\"a\": 1}"},
      {"remove the last with its comma",
       {remove({"b"})},
       "{\n  \"a\": 1,\n  \"b\": 2,\n}\n",
       "{\n  \"a\": 1,\n}\n"},
      {"remove the only one",
       {remove({"s", "a"})},
       "{\n  \"s\": {\n    \"a\": 1\n  }\n}\n",
       "{\n  \"s\": {}\n}\n"},
      {"remove the only one below a comment",
       {remove({"s", "a"})},
       "{\n  \"s\": {\n    // mine\n    \"a\": 1\n  }\n}\n",
       "{\n  \"s\": {\n    // mine\n  }\n}\n"},
      {"remove what is not there", {remove({"s", "a"}), remove({"t"})}, "{\"s\": 1}", "{\"s\": 1}"},
      {"remove with CRLF",
       {remove({"b"})},
       "{\r\n  \"a\": 1,\r\n  \"b\": 2\r\n}\r\n",
       "{\r\n  \"a\": 1\r\n}\r\n"},
      {"the first item",
       {append("k")},
       "{\n  \"servers\": {}\n}\n",
       "{\n  \"servers\": {},\n  \"inputs\": [\n    {\n      \"type\": \"promptString\",\n      "
       "\"id\": \"k\",\n"
       "      \"password\": true\n    }\n  ]\n}\n"},
      {"a further item",
       {append("k")},
       "{\n  \"inputs\": [\n    {\"id\": \"j\"}\n  ]\n}\n",
       "{\n  \"inputs\": [\n    {\"id\": \"j\"},\n    {\n      \"type\": \"promptString\",\n      "
       "\"id\": \"k\",\n"
       "      \"password\": true\n    }\n  ]\n}\n"},
      {"an item in one line",
       {append("k")},
       "{\"inputs\":[]}",
       "{\"inputs\":[{\"type\":\"promptString\",\"id\":\"k\",\"password\":true}]}"},
      {"an item that is there",
       {append("k")},
       "{\"inputs\": [5, {\"id\": \"k\"}]}",
       "{\"inputs\": [5, {\"id\": \"k\"}]}"},
      {"remove an item",
       {remove_item("k")},
       "{\"inputs\": [{\"id\": \"k\"}, {\"id\": \"j\"}]}",
       "{\"inputs\": [{\"id\": \"j\"}]}"},
      {"remove the only item",
       {remove_item("k")},
       "{\n  \"inputs\": [\n    {\"id\": \"k\"}\n  ]\n}",
       "{\n  \"inputs\": []\n}"},
      {"an item that something else needs",
       {{Action::remove_item, {"inputs"}, input("k"), "id", {}, {}, "${input:k}"}},
       "{\"inputs\": [{\"id\": \"k\"}], \"s\": \"x ${input:k}\"}",
       "{\"inputs\": [{\"id\": \"k\"}], \"s\": \"x ${input:k}\"}"},
      {"remove a table",
       {{Action::remove_table, {"s", "a"}}},
       "{\"s\": {\"a\": {}}}",
       "{\"s\": {}}"},
      // Files that are left alone.
      {"no table to remove",
       {{Action::remove_table, {"s", "a"}}},
       "{\"s\": {\"a\": []}}",
       "12: `a` is no object"},
      {"no list to add to",
       {{Action::include, {"a"}, Value::List{"x"}}},
       "{\"a\": \"x\"}",
       "6: `a` is no array"},
      {"not JSON", {set({"a"}, true)}, "{\n  \"a\": yes\n}", "9: this is no value of JSON"},
      {"no object", {set({"a"}, true)}, "[]", "0: it is not a JSON object"},
      {"no end", {set({"b"}, true)}, "{\"a\": 1", "7: a comma or the end is missing here"},
      {"a string without an end", {set({"b"}, true)}, "{\"a", "3: a string does not end"},
      {"two values",
       {set({"b"}, true)},
       "{} {}",
       "3: something stands behind the end of the object"},
      {"a comment without an end", {set({"b"}, true)}, "{} /*", "3: a comment does not end"},
      {"a name that occurs twice",
       {set({"s", "b"}, true)},
       "{\"s\": {}, \"s\": {}}",
       "10: `s` occurs twice in this object"},
      {"other names may occur twice",
       {set({"b"}, true)},
       "{\"s\": 1, \"s\": 2}",
       "{\"s\": 1, \"s\": 2, \"b\": true}"},
      {"a list in the way", {set({"s", "b"}, true)}, "{\"s\": []}", "6: `s` is no object"},
      {"null in the way", {set({"s", "b"}, true)}, "{\"s\": null}", "6: `s` is no object"},
      {"an object in the way", {append("k")}, "{\"inputs\": {}}", "11: `inputs` is no array"},
      {"a list in the way of the second change",
       {set({"a"}, "long enough"), set({"s", "b"}, true)},
       "{\"a\": 1, \"s\": []}",
       "14: `s` is no object"},
      {"not UTF-8", {set({"b"}, true)}, "{\"a\": \"\xFF\"}", "7: it is not UTF-8"},
      {"a control character",
       {set({"b"}, true)},
       "{\"a\": \"\x01\"}",
       "7: a string holds a control character or does not end"},
      {"too deep",
       {set({"b"}, true)},
       "{\"a\":" + std::string(300, '['),
       "260: it is nested deeper than 256 levels"},
  };
  return all;
}

TEST(EditJson, ChangesWhatIsAskedForAndNothingElse) {
  for (const Case& c : cases())
    EXPECT_EQ(text_of(edit_json(c.before, c.changes)), c.after) << c.name;
}

TEST(EditJson, DoesNothingTheSecondTime) {
  for (const Case& c : cases()) {
    const Outcome once = edit_json(c.before, c.changes);
    if (std::holds_alternative<Failure>(once)) continue;
    const std::string text = text_of(once);
    EXPECT_EQ(text_of(edit_json(text, c.changes)), text) << c.name;
  }
}

// Whatever a file looks like, taking away what was added gives the bytes from before.
TEST(EditJson, GivesBackWhatItFound) {
  const std::vector<std::string> files = {
      "{\n  \"s\": {\n    \"other\": {}\n  },\n  \"inputs\": [{\"id\": \"j\"}]\n}\n",
      "{\r\n\t\"s\": {\r\n\t\t\"other\": {} // mine\r\n\t},\r\n\t\"inputs\": [\r\n\t\t{\"id\": "
      "\"j\"},\r\n\t],\r\n}\r\n",
      "{\"inputs\":[{\"id\":\"j\"}],\"s\":{\"other\":{}}}",
      "{\n  \"inputs\": [], \"s\": {} }\n",
      "{\n  // a\n  \"inputs\": [\n    // b\n    {\"id\": \"j\"}, /* c */\n  ],\n  \"s\": { "
      "\"other\": {}, /* d */ }\n}",
  };
  const std::vector<Change> there = {
      set({"s", "pets", "command"}, "x"), set({"s", "pets", "args"}, Value::List{"a", "b"}),
      add({"s", "pets", "env", "KEY"}, ""), append("k"), append("l")};
  const std::vector<Change> back = {remove({"s", "pets"}), remove_item("k"), remove_item("l")};
  for (const std::string& file : files) {
    const std::string edited = text_of(edit_json(file, there));
    EXPECT_NE(edited, file);
    EXPECT_EQ(text_of(edit_json(edited, back)), file) << edited;
  }
}

TEST(EditJson, SaysWhetherTheFileHasMoreThanJson) {
  const std::vector<Change> changes = {set({"b"}, true)};
  EXPECT_FALSE(std::get<Edited>(edit_json("{\"a\": \"// no\"}", changes)).relaxed);
  EXPECT_TRUE(std::get<Edited>(edit_json("{\"a\": 1} // yes", changes)).relaxed);
  EXPECT_TRUE(std::get<Edited>(edit_json("{\"a\": [1,]}", changes)).relaxed);
}

TEST(EditJson, SaysWhatIsLostAndWhatIsKept) {
  const std::string file =
      R"({"args": ["run", "-v", "shop:1"], "env": {"K": "mine", "L": "", "M": "m", "R": "${R:-}"}, "url": "u", "n": 1})";
  const std::vector<Change> changes = {set({"args"}, Value::List{"run", "shop:2"}),
                                       add({"env", "K"}, ""),
                                       add({"env", "L"}, ""),
                                       {Action::add, {"env", "R"}, "${R}", {}, {}, {}, "R"},
                                       set({"env", "M"}, "new"),
                                       remove({"url"}),
                                       remove({"other"}),
                                       set({"n"}, "x")};
  const auto edited = std::get<Edited>(edit_json(file, changes));
  EXPECT_EQ(edited.lost, (std::vector<std::string>{"args", "url", "n"}));
  EXPECT_EQ(edited.kept, std::vector<std::string>{"K"});
  // An item that takes the place of another one is what was asked for.
  const std::vector<Change> args = {set({"args"}, Value::List{"run", "-v", "shop:2"})};
  EXPECT_EQ(std::get<Edited>(edit_json(file, args)).lost, std::vector<std::string>());
}

TEST(EditJson, TakesLongLists) {
  Value::List wanted, all;
  std::string items;
  for (int i = 0; i < 400; ++i) {
    wanted.emplace_back(std::to_string(i));
    items += (i > 0 ? ", \"" : "\"") + std::to_string(i + 100) + '"';
  }
  const std::string edited =
      text_of(edit_json("{\"a\": [" + items + "]}", std::vector{set({"a"}, wanted)}));
  EXPECT_TRUE(edited.starts_with("{\"a\": [\"0\", \"1\", ")) << edited;
  EXPECT_TRUE(edited.ends_with("\"398\", \"399\"]}")) << edited;
  for (int i = 0; i < 10'000; ++i) items += ", \"" + std::to_string(i) + '"';
  EXPECT_EQ(text_of(edit_json("{\"a\": [" + items + "]}", std::vector{set({"a"}, wanted)})),
            edited);
}

TEST(EditJson, TakesLargeFiles) {
  std::string file = "{\n  \"history\": [";
  for (int i = 0; i < 200'000; ++i)
    file += "\n    {\"n\": " + std::to_string(i) + ", \"t\": \"text\"},";
  file.back() = '\n';
  file += "  ]\n}\n";
  const std::string edited = text_of(edit_json(file, std::vector{set({"a"}, "x")}));
  EXPECT_EQ(edited, file.substr(0, file.size() - 3) + ",\n  \"a\": \"x\"\n}\n");
  EXPECT_EQ(text_of(edit_json(std::string(max_bytes + 1, ' '), {})), "0: it is larger than 64 MiB");
}

}  // namespace
}  // namespace mcpcc::edit
