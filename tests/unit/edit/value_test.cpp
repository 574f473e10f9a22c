// Values as JSON, TOML and YAML.
#include "edit/value.h"

#include <gtest/gtest.h>

namespace mcpcc::edit {
namespace {

const Value hostile = "a\"b\\c\n\xE2\x80\xAE\xFF${x}";

TEST(Value, IsACompleteStringInEveryLanguage) {
  EXPECT_EQ(to_json(hostile, {}), "\"a\\\"b\\\\c\\n\\u202e\xEF\xBF\xBD${x}\"");
  EXPECT_EQ(to_toml(hostile), "\"a\\\"b\\\\c\\U0000000A\\U0000202E\\uFFFD${x}\"");
}

TEST(Value, IsYaml) {
  const Value table = Value::Table{
      {"name", "a: b"},
      {"mcpServers", Value::List{Value::Table{{"name", "x"},
                                              {"args", Value::List{"a", "b"}},
                                              {"env", Value::Table{{"A-B", "${{ secrets.A }}"}}}}}},
      {"none", Value::List{}},
      {"flag", true}};
  EXPECT_EQ(to_yaml(table), R"(name: "a: b"
mcpServers:
  - name: "x"
    args:
      - "a"
      - "b"
    env:
      "A-B": "${{ secrets.A }}"
none: []
flag: true
)");
}

}  // namespace
}  // namespace mcpcc::edit
