// MCP over JSON-RPC 2.0, both protocol eras. Pure: takes messages, returns what to do; knows no
// sockets and no upstream.
#pragma once

#include <mcp/tool.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "invoke/invoke.h"
#include "json/value.h"
#include "protocol/tool_index.h"
#include "protocol/version.h"

namespace mcp::protocol {

struct Message;

/// What an HTTP request says beside its body; nullopt: absent. On stdio only the first member
/// matters.
struct Envelope {
  bool http = false;
  std::optional<std::string_view> protocol_version;  ///< MCP-Protocol-Version
  std::optional<std::string_view> method;            ///< Mcp-Method
  std::optional<std::string_view> name;              ///< Mcp-Name
  bool accepts_events =
      true;  ///< Accept covers application/json and text/event-stream, as legacy wants
};

/// What one stdio process remembers of a legacy handshake. Modern requests never read or change it,
/// and each HTTP request has a fresh one: HTTP is served without sessions.
struct Connection {
  std::optional<Version> negotiated;
};

/// Answer with this text, one line. `http_status` is for HTTP only. An empty text: nothing to
/// answer (HTTP 202).
struct Reply {
  int http_status = 200;
  std::string text;
};

/// Call `tool`, then send call_reply().
struct Call {
  const Tool* tool = nullptr;
  const json::Value* arguments = nullptr;  ///< nullptr: none given
  Version version = latest_legacy;
  std::string id;                                 ///< raw JSON of the request id
  std::shared_ptr<const json::Document> message;  ///< what `arguments` points into
};

/// The client does not want the answer to request `id` (raw JSON) any more.
struct Cancel {
  std::string id;
};

using Step = std::variant<Reply, Call, Cancel>;

/// A JSON-RPC batch: the answers that are not empty go into one array, in any order; none at all:
/// nothing to answer.
struct Batch {
  std::vector<Step> steps;
};

using Outcome = std::variant<Step, Batch>;

/// Serves the protocol for one server's tables, which must outlive it. One thread at a time.
class Handler {
 public:
  explicit Handler(const Server& server);

  /// Handles one message (or a batch, where the version has them). Never throws on bad input.
  Outcome handle(Connection& connection, const Envelope& envelope, std::string text);

 private:
  struct Exchange;
  Step handle_one(const Exchange& exchange, const json::Value& value);
  Outcome handle_batch(Exchange& exchange, const json::Value& messages);
  Step serve_modern(const Exchange& exchange, const Message& message);
  Step serve_legacy(const Exchange& exchange, const Message& message);
  Step serve_notification(const Exchange& exchange, const Message& message) const;
  Step initialize(const Exchange& exchange, const Message& message) const;
  Step list_tools(const Message& message, Version version) const;
  Step call_tool(const Exchange& exchange, const Message& message, Version version);

  const Server& server_;
  ToolIndex tools_;
};

/// The JSON-RPC response to `call`.
std::string call_reply(const Server& server, const Call& call, const invoke::ToolResult& result);

/// The answer to a message that is beyond `limit` bytes and was thrown away unread.
std::string too_large_reply(const Connection& connection, std::size_t limit);

}  // namespace mcp::protocol
