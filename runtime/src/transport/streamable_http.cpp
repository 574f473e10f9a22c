#include "transport/streamable_http.h"

#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>

#include "http/message.h"
#include "http/server.h"
#include "protocol/message.h"
#include "protocol/profile.h"
#include "protocol/protocol.h"
#include "protocol/request_state.h"
#include "transport/cors.h"
#include "transport/descriptor.h"
#include "transport/engine.h"
#include "transport/request_headers.h"
#include "transport/response_channel.h"
#include "transport/sse_peer.h"

namespace mcp::transport {
namespace {

using http::equals_ignoring_case;

/// A refusal before the message is looked at: a JSON-RPC error without id, as the specification
/// suggests for 403.
HttpResponse refusal(int status, std::string_view why) {
  return json_response(status, protocol::error_text({}, protocol::Code::invalid_request, why));
}

HttpResponse wrong_method(std::string_view allowed) {
  HttpResponse response = refusal(405, "this path serves " + std::string(allowed) + " only");
  response.headers.emplace_back("Allow", allowed);
  return response;
}

/// Whether what is to be done belongs to the modern era, where a closed connection means something.
bool is_modern(const protocol::Outcome& outcome) {
  const auto* step = std::get_if<protocol::Step>(&outcome);
  if (step == nullptr) return false;
  if (const auto* call = std::get_if<protocol::Call>(step)) {
    return protocol::is_modern(call->version);
  }
  if (const auto* invoke = std::get_if<protocol::Invoke>(step)) {
    return protocol::is_modern(invoke->request->version);
  }
  return std::holds_alternative<protocol::Listen>(*step);
}

/// The operation that a step calls, or that code called by it replaces; nullptr: none.
const Tool* called_operation(const protocol::Step& step) {
  if (const auto* call = std::get_if<protocol::Call>(&step)) return call->tool;
  const auto* invoke = std::get_if<protocol::Invoke>(&step);
  return invoke == nullptr ? nullptr : invoke->request->operation;
}

/// The tool written in code that a step calls; nullptr: none.
const ToolFeature* called_feature(const protocol::Step& step) {
  const auto* invoke = std::get_if<protocol::Invoke>(&step);
  return invoke == nullptr ? nullptr : invoke->request->tool.get();
}

class Endpoints final : public Host {
 public:
  Endpoints(http::Loop& loop, const CallerContext& context, const HttpOptions& options)
      : loop_(loop),
        options_(options),
        context_(context),
        catalog_(context.server, context.features),
        handler_(catalog_, options.protocol),
        caller_(loop, context, options.max_running),
        engine_(context, handler_, *this),
        sessions_(options.sessions),
        live_(loop, options.keep_alive),
        server_(loop, server_options(options, context.metrics),
                [this](http::ServerRequest request, http::Responder responder) {
                  serve(std::move(request), responder);
                }),
        bound_{options.endpoint.address, server_.port(), options.identity != nullptr},
        access_(bound_, context.configuration.allow_hosts, context.configuration.allow_origins) {
    loop.on_termination([this](int) { drain(); });
    if (options.identity != nullptr || options.authorizer != nullptr) {
      loop.on_hangup([this] { reload(); });
    }
    sessions_.on_end = [this](Session& session) { end_session(session); };
    context.metrics.connections.read = [this] { return server_.connections(); };
    context.metrics.sessions.read = [this] { return sessions_.count() + sse_peers_.size(); };
    context.metrics.subscriptions.read = [this] { return engine_.subscriptions(); };
    const std::lock_guard lock(context.features.state().mutex);
    context.features.state().poster = [this](std::function<void()> task) {
      loop_.post(std::move(task));
    };
  }

  ~Endpoints() {
    for (auto* gauge : {&context_.metrics.connections, &context_.metrics.sessions,
                        &context_.metrics.subscriptions}) {
      gauge->read = nullptr;
    }
    const std::lock_guard lock(context_.features.state().mutex);
    context_.features.state().poster = nullptr;
  }

  const Endpoint& bound() const { return bound_; }
  http::Loop& loop() override { return loop_; }
  Caller& caller() override { return caller_; }

 private:
  static http::ServerOptions server_options(const HttpOptions& options, metrics::Metrics& metrics) {
    http::ServerOptions out;
    out.address = options.endpoint.address;
    out.port = options.endpoint.port;
    out.body_limit = options.body_limit;
    out.identity = options.identity;
    // Half of the files that may be open are for the API; more clients than that take turns.
    out.max_connections =
        std::min(out.max_connections, std::max<std::size_t>(16, allow_descriptors(4096) / 2));
    out.answered = [&metrics](int status) { metrics.http_responses.add({std::to_string(status)}); };
    return out;
  }

