// Changes to TOML files of other programs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "edit/edit.h"

namespace mcpcc::edit {
namespace {

using Path = std::vector<std::string>;

const Path command = {"mcp_servers", "pets", "command"};
const std::vector<Change> there = {
    {Action::set, command, "x", {}},
    {Action::set, {"mcp_servers", "pets", "env_vars"}, Value::List{"A", "B"}, {}}};
const std::vector<Change> back = {{Action::remove, {"mcp_servers", "pets"}, {}, {}}};
const std::string entry = "[mcp_servers.pets]\ncommand = \"x\"\nenv_vars = [\"A\", \"B\"]\n";

std::string text_of(const Outcome& outcome) {
  if (const auto* failure = std::get_if<Failure>(&outcome))
    return std::to_string(failure->offset) + ": " + failure->message;
  return std::get<Edited>(outcome).text;
}

struct Case {
  const char* name;
  std::string before, after;
};

const std::vector<Case>& cases() {
  static const std::vector<Case> all = {
      {"nothing there", "", entry},
      {"other settings", "model = \"m\" # mine\n\n[mcp_servers.other]\nurl = 'u'\n",
       "model = \"m\" # mine\n\n[mcp_servers.other]\nurl = 'u'\n\n" + entry},
      {"no line end", "a = 1", "a = 1\n\n" + entry},
      {"CRLF", "a = 1\r\n",
       "a = 1\r\n\r\n[mcp_servers.pets]\r\ncommand = \"x\"\r\nenv_vars = [\"A\", \"B\"]\r\n"},
      {"a table with other members",
       "[mcp_servers.pets]\nenabled = false # for now\ncommand = 'old' # it\n\n# b\n[b]\nc = 1\n",
       "[mcp_servers.pets]\nenabled = false # for now\ncommand = \"x\" # it\nenv_vars = [\"A\", "
       "\"B\"]\n\n# b\n[b]\nc = 1\n"},
      {"a header and nothing below it", "[ mcp_servers . \"pets\" ]",
       "[ mcp_servers . \"pets\" ]\ncommand = \"x\"\nenv_vars = [\"A\", \"B\"]\n"},
      {"what is no header",
       "a = \"\"\"\n[mcp_servers.pets]\n\\\"\"\"\"\nb = [\n  # ]\n  \"]\",\n]\nc = '''\n[x]'''\nd "
       "= 1979-05-27 07:32:00\ne = { f.g = -inf, \"h\" = +1.5e3 }\n",
       "a = \"\"\"\n[mcp_servers.pets]\n\\\"\"\"\"\nb = [\n  # ]\n  \"]\",\n]\nc = '''\n[x]'''\nd "
       "= 1979-05-27 07:32:00\ne = { f.g = -inf, \"h\" = +1.5e3 }\n\n" +
           entry},
      {"tables of a list", "[[a]]\nb = 1\n[[a]]\nb = 2\n",
       "[[a]]\nb = 1\n[[a]]\nb = 2\n\n" + entry},
      {"values that are there in another form",
       "[mcp_servers.pets]\ncommand = 'x' # it\nenv_vars = [\n  'A', # a\n  # b\n  \"B\",\n]\n",
       "[mcp_servers.pets]\ncommand = 'x' # it\nenv_vars = [\n  'A', # a\n  # b\n  \"B\",\n]\n"},
      {"a list with comments",
       "[mcp_servers.pets]\ncommand = \"x\"\nenv_vars = [\n  'A', # a\n  'C' # c\n] # all\n",
       "[mcp_servers.pets]\ncommand = \"x\"\nenv_vars = [\n  'A', # a\n  \"B\" # c\n] # all\n"},
      {"an empty list", "[mcp_servers.pets]\ncommand = \"x\"\nenv_vars = []\n", entry},
      // Files that are left alone.
      {"an inline table", "mcp_servers = { pets = { command = \"y\" } }\n",
       "0: `mcp_servers` is written in a form that is not edited; write it as "
       "`[mcp_servers.pets]`, or take it out"},
      {"an inline table below a header", "[mcp_servers]\npets = {}\n",
       "14: `mcp_servers.pets` is written in a form that is not edited; write it as "
       "`[mcp_servers.pets]`, or take it out"},
      {"dotted keys", "a = 1\nmcp_servers.pets.url = \"u\"\n",
       "6: `mcp_servers.pets.url` is written in a form that is not edited; write it as "
       "`[mcp_servers.pets]`, or take it out"},
      {"dotted keys that need quotes", "[mcp_servers]\npets.\"a.b\" = 1\n",
       "14: `mcp_servers.pets.\"a.b\"` is written in a form that is not edited; write it as "
       "`[mcp_servers.pets]`, or take it out"},
      {"two headers", "[mcp_servers.pets]\n[mcp_servers.pets]\n",
       "19: `mcp_servers.pets` has two headers"},
      {"a list of tables", "[[mcp_servers]]\n", "0: `mcp_servers` is a list of tables"},
      {"not TOML", "a = yes\n", "4: this is no value of TOML"},
      {"a line too long", "a = 1 b = 2\n", "6: the line should end here"},
      {"no value", "a\n", "1: an equals sign is missing here"},
      {"a string without an end", "a = \"\"\"x", "4: a string does not end"},
      {"JSON", "{\"a\": 1}\n", "0: a key is missing here"},
      {"too deep", "a = " + std::string(300, '['), "260: it is nested deeper than 256 levels"},
  };
  return all;
}

TEST(EditToml, ChangesWhatIsAskedForAndNothingElse) {
  for (const Case& c : cases()) EXPECT_EQ(text_of(edit_toml(c.before, there)), c.after) << c.name;
}

TEST(EditToml, DoesNothingTheSecondTime) {
  for (const Case& c : cases()) {
    const Outcome once = edit_toml(c.before, there);
    if (std::holds_alternative<Failure>(once)) continue;
    EXPECT_EQ(text_of(edit_toml(text_of(once), there)), text_of(once)) << c.name;
  }
}

TEST(EditToml, GivesBackWhatItFound) {
  for (const std::string file : {"", "a = 1\n", "[mcp_servers.other]\nurl = 'u'\n# end\n",
                                 "a = 1\r\n", "\n", "[mcp_servers]\nother.url = 'u'\n"}) {
    EXPECT_EQ(text_of(edit_toml(text_of(edit_toml(file, there)), back)), file);
  }
}

TEST(EditToml, TakesAwayATableWithWhatIsBelowIt) {
  EXPECT_EQ(text_of(edit_toml("a = 1\n\n[mcp_servers.pets]\ncommand = "
                              "'x'\n\n[b]\n\n[mcp_servers.pets.env]\nK = ''\n\n# c\n[c]\n",
                              back)),
            "a = 1\n\n[b]\n\n# c\n[c]\n");
  EXPECT_EQ(text_of(edit_toml("[mcp_servers]\npets = { command = 'x' }\nother = 1\n", back)),
            "[mcp_servers]\nother = 1\n");
}

// The header is that of the table, not of a member that would be taken away.
TEST(EditToml, SaysWhichHeaderIsMissing) {
  const std::vector<Change> url = {{Action::remove, {"mcp_servers", "a.b", "url"}, {}, {}}};
  for (const std::string file : {"mcp_servers = {}\n", "[mcp_servers]\n\"a.b\" = {}\n"}) {
    EXPECT_THAT(text_of(edit_toml(file, url)),
                testing::HasSubstr("; write it as `[mcp_servers.\"a.b\"]`, or take it out"))
        << file;
  }
}

// Names that somebody added, also as tables, stay where only some have to be there.
TEST(EditToml, IncludesItems) {
  const std::vector<Change> names = {
      {Action::include, {"mcp_servers", "pets", "env_vars"}, Value::List{"A", "B"}}};
  const std::string head = "[mcp_servers.pets]\nenv_vars = ";
  EXPECT_EQ(text_of(edit_toml("", names)), head + "[\"A\", \"B\"]\n");
  EXPECT_EQ(
      text_of(edit_toml(head + "[ 'MINE', { name = \"B\", source = 'remote' } ] # x\n", names)),
      head + "[ 'MINE', { name = \"B\", source = 'remote' }, \"A\" ] # x\n");
  EXPECT_EQ(text_of(edit_toml(head + "[\n  'MINE', # a\n  # end\n]\n", names)),
            head + "[\n  'MINE', # a\n  \"A\",\n  \"B\",\n  # end\n]\n");
  EXPECT_EQ(text_of(edit_toml(head + "'A'\n", names)),
            "30: `mcp_servers.pets.env_vars` is no array");
}

TEST(EditToml, TakesAwayTablesOnly) {
  const std::vector<Change> table = {{Action::remove_table, {"mcp_servers", "pets"}}};
  EXPECT_EQ(text_of(edit_toml("[mcp_servers]\npets = 5\n", table)),
            "21: `mcp_servers.pets` is no table");
  EXPECT_EQ(text_of(edit_toml("[mcp_servers]\npets = { command = 'x' }\n", table)),
            "[mcp_servers]\n");
  EXPECT_EQ(text_of(edit_toml("a = 1\n[mcp_servers.pets]\ncommand = 'x'\n", table)), "a = 1\n");
}

TEST(EditToml, SaysWhatIsLostAndWhatIsKept) {
  const std::string file =
      "[mcp_servers.pets]\nurl = 'u'\nargs = ['-v', 'x']\n[mcp_servers.pets.env]\nK = 'mine'\n";
  const std::vector<Change> changes = {
      {Action::remove, {"mcp_servers", "pets", "url"}},
      {Action::set, {"mcp_servers", "pets", "args"}, Value::List{"x"}},
      {Action::add, {"mcp_servers", "pets", "env", "K"}, ""}};
  const auto edited = std::get<Edited>(edit_toml(file, changes));
  EXPECT_EQ(edited.lost, (std::vector<std::string>{"url", "args"}));
  EXPECT_EQ(edited.kept, std::vector<std::string>{"K"});
  EXPECT_EQ(edited.text, "[mcp_servers.pets]\nargs = ['x']\n[mcp_servers.pets.env]\nK = 'mine'\n");
}

TEST(EditToml, RemovesAndKeepsMembers) {
  const std::string file = "[mcp_servers.pets]\nurl = 'u' # it\ncommand = 'mine'\n";
  EXPECT_EQ(text_of(edit_toml(
                file, std::vector<Change>{{Action::remove, {"mcp_servers", "pets", "url"}, {}, {}},
                                          {Action::add, command, "x", {}}})),
            "[mcp_servers.pets]\ncommand = 'mine'\n");
}

}  // namespace
}  // namespace mcpcc::edit
