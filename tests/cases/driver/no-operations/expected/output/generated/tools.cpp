// The tables of this server. Made by mcpcc 0.1.0; `mcpcc generate` writes it again.
#include <mcp/tool.h>

namespace generated {

extern const mcp::Server server;

namespace {

using namespace mcp::literals;



constexpr mcp::Profile profiles[] = {
    { "universal"_t, { nullptr, 0 } },
};

constexpr mcp::Upstream upstreams[] = {
    { "/"_t, ""_t, { nullptr, 0 } },
};

}  // namespace

const mcp::Server server = {
    .format = 6,
    .name = "t"_t,
    .title = "T"_t,
    .version = "1"_t,
    .instructions = ""_t,
    .website_url = ""_t,
    .base_url_variable = "T_BASE_URL"_t,
    .tools = { nullptr, 0 },
    .profiles = { profiles, 1 },
    .definitions = { nullptr, 0 },
    .security_schemes = { nullptr, 0 },
    .upstreams = { upstreams, 1 },
};

}  // namespace generated
