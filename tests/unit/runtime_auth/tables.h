// A hand-written server whose operations have scopes.
#pragma once

#include <mcp/tool.h>

namespace mcp::auth::test {

template <class T, std::size_t N>
constexpr List<T> list(const T (&array)[N]) {
  return {array, static_cast<std::uint32_t>(N)};
}

inline constexpr SecurityScheme schemes[] = {
    {"login"_t, ""_t, SecurityKind::oauth2, ""_t, "SHOP_TOKEN"_t},
    {"key"_t, ""_t, SecurityKind::api_key_header, "X-Api-Key"_t, "SHOP_API_KEY"_t},
};
inline constexpr Text read[] = {"items:read"_t};
inline constexpr Text write[] = {"items:write"_t, "items:read"_t};
inline constexpr Text odd[] = {"all \"items\""_t};
inline constexpr SecurityUse login_read[] = {{0, list(read)}};
inline constexpr SecurityUse login_write[] = {{0, list(write)}};
inline constexpr SecurityUse login_odd[] = {{0, list(odd)}};
inline constexpr SecurityUse key_only[] = {{1, {}}};
inline constexpr SecurityRequirement reads[] = {{list(login_read)}};
inline constexpr SecurityRequirement reads_or_key[] = {{list(key_only)}, {list(login_read)}};
inline constexpr SecurityRequirement writes_or_reads[] = {{list(login_write)}, {list(login_read)}};
inline constexpr SecurityRequirement writes[] = {{list(login_write)}};
inline constexpr SecurityRequirement anybody[] = {{{}}, {list(login_write)}};
inline constexpr SecurityRequirement with_key[] = {{list(key_only)}};
inline constexpr SecurityRequirement oddly[] = {{list(login_odd)}};

constexpr Tool tool(Text name, Text path, List<SecurityRequirement> security) {
  return {name,     name,
          "GET"_t,  path,
          0,        {true, false, true, true},
          {},       false,
          {},       "application/json"_t,
          security, R"({"type":"object"})"_t,
          ""_t};
}

inline constexpr Tool tools[] = {
    tool("open"_t, "/items/open"_t, {}),
    tool("read"_t, "/items/read"_t, list(reads)),
    tool("read_or_key"_t, "/items/a"_t, list(reads_or_key)),
    tool("write_or_read"_t, "/items/b"_t, list(writes_or_reads)),
    tool("write"_t, "/items/write"_t, list(writes)),
    tool("anybody"_t, "/items/c"_t, list(anybody)),
    tool("with_key"_t, "/items/d"_t, list(with_key)),
    tool("odd"_t, "/items/e"_t, list(oddly)),
};

constexpr Listing shown() { return {""_t, ""_t, R"({"type":"object"})"_t, ""_t, ""_t, {}}; }
inline constexpr Listing listings[] = {shown(), shown(), shown(), shown(),
                                       shown(), shown(), shown(), shown()};
inline constexpr Profile profiles[] = {{"universal"_t, list(listings)}};
inline constexpr Upstream upstreams[] = {{"https://shop.example"_t, ""_t, {}}};

inline constexpr Server server = {table_format,   "shop"_t, "The \"Shop\""_t,  "1.2.3"_t,
                                  ""_t,           ""_t,     "SHOP_BASE_URL"_t, list(tools),
                                  list(profiles), {},       list(schemes),     list(upstreams)};

}  // namespace mcp::auth::test
