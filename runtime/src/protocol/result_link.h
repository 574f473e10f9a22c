// Results that are too large for a client, as resources which it reads in parts. Nothing is kept:
// a URI holds, sealed, the call that gives the result, and reading a part makes that call again.
// So any process that has the key serves it, and only for who made the call.
#pragma once

#include <mcp/tool.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "invoke/invoke.h"
#include "invoke/range.h"
#include "json/value.h"
#include "protocol/request_state.h"
#include "protocol/version.h"

namespace mcp::protocol {

/// RFC 6570. Offset and length are bytes; without them the first part is read.
inline constexpr std::string_view result_template =
    "upstream://{tool}/result/{key}{?offset,length}";

/// Part of a result, as a client asks for it.
struct ResultPart {
  std::string uri;  ///< of the whole result
  std::string asked_uri;
  invoke::LargeBody body;
  invoke::Range range;
};

/// What a URI stands for.
struct OpenedResult {
  std::string tool;
  std::shared_ptr<const json::Document> arguments;  ///< an object; nullptr: none
  ResultPart part;
};

/// Whether answers of `tool` may be such results: it only reads, and its document does not say that
/// it gives nothing but text and JSON.
bool may_give_bytes(const Tool& tool);

/// A URI for the result `body` of a call of `tool` by `principal`; empty: the arguments are too
/// long for one.
std::string result_uri(const StateSealer& sealer, const Tool& tool, const json::Value* arguments,
                       std::string_view principal, const invoke::LargeBody& body);

/// nullopt: no URI of this server for `principal`, or its time is over.
std::optional<OpenedResult> open_result_uri(const StateSealer& sealer, std::string_view uri,
                                            std::string_view principal);

/// What `response` holds of `part`: a result whose `content` is an array of `ResourceContents`, or
/// an error. `tool`: that made it.
invoke::ToolResult read_part(const Tool& tool, const ResultPart& part,
                             const HttpResponse& response);

}  // namespace mcp::protocol
