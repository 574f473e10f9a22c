// A small hand-written server, as generated code would hold it.
#pragma once

#include <mcp/tool.h>

#include <iterator>

namespace mcp::sample {

template <class T, std::size_t N>
constexpr List<T> list(const T (&array)[N]) {
  return {array, static_cast<std::uint32_t>(N)};
}

inline constexpr Annotations reads = {true, false, true, true};
inline constexpr Annotations writes = {false, false, false, true};

inline constexpr Argument item_arguments[] = {
    {"item_id"_t, "itemId"_t, Location::path, Style::simple, false, true, false, false, ""_t}};
inline constexpr Argument list_arguments[] = {
    {"limit"_t, "limit"_t, Location::query, Style::form, true, false, false, false, ""_t}};
inline constexpr MediaType item_body[] = {{"application/json"_t, BodyEncoding::json, {}, {}}};

inline constexpr SecurityScheme schemes[] = {{"key"_t, "From the account page.\nKeep it."_t,
                                              SecurityKind::api_key_header, "X-Api-Key"_t,
                                              "SHOP_API_KEY"_t}};
inline constexpr SecurityUse key_use[] = {{0, {}}};
inline constexpr SecurityRequirement key_required[] = {{list(key_use)}};

inline constexpr Tool tools[] = {
    {"get_item"_t,
     "getItem"_t,
     "GET"_t,
     "/items/{itemId}"_t,
     0,
     reads,
     list(item_arguments),
     false,
     {},
     "application/json"_t,
     {},
     R"({"type":"object","properties":{"item_id":{"type":"string"}},"required":["item_id"]})"_t,
     R"({"type":"object","properties":{"id":{"maxLength":12}}})"_t},
    {"list_items"_t,
     "listItems"_t,
     "GET"_t,
     "/items"_t,
     0,
     reads,
     list(list_arguments),
     false,
     {},
     "application/json"_t,
     {},
     R"({"type":"object","properties":{"limit":{"type":"integer"}}})"_t,
     R"({"type":"array"})"_t},
    {"create_item"_t,
     "createItem"_t,
     "POST"_t,
     "/items"_t,
     0,
     writes,
     {},
     true,
     list(item_body),
     "application/json"_t,
     list(key_required),
     R"({"type":"object","properties":{"body":{"type":"object"}},"required":["body"]})"_t,
     ""_t},
    {"count_items"_t,
     "countItems"_t,
     "GET"_t,
     "/count"_t,
     1,
     reads,
     {},
     false,
     {},
     "application/json"_t,
     {},
     R"({"type":"object","additionalProperties":false})"_t,
     ""_t},
};

inline constexpr Rewrite item_rewrites[] = {{"/body/_kind"_t, RewriteKind::rename, "$kind"_t}};
inline constexpr Listing listings[] = {
    {"Get item"_t,
     "Gets \"one\" item.\nBy its id."_t,
     R"({"type":"object","properties":{"item_id":{"type":"string"}},"required":["item_id"]})"_t,
     R"({"type":"object"})"_t,
     R"({"type":"object"})"_t,
     {},
     {},
     false,
     "result"_t},
    {"List items"_t,
     ""_t,
     R"({"type":"object","properties":{"limit":{"type":"integer"}}})"_t,
     ""_t,
     R"({"type":"array"})"_t,
     {},
     {},
     true,
     "value"_t},
    {""_t, "Creates an item"_t,
     R"({"type":"object","properties":{"body":{"type":"object"}},"required":["body"]})"_t, ""_t,
     ""_t, list(item_rewrites)},
    {"Count items"_t, ""_t, R"({"type":"object","additionalProperties":false})"_t, ""_t, ""_t, {}},
};
inline constexpr Profile profiles[] = {{"universal"_t, list(listings)}};

inline constexpr Text regions[] = {"eu"_t, "us"_t};
inline constexpr UpstreamVariable variables[] = {
    {"region"_t, "eu"_t, list(regions), "SHOP_REGION"_t},
    {"version"_t, "v1"_t, {}, "SHOP_VERSION"_t}};
inline constexpr Upstream upstreams[] = {
    {"https://{region}.shop.example/{version}/"_t, ""_t, list(variables)},
    {"/statistics"_t, ""_t, {}}};

inline constexpr Server server = {table_format,
                                  "shop"_t,
                                  "The Shop"_t,
                                  "1.2.3"_t,
                                  "Ask before you buy."_t,
                                  "https://shop.example"_t,
                                  "SHOP_BASE_URL"_t,
                                  list(tools),
                                  list(profiles),
                                  {},
                                  list(schemes),
                                  list(upstreams)};

}  // namespace mcp::sample
