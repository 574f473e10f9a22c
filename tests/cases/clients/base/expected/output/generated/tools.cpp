// The tables of this server. Made by mcpcc 0.1.0; `mcpcc generate` writes it again.
#include <mcp/tool.h>

namespace generated {

extern const mcp::Server server;

namespace {

using namespace mcp::literals;

constexpr mcp::Text scopes_0[] = { "read"_t,  };
constexpr mcp::SecurityUse uses_0[] = {
    { 0, { nullptr, 0 } },
};
constexpr mcp::SecurityUse uses_1[] = {
    { 1, { scopes_0, 1 } },
};
constexpr mcp::SecurityUse uses_2[] = {
    { 2, { nullptr, 0 } },
};
constexpr mcp::SecurityRequirement security_0[] = {
    { { uses_0, 1 } },
};
constexpr mcp::SecurityRequirement security_1[] = {
    { { uses_1, 1 } },
    { { uses_2, 1 } },
};


constexpr mcp::Tool tools[] = {
    { "list_animals"_t, "listAnimals"_t, "GET"_t, "/animals"_t, 0,
      { true, false, true, true },
      { nullptr, 0 }, false, { nullptr, 0 }, "*/*"_t,
      { security_0, 1 },
      R"({"type":"object","properties":{},"additionalProperties":false})"_t,
      ""_t,
      { nullptr, 0 }, ""_t, { nullptr, 0 } },
    { "list_orders"_t, "listOrders"_t, "GET"_t, "/orders"_t, 0,
      { true, false, true, true },
      { nullptr, 0 }, false, { nullptr, 0 }, "*/*"_t,
      { security_1, 2 },
      R"({"type":"object","properties":{},"additionalProperties":false})"_t,
      ""_t,
      { nullptr, 0 }, ""_t, { nullptr, 0 } },
};

constexpr mcp::Listing listings_0[] = {
    { "List the animals"_t,
      "List the animals"_t,
      tools[0].input_schema,
      ""_t, ""_t, { nullptr, 0 }, { nullptr, 0 } },
    { "List orders"_t,
      "GET /orders"_t,
      tools[1].input_schema,
      ""_t, ""_t, { nullptr, 0 }, { nullptr, 0 } },
};

constexpr mcp::Profile profiles[] = {
    { "universal"_t, { listings_0, 2 } },
};

constexpr mcp::SecurityScheme security_schemes[] = {
    { "staffKey"_t, R"(The key behind the counter. "Quotes", \ and ${HOME})"_t, mcp::SecurityKind::api_key_header, "X-Key"_t, "SHOP_STAFF_KEY"_t },
    { "sso"_t, ""_t, mcp::SecurityKind::oauth2, ""_t, "SHOP_SSO"_t,
      "https://sso.example/token"_t, ""_t, ""_t },
    { "certificate"_t, ""_t, mcp::SecurityKind::mutual_tls, ""_t, "SHOP_CERTIFICATE"_t },
};

constexpr mcp::Text upstream_0_allowed_0[] = { "eu"_t, "us"_t,  };
constexpr mcp::UpstreamVariable upstream_0_variables[] = {
    { "region"_t, "eu"_t, { upstream_0_allowed_0, 2 }, "SHOP_URL_REGION"_t },
};
constexpr mcp::Upstream upstreams[] = {
    { "https://{region}.shop.example/v1"_t, ""_t, { upstream_0_variables, 1 } },
};

}  // namespace

const mcp::Server server = {
    .format = 6,
    .name = "shop"_t,
    .title = "Shop"_t,
    .version = "1.0.0"_t,
    .instructions = ""_t,
    .website_url = ""_t,
    .base_url_variable = "SHOP_BASE_URL"_t,
    .tools = { tools, 2 },
    .profiles = { profiles, 1 },
    .definitions = { nullptr, 0 },
    .security_schemes = { security_schemes, 3 },
    .upstreams = { upstreams, 1 },
};

}  // namespace generated
