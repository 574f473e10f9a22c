#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "fixture.h"
#include "invoke/base64.h"
#include "invoke/multipart.h"

namespace mcp::invoke {
namespace {

Fixture posting(MediaType type) {
  Fixture f;
  f.method = "POST";
  f.schema = R"({"type":"object","properties":{"body":{}}})";
  f.body = {type};
  return f;
}

/// What is sent for `value`, without the request line; or the problem.
std::string sent(const Fixture& f, std::string_view value) {
  const std::string all = dump(f.build("{\"body\":" + std::string(value) + "}"));
  constexpr std::string_view request = "POST http://api.test/v1/things\n";
  constexpr std::string_view error = "error: invalid arguments for get_thing:\n";
  return all.substr(all.starts_with(request) ? request.size()
                    : all.starts_with(error) ? error.size()
                                             : 0);
}

TEST(Body, Multipart) {
  const std::vector<PropertyEncoding> properties = {
      typed("photo", "image/png, image/jpeg", BodyEncoding::octet_stream),
      typed("files", "application/octet-stream", BodyEncoding::octet_stream),
      typed("meta", "application/vnd.acme+json", BodyEncoding::json, "X-Version: 2\r\n"),
      typed("feed", "application/xml", BodyEncoding::xml, {}, R"({"xml":{"name":"f"}})"),
      typed("raw", "application/octet-stream", BodyEncoding::text),
      styled("filter", Style::deep_object, true),
      styled("ids", Style::pipe_delimited, false),
  };
  const Fixture f = posting(media_type("multipart/form-data", BodyEncoding::multipart, properties));
  EXPECT_EQ(sent(f, R"({"name":"a \"b\"\n","n":1.10,"on":true,"none":null,"tags":["x","y"],
      "list":[{"a":1},{"a":2}],"object":{ "k" : [ 1 ] },
      "photo":"data:image/jpeg;name=me%20%22.jpg;base64,/9j/","files":["AAE=","data:,hi%21"],
      "meta":{"a": 1},"feed":{"x":1},"raw":"AAE=","filter":{"a":{"b":"c d"}},"ids":[1,2]})"),
            "Content-Type: multipart/form-data; boundary=mcpcc-part-00000000\n\n"
            "--mcpcc-part-00000000\r\n"
            "Content-Disposition: form-data; name=\"name\"\r\n\r\na \"b\"\n\r\n"
            "--mcpcc-part-00000000\r\n"
            "Content-Disposition: form-data; name=\"n\"\r\n\r\n1.10\r\n"
            "--mcpcc-part-00000000\r\n"
            "Content-Disposition: form-data; name=\"on\"\r\n\r\ntrue\r\n"
            "--mcpcc-part-00000000\r\n"
            "Content-Disposition: form-data; name=\"tags\"\r\n\r\nx\r\n"
            "--mcpcc-part-00000000\r\n"
            "Content-Disposition: form-data; name=\"tags\"\r\n\r\ny\r\n"
            "--mcpcc-part-00000000\r\n"
            "Content-Disposition: form-data; name=\"list\"\r\n"
            "Content-Type: application/json\r\n\r\n{\"a\":1}\r\n"
            "--mcpcc-part-00000000\r\n"
            "Content-Disposition: form-data; name=\"list\"\r\n"
            "Content-Type: application/json\r\n\r\n{\"a\":2}\r\n"
            "--mcpcc-part-00000000\r\n"
            "Content-Disposition: form-data; name=\"object\"\r\n"
            "Content-Type: application/json\r\n\r\n{\"k\":[1]}\r\n"
            "--mcpcc-part-00000000\r\n"
            "Content-Disposition: form-data; name=\"photo\"; filename=\"me %22.jpg\"\r\n"
            "Content-Type: image/jpeg\r\n\r\n\xFF\xD8\xFF\r\n"
            "--mcpcc-part-00000000\r\n"
            "Content-Disposition: form-data; name=\"files\"; filename=\"files\"\r\n"
            "Content-Type: application/octet-stream\r\n\r\n" +
                std::string("\0\1", 2) +
                "\r\n"
                "--mcpcc-part-00000000\r\n"
                "Content-Disposition: form-data; name=\"files\"; filename=\"files\"\r\n"
                "Content-Type: application/octet-stream\r\n\r\nhi!\r\n"
                "--mcpcc-part-00000000\r\n"
                "Content-Disposition: form-data; name=\"meta\"\r\n"
                "Content-Type: application/vnd.acme+json\r\nX-Version: 2\r\n\r\n{\"a\":1}\r\n"
                "--mcpcc-part-00000000\r\n"
                "Content-Disposition: form-data; name=\"feed\"\r\n"
                "Content-Type: application/xml\r\n\r\n"
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><f><x>1</x></f>\r\n"
                "--mcpcc-part-00000000\r\n"
                "Content-Disposition: form-data; name=\"raw\"\r\n"
                "Content-Type: application/octet-stream\r\n\r\nAAE=\r\n"
                "--mcpcc-part-00000000\r\n"
                "Content-Disposition: form-data; name=\"filter[a][b]\"\r\n\r\nc d\r\n"
                "--mcpcc-part-00000000\r\n"
                "Content-Disposition: form-data; name=\"ids\"\r\n\r\n1|2\r\n"
                "--mcpcc-part-00000000--\r\n");
}

TEST(Body, AnObjectWhereAFileMayBeIsJson) {
  const std::vector<PropertyEncoding> properties = {
      typed("video", "application/octet-stream", BodyEncoding::octet_stream)};
  const Fixture f = posting(media_type("multipart/form-data", BodyEncoding::multipart, properties));
  EXPECT_EQ(sent(f, R"({"video":{"id":"v"}})"),
            "Content-Type: multipart/form-data; boundary=mcpcc-part-00000000\n\n"
            "--mcpcc-part-00000000\r\nContent-Disposition: form-data; name=\"video\"\r\n"
            "Content-Type: application/json\r\n\r\n{\"id\":\"v\"}\r\n"
            "--mcpcc-part-00000000--\r\n");
  EXPECT_NE(sent(f, R"({"video":"AAE="})").find("filename=\"video\""), std::string::npos);
}

TEST(Body, PropertiesAndItemsWithoutANameOfTheirOwn) {
  PropertyEncoding pattern = typed("", "application/octet-stream", BodyEncoding::octet_stream);
  pattern.pattern = lasting("^f");
  PropertyEncoding rest = typed("", "application/json", BodyEncoding::json);
  rest.pattern = lasting("^");
  const std::vector<PropertyEncoding> properties = {typed("fine", "", BodyEncoding::text), pattern,
                                                    rest};
  const Fixture f = posting(media_type("multipart/form-data", BodyEncoding::multipart, properties));
  EXPECT_EQ(sent(f, R"({"fine":"AAE=","f1":"SGk=","":"x"})"),
            "Content-Type: multipart/form-data; boundary=mcpcc-part-00000000\n\n"
            "--mcpcc-part-00000000\r\nContent-Disposition: form-data; name=\"fine\"\r\n\r\n"
            "AAE=\r\n"
            "--mcpcc-part-00000000\r\nContent-Disposition: form-data; name=\"f1\"; "
            "filename=\"f1\"\r\nContent-Type: application/octet-stream\r\n\r\nHi\r\n"
            "--mcpcc-part-00000000\r\nContent-Disposition: form-data; name=\"\"\r\n"
            "Content-Type: application/json\r\n\r\n\"x\"\r\n"
            "--mcpcc-part-00000000--\r\n");
  pattern.pattern = lasting("^");
  const std::vector<PropertyEncoding> items = {pattern};
  const Fixture mixed = posting(media_type("multipart/mixed", BodyEncoding::multipart, items));
  EXPECT_EQ(sent(mixed, R"(["SGk=","data:,Ho"])"),
            "Content-Type: multipart/mixed; boundary=mcpcc-part-00000000\n\n"
            "--mcpcc-part-00000000\r\nContent-Type: application/octet-stream\r\n\r\nHi\r\n"
            "--mcpcc-part-00000000\r\nContent-Type: application/octet-stream\r\n\r\nHo\r\n"
            "--mcpcc-part-00000000--\r\n");
  EXPECT_TRUE(sent(mixed, R"(["?"])").starts_with("- `body[0]`: ")) << sent(mixed, R"(["?"])");
}

TEST(Body, TheTypeOfMultipartRelatedHasNoParameters) {
  const std::vector<PropertyEncoding> properties = {
      typed("a", "text/plain; charset=utf-8", BodyEncoding::text)};
  const Fixture f = posting(media_type("multipart/related", BodyEncoding::multipart, properties));
  EXPECT_EQ(sent(f, R"({"a":"x"})"),
            "Content-Type: multipart/related; boundary=mcpcc-part-00000000; type=\"text/plain\"\n\n"
            "--mcpcc-part-00000000\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nx\r\n"
            "--mcpcc-part-00000000--\r\n");
}

TEST(Body, MultipartRelatedHasTheOrderOfTheTable) {
  const std::vector<PropertyEncoding> properties = {
      typed("metadata", "application/json", BodyEncoding::json),
      typed("media", "*/*", BodyEncoding::octet_stream)};
  const Fixture f =
      posting(media_type("multipart/related; boundary=x", BodyEncoding::multipart, properties));
  EXPECT_EQ(sent(f, R"({"media":"iVBORw0KGgo=","metadata":{"a":1}})"),
            "Content-Type: multipart/related; boundary=mcpcc-part-00000000; "
            "type=\"application/json\"\n\n"
            "--mcpcc-part-00000000\r\nContent-Type: application/json\r\n\r\n{\"a\":1}\r\n"
            "--mcpcc-part-00000000\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n\x1A\n\r\n"
            "--mcpcc-part-00000000--\r\n");
}

TEST(Body, ItemsOfAnArrayAreParts) {
  const Fixture f = posting(media_type("multipart/mixed", BodyEncoding::multipart));
  EXPECT_EQ(sent(f, R"([{"a":1},"x"])"),
            "Content-Type: multipart/mixed; boundary=mcpcc-part-00000000\n\n"
            "--mcpcc-part-00000000\r\nContent-Type: application/json\r\n\r\n{\"a\":1}\r\n"
            "--mcpcc-part-00000000\r\n\r\nx\r\n"
            "--mcpcc-part-00000000--\r\n");
  const Fixture form = posting(media_type("multipart/form-data", BodyEncoding::multipart));
  EXPECT_EQ(sent(form, "[1]"), "- `body`: must be an object, each property is sent as a part");
}

TEST(Body, BoundaryIsInNoPart) {
  EXPECT_EQ(join_parts({}).bytes, "--mcpcc-part-00000000--\r\n");
  EXPECT_EQ(join_parts({{"", "--mcpcc-part-00000000"}}).boundary, "mcpcc-part-00000001");
  EXPECT_EQ(join_parts({{"", "mcpcc-part-00000000mcpcc-part-00000002"},
                        {"X: mcpcc-part-00000001\r\n", "mcpcc-part-0000003"}})
                .boundary,
            "mcpcc-part-00000003");
}

TEST(Body, FilesAreOfATypeThatTheDocumentAllows) {
  struct Case {
    std::string_view value, sent;
  };
  constexpr Case cases[] = {
      {R"("R0lGODlh")", "Content-Type: image/gif\n\nGIF89a"},
      {R"("data:image/x-own;base64,aGk=")", "Content-Type: image/x-own\n\nhi"},
      {R"("aGk=")",
       "- `body`: is of no media type that is known by its first bytes, and the document allows "
       "`image/*` only; a `data:` URI says the media type: `data:TYPE/SUBTYPE;base64,...`"},
      {R"("data:text/plain,hi")",
       "- `body`: is `text/plain`, but the document allows `image/*` only"},
  };
  const Fixture f = posting(media_type("image/*", BodyEncoding::octet_stream));
  for (const Case& c : cases) EXPECT_EQ(sent(f, c.value), c.sent);
}

// JSON is UTF-8 by itself; what cannot be written is not sent.
TEST(Body, TextsAreInTheCharsetOfTheirMediaType) {
  const auto text = [](std::string_view type, std::string_view value) {
    return sent(posting(media_type(type, BodyEncoding::text)), value);
  };
  EXPECT_EQ(text("text/plain; charset=iso-8859-1", "\"\u00e9\""),
            "Content-Type: text/plain; charset=iso-8859-1\n\n\xE9");
  EXPECT_EQ(text("text/csv;charset=Shift_JIS", "\"\u65e5\""),
            "Content-Type: text/csv;charset=Shift_JIS\n\n\x93\xFA");
  EXPECT_EQ(text("text/plain; charset=us-ascii", "\"\u00e9\""),
            "- `body`: has characters that cannot be written in the charset `us-ascii`, which the "
            "API asks for");
  EXPECT_EQ(text("text/plain;charset=klingon", "\"\u00e9\""),
            "- `body`: the API's document asks for the charset `klingon`, which this server cannot "
            "write");
  EXPECT_EQ(text("text/plain;charset=klingon", "\"e\""),
            "Content-Type: text/plain;charset=klingon\n\ne");
  EXPECT_EQ(
      text("text/plain;charset=utf-7", "\"e\""),
      "- `body`: the API's document asks for the charset `utf-7`, which this server cannot write");
  EXPECT_EQ(text("text/plain", "\"\u00e9\""), "Content-Type: text/plain\n\n\u00e9");
  EXPECT_EQ(sent(posting(media_type("application/xml; charset=ISO-8859-1", BodyEncoding::xml, {},
                                    R"({"xml":{"name":"a"}})")),
                 "\"\u00e9\""),
            "Content-Type: application/xml; charset=ISO-8859-1\n\n"
            "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><a>\xE9</a>");
  EXPECT_EQ(sent(posting(media_type("application/json; charset=latin1", BodyEncoding::json)),
                 "\"\u00e9\""),
            "Content-Type: application/json; charset=latin1\n\n\"\u00e9\"");
}

TEST(Body, Files) {
  struct Case {
    std::string_view value, sent;
  };
  constexpr Case cases[] = {
      {R"("aGk=")", "application/octet-stream: hi"},
      {R"("aGk")", "application/octet-stream: hi"},
      {R"("aGhp\naGk=")", "application/octet-stream: hhihi"},
      {R"("_-8=")", "application/octet-stream: \xFF\xEF"},
      {R"("data:image/png;base64,aGk%3D")", "image/png: hi"},
      {R"("DATA:image/svg+xml;charset=utf-8,%3Csvg/%3E")", "image/svg+xml;charset=utf-8: <svg/>"},
      {R"("data:,a%20b")", "application/octet-stream: a b"},
      {R"("R0lGODlh")", "image/gif: GIF89a"},
      {R"("file:folder/x.bin")", "image/x-found: (folder/x.bin)"},
      {R"("file:missing")", "- `body`: cannot be read"},
      {R"("hello")",
       "- `body`: must be base64, a `data:` URI or `file:` and a path; text is given "
       "as `data:text/plain,` and the text percent-encoded"},
      {R"("a=b=")",
       "- `body`: must be base64, a `data:` URI or `file:` and a path; text is given "
       "as `data:text/plain,` and the text percent-encoded"},
      {R"("data:text/plain")", "- `body`: is a `data:` URI without a comma"},
      {R"("data:x/y;base64,?")", "- `body`: is a `data:` URI whose data are no base64"},
      {R"("data:x/y\r\nX: 1,a")",
       "- `body`: is a `data:` URI whose media type is not valid; it is written as in "
       "`data:image/png,`"},
      {R"("data:x y,z")",
       "- `body`: is a `data:` URI whose media type is not valid; it is written as in "
       "`data:image/png,`"},
      {R"("data:image/png;a b=c,z")",
       "- `body`: is a `data:` URI whose media type is not valid; it is written as in "
       "`data:image/png,`"},
      {R"("data:image,z")",
       "- `body`: is a `data:` URI whose media type is not valid; it is written as in "
       "`data:image/png,`"},
      {R"("data:image/svg+xml;utf8,z")", "image/svg+xml: z"},
      {R"("data:image/png; a=\"b c\"; base64,aGk=")", R"(image/png;a="b c": hi)"},
      {"1", "- `body`: must be a string that holds or names a file"},
  };
  Fixture f = posting(media_type("*/*", BodyEncoding::octet_stream));
  f.settings.files = [](std::string_view path) -> std::variant<FileContent, FileProblem> {
    if (path == "missing") return FileProblem{"cannot be read"};
    return FileContent{"(" + std::string(path) + ")", "image/x-found", "x.bin"};
  };
  for (const Case& c : cases) {
    std::string expected(c.sent);
    if (!expected.starts_with("- ")) {
      expected = "Content-Type: " + expected.replace(expected.find(": "), 2, "\n\n");
    }
    EXPECT_EQ(sent(f, c.value), expected);
  }
  f.settings.files = {};
  EXPECT_EQ(sent(f, R"("file:x")"),
            "- `body`: names a file, but the operator of this server opened no folder for that");
}

// docs/runtime.md, "Files in arguments": what a `data:` URI says must be what the document allows.
TEST(Body, MediaTypesOutsideOfTheDocument) {
  struct Case {
    std::string_view allowed, value, sent;
  };
  constexpr Case cases[] = {
      {"image/*", "data:image/png,a", "image/png"},
      {"image/*", "data:IMAGE/PNG,a", "IMAGE/PNG"},
      {"image/*", "data:text/plain,a", "is `text/plain`, but the document allows `image/*` only"},
      {"image/png", "data:image/png,a", "image/png"},
      {"image/png", "data:image/jpeg,a",
       "is `image/jpeg`, but the document allows `image/png` only"},
      {"image/jpeg", "data:image/jpg,a", "image/jpeg"},
      {"image/png, image/jpeg", "data:image/jpeg;q=1,a", "image/jpeg"},
      {"image/png, image/jpeg", "data:image/gif,a",
       "is `image/gif`, but the document allows `image/png, image/jpeg` only"},
      // Says no more than that there are bytes, or the document does.
      {"image/png", "data:application/octet-stream,a", "image/png"},
      {"image/png", "data:,a", "image/png"},
      {"application/octet-stream", "data:image/gif,a", "image/gif"},
      {"*/*", "data:image/gif,a", "image/gif"},
  };
  for (const Case& c : cases) {
    const std::vector<PropertyEncoding> parts = {{lasting("f"),
                                                  lasting(c.allowed),
                                                  BodyEncoding::octet_stream,
                                                  Style::content,
                                                  false,
                                                  false,
                                                  {},
                                                  {}}};
    const Fixture f = posting(media_type("multipart/form-data", BodyEncoding::multipart, parts));
    const std::string result = sent(f, R"({"f":["R0lGODlh",")" + std::string(c.value) + "\"]}");
    if (c.sent.starts_with("is ")) {
      EXPECT_EQ(result, "- `body.f[1]`: " + std::string(c.sent)) << c.value;
    } else {
      EXPECT_NE(result.find("Content-Type: " + std::string(c.sent) + "\r\n\r\na\r\n"),
                std::string::npos)
          << c.value << "\n"
          << result;
    }
  }
  const Fixture body = posting(media_type("image/png", BodyEncoding::octet_stream));
  EXPECT_EQ(sent(body, R"("data:text/html,a")"),
            "- `body`: is `text/html`, but the document allows `image/png` only");
  EXPECT_EQ(sent(body, R"("data:image/png,a")"), "Content-Type: image/png\n\na");
}

