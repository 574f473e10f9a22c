#include <utility>

#include "protocol/exchange.h"
#include "protocol/header_value.h"
#include "protocol/message.h"
#include "protocol/modern.h"
#include "protocol/profile.h"
#include "protocol/protocol.h"
#include "protocol/results.h"

namespace mcp::protocol {
namespace {

constexpr std::size_t largest_batch = 100;
// A hundred times tools/list of a large API would be hundreds of MB for a request of a few KB.
constexpr std::size_t largest_batch_reply = 8UL * 1024 * 1024;

Envelope trimmed(Envelope envelope) {
  for (auto* value : {&envelope.protocol_version, &envelope.method, &envelope.name}) {
    if (*value) *value = trim(**value);
  }
  return envelope;
}

/// The id member of an answer to a message whose id could not be read.
std::string_view unknown_id(const Connection& connection, const Envelope& envelope) {
  if (!envelope.http || connection.negotiated) {
    return connection.negotiated && !may_omit_id(*connection.negotiated) ? "null" : "";
  }
  const std::string_view header = envelope.protocol_version.value_or("");
  const std::optional<Version> version = parse_version(header);
  return names_modern(header) || (version && may_omit_id(*version)) ? "" : "null";
}

/// The legacy version of a message. On HTTP it is in the header, and absent means 2025-03-26 (MCP
/// 2025-06-18 and 2025-11-25, `basic/transports`); on stdio the handshake decided it. nullopt: not
/// served, or no handshake yet.
std::optional<Version> legacy_version(const Connection& connection, const Envelope& envelope) {
  if (!envelope.http) return connection.negotiated;
  if (connection.session) {
    // The header may be missing: 2024-11-05 and 2025-03-26 have none. One that names another
    // version that is served is a known client bug; one that names none is refused.
    const bool served = !envelope.protocol_version || parse_version(*envelope.protocol_version);
    return served ? connection.negotiated : std::nullopt;
  }
  if (!envelope.protocol_version) return Version::v2025_03_26;
  return parse_version(*envelope.protocol_version);
}

bool header_is_modern(const Envelope& envelope) {
  return envelope.http && envelope.protocol_version && names_modern(*envelope.protocol_version);
}

std::string unknown_method(const Message& message) {
  return "the method " + quote(message.method) + " is not served";
}

/// Errors of the ladder carry an HTTP status in the modern era; in-band ones and all legacy ones
/// are 200.
int status_of(Code code) { return code == Code::method_not_found ? 404 : 400; }

}  // namespace

std::string_view Handler::Exchange::id_of(const Message& message) const {
  return message.id.empty() ? unknown_id(connection, envelope) : message.id;
}

Outcome Handler::handle(Connection& connection, const Envelope& raw_envelope, std::string text) {
  const Envelope envelope = trimmed(raw_envelope);
  auto parsed = json::Document::parse(std::move(text));
  if (const auto* error = std::get_if<json::Error>(&parsed)) {
    return failure(
        400, unknown_id(connection, envelope), Code::parse_error,
        "the message is not JSON: " + error->message + " at byte " + std::to_string(error->offset));
  }
  Exchange exchange{
      connection, envelope,
      std::make_shared<const json::Document>(std::get<json::Document>(std::move(parsed)))};
  const json::Value& root = exchange.document->root();
  if (root.is_array()) return handle_batch(exchange, root);
  return handle_one(exchange, root);
}

// Only 2025-03-26 has batches (`basic/index` of that revision; 2025-06-18 removed them).
Outcome Handler::handle_batch(Exchange& exchange, const json::Value& messages) {
  const auto refuse = [&](std::string_view why) {
    return failure(400, unknown_id(exchange.connection, exchange.envelope), Code::invalid_request,
                   why);
  };
  const std::optional<Version> version = legacy_version(exchange.connection, exchange.envelope);
  if (!version || !has_batches(*version)) {
    return refuse("batches are served in protocol version 2025-03-26 only");
  }
  if (exchange.envelope.http && !exchange.envelope.accepts_events) {
    return failure(406, "null", Code::invalid_request,
                   "Accept must name application/json and text/event-stream");
  }
  if (auto refused = check_session(exchange, {})) return std::move(*refused);
  if (messages.items().empty()) return refuse("the batch is empty");
  if (messages.items().size() > largest_batch) {
    return refuse("the batch has more than " + std::to_string(largest_batch) + " messages");
  }
  for (const json::Value& item : messages.items()) {
    if (claims_modern(read_message(item))) {
      return refuse("a batch must not hold requests of the per-request protocol");
    }
  }
  exchange.in_batch = true;
  Batch batch;
  batch.steps.reserve(messages.items().size());
  std::size_t size = 0;
  for (const json::Value& item : messages.items()) {
    const Message message = read_message(item);
    if (size > largest_batch_reply && message.kind == Message::Kind::request) {
      batch.steps.emplace_back(failure(200, message.id, Code::invalid_request,
                                       "the answers before this one fill the batch"));
      continue;
    }
    batch.steps.push_back(handle_one(exchange, item));
    if (const auto* reply = std::get_if<Reply>(&batch.steps.back())) size += reply->text.size();
  }
  return batch;
}

Step Handler::handle_one(const Exchange& exchange, const json::Value& value) {
  const Message message = read_message(value);
  Step step = handle_message(exchange, value, message);
  if (auto* reply = std::get_if<Reply>(&step)) reply->method = known_name(message);
  return step;
}

// The ladder that tells the eras apart: the first rule that fits decides. See docs/runtime.md.
Step Handler::handle_message(const Exchange& exchange, const json::Value& value,
                             const Message& message) {
  const Envelope& envelope = exchange.envelope;
  if (message.kind == Message::Kind::invalid) {
    return failure(400, exchange.id_of(message), Code::invalid_request, message.problem);
  }
  const bool modern_header = header_is_modern(envelope);
  if (message.kind == Message::Kind::response) {
    if (!modern_header) {
      if (auto refused = check_session(exchange, message)) return std::move(*refused);
      return ClientAnswer{std::string(message.id), exchange.document, value.find("result"),
                          value.find("error")};
    }
    return failure(400, exchange.id_of(message), Code::invalid_request,
                   "responses are not part of protocol version 2026-07-28");
  }
  const auto refuse = [&](const Refusal& refusal) -> Step {
    if (message.kind == Message::Kind::notification && !envelope.http) return accepted();
    return failure(status_of(refusal.code), message.id, refusal.code, refusal.message,
                   refusal.data);
  };
  if (message.method == "initialize" && !claims_modern_validly(message)) {
    if (!modern_header) return serve_legacy(exchange, message);
    return refuse({Code::header_mismatch,
                   "`initialize` was sent with a header MCP-Protocol-Version of a revision that "
                   "has no `initialize`",
                   {}});
  }
  if (claims_modern(message)) {
    if (const std::optional<Refusal> refusal = check_claim(message, envelope, options_)) {
      return refuse(*refusal);
    }
    return serve_modern(exchange, message);
  }
  if (modern_header) {
    if (message.kind == Message::Kind::request) {
      return refuse(missing_claim(message, *envelope.protocol_version));
    }
    return accepted();
  }
  return serve_legacy(exchange, message);
}

Step Handler::serve_modern(const Exchange& exchange, const Message& message) {
  if (message.kind == Message::Kind::notification) return serve_notification(exchange, message);
  const Method* method = find_method(message.method);
  if (method == nullptr || !method->in_modern || !method->is_offered(catalog_, latest)) {
    return failure(404, message.id, Code::method_not_found, unknown_method(message));
  }
  return (this->*method->serve)(exchange, message, latest);
}

// MCP 2025-11-25, `basic/transports`, Session Management.
std::optional<Reply> Handler::check_session(const Exchange& exchange,
                                            const Message& message) const {
  switch (exchange.envelope.session) {
    case Envelope::Session::missing:
      return failure(400, exchange.id_of(message), Code::invalid_request,
                     "the header Mcp-Session-Id is missing: `initialize` begins a session");
    case Envelope::Session::unknown:
      return failure(404, exchange.id_of(message), Code::invalid_request,
                     "there is no such session: `initialize` begins a new one");
    default:
      return std::nullopt;
  }
}

Step Handler::serve_legacy(const Exchange& exchange, const Message& message) {
  const Envelope& envelope = exchange.envelope;
  if (envelope.http && !envelope.accepts_events) {
    return failure(406, exchange.id_of(message), Code::invalid_request,
                   "Accept must name application/json and text/event-stream");
  }
  if (message.method == "initialize") return initialize(exchange, message);
  if (auto refused = check_session(exchange, message)) return std::move(*refused);
  const std::optional<Version> version = legacy_version(exchange.connection, envelope);
  if (envelope.http && !version) {
    return failure(400, exchange.id_of(message), Code::invalid_request,
                   "protocol version " + quote(*envelope.protocol_version) + " is not served");
  }
  if (message.kind == Message::Kind::notification) return serve_notification(exchange, message);
  if (message.odd_params) {
    return failure(200, message.id, Code::invalid_params, "`params` must be an object");
  }
  const Method* method = find_method(message.method);
  if (method == nullptr || !method->in_legacy ||
      !method->is_offered(catalog_, version.value_or(latest_legacy))) {
    return failure(200, message.id, Code::method_not_found, unknown_method(message));
  }
  if (!version && message.method != "ping") {
    return failure(200, message.id, Code::invalid_request,
                   quote(message.method) +
                       " came before `initialize`, and without the `_meta` keys of protocol "
                       "version 2026-07-28");
  }
  return (this->*method->serve)(exchange, message, version.value_or(latest_legacy));
}

Step Handler::serve_notification(const Exchange& exchange, const Message& message) const {
  // Over HTTP a request to cancel belongs to a session: modern clients close the response stream
  // instead (MCP 2026-07-28, `basic/transports/streamable-http`).
  if ((exchange.envelope.http && !exchange.connection.session) ||
      message.method != "notifications/cancelled" || message.params == nullptr) {
    return accepted();
  }
  const json::Value* id = message.params->find("requestId");
  if (id == nullptr || !is_id(*id)) return accepted();
  return Cancel{std::string(id->raw())};
}

// MCP 2025-11-25, `basic/lifecycle`: the version that was asked for if it is served, else another
// one, never an error.
Step Handler::initialize(const Exchange& exchange, const Message& message) const {
  if (message.kind == Message::Kind::notification) return accepted();
  if (exchange.in_batch) {
    return failure(400, message.id, Code::invalid_request,
                   "`initialize` must not be part of a batch");
  }
  if (exchange.connection.session && exchange.connection.negotiated) {
    return failure(400, message.id, Code::invalid_request, "this session has begun already");
  }
  const json::Value* requested =
      message.params == nullptr ? nullptr : message.params->find("protocolVersion");
  if (requested == nullptr || !requested->is_string()) {
    return failure(200, message.id, Code::invalid_params,
                   "`params.protocolVersion` must be a string");
  }
  Version version = parse_version(requested->string()).value_or(latest_legacy);
  if (is_modern(version)) version = latest_legacy;
  exchange.connection.negotiated = version;
  exchange.connection.capabilities = read_capabilities(message.params->find("capabilities"));
  if (!has_elicitation(version)) exchange.connection.capabilities.elicitation = false;
  const json::Value* client = message.params->find("clientInfo");
  const json::Value* name = client == nullptr ? nullptr : client->find("name");
  if (name != nullptr && name->is_string()) {
    exchange.connection.profile = profile_of_client(catalog_.tables(), name->string());
  }
  Reply reply;
  reply.initialized = true;
  begin_response(reply.text, message.id);
  append_initialize_result(reply.text, catalog_, version);
  end_response(reply.text);
  return reply;
}

// What lists hold must not depend on the connection in the modern era (MCP 2026-07-28,
// `server/tools`), so names of clients count in the legacy one only.
std::size_t Handler::profile(const Exchange& exchange, Version version) const {
  if (exchange.envelope.profile) return *exchange.envelope.profile;
  if (options_.profile) return *options_.profile;
  return is_modern(version) ? 0 : exchange.connection.profile.value_or(0);
}

std::string call_reply(const Server& server, const Call& call, const invoke::ToolResult& result) {
  if (call.part && result.is_error) {
    return error_text(call.id, Code::internal_error, result.problem);
  }
  std::string out;
  out.reserve(call.id.size() + result.content.size() + result.structured_content.size() + 512);
  begin_response(out, call.id);
  if (call.part) {
    append_part_result(out, server, call.version, result);
  } else {
    append_call_result(out, server, call.version, result);
  }
  end_response(out);
  return out;
}

std::string too_large_reply(const Connection& connection, std::size_t limit) {
  return error_text(unknown_id(connection, {}), Code::invalid_request,
                    "the message has more than " + std::to_string(limit) + " bytes");
}

}  // namespace mcp::protocol