  void serve(http::ServerRequest request, const http::Responder& responder) {
    const std::string_view path = request.target.substr(0, request.target.find('?'));
    if (path == health_path) {
      responder.respond(request.method == "GET" ? json_response(200, R"({"status":"ok"})")
                                                : wrong_method("GET"));
      return;
    }
    if (std::optional<HttpResponse> refused = check(request, path, responder)) {
      if (context_.log.enabled(LogLevel::info) && refused->status >= 400) {
        context_.log.write(LogLevel::info, "refused with " + std::to_string(refused->status));
      }
      return responder.respond(std::move(*refused));
    }
    if (options_.authorizer == nullptr) {
      return serve_principal(std::move(request), {}, responder);
    }
    authorize(std::move(request), responder);
  }

  void authorize(http::ServerRequest request, const http::Responder& responder) {
    // What the request refers to is gone when the answer comes later.
    struct Held {
      std::string method, target;
      HttpHeaders headers;
      std::string body;
    };
    auto held =
        std::make_shared<Held>(Held{std::string(request.method), std::string(request.target),
                                    request.headers, std::move(request.body)});
    options_.authorizer->authorize(
        {held->method, held->target, held->headers},
        [this, held, responder](Authorizer::Decision decision) {
          if (auto* refused = std::get_if<HttpResponse>(&decision)) {
            return responder.respond(std::move(*refused));
          }
          serve_principal({held->method, held->target, held->headers, std::move(held->body)},
                          std::get<Principal>(decision), responder);
        });
  }

  std::string allowed_methods(std::string_view path) const {
    if (path == sse_path) return "GET";
    return path != sse_messages_path && has_sessions() ? "POST, GET, DELETE" : "POST";
  }

  /// The profile that `path` names: `/mcp/<name>`.
  std::optional<std::size_t> profile_of(std::string_view path) const {
    if (!path.starts_with(mcp_path) || path.size() < mcp_path.size() + 2) return std::nullopt;
    if (path[mcp_path.size()] != '/') return std::nullopt;
    return protocol::find_profile(context_.server, path.substr(mcp_path.size() + 1));
  }

  /// What stands between a request and the protocol, but for who sends it.
  std::optional<HttpResponse> check(const http::ServerRequest& request, std::string_view path,
                                    const http::Responder& responder) const {
    std::optional<HttpResponse> metadata =
        options_.authorizer == nullptr ? std::nullopt : options_.authorizer->metadata(path);
    const bool is_sse = options_.serves_sse && (path == sse_path || path == sse_messages_path);
    if (path != mcp_path && !profile_of(path) && !is_sse && !metadata) {
      return refusal(404, "the MCP endpoint is " + std::string(mcp_path));
    }
    const std::optional<std::string> host = header(request.headers, "Host");
    if (!host || !access_.allows_host(*host)) {
      return refusal(403, "the value of Host is not allowed; see --allow-host");
    }
    const std::optional<std::string> origin = header(request.headers, "Origin");
    if (origin && !access_.allows_origin(*origin, *host)) {
      return refusal(403, "the value of Origin is not allowed; see --allow-origin");
    }
    if (origin) {
      for (auto& [field, value] : cors_headers(*origin)) responder.add_header(field, value);
      if (is_preflight(request.method, request.headers)) {
        return preflight_response(request.headers,
                                  credentials::request_headers(context_.configuration.credentials));
      }
    }
    if (metadata) return request.method == "GET" ? std::move(metadata) : wrong_method("GET");
    const std::string methods = allowed_methods(path);
    if ((", " + methods + ",").find(", " + std::string(request.method) + ",") ==
        std::string::npos) {
      return wrong_method(methods);
    }
    if (request.method != "POST") return std::nullopt;
    const std::string type = header(request.headers, "Content-Type").value_or("");
    if (!equals_ignoring_case(media_type(type), "application/json")) {
      return refusal(415, "Content-Type must be application/json");
    }
    return std::nullopt;
  }

  bool has_sessions() const { return catalog_.has_features(); }

  void serve_principal(http::ServerRequest request, const Principal& principal,
                       const http::Responder& responder) {
    const std::string_view path = request.target.substr(0, request.target.find('?'));
    if (path == sse_path) return open_sse(request, principal, responder);
    if (path == sse_messages_path) {
      return post_sse(std::move(request), principal, responder);
    }
    if (request.method == "POST") {
      return post(std::move(request), principal, responder);
    }
    const std::optional<std::string> id = header(request.headers, "Mcp-Session-Id");
    const auto session = id ? sessions_.find(*id, principal.id) : nullptr;
    if (session == nullptr) {
      return responder.respond(
          refusal(id ? 404 : 400, id ? "there is no such session" : "Mcp-Session-Id is missing"));
    }
    if (request.method == "DELETE") {
      sessions_.remove(*session);
      end_session(*session);
      return responder.respond({204, {}, {}});
    }
    get(request, *session, responder);
  }

