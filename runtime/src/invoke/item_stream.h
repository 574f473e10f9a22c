// Bodies that hold one item after another, as the JSON array of their items.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mcp::invoke {

/// `text/event-stream`, JSON lines and `application/json-seq`; `type` in lower case.
bool is_item_stream(std::string_view type);

/// nullopt: some line is no JSON. An event (HTML Standard, section 9.2.6) is an object with `data`,
/// as JSON where it is JSON and else as text, and with `event` and `id` where it has them.
std::optional<std::string> collect_items(std::string_view type, std::string_view text);

}  // namespace mcp::invoke
