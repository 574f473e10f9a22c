// The tables of this server. Made by mcpcc 0.1.0; `mcpcc generate` writes it again.
#include <mcp/tool.h>

namespace generated {

extern const mcp::Server server;

namespace {

using namespace mcp::literals;

constexpr mcp::SecurityUse uses_0[] = {
    { 0, { nullptr, 0 } },
};
constexpr mcp::SecurityRequirement security_0[] = {
    { { uses_0, 1 } },
};

constexpr mcp::Argument arguments_get_book_[] = {
    { "id"_t, "id"_t, mcp::Location::path, mcp::Style::simple, false, true, false, false, ""_t },
    { "fields"_t, "fields"_t, mcp::Location::query, mcp::Style::form, true, false, false, false, ""_t },
};
constexpr mcp::Argument arguments_delete_[] = {
    { "id"_t, "id"_t, mcp::Location::path, mcp::Style::simple, false, true, false, false, ""_t },
};

constexpr mcp::Tool tools[] = {
    { "get_book"_t, "getBook"_t, "GET"_t, "/books/{id}"_t, 0,
      { true, false, true, true },
      { arguments_get_book_, 2 }, false, { nullptr, 0 }, "*/*"_t,
      { security_0, 1 },
      R"({"type":"object","properties":{"id":{"type":"string","pattern":"^\\d+$"},"fields":{"type":"array","items":{"type":"string"}}},"required":["id"],"additionalProperties":false})"_t,
      ""_t,
      { nullptr, 0 }, ""_t, { nullptr, 0 } },
    { "delete"_t, "delete"_t, "DELETE"_t, "/books/{id}"_t, 0,
      { false, true, true, true },
      { arguments_delete_, 1 }, false, { nullptr, 0 }, "*/*"_t,
      { security_0, 1 },
      R"({"type":"object","properties":{"id":{"$ref":"#/$defs/Id"}},"required":["id"],"additionalProperties":false})"_t,
      ""_t,
      { nullptr, 0 }, ""_t, { nullptr, 0 } },
};

constexpr mcp::Listing listings_0[] = {
    { R"(Get a "book")"_t,
      "Gives one book.\nIt says )\" and )json\" and ?\?/ and *emphasis*."_t,
      R"({"type":"object","properties":{"id":{"type":"string","pattern":"^[0-9]+$"},"fields":{"type":"array","items":{"type":"string"}}},"required":["id"],"additionalProperties":false})"_t,
      ""_t, ""_t, { nullptr, 0 }, { nullptr, 0 } },
    { "Delete"_t,
      "DELETE /books/{id}"_t,
      R"({"type":"object","properties":{"id":{"type":"string"}},"required":["id"],"additionalProperties":false})"_t,
      ""_t, ""_t, { nullptr, 0 }, { nullptr, 0 } },
};

constexpr mcp::Profile profiles[] = {
    { "universal"_t, { listings_0, 2 } },
};

constexpr mcp::Definition definitions[] = {
    { "Id"_t,
      R"({"type":"string"})"_t },
};

constexpr mcp::SecurityScheme security_schemes[] = {
    { "key"_t, "Ask | the *librarian*."_t, mcp::SecurityKind::api_key_header, "X-Key"_t, "SHOP_KEY"_t },
};

constexpr mcp::Upstream upstreams[] = {
    { "https://shop.example/v1"_t, ""_t, { nullptr, 0 } },
};

}  // namespace

const mcp::Server server = {
    .format = 6,
    .name = "shop"_t,
    .title = "Shop API"_t,
    .version = "1"_t,
    .instructions = ""_t,
    .website_url = ""_t,
    .base_url_variable = "SHOP_BASE_URL"_t,
    .tools = { tools, 2 },
    .profiles = { profiles, 1 },
    .definitions = { definitions, 1 },
    .security_schemes = { security_schemes, 1 },
    .upstreams = { upstreams, 1 },
};

}  // namespace generated
