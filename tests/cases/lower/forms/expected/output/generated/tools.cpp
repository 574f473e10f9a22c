// The tables of this server. Made by mcpcc 0.1.0; `mcpcc generate` writes it again.
#include <mcp/tool.h>

namespace generated {

extern const mcp::Server server;

namespace {

using namespace mcp::literals;

constexpr mcp::PropertyEncoding encodings_0[] = {
    { "order"_t, "application/xml"_t, mcp::BodyEncoding::xml, mcp::Style::content, false, false, ""_t, R"({"type":"object","properties":{"id":{"type":"integer","xml":{"attribute":true}}}})"_t },
    { "lines"_t, "application/vnd.line+xml"_t, mcp::BodyEncoding::xml, mcp::Style::content, false, false, ""_t, R"({"$ref":"#/$defs/Line"})"_t },
    { "feed"_t, "application/xml"_t, mcp::BodyEncoding::text, mcp::Style::content, false, false, ""_t, ""_t },
    { "card"_t, ""_t, mcp::BodyEncoding::text, mcp::Style::deep_object, true, false, ""_t, ""_t },
    { "items"_t, ""_t, mcp::BodyEncoding::text, mcp::Style::pipe_delimited, false, false, ""_t, ""_t },
    { "meta"_t, "application/json"_t, mcp::BodyEncoding::json, mcp::Style::content, false, false, ""_t, ""_t },
    { "tags"_t, ""_t, mcp::BodyEncoding::text, mcp::Style::form, false, false, ""_t, ""_t },
};
constexpr mcp::PropertyEncoding encodings_1[] = {
    { "line"_t, "text/xml"_t, mcp::BodyEncoding::xml, mcp::Style::content, false, false, ""_t, R"({"$ref":"#/$defs/Line"})"_t },
};
constexpr mcp::MediaType body_0[] = {
    { "application/x-www-form-urlencoded"_t, mcp::BodyEncoding::form, { encodings_0, 7 }, ""_t },
};
constexpr mcp::MediaType body_1[] = {
    { "text/plain"_t, mcp::BodyEncoding::text, { nullptr, 0 }, ""_t },
    { "application/pdf"_t, mcp::BodyEncoding::octet_stream, { nullptr, 0 }, ""_t },
};
constexpr mcp::MediaType body_2[] = {
    { "application/json"_t, mcp::BodyEncoding::json, { nullptr, 0 }, ""_t },
    { "application/x-www-form-urlencoded"_t, mcp::BodyEncoding::form, { nullptr, 0 }, ""_t },
};

constexpr mcp::Argument arguments_search_[] = {
    { "q"_t, "q"_t, mcp::Location::querystring, mcp::Style::content, false, false, false, false, "application/x-www-form-urlencoded"_t, { encodings_1, 1 } },
};

constexpr mcp::Tool tools[] = {
    { "pay"_t, "pay"_t, "POST"_t, "/pay"_t, 0,
      { false, true, false, true },
      { nullptr, 0 }, true, { body_0, 1 }, "*/*"_t,
      { nullptr, 0 },
      R"({"type":"object","properties":{"body":{"type":"object","required":["amount"],"properties":{"amount":{"type":"integer"},"card":{"type":"object","properties":{"number":{"type":"string"}}},"items":{"type":"array","items":{"type":"string"}},"meta":{"type":"object"},"tags":{"type":"array","items":{"type":"string"}},"order":{"type":"object","properties":{"id":{"type":"integer","xml":{"attribute":true}}}},"lines":{"type":"array","items":{"$ref":"#/$defs/Line"}},"feed":{"type":"string"}}}},"required":["body"],"additionalProperties":false})"_t,
      ""_t,
      { nullptr, 0 }, ""_t, { nullptr, 0 } },
    { "note"_t, "note"_t, "PUT"_t, "/note"_t, 0,
      { false, true, true, true },
      { nullptr, 0 }, false, { body_1, 2 }, "*/*"_t,
      { nullptr, 0 },
      R"({"type":"object","properties":{"body":{"type":"string","description":"Files and other bytes: base64, a `data:` URI, or `file:PATH` below the folder that the operator opened."},"content_type":{"type":"string","description":"Media type in which `body` is sent; by default the first.","enum":["text/plain","application/pdf"]}},"additionalProperties":false})"_t,
      ""_t,
      { nullptr, 0 }, ""_t, { nullptr, 0 } },
    { "search"_t, "search"_t, "GET"_t, "/search"_t, 0,
      { true, false, true, true },
      { arguments_search_, 1 }, false, { nullptr, 0 }, "*/*"_t,
      { nullptr, 0 },
      R"({"type":"object","properties":{"q":{"type":"object","properties":{"line":{"$ref":"#/$defs/Line"}}}},"additionalProperties":false})"_t,
      ""_t,
      { nullptr, 0 }, ""_t, { nullptr, 0 } },
    { "mixed"_t, "mixed"_t, "POST"_t, "/mixed"_t, 0,
      { false, true, false, true },
      { nullptr, 0 }, false, { body_2, 2 }, "*/*"_t,
      { nullptr, 0 },
      R"({"type":"object","properties":{"body":{},"content_type":{"type":"string","description":"Media type in which `body` is sent; by default the first.","enum":["application/json","application/x-www-form-urlencoded"]}},"additionalProperties":false,"allOf":[{"if":{"properties":{"content_type":{"enum":["application/json",null]}}},"then":{"properties":{"body":{}}}},{"if":{"properties":{"content_type":{"enum":["application/x-www-form-urlencoded"]}},"required":["content_type"]},"then":{"properties":{"body":{"type":"object"}}}}]})"_t,
      ""_t,
      { nullptr, 0 }, ""_t, { nullptr, 0 } },
};

constexpr mcp::Listing listings_0[] = {
    { "Pay"_t,
      "POST /pay"_t,
      R"({"type":"object","properties":{"body":{"type":"object","required":["amount"],"properties":{"amount":{"type":"integer"},"card":{"type":"object","properties":{"number":{"type":"string"}}},"items":{"type":"array","items":{"type":"string"}},"meta":{"type":"object"},"tags":{"type":"array","items":{"type":"string"}},"order":{"type":"object","properties":{"id":{"type":"integer"}}},"lines":{"type":"array","items":{"type":"object","properties":{"sku":{"type":"string"}}}},"feed":{"type":"string"}}}},"required":["body"],"additionalProperties":false})"_t,
      ""_t, ""_t, { nullptr, 0 }, { nullptr, 0 } },
    { "Note"_t,
      "PUT /note"_t,
      tools[1].input_schema,
      ""_t, ""_t, { nullptr, 0 }, { nullptr, 0 } },
    { "Search"_t,
      "GET /search"_t,
      R"({"type":"object","properties":{"q":{"type":"object","properties":{"line":{"type":"object","properties":{"sku":{"type":"string"}}}}}},"additionalProperties":false})"_t,
      ""_t, ""_t, { nullptr, 0 }, { nullptr, 0 } },
    { "Mixed"_t,
      "POST /mixed"_t,
      R"({"type":"object","properties":{"body":{"anyOf":[{"description":"With `content_type` `application/json`."},{"type":"object","description":"With `content_type` `application/x-www-form-urlencoded`."}]},"content_type":{"type":"string","description":"Media type in which `body` is sent; by default the first.","enum":["application/json","application/x-www-form-urlencoded"]}},"additionalProperties":false})"_t,
      ""_t, ""_t, { nullptr, 0 }, { nullptr, 0 } },
};

constexpr mcp::Profile profiles[] = {
    { "universal"_t, { listings_0, 4 } },
};

constexpr mcp::Definition definitions[] = {
    { "Line"_t,
      R"({"type":"object","xml":{"name":"line"},"properties":{"sku":{"type":"string"}}})"_t },
};

constexpr mcp::Upstream upstreams[] = {
    { "https://forms.example"_t, ""_t, { nullptr, 0 } },
};

}  // namespace

const mcp::Server server = {
    .format = 6,
    .name = "forms"_t,
    .title = "Forms"_t,
    .version = "1"_t,
    .instructions = ""_t,
    .website_url = ""_t,
    .base_url_variable = "FORMS_BASE_URL"_t,
    .tools = { tools, 4 },
    .profiles = { profiles, 1 },
    .definitions = { definitions, 1 },
    .security_schemes = { nullptr, 0 },
    .upstreams = { upstreams, 1 },
};

}  // namespace generated
