#include "json/value.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <variant>

using namespace std::string_view_literals;

namespace mcp::json {
namespace {

Document parsed(std::string text, const Limits& limits = {}) {
  auto result = Document::parse(std::move(text), limits);
  if (const auto* error = std::get_if<Error>(&result)) {
    ADD_FAILURE() << error->offset << ": " << error->message;
    return std::get<Document>(Document::parse("null"));
  }
  return std::get<Document>(std::move(result));
}

/// The tree as text: kinds, decoded strings, digits and the slice of everything that has children.
std::string dump(const Value& value) {
  switch (value.kind()) {
    case Kind::null:
      return "null";
    case Kind::boolean:
      return value.boolean() ? "true" : "false";
    case Kind::number:
      return "#" + std::string(value.number());
    case Kind::string:
      return "'" + std::string(value.string()) + "'";
    case Kind::array: {
      std::string out = "[";
      for (const Value& item : value.items()) out += dump(item) + ";";
      return out + "]";
    }
    case Kind::object: {
      std::string out = "{";
      for (const Member& member : value.members()) {
        out += std::string(member.key) + "=" + dump(member.value) + ";";
      }
      return out + "}";
    }
  }
  return "?";
}

struct Case {
  std::string_view text, tree;
};

constexpr Case trees[] = {
    {"null", "null"},
    {" true ", "true"},
    {"\n\tfalse\r\n", "false"},
    {R"("")", "''"},
    {R"("a b")", "'a b'"},
    {R"("a\n\"\\\/\u0041\u00e9\ud83d\ude00")", "'a\n\"\\/A\u00e9\U0001F600'"},
    {"\"\u00e9\U0001F600\"", "'\u00e9\U0001F600'"},
    {"\"\\u0000\"", "'\0'"sv},
    {R"("a\ud800")", "'a\uFFFD'"},
    {R"("\udc00b")", "'\uFFFDb'"},
    {R"("\ud83d\ud83d\ude00\ud83d\n")", "'\uFFFD\U0001F600\uFFFD\n'"},
    {"[]", "[]"},
    {"[ ]", "[]"},
    {"{}", "{}"},
    {"[1,[2,[],3],{}]", "[#1;[#2;[];#3;];{};]"},
    {R"({"a":1,"b":{"c":[true,null]},"":"x"})", "{a=#1;b={c=[true;null;];};='x';}"},
    {R"({"k\u0031":[{"a":1},{"a":2}],"z":0})", "{k1=[{a=#1;};{a=#2;};];z=#0;}"},
    {R"({"a":1,"a":2})", "{a=#1;a=#2;}"},
    {"\xEF\xBB\xBF{\"a\":1}", "{a=#1;}"},
};

TEST(Value, Trees) {
  for (const Case& c : trees) EXPECT_EQ(dump(parsed(std::string(c.text)).root()), c.tree) << c.text;
}

TEST(Value, NumbersKeepTheirDigits) {
  for (const std::string_view digits :
       {"0", "-0", "0.0", "-0.0", "1.10", "1e400", "1E+400", "-1e-400", "0e99999999999999999999",
        "123456789012345678901234567890", "9223372036854775807", "-9223372036854775808",
        "18446744073709551616", "0.1000000000000000000000000000000001", "100", "10.010e-010"}) {
    EXPECT_EQ(dump(parsed(std::string(digits)).root()), "#" + std::string(digits));
    const std::string inside = "{\"a\":[" + std::string(digits) + " , " + std::string(digits) +
                               "],\"b\":" + std::string(digits) + "}";
    EXPECT_EQ(dump(parsed(inside).root()), "{a=[#" + std::string(digits) + ";#" +
                                               std::string(digits) + ";];b=#" +
                                               std::string(digits) + ";}");
  }
  const std::string long_number(5000, '7');
  EXPECT_EQ(dump(parsed(long_number).root()), "#" + long_number);
}

TEST(Value, RawIsTheSliceOfTheText) {
  const Document document = parsed(R"( {"a" : [1 , "x\u0041", { } ] , "b":  "q" } )");
  const Value& root = document.root();
  EXPECT_EQ(root.raw(), R"({"a" : [1 , "x\u0041", { } ] , "b":  "q" })");
  EXPECT_EQ(root.find("a")->raw(), R"([1 , "x\u0041", { } ])");
  EXPECT_EQ(root.find("a")->items()[1].raw(), R"("x\u0041")");
  EXPECT_EQ(root.find("a")->items()[2].raw(), "{ }");
  EXPECT_EQ(root.find("b")->raw(), R"("q")");
  const char* begin = document.text().data();
  EXPECT_EQ(root.find("b")->string().data(), begin + document.text().find("q\""));
}

TEST(Value, FindTakesTheLastOfRepeatedKeys) {
  const Document document = parsed(R"({"a":1,"b":2,"a":3})");
  EXPECT_EQ(document.root().find("a")->number(), "3");
  EXPECT_EQ(document.root().find("c"), nullptr);
  EXPECT_EQ(document.root().find("a")->find("a"), nullptr);
  EXPECT_EQ(Index(document.root()).find("a")->number(), "3");
}

TEST(Value, IndexOfAHugeObject) {
  std::string text = "{";
  for (int i = 0; i < 20000; ++i) {
    text += "\"k" + std::to_string(i % 15000) + "\":" + std::to_string(i) + ",";
  }
  text.back() = '}';
  const Document document = parsed(std::move(text));
  const Index index(document.root());
  for (int i = 0; i < 15000; ++i) {
    const Value* found = index.find("k" + std::to_string(i));
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(found->number(), std::to_string(i < 5000 ? i + 15000 : i));
  }
  EXPECT_EQ(index.find(""), nullptr);
  EXPECT_EQ(index.find("k15000"), nullptr);
  EXPECT_EQ(index.find("z"), nullptr);
  EXPECT_EQ(Index(document.root().members()[0].value).find("a"), nullptr);
}

TEST(Value, StaysValidAcrossAMove) {
  Document first = parsed(R"({"a":"x\n"})");
  const Value& value = *first.root().find("a");
  const Document second = std::move(first);
  EXPECT_EQ(value.string(), "x\n");
  EXPECT_EQ(second.root().find("a"), &value);
}

struct BadCase {
  std::string_view text;
  std::size_t offset;
  std::string_view message;
};

constexpr BadCase bad_texts[] = {
    {"", 0, "unexpected end of the text"},
    {"  ", 2, "unexpected end of the text"},
    {"[1,", 3, "unexpected end of the text"},
    {"{\"secret", 8, "unexpected end of the text"},
    {"{\"a\"", 4, "unexpected end of the text"},
    {"tru", 3, "unexpected end of the text"},
    {"-", 1, "unexpected end of the text"},
    {"[1,]", 3, "unexpected character"},
    {"[1 23]", 3, "unexpected character"},
    {"{} 12", 3, "unexpected character"},
    {"{\"a\" \"b\"}", 5, "unexpected character"},
    {"{,}", 1, "unexpected character"},
    {"{\"a\":1,}", 7, "unexpected character"},
    {"[1 2]", 3, "unexpected character"},
    {"{} x", 3, "unexpected character"},
    {"{}{}", 2, "unexpected character"},
    {"01", 1, "unexpected character"},
    {"-01", 2, "unexpected character"},
    {"+1", 0, "unexpected character"},
    {"1.e3", 2, "unexpected character"},
    {".5", 0, "unexpected character"},
    {"1e", 2, "unexpected end of the text"},
    {"1e+", 3, "unexpected end of the text"},
    {"NaN", 0, "unexpected character"},
    {"'a'", 0, "unexpected character"},
    {"// c\n1", 0, "unexpected character"},
    {"[1]\0"sv, 3, "unexpected control character"},
    {"\0"sv, 0, "unexpected control character"},
    {"[\0]"sv, 1, "unexpected control character"},
    {"\"a\0b\""sv, 2, "unexpected control character"},
    {"\"a\nb\"", 2, "unexpected control character"},
    {R"("a\x")", 3, "invalid escape in a string"},
    {R"("\u12g4")", 5, "invalid escape in a string"},
    {"\"\xff\"", 1, "not valid UTF-8"},
    {"\"\xc3\"", 1, "not valid UTF-8"},
    {"\"\xed\xa0\x80\"", 1, "not valid UTF-8"},
    {"\"\xc0\xaf\"", 1, "not valid UTF-8"},
    {"\"\xf4\x90\x80\x80\"", 1, "not valid UTF-8"},
    {"{\"\xe2\x82\":1}", 2, "not valid UTF-8"},
    {"\u00e9", 0, "unexpected character"},
};

TEST(Value, BadTexts) {
  for (const BadCase& c : bad_texts) {
    const auto result = Document::parse(std::string(c.text));
    ASSERT_TRUE(std::holds_alternative<Error>(result)) << c.text;
    EXPECT_EQ(std::get<Error>(result).message, c.message) << c.text;
    EXPECT_EQ(std::get<Error>(result).offset, c.offset) << c.text;
  }
}

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(Value, Limits) {
  EXPECT_TRUE(std::holds_alternative<Document>(Document::parse(nested(256))));
  const auto deep = Document::parse(nested(257));
  ASSERT_TRUE(std::holds_alternative<Error>(deep));
  EXPECT_EQ(std::get<Error>(deep).message, "nested more than 256 deep");
  EXPECT_EQ(std::get<Error>(deep).offset, 256U);
  EXPECT_TRUE(std::holds_alternative<Error>(Document::parse(std::string(1000000, '['))));
  EXPECT_TRUE(std::holds_alternative<Error>(Document::parse("{}", {64, 0})));

  EXPECT_TRUE(std::holds_alternative<Document>(Document::parse("1234", {4, 10})));
  const auto long_text = Document::parse("12345", {4, 10});
  ASSERT_TRUE(std::holds_alternative<Error>(long_text));
  EXPECT_EQ(std::get<Error>(long_text).message, "longer than 4 bytes");
}

TEST(Value, EveryPrefixOfATextIsRefused) {
  const std::string text = R"({"a\u00e9":[1.5e+10,-0,"\ud83d\ude00",{"b":null}],"é":true})";
  for (std::size_t n = 0; n < text.size(); ++n) {
    EXPECT_TRUE(std::holds_alternative<Error>(Document::parse(text.substr(0, n)))) << n;
  }
  EXPECT_TRUE(std::holds_alternative<Document>(Document::parse(text)));
}

}  // namespace
}  // namespace mcp::json