TEST(Body, Base64ReadsWhatItWrote) {
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    std::string text;
    append_base64(text, bytes);
    EXPECT_EQ(base64_decoded(text), bytes);
    bytes += static_cast<char>(i * 7);
  }
  for (const std::string_view bad : {"a", "abcde", "ab=", "abc==", "a===", "====", "ab=c", "é"}) {
    EXPECT_EQ(base64_decoded(bad), std::nullopt) << bad;
  }
}

struct XmlCase {
  std::string_view schema, value, xml;
};

// OpenAPI 3.1.1, section 4.8.26.2, and what it leaves open.
constexpr XmlCase xml_cases[] = {
    {R"({"type":"object"})", R"({"a":1.10,"b":"<&>\"","c":true})",
     "<root><a>1.10</a><b>&lt;&amp;&gt;\"</b><c>true</c></root>"},
    {R"({"$ref":"#/$defs/Person"})", R"({"id":7,"name":"x"})",
     R"(<Person id="7"><p:name xmlns:p="urn:n">x</p:name></Person>)"},
    {R"({"xml":{"name":"book"},"properties":{"id":{"xml":{"attribute":true}}}})",
     R"({"t":"T","id":"\"\n"})", R"(<book id="&quot;&#10;"><t>T</t></book>)"},
    {R"({"properties":{"animals":{"items":{}}}})", R"({"animals":[1,2]})",
     "<root><animals>1</animals><animals>2</animals></root>"},
    {R"({"properties":{"animals":{"items":{"xml":{"name":"animal"}}}}})", R"({"animals":[1,2]})",
     "<root><animal>1</animal><animal>2</animal></root>"},
    {R"({"properties":{"animals":{"xml":{"name":"aliens"},"items":{"xml":{"name":"animal"}}}}})",
     R"({"animals":[1]})", "<root><animal>1</animal></root>"},
    {R"({"properties":{"animals":{"xml":{"wrapped":true},"items":{}}}})", R"({"animals":[1]})",
     "<root><animals><animals>1</animals></animals></root>"},
    {R"({"properties":{"animals":{"xml":{"name":"aliens","wrapped":true},"items":
      {"xml":{"name":"animal"}}}}})",
     R"({"animals":[1]})", "<root><aliens><animal>1</animal></aliens></root>"},
    {R"({"properties":{"animals":{"xml":{"name":"aliens","wrapped":true},"items":{}}}})",
     R"({"animals":[]})", "<root><aliens></aliens></root>"},
    {R"({"items":{"$ref":"#/$defs/Person"},"xml":{"name":"people"}})", R"([{"id":1}])",
     R"(<people><Person id="1"></Person></people>)"},
    // OpenAPI 3.2, "XML Node Names": items are named by the component that they are, but those of
    // an array under a property by the property.
    {R"({"items":{"$ref":"#/$defs/Person"}})", R"([{"id":1},{"id":2}])",
     R"(<root><Person id="1"></Person><Person id="2"></Person></root>)"},
    {R"({"$ref":"#/$defs/People"})", R"([{"id":1}])",
     R"(<People><Person id="1"></Person></People>)"},
    {R"({"items":{"items":{"$ref":"#/$defs/Person"}}})", "[[{}]]",
     "<root><root><Person></Person></root></root>"},
    {R"({"items":{"items":{}},"xml":{"name":"r"}})", "[[1]]", "<r><r><r>1</r></r></r>"},
    {R"({"items":{"$ref":"#/$defs/Named"}})", "[1]", "<root><named>1</named></root>"},
    {R"({"properties":{"list":{"items":{"$ref":"#/$defs/Person"}}}})", R"({"list":[{"id":1}]})",
     R"(<root><list id="1"></list></root>)"},
    {R"({"properties":{"list":{"xml":{"wrapped":true},"items":{"$ref":"#/$defs/Person"}}}})",
     R"({"list":[{"id":1}]})", R"(<root><list><list id="1"></list></list></root>)"},
    {R"({"properties":{"list":{"items":{"items":{"$ref":"#/$defs/Person"}}}}})",
     R"({"list":[[{"id":1}]]})", R"(<root><list><list id="1"></list></list></root>)"},
    {R"({"properties":{"list":{"items":{"$ref":"#/$defs/Named"}},"one":{"$ref":"#/$defs/Named"}}})",
     R"({"list":[1],"one":2})", "<root><named>1</named><named>2</named></root>"},
    {R"({"properties":{"pet":{"$ref":"#/$defs/Person"}}})", R"({"pet":{"id":1}})",
     R"(<root><pet id="1"></pet></root>)"},
    {R"({"properties":{"list":{"items":{"properties":{"in":{"items":{"$ref":"#/$defs/Person"}}}}}}})",
     R"({"list":[{"in":[{"id":1}]}]})", R"(<root><list><in id="1"></in></list></root>)"},
    // OpenAPI 3.2, "Ordered Elements and Text".
    {R"({"xml":{"name":"r"},"prefixItems":[{"xml":{"nodeType":"text"}},{"xml":{"name":"data"}},
      {"properties":{"u":{"xml":{"nodeType":"attribute"}}},"xml":{"name":"two"}}],
      "items":{"xml":{"name":"more"}}})",
     R"(["some ",42,{"u":"x"},1,2])",
     R"(<r>some <data>42</data><two u="x"></two><more>1</more><more>2</more></r>)"},
    {R"({"xml":{"name":"r","namespace":"urn:r","prefix":"q"}})", R"("x")",
     R"(<q:r xmlns:q="urn:r">x</q:r>)"},
    {R"({"xml":{"namespace":"urn:r"}})", R"({"a":null})",
     R"(<root xmlns="urn:r"><a xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/></root>)"},
    {R"({"allOf":[{"$ref":"#/$defs/Person"},{"properties":{"x":{"xml":{"name":"y"}}}}]})",
     R"({"id":1,"x":2})", R"(<Person id="1"><y>2</y></Person>)"},
    {R"({"properties":{"t":{"xml":{"nodeType":"text"}},"c":{"xml":{"nodeType":"cdata"}},
      "n":{"xml":{"nodeType":"none"}},"a":{"xml":{"nodeType":"attribute"}},
      "l":{"xml":{"nodeType":"element"},"items":{}}}})",
     R"({"t":"T","c":"a]]>b","n":{"d":1},"a":[1,2],"l":[3]})",
     R"(<root a="1 2">T<![CDATA[a]]]]><![CDATA[>b]]><d>1</d><l><l>3</l></l></root>)"},
    {"{}", R"({"a b":1})", "- `body`: `a b` cannot be a name in XML"},
    {"{}", R"({"a":"\u0001"})",
     "- `body`: must not contain control characters, U+FFFE or U+FFFF, it is XML"},
    {"{}", R"({"a":"\uFFFF"})",
     "- `body`: must not contain control characters, U+FFFE or U+FFFF, it is XML"},
    // Prefixes as a part of names, and those that attributes need.
    {R"({"xml":{"name":"soap:Envelope","namespace":"urn:s"},"properties":{
      "b":{"xml":{"name":"soap:Body"}},"l":{"xml":{"name":"xml:lang","attribute":true}}}})",
     R"({"b":1,"l":"de"})",
     R"(<soap:Envelope xmlns:soap="urn:s" xml:lang="de"><soap:Body>1</soap:Body></soap:Envelope>)"},
    {R"({"xml":{"name":":a"}})", "{}", "- `body`: `:a` cannot be a name in XML"},
    {R"({"xml":{"name":"r","namespace":"urn:r"},"properties":{
      "a":{"xml":{"attribute":true,"namespace":"urn:a"}},
      "b":{"xml":{"attribute":true,"namespace":"urn:r"}}}})",
     R"({"a":1,"b":2})",
     R"(<r xmlns="urn:r" xmlns:ns1="urn:a" ns1:a="1" xmlns:ns2="urn:r" ns2:b="2"></r>)"},
    {R"({"xml":{"name":"r","namespace":"urn:1","prefix":"p"},"properties":{
      "a":{"xml":{"attribute":true,"namespace":"urn:2","prefix":"p"}},
      "b":{"xml":{"attribute":true,"namespace":"urn:1","prefix":"p"}}}})",
     R"({"a":1,"b":2})", R"(<p:r xmlns:p="urn:1" xmlns:ns1="urn:2" ns1:a="1" p:b="2"></p:r>)"},
    // Of alternatives that of the value counts.
    {R"({"oneOf":[{"$ref":"#/$defs/Card"},{"$ref":"#/$defs/Bank"}]})", R"({"iban":"1"})",
     R"(<Bank IBAN="1"></Bank>)"},
    {R"({"anyOf":[{"$ref":"#/$defs/Bank"},{"$ref":"#/$defs/Card"}]})", R"({"card":"1"})",
     "<plastic><n>1</n></plastic>"},
    {R"({"xml":{"name":"l"},"items":{"oneOf":[{"$ref":"#/$defs/Card"},{"$ref":"#/$defs/Bank"}]}})",
     R"([{"iban":"1"},{"card":"2"}])",
     R"(<l><Bank IBAN="1"></Bank><plastic><n>2</n></plastic></l>)"},
    {R"({"properties":{"a%/~b":{"oneOf":[{"$ref":"#/$defs/Card"},{"$ref":"#/$defs/Bank"}],
      "xml":{"name":"p"}}}})",
     R"({"a%/~b":{"iban":"1"}})", R"(<root><p IBAN="1"></p></root>)"},
    {R"({"oneOf":[{"required":["v"],"properties":{"k":{"const":1},"v":{"xml":{"name":"V1"}}}},
      {"properties":{"k":{"const":2},"v":{"xml":{"name":"V2","attribute":true}}}}]})",
     R"({"k":2,"v":3})", R"(<root V2="3"><k>2</k></root>)"},
    {R"({"properties":{"p":{"anyOf":[{"$ref":"#/$defs/Card"},{"type":"null"}]}}})", R"({"p":null})",
     R"(<root><plastic xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/></root>)"},
    {R"({"properties":{"k":{}},"if":{"properties":{"k":{"const":1}}},
      "then":{"properties":{"v":{"xml":{"attribute":true}}}},
      "else":{"properties":{"v":{"xml":{"name":"w"}}}}})",
     R"({"k":1,"v":2})", R"(<root v="2"><k>1</k></root>)"},
    {R"({"dependentSchemas":{"k":{"properties":{"v":{"xml":{"attribute":true}}}}}})",
     R"({"k":1,"v":2})", R"(<root v="2"><k>1</k></root>)"},
    {R"({"additionalProperties":{"xml":{"attribute":true}},"properties":{"a":{}},
      "patternProperties":{"^x":{"xml":{"name":"y"}}}})",
     R"({"a":1,"b":2,"x1":3})", R"(<root b="2"><a>1</a><y>3</y></root>)"},
    {R"({"$ref":"#/$defs/Loop"})", R"({"next":{"next":{}}})",
     "<Loop><next><next></next></next></Loop>"},
};

