// Every style of OpenAPI 3.1.1 in every place, by its "Style Examples" and RFC 6570, section 3.2.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "fixture.h"

namespace mcp::invoke {
namespace {

constexpr std::string_view array = R"(["blue","black","brown"])";
constexpr std::string_view object = R"({"R":100,"G":200,"B":150})";

struct Case {
  Location location;
  Style style;
  bool explode;
  std::string_view value;
  std::string_view expected;  // what stands in the place of the parameter; "-": nothing
};

std::string after(std::string_view prefix, const std::string& text) {
  return text.starts_with(prefix) ? text.substr(prefix.size()) : "-";
}

std::string written(const Case& c) {
  Fixture f;
  f.schema = R"({"type":"object","properties":{"color":{}}})";
  f.settings.base_urls = {"http://h"};
  f.arguments = {argument("color", c.location, c.style, c.explode)};
  if (c.style == Style::content) f.arguments[0].media_type = lasting("application/json");
  if (c.location == Location::path) f.path = "/x{color}/y";
  const std::string text = dump(f.build("{\"color\":" + std::string(c.value) + "}"));
  if (text.starts_with("error: ")) return "error";
  switch (c.location) {
    case Location::path: {
      const std::string segment = after("GET http://h/x", text);
      return segment.substr(0, segment.find('/'));
    }
    case Location::header:
      return after("GET http://h/things\ncolor: ", text);
    case Location::cookie:
      return after("GET http://h/things\nCookie: ", text);
    default:
      return after("GET http://h/things?", text);
  }
}

/// OpenAPI 2.0, Items Object: each array in an array has a `collectionFormat` of its own. The inner
/// ones are joined first.
TEST(Style, ArraysOfArrays) {
  struct Nested {
    Location location;
    Style style;
    bool explode;
    std::string_view separators, value, expected;
  };
  constexpr Nested nested[] = {
      {Location::query, Style::form, false, "|", R"([["a","b,"],["c|"]])", "color=a%7Cb%2C,c%7C"},
      {Location::query, Style::form, true, " ", R"([[1,2],[3]])", "color=1%202&color=3"},
      {Location::query, Style::pipe_delimited, false, ",", R"([[1,2],[3]])", "color=1,2%7C3"},
      {Location::query, Style::form, false, "|\t", R"([[[1,2],[3]],[[4]]])", "color=1%092%7C3,4"},
      {Location::query, Style::form, false, "|", R"([[[1,2]],3,null,[null,4],[]])",
       "color=%5B1%2C2%5D,3,4,"},
      {Location::path, Style::simple, false, "|", R"([["a","b"],["c"]])", "a%7Cb,c"},
      {Location::path, Style::space_delimited, false, ",", R"([["a","b"],["c"]])", "a,b%20c"},
      {Location::header, Style::simple, false, "\t", R"([["a","b"],["c"]])", "a\tb,c"},
  };
  for (const Nested& c : nested) {
    Fixture f;
    f.schema = R"({"type":"object","properties":{"color":{}}})";
    f.settings.base_urls = {"http://h"};
    f.path = c.location == Location::path ? "/{color}" : "/";
    f.arguments = {argument("color", c.location, c.style, c.explode)};
    f.arguments[0].item_separators = lasting(c.separators);
    const std::string before = c.location == Location::path     ? "GET http://h/"
                               : c.location == Location::header ? "GET http://h/\ncolor: "
                                                                : "GET http://h/?";
    EXPECT_EQ(dump(f.build("{\"color\":" + std::string(c.value) + "}")),
              before + std::string(c.expected));
  }
  Fixture form;
  form.method = "POST";
  PropertyEncoding row = styled("a", Style::form, false);
  row.item_separators = lasting("|");
  const std::vector<PropertyEncoding> rows = {row};
  form.body = {media_type("application/x-www-form-urlencoded", BodyEncoding::form, rows)};
  form.schema = R"({"properties":{"body":{}}})";
  EXPECT_TRUE(dump(form.build(R"({"body":{"a":[["x","y"],["z"]]}})")).ends_with("\n\na=x%7Cy,z"));
}

// An array of one empty text is not an empty array: the header is there.
TEST(Style, HeadersOfOneEmptyItem) {
  Fixture f;
  f.schema = R"({"properties":{"color":{}}})";
  f.arguments = {argument("color", Location::header, Style::simple, false)};
  EXPECT_TRUE(dump(f.build(R"({"color":[""]})")).ends_with("\ncolor: "));
  EXPECT_TRUE(dump(f.build(R"({"color":[]})")).ends_with("/things"));
  EXPECT_TRUE(dump(f.build(R"({"color":[null]})")).ends_with("/things"));
}

constexpr auto path = Location::path;
constexpr auto query = Location::query;
constexpr auto header = Location::header;
constexpr auto cookie = Location::cookie;

const Case cases[] = {
    // path
    {path, Style::simple, false, R"("")", "error"},
    {path, Style::simple, false, R"("blue")", "blue"},
    {path, Style::simple, false, array, "blue,black,brown"},
    {path, Style::simple, false, object, "R,100,G,200,B,150"},
    {path, Style::simple, true, R"("blue")", "blue"},
    {path, Style::simple, true, array, "blue,black,brown"},
    {path, Style::simple, true, object, "R=100,G=200,B=150"},
    {path, Style::label, false, R"("")", "error"},
    {path, Style::label, false, R"("blue")", ".blue"},
    {path, Style::label, false, array, ".blue,black,brown"},
    {path, Style::label, false, object, ".R,100,G,200,B,150"},
    {path, Style::label, true, R"("blue")", ".blue"},
    {path, Style::label, true, array, ".blue.black.brown"},
    {path, Style::label, true, object, ".R=100.G=200.B=150"},
    {path, Style::matrix, false, R"("")", "error"},
    {path, Style::matrix, false, R"("blue")", ";color=blue"},
    {path, Style::matrix, false, array, ";color=blue,black,brown"},
    {path, Style::matrix, false, object, ";color=R,100,G,200,B,150"},
    {path, Style::matrix, true, R"("blue")", ";color=blue"},
    {path, Style::matrix, true, array, ";color=blue;color=black;color=brown"},
    {path, Style::matrix, true, object, ";R=100;G=200;B=150"},
    {path, Style::matrix, true, R"(["blue",""])", ";color=blue;color"},
    {path, Style::space_delimited, false, array, "blue%20black%20brown"},
    {path, Style::pipe_delimited, false, array, "blue%7Cblack%7Cbrown"},
    {path, Style::tab_delimited, false, array, "blue%09black%09brown"},
    {path, Style::tab_delimited, false, R"("blue")", "blue"},
    {path, Style::content, false, R"("blue")", "%22blue%22"},
    {path, Style::content, false, array, "%5B%22blue%22%2C%22black%22%2C%22brown%22%5D"},
    {path, Style::content, false, object, "%7B%22R%22%3A100%2C%22G%22%3A200%2C%22B%22%3A150%7D"},
    {path, Style::simple, false, "[]", "error"},
    {path, Style::simple, false, "{}", "error"},
    {path, Style::label, true, "[]", "error"},
    {path, Style::simple, false, "null", "error"},
    // query
    {query, Style::form, false, R"("")", "color="},
    {query, Style::form, false, R"("blue")", "color=blue"},
    {query, Style::form, false, array, "color=blue,black,brown"},
    {query, Style::form, false, object, "color=R,100,G,200,B,150"},
    {query, Style::form, true, R"("")", "color="},
    {query, Style::form, true, R"("blue")", "color=blue"},
    {query, Style::form, true, array, "color=blue&color=black&color=brown"},
    {query, Style::form, true, object, "R=100&G=200&B=150"},
    {query, Style::space_delimited, false, R"("blue")", "color=blue"},
    {query, Style::space_delimited, false, array, "color=blue%20black%20brown"},
    {query, Style::space_delimited, false, object, "color=R%20100%20G%20200%20B%20150"},
    {query, Style::space_delimited, true, R"("blue")", "color=blue"},
    {query, Style::space_delimited, true, array, "color=blue&color=black&color=brown"},
    {query, Style::space_delimited, true, object, "R=100&G=200&B=150"},
    {query, Style::pipe_delimited, false, R"("blue")", "color=blue"},
    {query, Style::pipe_delimited, false, array, "color=blue%7Cblack%7Cbrown"},
    {query, Style::pipe_delimited, false, object, "color=R%7C100%7CG%7C200%7CB%7C150"},
    {query, Style::pipe_delimited, true, R"("blue")", "color=blue"},
    {query, Style::pipe_delimited, true, array, "color=blue&color=black&color=brown"},
    {query, Style::pipe_delimited, true, object, "R=100&G=200&B=150"},
    {query, Style::tab_delimited, false, array, "color=blue%09black%09brown"},
    {query, Style::tab_delimited, false, R"("blue")", "color=blue"},
    {query, Style::deep_object, true, object, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"},
    {query, Style::deep_object, true, R"("blue")", "color=blue"},
    {query, Style::deep_object, true, array,
     "color%5B%5D=blue&color%5B%5D=black&color%5B%5D=brown"},
    {query, Style::deep_object, true, R"({"a":{"b":1,"c":{"d":true}},"e":null})",
     "color%5Ba%5D%5Bb%5D=1&color%5Ba%5D%5Bc%5D%5Bd%5D=true"},
    {query, Style::deep_object, true, R"({"a":[1,2]})",
     "color%5Ba%5D%5B%5D=1&color%5Ba%5D%5B%5D=2"},
    {query, Style::deep_object, true, R"({"a":[{"b":1},{"b":2}]})",
     "color%5Ba%5D%5B0%5D%5Bb%5D=1&color%5Ba%5D%5B1%5D%5Bb%5D=2"},
    {query, Style::content, false, object,
     "color=%7B%22R%22%3A100%2C%22G%22%3A200%2C%22B%22%3A150%7D"},
    {query, Style::content, false, R"("blue")", "color=%22blue%22"},
    {query, Style::content, false, R"(  [ 1 , "a b" ] )", "color=%5B1%2C%22a%20b%22%5D"},
    {query, Style::form, true, "[]", "-"},
    {query, Style::form, true, "{}", "-"},
    {query, Style::form, true, "null", "-"},
    {query, Style::deep_object, true, "{}", "-"},
    {query, Style::content, true, "null", "-"},
    {query, Style::form, true, R"(["a",null,"b"])", "color=a&color=b"},
    {query, Style::form, false, R"({"a":null,"b":1})", "color=b,1"},
    {query, Style::form, true, R"([[1, 2],{"a": 1}])", "color=%5B1%2C2%5D&color=%7B%22a%22%3A1%7D"},
    // header
    {header, Style::simple, false, R"("")", ""},
    {header, Style::simple, false, R"("blue")", "blue"},
    {header, Style::simple, false, array, "blue,black,brown"},
    {header, Style::simple, false, object, "R,100,G,200,B,150"},
    {header, Style::space_delimited, false, array, "blue black brown"},
    {header, Style::pipe_delimited, false, array, "blue|black|brown"},
    {header, Style::tab_delimited, false, array, "blue\tblack\tbrown"},
    {header, Style::simple, true, R"("blue")", "blue"},
    {header, Style::simple, true, array, "blue,black,brown"},
    {header, Style::simple, true, object, "R=100,G=200,B=150"},
    {header, Style::simple, true, R"("a b%20c/?é")", "a b%20c/?é"},
    {header, Style::content, false, R"("blue")", R"("blue")"},
    {header, Style::content, false, array, array},
    {header, Style::content, false, R"({"a": "b c"})", R"({"a":"b c"})"},
    {header, Style::simple, true, "[]", "-"},
    {header, Style::simple, true, "null", "-"},
    // cookie
    {cookie, Style::form, false, R"("")", "color="},
    {cookie, Style::form, false, R"("blue")", "color=blue"},
    {cookie, Style::form, false, array, "color=blue,black,brown"},
    {cookie, Style::form, false, object, "color=R,100,G,200,B,150"},
    {cookie, Style::form, true, R"("blue")", "color=blue"},
    {cookie, Style::form, true, array, "color=blue; color=black; color=brown"},
    {cookie, Style::form, true, object, "R=100; G=200; B=150"},
    {cookie, Style::form, true, R"("a;b=c d")", "color=a%3Bb%3Dc%20d"},
    {cookie, Style::content, false, R"("blue")", "color=%22blue%22"},
    {cookie, Style::content, false, "[1]", "color=%5B1%5D"},
    {cookie, Style::content, false, R"({"a":1})", "color=%7B%22a%22%3A1%7D"},
    {cookie, Style::cookie, false, R"("")", "color="},
    {cookie, Style::cookie, false, R"("blue")", "color=blue"},
    {cookie, Style::cookie, false, array, "color=blue,black,brown"},
    {cookie, Style::cookie, false, object, "color=R,100,G,200,B,150"},
    {cookie, Style::cookie, true, R"("blue")", "color=blue"},
    {cookie, Style::cookie, true, array, "color=blue; color=black; color=brown"},
    {cookie, Style::cookie, true, object, "R=100; G=200; B=150"},
    {cookie, Style::cookie, true, R"("a%20b=c!")", "color=a%20b=c!"},
    {cookie, Style::cookie, true, R"("a b")", "error"},
    {cookie, Style::cookie, true, R"("a;b=c")", "error"},
    {cookie, Style::cookie, true, R"("a\\r\\n")", "error"},
    {cookie, Style::cookie, true, R"({"a=b":1})", "error"},
    {cookie, Style::cookie, true, R"({"a;b":1})", "error"},
    {cookie, Style::cookie, true, R"("é")", "error"},
    {cookie, Style::form, true, "null", "-"},
};

TEST(Style, Examples) {
  for (const Case& c : cases) {
    EXPECT_EQ(written(c), c.expected)
        << "location " << static_cast<int>(c.location) << " style " << static_cast<int>(c.style)
        << " explode " << c.explode << " " << c.value;
  }
}

// Every cell of location, style, explode and kind of value that a document may ask for has a row.
TEST(Style, EveryCellIsTested) {
  struct Cell {
    Location location;
    Style style;
    std::vector<bool> explode;
  };
  const std::vector<bool> both = {false, true};
  const Cell cells[] = {
      {path, Style::simple, both},           {path, Style::label, both},
      {path, Style::matrix, both},           {query, Style::form, both},
      {query, Style::space_delimited, both}, {query, Style::pipe_delimited, both},
      {query, Style::deep_object, {true}},   {header, Style::simple, both},
      {cookie, Style::form, both},           {cookie, Style::cookie, both},
      {path, Style::content, {false}},       {query, Style::content, {false}},
      {header, Style::content, {false}},     {cookie, Style::content, {false}},
  };
  for (const Cell& cell : cells) {
    for (const bool explode : cell.explode) {
      for (const std::string_view kind : {"\"", "[", "{"}) {
        const bool found = std::ranges::any_of(cases, [&](const Case& c) {
          return c.location == cell.location && c.style == cell.style && c.explode == explode &&
                 c.value.find_first_not_of(' ') == c.value.find(kind) && c.expected != "error";
        });
        EXPECT_TRUE(found) << "location " << static_cast<int>(cell.location) << " style "
                           << static_cast<int>(cell.style) << " explode " << explode << " " << kind;
      }
    }
  }
}

TEST(Style, ScalarsKeepTheirText) {
  for (const std::string_view digits :
       {"1.10", "1e400", "-0", "123456789012345678901234567890", "true", "false"}) {
    EXPECT_EQ(written({query, Style::form, true, digits, ""}), "color=" + std::string(digits));
    EXPECT_EQ(written({path, Style::simple, true, digits, ""}), digits);
    EXPECT_EQ(written({header, Style::simple, true, digits, ""}), digits);
    EXPECT_EQ(written({query, Style::deep_object, true, "{\"a\":" + std::string(digits) + "}", ""}),
              "color%5Ba%5D=" + std::string(digits));
  }
  EXPECT_EQ(written({query, Style::form, true, "1E+2", ""}), "color=1E%2B2");
}

// RFC 3986, section 2.3: letters, digits and `-._~` stand for themselves, every other byte is
// encoded.
TEST(Style, EveryAsciiCharacter) {
  for (int i = 0x20; i < 0x7F; ++i) {
    const char c = static_cast<char>(i);
    std::string value = "\"a";
    if (c == '"' || c == '\\') value += '\\';
    value += c;
    value += "a\"";
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       std::string_view("-._~").find(c) != std::string_view::npos;
    std::string encoded = "a";
    if (plain) {
      encoded += c;
    } else {
      constexpr std::string_view hex = "0123456789ABCDEF";
      encoded += '%';
      encoded += hex[static_cast<std::size_t>(i) / 16];
      encoded += hex[static_cast<std::size_t>(i) % 16];
    }
    encoded += 'a';
    EXPECT_EQ(written({query, Style::form, true, value, ""}), "color=" + encoded);
    EXPECT_EQ(written({cookie, Style::form, true, value, ""}), "color=" + encoded);
    EXPECT_EQ(written({path, Style::simple, true, value, ""}), encoded);
  }
  EXPECT_EQ(written({query, Style::form, true, R"("é€😀\u0000")", ""}),
            "color=%C3%A9%E2%82%AC%F0%9F%98%80%00");
}

TEST(Style, AllowReserved) {
  Fixture f;
  f.schema = R"({"type":"object","properties":{"q":{},"p":{}}})";
  f.settings.base_urls = {"http://h"};
  f.path = "/x/{p}";
  f.arguments = {argument("q", query, Style::form, true),
                 argument("p", path, Style::simple, false)};
  f.arguments[0].allow_reserved = true;
  f.arguments[1].allow_reserved = true;
  EXPECT_EQ(dump(f.build(R"({"p":"a:@!$&'()*+,;=/?#[]%41%4","q":":/?#[]@!$&'()*+,;= %41%zz|"})")),
            "GET http://h/x/a:@!$&'()*+,;=%2F%3F%23%5B%5D%41%254"
            "?q=:/?%23%5B%5D@!$%26'()*%2B,;=%20%41%25zz%7C");
}

TEST(Style, AllowEmptyValue) {
  Fixture f;
  f.schema = R"({"type":"object","properties":{"q":{}}})";
  f.settings.base_urls = {"http://h"};
  f.arguments = {argument("q", query, Style::form, true)};
  f.arguments[0].allow_empty_value = true;
  for (const std::string_view value : {R"("")", "[]", "{}"}) {
    for (const Style style : {Style::form, Style::space_delimited, Style::deep_object}) {
      f.arguments[0].style = style;
      EXPECT_EQ(dump(f.build("{\"q\":" + std::string(value) + "}")), "GET http://h/things?q=");
    }
  }
  EXPECT_EQ(dump(f.build("{}")), "GET http://h/things");
  EXPECT_EQ(dump(f.build(R"({"q":null})")), "GET http://h/things");
  f.arguments[0].style = Style::content;
  f.arguments[0].media_type = lasting("application/json");
  EXPECT_EQ(dump(f.build(R"({"q":""})")), "GET http://h/things?q=");
}

TEST(Style, Names) {
  Fixture f;
  f.schema = R"({"type":"object","properties":{"a":{},"b":{}}})";
  f.settings.base_urls = {"http://h"};
  f.arguments = {argument("a", query, Style::form, true), argument("b", query, Style::form, true)};
  f.arguments[0].wire_name = lasting("filter[a b]");
  f.arguments[1].wire_name = lasting("b&c=é");
  EXPECT_EQ(dump(f.build(R"({"b":{"k&=#":"v"},"a":1})")),
            "GET http://h/things?filter%5Ba%20b%5D=1&k%26%3D%23=v");
  EXPECT_EQ(dump(f.build(R"({"b":2})")), "GET http://h/things?b%26c%3D%C3%A9=2");
}

TEST(Style, ContentThatIsNotJson) {
  Fixture f;
  f.schema = R"({"type":"object","properties":{"q":{},"j":{}}})";
  f.settings.base_urls = {"http://h"};
  f.arguments = {argument("q", query, Style::content, true),
                 argument("j", query, Style::content, true)};
  f.arguments[0].media_type = lasting("text/plain");
  f.arguments[1].media_type = lasting("application/json");
  EXPECT_EQ(dump(f.build(R"({"q":"a b","j":"a b"})")), "GET http://h/things?q=a%20b&j=%22a%20b%22");
}

TEST(Style, QueryString) {
  Fixture f;
  f.schema = R"({"type":"object","properties":{"q":{},"x":{}}})";
  f.settings.base_urls = {"http://h"};
  f.arguments = {argument("q", Location::querystring, Style::content, true)};
  f.arguments[0].media_type = lasting("application/json");
  EXPECT_EQ(dump(f.build(R"({"q":{"a":[1]}})")), "GET http://h/things?%7B%22a%22%3A%5B1%5D%7D");
  f.arguments[0].media_type = lasting("application/x-www-form-urlencoded");
  EXPECT_EQ(dump(f.build(R"({"q":{"a b":[1,"x y"],"c":null,"d":"&"}})")),
            "GET http://h/things?a+b=1&a+b=x+y&d=%26");
}

}  // namespace
}  // namespace mcp::invoke