  void get(const http::ServerRequest& request, Session& session, const http::Responder& responder) {
    if (!accepts(header(request.headers, "Accept").value_or(""), "text/event-stream")) {
      return responder.respond(refusal(406, "Accept must name text/event-stream"));
    }
    const std::optional<std::string> last = header(request.headers, "Last-Event-ID");
    if (!last) {
      session.listen(responder);
    } else if (!session.resume(*last, responder)) {
      return responder.respond(refusal(400, "the events after this Last-Event-ID are not kept"));
    }
  }

  void post(http::ServerRequest request, const Principal& principal,
            const http::Responder& responder) {
    const std::optional<std::string> version = header(request.headers, "MCP-Protocol-Version");
    const std::optional<std::string> method = header(request.headers, "Mcp-Method");
    const std::optional<std::string> name = header(request.headers, "Mcp-Name");
    const std::string accept = header(request.headers, "Accept").value_or("");
    const credentials::CallerCredentials brought = credentials_of(request, principal);
    protocol::Envelope envelope{
        .http = true,
        .protocol_version = version,
        .method = method,
        .name = name,
        .headers = &request.headers,
        .accepts_events =
            accepts(accept, "application/json") && accepts(accept, "text/event-stream"),
        .principal = &principal,
        .credentials = &brought,
        .session = protocol::Envelope::Session::stateless,
        .profile = profile_of(request.target.substr(0, request.target.find('?')))};
    std::shared_ptr<Session> session;
    if (has_sessions()) {
      const std::optional<std::string> id = header(request.headers, "Mcp-Session-Id");
      if (id) session = sessions_.find(*id, principal.id);
      envelope.session = session ? protocol::Envelope::Session::found
                         : id    ? protocol::Envelope::Session::unknown
                                 : protocol::Envelope::Session::missing;
    }
    protocol::Connection fresh;
    protocol::Connection& connection = session ? session->connection : fresh;
    protocol::Outcome outcome = handler_.handle(connection, envelope, std::move(request.body));
    if (options_.authorizer != nullptr) {
      if (std::optional<HttpResponse> refused = refuse(outcome, principal)) {
        return responder.respond(std::move(*refused));
      }
    }
    if (!session && has_sessions() && !begin_session(outcome, fresh, principal, responder)) {
      return responder.respond(refusal(503, "there are too many sessions"));
    }
    const bool modern = is_modern(outcome);
    std::shared_ptr<Channel> channel;
    if (session && !modern) {
      channel = std::make_shared<SessionChannel>(session, responder);
    } else {
      channel = std::make_shared<ResponseChannel>(responder, live_);
    }
    auto end = engine_.follow(std::move(outcome), modern ? nullptr : session, channel);
    // Closing the response stream cancels in the modern era and means nothing in the legacy one.
    if (modern && end) responder.on_close(std::move(end));
  }

  credentials::CallerCredentials credentials_of(const http::ServerRequest& request,
                                                const Principal& principal) const {
    const bool has_access_token =
        options_.authorizer != nullptr && !principal.id.starts_with("key:");
    return credentials::caller_credentials(context_.configuration.credentials, request.headers,
                                           has_access_token);
  }

  /// Refuses a message that calls a tool which `principal` may not call; a batch whole, because an
  /// answer has one status and one challenge.
  std::optional<HttpResponse> refuse(const protocol::Outcome& outcome,
                                     const Principal& principal) const {
    const auto refuse_step = [&](const protocol::Step& step) -> std::optional<HttpResponse> {
      const Tool* const tool = called_operation(step);
      const ToolFeature* const feature = called_feature(step);
      if (tool == nullptr && feature == nullptr) return std::nullopt;
      if (tool != nullptr) {
        if (auto refused = options_.authorizer->refuse(principal, *tool)) return refused;
      }
      if (feature != nullptr) {
        if (auto refused = options_.authorizer->refuse(principal, feature->info.scopes)) {
          return refused;
        }
      }
      if (context_.log.enabled(LogLevel::info)) {
        const std::string name(tool != nullptr ? tool->name.view() : feature->info.name);
        context_.log.write(LogLevel::info, principal.id + " calls " + name);
      }
      return std::nullopt;
    };
    if (const auto* step = std::get_if<protocol::Step>(&outcome)) return refuse_step(*step);
    for (const protocol::Step& step : std::get<protocol::Batch>(outcome).steps) {
      if (auto refused = refuse_step(step)) return refused;
    }
    return std::nullopt;
  }