TEST(Body, Xml) {
  for (const XmlCase& c : xml_cases) {
    Fixture f = posting(media_type("application/xml", BodyEncoding::xml, {}, c.schema));
    f.definitions = {
        {lasting("Person"), lasting(R"({"properties":{"id":{"xml":{"attribute":true}},
          "name":{"xml":{"prefix":"p","namespace":"urn:n"}}}})")},
        {lasting("Loop"), lasting(R"({"allOf":[{"$ref":"#/$defs/Loop"}],
          "properties":{"next":{"$ref":"#/$defs/Loop"}}})")},
        {lasting("People"), lasting(R"({"items":{"$ref":"#/$defs/Person"}})")},
        {lasting("Named"), lasting(R"({"xml":{"name":"named"}})")},
        {lasting("Card"), lasting(R"({"required":["card"],"xml":{"name":"plastic"},
          "properties":{"card":{"xml":{"name":"n"}}}})")},
        {lasting("Bank"), lasting(R"({"required":["iban"],
          "properties":{"iban":{"xml":{"name":"IBAN","attribute":true}}}})")},
    };
    const bool fails = c.xml.starts_with("- ");
    EXPECT_EQ(sent(f, c.value), fails ? std::string(c.xml)
                                      : "Content-Type: application/xml\n\n"
                                        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" +
                                            std::string(c.xml));
  }
}

TEST(Body, XmlOfTooManyAlternativesInTooLargeValues) {
  Fixture f =
      posting(media_type("application/xml", BodyEncoding::xml, {}, R"({"$ref":"#/$defs/N"})"));
  f.definitions = {{lasting("N"), lasting(R"({"oneOf":[{"type":"string"},
    {"type":"object","properties":{"n":{"$ref":"#/$defs/N"}}}]})")}};
  std::string value = '"' + std::string(1'000'000, 'x') + '"';
  for (int i = 0; i < 100; ++i) value = R"({"n":)" + value + '}';
  EXPECT_EQ(sent(f, value),
            "- `body`: too large to tell which alternatives of its schema are meant, it is XML");
}

struct XmlPartCase {
  std::string_view name, schema, value, root;
};

// OpenAPI 3.2, "XML Node Names": the schema of a part, and of each part of an array, is that of a
// property. A name that XML cannot have is `root`.
constexpr XmlPartCase xml_part_cases[] = {
    {"inl", "{}", R"({"k":2})", "<inl><k>2</k></inl>"},
    {"xs", "{}", R"([{},{}])", "<xs></xs>|<xs></xs>"},
    {"inl", R"({"xml":{"name":"own"}})", "{}", "<own></own>"},
    {"pet", R"({"$ref":"#/$defs/Pet"})", "{}", "<Pet></Pet>"},
    {"pets", R"({"$ref":"#/$defs/Pet"})", "[{},{}]", "<Pet></Pet>|<Pet></Pet>"},
    {"rows", R"({"items":{"$ref":"#/$defs/Pet"}})", "[[{}]]", "<rows><rows></rows></rows>"},
    {"a[]", "{}", "[{}]", "<root></root>"},
};

TEST(Body, PartsWithXml) {
  for (const XmlPartCase& c : xml_part_cases) {
    const std::vector<PropertyEncoding> properties = {
        typed(c.name, "application/xml", BodyEncoding::xml, {}, c.schema)};
    Fixture f = posting(media_type("multipart/form-data", BodyEncoding::multipart, properties));
    f.definitions = {{lasting("Pet"), lasting("{}")}};
    const std::string body =
        sent(f, "{\"" + std::string(c.name) + "\":" + std::string(c.value) + "}");
    constexpr std::string_view declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    std::string roots;
    for (auto at = body.find(declaration); at != std::string::npos;
         at = body.find(declaration, at + 1)) {
      const auto begin = at + declaration.size();
      if (!roots.empty()) roots += '|';
      roots += body.substr(begin, body.find("\r\n", begin) - begin);
    }
    EXPECT_EQ(roots, c.root) << body;
  }
}

}  // namespace
}  // namespace mcp::invoke
