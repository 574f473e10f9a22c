#include "transport/streamable_http.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "http/message.h"
#include "http/server.h"
#include "protocol/header_value.h"
#include "protocol/message.h"
#include "protocol/protocol.h"
#include "transport/batch.h"
#include "transport/cors.h"

namespace mcp::transport {
namespace {

using http::equals_ignoring_case;

HttpResponse json_response(int status, std::string body) {
  HttpResponse response{status, {}, std::move(body)};
  if (!response.body.empty()) response.headers.emplace_back("Content-Type", "application/json");
  return response;
}

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

/// The value of a header field that has one value. Repeated fields are joined (RFC 9110,
/// section 5.3), so that two that differ agree with nothing.
std::optional<std::string> header(const HttpHeaders& headers, std::string_view name) {
  std::optional<std::string> value;
  for (const auto& [field, text] : headers) {
    if (!equals_ignoring_case(field, name)) continue;
    if (value) {
      *value += ", " + text;
    } else {
      value = text;
    }
  }
  return value;
}

/// The media type of a Content-Type or of an element of Accept, without its parameters.
std::string_view media_type(std::string_view value) {
  return protocol::trim(value.substr(0, value.find(';')));
}

/// True for `q=0`, in whatever way it is written (RFC 9110, section 12.4.2).
bool has_zero_weight(std::string_view range) {
  while (range.find(';') != std::string_view::npos) {
    range.remove_prefix(range.find(';') + 1);
    const std::string_view parameter = protocol::trim(range.substr(0, range.find(';')));
    if (parameter.size() < 3 || !equals_ignoring_case(parameter.substr(0, 2), "q=")) continue;
    return parameter.substr(2).find_first_not_of("0.") == std::string_view::npos;
  }
  return false;
}

/// The most specific range that fits decides (RFC 9110, section 12.5.1).
bool accepts(std::string_view accept, std::string_view type) {
  const std::string any = std::string(type.substr(0, type.find('/'))) + "/*";
  int closest = 0;
  bool accepted = false;
  while (!accept.empty()) {
    const std::string_view element = accept.substr(0, accept.find(','));
    accept.remove_prefix(std::min(element.size() + 1, accept.size()));
    const std::string_view range = media_type(element);
    const int closeness = equals_ignoring_case(range, type)  ? 3
                          : equals_ignoring_case(range, any) ? 2
                          : range == "*/*"                   ? 1
                                                             : 0;
    if (closeness == 0 || closeness < closest) continue;
    accepted = !has_zero_weight(element) || (closeness == closest && accepted);
    closest = closeness;
  }
  return accepted;
}

class Endpoints {
 public:
  Endpoints(http::Loop& loop, const CallerContext& context, const HttpOptions& options)
      : loop_(loop),
        options_(options),
        context_(context),
        handler_(context.server),
        caller_(loop, context, options.max_running),
        server_(loop, server_options(options),
                [this](http::ServerRequest request, http::Responder responder) {
                  serve(std::move(request), responder);
                }),
        bound_{options.endpoint.address, server_.port(), options.identity != nullptr},
        access_(bound_, context.configuration.allow_hosts, context.configuration.allow_origins) {
    loop.on_termination([this](int) { drain(); });
    if (options.identity != nullptr || options.authorizer != nullptr) {
      loop.on_hangup([this] { reload(); });
    }
  }

  const Endpoint& bound() const { return bound_; }

 private:
  static http::ServerOptions server_options(const HttpOptions& options) {
    http::ServerOptions out;
    out.address = options.endpoint.address;
    out.port = options.endpoint.port;
    out.body_limit = options.body_limit;
    out.identity = options.identity;
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
      if (refused->status >= 400 && context_.log.enabled(LogLevel::info)) {
        context_.log.write(LogLevel::info, "refused with " + std::to_string(refused->status));
      }
      responder.respond(std::move(*refused));
      return;
    }
    if (options_.authorizer == nullptr) {
      return handle(request.headers, std::move(request.body), responder, nullptr);
    }
    options_.authorizer->authorize(
        {request.method, request.target, request.headers},
        [this, responder, headers = request.headers,
         body = std::move(request.body)](Authorizer::Decision decision) mutable {
          if (auto* refused = std::get_if<HttpResponse>(&decision)) {
            return responder.respond(std::move(*refused));
          }
          handle(headers, std::move(body), responder, &std::get<Principal>(decision));
        });
  }

