// MCP over JSON-RPC 2.0, both protocol eras. Pure: takes messages, returns what to do; knows no
// sockets and no upstream.
#pragma once

#include <mcp/http.h>
#include <mcp/server.h>
#include <mcp/tool.h>

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "credentials/caller.h"
#include "invoke/invoke.h"
#include "invoke/rewriter.h"
#include "json/value.h"
#include "protocol/capabilities.h"
#include "protocol/catalog.h"
#include "protocol/request.h"
#include "protocol/request_state.h"
#include "protocol/result_link.h"
#include "protocol/version.h"
#include "schema/message.h"

namespace mcp::protocol {

struct Message;

/// What stands around a message. The headers are of HTTP; nullopt: absent.
struct Envelope {
  bool http = false;
  std::optional<std::string_view> protocol_version;  ///< MCP-Protocol-Version
  std::optional<std::string_view> method;            ///< Mcp-Method
  std::optional<std::string_view> name;              ///< Mcp-Name
  const HttpHeaders* headers = nullptr;              ///< all of them, for Mcp-Param-*
  bool accepts_events =
      true;  ///< Accept covers application/json and text/event-stream, as legacy wants
  const Principal* principal = nullptr;  ///< who calls; nullptr: nobody in particular
  const credentials::CallerCredentials* credentials = nullptr;  ///< of who calls; nullptr: none
  /// What became of the header Mcp-Session-Id, which only legacy messages heed.
  enum class Session { stateless, missing, unknown, found };
  Session session = Session::stateless;
  std::optional<std::size_t> profile = {};  ///< index into the tables: the path names it
};

/// What a server remembers of a legacy handshake: one stdio process, or one session over HTTP. A
/// legacy request without a session has a fresh one. Modern requests never read or change it.
struct Connection {
  bool session = false;  ///< a session over HTTP, whose handshake settled the version
  std::optional<Version> negotiated;
  ClientCapabilities capabilities;
  std::optional<LogLevel> log_level = LogLevel::info;
  std::set<std::string, std::less<>> subscriptions;  ///< URIs of resources
  std::size_t subscribed_bytes = 0;                  ///< of these URIs
  std::optional<std::size_t> profile;                ///< of a client known by its name
};

/// Answer with this text, one line. `http_status` is for HTTP only. An empty text: nothing to
/// answer (HTTP 202).
struct Reply {
  int http_status = 200;
  std::string text;
  bool initialized = false;      ///< the answer to a handshake: a session may begin here
  bool is_error = false;         ///< a JSON-RPC error
  bool is_refused_call = false;  ///< a result of tools/call: its arguments do not fit
  std::string_view method = {};  ///< what is answered, when it is a request of a known method
};

/// Call the operation `tool`, then send call_reply(): for tools/call, or to read part of a result
/// that was too large.
struct Call {
  const Tool* tool = nullptr;
  const json::Value* arguments = nullptr;  ///< nullptr: none given
  Version version = latest_legacy;
  std::string id;                                 ///< raw JSON of the request id
  std::shared_ptr<const json::Document> message;  ///< what the pointers point into
  Principal principal;
  const json::Value* meta = nullptr;  ///< `params._meta`, an object, or nullptr
  credentials::CallerCredentials credentials = {};
  invoke::ShownOutput shown = {};       ///< what this client is told of the tool's results
  std::string progress_token = {};      ///< raw JSON; empty: no progress is wanted
  const StateSealer* sealer = nullptr;  ///< makes links to large results; nullptr: there are none
  std::optional<ResultPart> part = {};  ///< of the result that resources/read wants
  /// What this client calls arguments and their members. Lives as long as the Handler.
  const schema::Names* names = &schema::own_names;

  std::string_view method() const { return part ? "resources/read" : "tools/call"; }
};

/// Run a handler.
struct Invoke {
  std::shared_ptr<Request> request;
};

/// The client does not want the answer to request `id` (raw JSON) any more.
struct Cancel {
  std::string id;
};

/// The client answered request `id` (raw JSON) of the server. One of the others is set.
struct ClientAnswer {
  std::string id;
  std::shared_ptr<const json::Document> message;
  const json::Value* result = nullptr;
  const json::Value* error = nullptr;
};

/// Tell the client about changes until it goes away. MCP 2026-07-28,
/// `basic/patterns/subscriptions`.
struct Listen {
  std::string id;  ///< raw JSON
  bool tools = false, prompts = false, resources = false;
  std::set<std::string, std::less<>> uris;
  std::set<std::string, std::less<>> tasks;
  Principal principal;

