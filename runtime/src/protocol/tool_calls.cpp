// tools/call: of operations and of tools written in code.
#include <algorithm>

#include "invoke/arguments.h"
#include "invoke/invoke.h"
#include "json/write.h"
#include "protocol/exchange.h"
#include "protocol/modern.h"
#include "protocol/profile.h"
#include "protocol/results.h"

namespace mcp::protocol {
namespace {

constexpr std::size_t most_said = 20;  // of what is wrong with the arguments of a call
constexpr std::size_t most_counted = 1000;

/// A result of a tool that says why its arguments are refused (MCP, SEP-1303: the model reads it).
std::string argument_errors(const std::vector<schema::Violation>& violations) {
  std::string text = "The arguments do not fit the tool's input schema:";
  for (std::size_t i = 0; i < violations.size() && i < most_said; ++i) {
    text += "\n- " + violations[i].message;
  }
  if (violations.size() <= most_said) return text;
  const std::string_view least = violations.size() < most_counted ? "" : "at least ";
  return text.append("\n- and ").append(least) + std::to_string(violations.size() - most_said) +
         " more";
}

}  // namespace

Step Handler::call_tool(const Exchange& exchange, const Message& message, Version version) {
  const json::Value* name = parameter(message, "name");
  if (name == nullptr || !name->is_string()) {
    return bad_params(message, "`params.name` must be a string");
  }
  const json::Value* arguments = message.params->find("arguments");
  if (arguments != nullptr && !arguments->is_object()) {
    return bad_params(message, "`params.arguments` must be an object");
  }
  FoundTool tool = catalog_.find_tool(name->string());
  if (tool.feature) {
    return invoke_tool(exchange, message, version, std::move(tool), arguments);
  }
  if (tool.operation == nullptr) {
    return bad_params(message,
                      "there is no tool " + quote(name->string()) + catalog_.hint(name->string()));
  }
  const Principal* const principal = exchange.envelope.principal;
  const credentials::CallerCredentials* const brought = exchange.envelope.credentials;
  Call call{tool.operation,    arguments,
            version,           std::string(message.id),
            exchange.document, principal ? *principal : Principal(),
            message.meta,      brought ? *brought : credentials::CallerCredentials()};
  const json::Value* token =
      message.meta == nullptr ? nullptr : message.meta->find("progressToken");
  if (token != nullptr && is_id(*token)) call.progress_token = token->raw();
  const bool may_link = options_.links_results && tool.operation->annotations.read_only &&
                        catalog_.has_result_links();
  if (may_link) call.sealer = &sealer_;
  const Server& tables = catalog_.tables();
  const Listing& listing = listing_of(tables, profile(exchange, version), *tool.operation);
  call.shown = shown_output(listing, version);
  if (arguments == nullptr || listing.rewrites.empty()) return call;
  if (auto refused = rewrite(call, listing, message)) return std::move(*refused);
  return call;
}

// What the call points into then holds the message and the arguments of their own.
std::optional<Reply> Handler::rewrite(Call& call, const Listing& listing, const Message& message) {
  struct Rewritten {
    std::shared_ptr<const json::Document> message;
    json::Document arguments;
  };
  const auto [rewriter, is_new] = rewriters_.try_emplace(&listing, listing.rewrites);
  std::string text;
  const invoke::Problems problems = rewriter->second.append(text, *call.arguments);
  if (!problems.empty()) {
    return refused_call(message, call.version, invoke::invalid_arguments(*call.tool, problems));
  }
  auto parsed = json::Document::parse(std::move(text));
  auto* document = std::get_if<json::Document>(&parsed);
  if (document == nullptr) return bad_params(message, "`params.arguments` nest too deep");
  const auto held =
      std::make_shared<Rewritten>(Rewritten{std::move(call.message), std::move(*document)});
  call.arguments = &held->arguments.root();
  call.message = {held, held->message.get()};
  call.names = &rewriter->second;
  return std::nullopt;
}

Reply Handler::refused_call(const Message& message, Version version,
                            const invoke::ToolResult& result) const {
  Reply reply;
  reply.is_refused_call = true;
  begin_response(reply.text, message.id);
  append_call_result(reply.text, catalog_.tables(), version, result);
  end_response(reply.text);
  return reply;
}

Step Handler::invoke_tool(const Exchange& exchange, const Message& message, Version version,
                          FoundTool found, const json::Value* arguments) {
  const std::shared_ptr<const ToolFeature> tool = std::move(found.feature);
  auto request = make_request(exchange, message, version, tool->info.name);
  if (auto refused = read_task(message, version, *tool, *request)) return std::move(*refused);
  if (is_modern(version) && exchange.envelope.headers != nullptr) {
    if (const auto refusal =
            check_parameters(tool->headers, arguments, *exchange.envelope.headers)) {
      return failure(400, message.id, refusal->code, refusal->message);
    }
  }
  static const json::Document no_arguments = std::get<json::Document>(json::Document::parse("{}"));
  const json::Value& given = arguments == nullptr ? no_arguments.root() : *arguments;
  const auto violations = tool->input->validate(given, most_counted);
  if (!violations.empty() && request->as_task) {
    request->refusal = argument_errors(violations);
  } else if (!violations.empty()) {
    return refused_call(message, version, invoke::error_result(argument_errors(violations)));
  }
  request->kind = Request::Kind::tool;
  request->arguments = arguments;
  request->handler = &tool->handler;
  request->owner = tool;
  request->tool = tool;
  request->operation = found.operation;
  return invoke(std::move(request), message);
}

/// Whether a call is a task, and may be one.
std::optional<Reply> Handler::read_task(const Message& message, Version version,
                                        const ToolFeature& tool, Request& request) const {
  const TaskSupport support = tool.info.task_support;
  if (is_modern(version)) {
    if (support != TaskSupport::required || request.capabilities.tasks) return std::nullopt;
    return failure(400, message.id, Code::missing_capability,
                   "this tool is for clients that know tasks",
                   required_capability(Capability::tasks));
  }
  // MCP 2025-11-25, `basic/utilities/tasks`: a server without tasks ignores `params.task`, and so
  // do versions that have none.
  const bool knows = has_client_tasks(version) && catalog_.has_task_tools();
  const json::Value* task = knows ? parameter(message, "task") : nullptr;
  if (task == nullptr) {
    if (support != TaskSupport::required) return std::nullopt;
    return failure(200, message.id, Code::method_not_found, "calls of this tool must be tasks");
  }
  if (support == TaskSupport::forbidden) {
    return failure(200, message.id, Code::method_not_found, "calls of this tool cannot be tasks");
  }
  request.as_task = true;
  const json::Value* lifetime = task->find("ttl");
  if (lifetime != nullptr) {
    constexpr std::int64_t none = -1;
    const std::int64_t given = Json(lifetime).integer(none);
    if (given <= none) {
      return bad_params(message, "`params.task.ttl` must be a number of milliseconds");
    }
    request.task_lifetime = std::chrono::milliseconds(given);
  } else if (!task->is_object()) {
    return bad_params(message, "`params.task` must be an object");
  }
  return std::nullopt;
}

}  // namespace mcp::protocol