  /// What stands between a request and the protocol, but for who sends it.
  std::optional<HttpResponse> check(const http::ServerRequest& request, std::string_view path,
                                    const http::Responder& responder) const {
    std::optional<HttpResponse> metadata =
        options_.authorizer == nullptr ? std::nullopt : options_.authorizer->metadata(path);
    if (path != mcp_path && !metadata) {
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
      if (is_preflight(request.method, request.headers)) return preflight_response(request.headers);
    }
    if (metadata) return request.method == "GET" ? std::move(metadata) : wrong_method("GET");
    if (request.method != "POST") return wrong_method("POST");
    const std::string type = header(request.headers, "Content-Type").value_or("");
    if (!equals_ignoring_case(media_type(type), "application/json")) {
      return refusal(415, "Content-Type must be application/json");
    }
    return std::nullopt;
  }

  /// `principal`: who calls; nullptr: whoever reaches the endpoint may.
  void handle(const HttpHeaders& headers, std::string body, const http::Responder& responder,
              const Principal* principal) {
    const std::optional<std::string> version = header(headers, "MCP-Protocol-Version");
    const std::optional<std::string> method = header(headers, "Mcp-Method");
    const std::optional<std::string> name = header(headers, "Mcp-Name");
    const std::string accept = header(headers, "Accept").value_or("");
    const protocol::Envelope envelope{.http = true,
                                      .protocol_version = version,
                                      .method = method,
                                      .name = name,
                                      .accepts_events = accepts(accept, "application/json") &&
                                                        accepts(accept, "text/event-stream")};
    protocol::Connection connection;
    protocol::Outcome outcome = handler_.handle(connection, envelope, std::move(body));
    if (principal != nullptr) {
      if (std::optional<HttpResponse> refused = refuse(outcome, *principal)) {
        return responder.respond(std::move(*refused));
      }
    }
    if (auto* batch = std::get_if<protocol::Batch>(&outcome)) {
      const auto reply =
          std::make_shared<BatchReply>(batch->steps.size(), [responder](std::string_view text) {
            responder.respond(json_response(text.empty() ? 202 : 200, std::string(text)));
          });
      for (protocol::Step& step : batch->steps) {
        if (auto* call = std::get_if<protocol::Call>(&step)) {
          start(std::move(*call), [reply](const std::string& text) { reply->add(text); });
        } else {
          reply->add(std::get<protocol::Reply>(step).text);
        }
      }
      return;
    }
    auto& step = std::get<protocol::Step>(outcome);
    if (auto* call = std::get_if<protocol::Call>(&step)) {
      const bool modern = protocol::is_modern(call->version);
      const Caller::Id id = start(std::move(*call), [responder](std::string text) {
        responder.respond(json_response(200, std::move(text)));
      });
      // Closing the response stream cancels in the modern era and means nothing in the legacy one.
      if (modern) responder.on_close([this, id] { caller_.cancel(id); });
      return;
    }
    auto& reply = std::get<protocol::Reply>(step);
    const int status = reply.text.empty() ? 202 : reply.http_status;
    responder.respond(json_response(status, std::move(reply.text)));
  }

  /// Refuses a message that calls a tool which `principal` may not call; a batch whole, because an
  /// answer has one status and one challenge.
  std::optional<HttpResponse> refuse(const protocol::Outcome& outcome,
                                     const Principal& principal) const {
    const auto refuse_step = [&](const protocol::Step& step) -> std::optional<HttpResponse> {
      const auto* const call = std::get_if<protocol::Call>(&step);
      if (call == nullptr) return std::nullopt;
      if (auto refused = options_.authorizer->refuse(principal, *call->tool)) return refused;
      if (context_.log.enabled(LogLevel::info)) {
        context_.log.write(LogLevel::info,
                           principal.id + " calls " + std::string(call->tool->name));
      }
      return std::nullopt;
    };
    if (const auto* step = std::get_if<protocol::Step>(&outcome)) return refuse_step(*step);
    for (const protocol::Step& step : std::get<protocol::Batch>(outcome).steps) {
      if (auto refused = refuse_step(step)) return refused;
    }
    return std::nullopt;
  }

  Caller::Id start(protocol::Call call, std::function<void(std::string)> answer) {
    auto done = [this, call, answer = std::move(answer)](const invoke::ToolResult& result) {
      answer(protocol::call_reply(context_.server, call, result));
    };
    return caller_.start(std::move(call), std::move(done));
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
    loop_.after(static_cast<int>(options_.drain_time.count()), [this] {
      context_.log.write(LogLevel::warning, "ended before all requests were answered");
      loop_.stop();
    });
  }

  http::Loop& loop_;
  const HttpOptions& options_;
  CallerContext context_;
  protocol::Handler handler_;
  Caller caller_;
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
