// A hand-written server whose API gives bytes and streams.
#pragma once

#include <mcp/tool.h>

#include "../runtime_protocol/sample_tables.h"

namespace mcp::test::media {

using sample::list;

inline constexpr Argument id[] = {
    {"id"_t, "id"_t, Location::path, Style::simple, false, true, false, false, ""_t}};
inline constexpr SecurityScheme schemes[] = {
    {"key"_t, ""_t, SecurityKind::api_key_header, "X-Key"_t, "MEDIA_KEY"_t}};
inline constexpr SecurityUse key_use[] = {{0, {}}};
inline constexpr SecurityRequirement optional_key[] = {{list(key_use)}, {{}}};

constexpr Tool tool(Text name, Text method, Text path, Text accept) {
  return {name,
          name,
          method,
          path,
          0,
          method.size == 3 ? sample::reads : sample::writes,
          list(id),
          false,
          {},
          accept,
          list(optional_key),
          R"({"type":"object","properties":{"id":{"type":"string"}},"required":["id"]})"_t,
          ""_t};
}

inline constexpr Tool tools[] = {
    tool("get_photo"_t, "GET"_t, "/photos/{id}"_t, "image/png, application/json, */*;q=0.1"_t),
    tool("make_photo"_t, "POST"_t, "/photos/{id}"_t, "image/png"_t),
    tool("watch"_t, "GET"_t, "/watch/{id}"_t, "text/event-stream"_t),
    tool("feed"_t, "GET"_t, "/feed/{id}"_t, "application/x-ndjson"_t),
};
constexpr Listing shown() { return {""_t, ""_t, R"({"type":"object"})"_t, ""_t, ""_t, {}}; }
inline constexpr Listing listings[] = {shown(), shown(), shown(), shown()};
inline constexpr Profile profiles[] = {{"universal"_t, list(listings)}};
inline constexpr Upstream upstreams[] = {{"https://media.example"_t, ""_t, {}}};

inline constexpr Server server = {table_format,   "media"_t, "Media"_t,          "1"_t,
                                  ""_t,           ""_t,      "MEDIA_BASE_URL"_t, list(tools),
                                  list(profiles), {},        list(schemes),      list(upstreams)};

}  // namespace mcp::test::media
