#include "json/assembler.h"

#include <gtest/gtest.h>

#include <string>

namespace mcp::json {
namespace {

/// What a reader sees of a value.
std::string dump(const Value& value) {
  std::string out;
  switch (value.kind()) {
    case Kind::object:
      for (const Member& member : value.members()) {
        out += std::string(member.key) + ":" + dump(member.value) + ",";
      }
      return "{" + out + "}";
    case Kind::array:
      for (const Value& item : value.items()) out += dump(item) + ",";
      return "[" + out + "]";
    case Kind::string:
      return "'" + std::string(value.string()) + "'";
    case Kind::boolean:
      return value.boolean() ? "true" : "false";
    default:
      return std::string(value.raw());
  }
}

TEST(Assembler, KeepsValuesInTheirOrder) {
  Assembler assembler;
  assembler.start_object();
  assembler.key("b");
  assembler.start_array();
  assembler.number("1e0");
  assembler.start_object();
  assembler.finish();
  assembler.boolean(true);
  assembler.start_array();
  assembler.null();
  assembler.finish();
  assembler.finish();
  assembler.key("a");
  assembler.string("\"x\\");
  assembler.key("");
  assembler.boolean(false);
  assembler.finish();
  const Document document = assembler.take();
  EXPECT_EQ(dump(document.root()), "{b:[1e0,{},true,[null,],],a:'\"x\\',:false,}");
  EXPECT_EQ(document.text(), "");
}

TEST(Assembler, TakesScalars) {
  Assembler assembler;
  assembler.string("x");
  EXPECT_EQ(dump(assembler.take().root()), "'x'");
}

}  // namespace
}  // namespace mcp::json