  bool wants(const Change& change) const;
};

/// Something to do with a task.
struct TaskStep {
  enum class Kind { get, update, cancel, result, list };
  Kind kind;
  Version version = latest;
  std::string id;    ///< raw JSON of the request
  std::string task;  ///< its id; with list: that of the last one that the client has, or empty
  std::shared_ptr<const json::Document> message;
  const json::Value* responses = nullptr;  ///< with update: an object
  Principal principal;
};

using Step = std::variant<Reply, Call, Invoke, Cancel, ClientAnswer, Listen, TaskStep>;

/// A JSON-RPC batch: the answers that are not empty go into one array, in any order; none at all:
/// nothing to answer.
struct Batch {
  std::vector<Step> steps;
};

using Outcome = std::variant<Step, Batch>;

struct Options {
  /// Take a header MCP-Protocol-Version 2025-11-25 on requests whose body says 2026-07-28: some
  /// released clients send that.
  bool tolerate_stale_version_header = false;
  /// Whether clients may read large results in parts.
  bool links_results = true;
  /// Secrets of the request states; see StateSealer.
  std::vector<std::string> state_keys = {};
  /// Index of the profile that everybody is served whose path names none; nullopt: the one of a
  /// legacy client's name, or else the first.
  std::optional<std::size_t> profile = {};
};

/// Serves the protocol for one server's catalog, which must outlive it. One thread at a time.
class Handler {
 public:
  explicit Handler(Catalog& catalog, const Options& options = {})
      : catalog_(catalog), options_(options), sealer_(options.state_keys, catalog.tables().name) {}

  /// Handles one message (or a batch, where the version has them). Never throws on bad input.
  Outcome handle(Connection& connection, const Envelope& envelope, std::string text);

  const Catalog& catalog() const { return catalog_; }
  const StateSealer& sealer() const { return sealer_; }

 private:
  struct Exchange;
  struct Method;
  static const Method* find_method(std::string_view name);
  static std::string_view known_name(const Message& message);

  std::size_t profile(const Exchange& exchange, Version version) const;
  Step handle_one(const Exchange& exchange, const json::Value& value);
  Step handle_message(const Exchange& exchange, const json::Value& value, const Message& message);
  Outcome handle_batch(Exchange& exchange, const json::Value& messages);
  Step serve_modern(const Exchange& exchange, const Message& message);
  Step serve_legacy(const Exchange& exchange, const Message& message);
  Step serve_notification(const Exchange& exchange, const Message& message) const;
  std::optional<Reply> check_session(const Exchange& exchange, const Message& message) const;
  Step initialize(const Exchange& exchange, const Message& message) const;

  // The methods, each in both eras unless its row says otherwise.
  Step discover(const Exchange& exchange, const Message& message, Version version);
  Step ping(const Exchange& exchange, const Message& message, Version version);
  Step list_tools(const Exchange& exchange, const Message& message, Version version);
  Step call_tool(const Exchange& exchange, const Message& message, Version version);
  Step list_resources(const Exchange& exchange, const Message& message, Version version);
  Step list_templates(const Exchange& exchange, const Message& message, Version version);
  Step read_resource(const Exchange& exchange, const Message& message, Version version);
  std::optional<Step> read_result(const Exchange& exchange, const Message& message, Version version,
                                  std::string_view uri);
  Step subscribe(const Exchange& exchange, const Message& message, Version version);
  Step unsubscribe(const Exchange& exchange, const Message& message, Version version);
  Step list_prompts(const Exchange& exchange, const Message& message, Version version);
  Step get_prompt(const Exchange& exchange, const Message& message, Version version);
  Step complete(const Exchange& exchange, const Message& message, Version version);
  Step set_level(const Exchange& exchange, const Message& message, Version version);
  Step listen(const Exchange& exchange, const Message& message, Version version);
  Step task_get(const Exchange& exchange, const Message& message, Version version);
  Step task_update(const Exchange& exchange, const Message& message, Version version);
  Step task_cancel(const Exchange& exchange, const Message& message, Version version);
  Step task_result(const Exchange& exchange, const Message& message, Version version);
  Step task_list(const Exchange& exchange, const Message& message, Version version);

  Reply empty(const Message& message, Version version) const;
  std::optional<Reply> rewrite(Call& call, const Listing& listing, const Message& message);
  Reply refused_call(const Message& message, Version version,
                     const invoke::ToolResult& result) const;
  Step task(const Exchange& exchange, const Message& message, Version version,
            TaskStep::Kind kind) const;
  std::optional<Reply> read_task(const Message& message, Version version, const ToolFeature& tool,
                                 Request& request) const;
  Step invoke_tool(const Exchange& exchange, const Message& message, Version version,
                   FoundTool found, const json::Value* arguments);
  std::shared_ptr<Request> make_request(const Exchange& exchange, const Message& message,
                                        Version version, std::string name) const;
  Step invoke(std::shared_ptr<Request> request, const Message& message) const;

  Catalog& catalog_;
  Options options_;
  StateSealer sealer_;
  std::unordered_map<const Listing*, invoke::Rewriter> rewriters_;  // of listings that were called
};

/// The JSON-RPC response to `call`.
std::string call_reply(const Server& server, const Call& call, const invoke::ToolResult& result);

/// The answer to a message that is beyond `limit` bytes and was thrown away unread.
std::string too_large_reply(const Connection& connection, std::size_t limit);

}  // namespace mcp::protocol