  /// False: there is no room for one more.
  bool begin_session(const protocol::Outcome& outcome, protocol::Connection& connection,
                     const Principal& principal, const http::Responder& responder) {
    const auto* step = std::get_if<protocol::Step>(&outcome);
    const auto* reply = step == nullptr ? nullptr : std::get_if<protocol::Reply>(step);
    if (reply == nullptr || !reply->initialized) return true;
    const auto session = sessions_.create(principal.id);
    if (session == nullptr) return false;
    connection.session = true;
    session->connection = std::move(connection);
    engine_.add_peer(session);
    live_.add(session);
    responder.add_header("Mcp-Session-Id", session->id());
    return true;
  }

  void end_session(Session& session) {
    end_peer(session);
    session.close_streams();
  }

  void end_peer(Peer& peer) {
    engine_.end_peer(peer);
    for (const auto& [id, end] : std::exchange(peer.running, {})) end();
  }

  // MCP 2024-11-05, `basic/transports`, HTTP with SSE.
  void open_sse(const http::ServerRequest& request, const Principal& principal,
                const http::Responder& responder) {
    if (!accepts(header(request.headers, "Accept").value_or("*/*"), "text/event-stream")) {
      return responder.respond(refusal(406, "Accept must name text/event-stream"));
    }
    const std::string id = protocol::random_token(24);
    responder.may_give_way();
    responder.begin(event_stream_head());
    const auto peer = std::make_shared<SsePeer>(principal.id, responder);
    peer->connection.session = true;
    responder.write(event_text(std::string(sse_messages_path) + "?session=" + id, {}, "endpoint"));
    sse_peers_.emplace(id, peer);
    engine_.add_peer(peer);
    live_.add(peer);
    responder.on_close([this, id] {
      const auto gone = sse_peers_.extract(id);
      if (!gone) return;
      end_peer(*gone.mapped());
      gone.mapped()->close();
    });
  }

  void post_sse(http::ServerRequest request, const Principal& principal,
                const http::Responder& responder) {
    const auto found = sse_peers_.find(std::string(query_parameter(request.target, "session")));
    if (found == sse_peers_.end() || found->second->principal() != principal.id) {
      return responder.respond(refusal(404, "there is no such session"));
    }
    const std::shared_ptr<SsePeer> peer = found->second;
    protocol::Envelope envelope;
    envelope.principal = &principal;
    const credentials::CallerCredentials brought = credentials_of(request, principal);
    envelope.credentials = &brought;
    protocol::Outcome outcome =
        handler_.handle(peer->connection, envelope, std::move(request.body));
    if (options_.authorizer != nullptr) {
      if (std::optional<HttpResponse> refused = refuse(outcome, principal)) {
        return responder.respond(std::move(*refused));
      }
    }
    // The response goes on the stream; this request is only told that it came.
    responder.respond({202, {}, {}});
    engine_.follow(std::move(outcome), peer, std::make_shared<SseChannel>(peer));
  }

  void reload() {
    if (options_.identity != nullptr) tell_reload("the certificate", options_.identity->load());
    if (options_.authorizer != nullptr) tell_reload("API keys", options_.authorizer->reload());
  }

  void tell_reload(const std::string& what, const std::string& problem) const {
    if (problem.empty()) {
      context_.log.write(LogLevel::info, "read again: " + what);
    } else {
      context_.log.write(LogLevel::error, problem + "; what was read before stays");
    }
  }

  void drain() {
    if (std::exchange(draining_, true)) return loop_.stop();
    server_.drain([this] { loop_.stop(); });
    context_.log.write(LogLevel::info, "ending: requests in flight are answered first");
    engine_.end_subscriptions();
    sessions_.for_each([](Session& session) { session.end_listening(); });
    for (const auto& [id, peer] : std::exchange(sse_peers_, {})) peer->close();
    loop_.after(static_cast<int>(options_.drain_time.count()), [this] {
      context_.log.write(LogLevel::warning, "ended before all requests were answered");
      loop_.stop();
    });
  }

  http::Loop& loop_;
  const HttpOptions& options_;
  CallerContext context_;
  protocol::Catalog catalog_;
  protocol::Handler handler_;
  Caller caller_;
  Engine engine_;
  Sessions sessions_;
  std::unordered_map<std::string, std::shared_ptr<SsePeer>> sse_peers_;
  LiveStreams live_;
  http::Server server_;
  Endpoint bound_;
  Access access_;
  bool draining_ = false;
};

}  // namespace

void serve_http(http::Loop& loop, const CallerContext& context, const HttpOptions& options) {
  Endpoints endpoints(loop, context, options);
  if (options.listening) options.listening(endpoints.bound());
  loop.run();
}

}  // namespace mcp::transport
