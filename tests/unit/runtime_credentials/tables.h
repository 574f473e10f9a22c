// A hand-written server with an operation for each kind of security scheme.
#pragma once

#include <mcp/tool.h>

namespace mcp::credentials::test {

template <class T, std::size_t N>
constexpr List<T> list(const T (&array)[N]) {
  return {array, static_cast<std::uint32_t>(N)};
}

inline constexpr SecurityScheme schemes[] = {
    {"header"_t, ""_t, SecurityKind::api_key_header, "X-Key"_t, "SHOP_HEADER"_t},
    {"query"_t, ""_t, SecurityKind::api_key_query, "key"_t, "SHOP_QUERY"_t},
    {"cookie"_t, ""_t, SecurityKind::api_key_cookie, "session"_t, "SHOP_COOKIE"_t},
    {"basic"_t, ""_t, SecurityKind::http_basic, ""_t, "SHOP_BASIC"_t},
    {"bearer"_t, ""_t, SecurityKind::http_bearer, ""_t, "SHOP_BEARER"_t},
    {"digest"_t, ""_t, SecurityKind::http_digest, ""_t, "SHOP_DIGEST"_t},
    {"oauth"_t, ""_t, SecurityKind::oauth2, ""_t, "SHOP_OAUTH"_t, "/token"_t},
    {"openid"_t, ""_t, SecurityKind::open_id_connect, ""_t, "SHOP_OPENID"_t, ""_t, ""_t,
     "/.well-known/openid-configuration"_t},
    {"certificate"_t, ""_t, SecurityKind::mutual_tls, ""_t, "SHOP_CERTIFICATE"_t},
};
inline constexpr Text read[] = {"items:read"_t};
inline constexpr Text write[] = {"items:read"_t, "items:write"_t};

template <std::uint16_t scheme>
inline constexpr SecurityUse use[] = {{scheme, {}}};
inline constexpr SecurityUse reading[] = {{6, list(read)}};
inline constexpr SecurityUse writing[] = {{6, list(write)}};
inline constexpr SecurityUse openid_reading[] = {{7, list(read)}};
inline constexpr SecurityUse certificate_and_key[] = {{8, {}}, {0, {}}};

template <std::uint16_t scheme>
inline constexpr SecurityRequirement one[] = {{list(use<scheme>)}};
inline constexpr SecurityRequirement reads[] = {{list(reading)}};
inline constexpr SecurityRequirement writes[] = {{list(writing)}};
inline constexpr SecurityRequirement openid[] = {{list(openid_reading)}};
inline constexpr SecurityRequirement either[] = {
    {list(certificate_and_key)}, {list(reading)}, {list(use<5>)}};
inline constexpr SecurityRequirement optional[] = {{{}}, {list(use<0>)}};

constexpr Tool tool(Text name, List<SecurityRequirement> security) {
  return {name,     name,
          "GET"_t,  "/items/{id}"_t,
          0,        {true, false, true, true},
          {},       false,
          {},       "application/json"_t,
          security, R"({"type":"object","properties":{"id":{"type":"string"}}})"_t,
          ""_t};
}

inline constexpr Argument id[] = {
    {"id"_t, "id"_t, Location::path, Style::simple, false, true, false, false, ""_t}};
inline constexpr MediaType text_body[] = {{"text/plain"_t, BodyEncoding::text, {}, ""_t}};

constexpr Tool with_id(Tool tool) {
  tool.arguments = list(id);
  return tool;
}

constexpr Tool posting(Tool tool) {
  tool.method = "POST"_t;
  tool.arguments = list(id);
  tool.body = list(text_body);
  tool.input_schema =
      R"({"type":"object","properties":{"id":{"type":"string"},"body":{"type":"string"}}})"_t;
  return tool;
}

inline constexpr Tool tools[] = {
    with_id(tool("open"_t, {})),
    with_id(tool("header"_t, list(one<0>))),
    with_id(tool("query"_t, list(one<1>))),
    with_id(tool("cookie"_t, list(one<2>))),
    with_id(tool("basic"_t, list(one<3>))),
    with_id(tool("bearer"_t, list(one<4>))),
    with_id(tool("digest"_t, list(one<5>))),
    posting(tool("digest_post"_t, list(one<5>))),
    with_id(tool("oauth"_t, list(reads))),
    with_id(tool("oauth_write"_t, list(writes))),
    with_id(tool("openid"_t, list(openid))),
    with_id(tool("certificate"_t, list(one<8>))),
    with_id(tool("either"_t, list(either))),
    with_id(tool("optional"_t, list(optional))),
};

constexpr Listing shown() { return {""_t, ""_t, R"({"type":"object"})"_t, ""_t, ""_t, {}}; }
inline constexpr Listing listings[] = {shown(), shown(), shown(), shown(), shown(),
                                       shown(), shown(), shown(), shown(), shown(),
                                       shown(), shown(), shown(), shown()};
inline constexpr Profile profiles[] = {{"universal"_t, list(listings)}};
inline constexpr Upstream upstreams[] = {{"https://shop.example"_t, ""_t, {}}};

inline constexpr Server server = {table_format,   "shop"_t, "The Shop"_t,      "1.2.3"_t,
                                  ""_t,           ""_t,     "SHOP_BASE_URL"_t, list(tools),
                                  list(profiles), {},       list(schemes),     list(upstreams)};

}  // namespace mcp::credentials::test
