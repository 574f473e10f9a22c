#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "command_line/commands.h"
#include "command_line/plan_request.h"
#include "http/loop.h"
#include "invoke/arguments.h"
#include "invoke/invoke.h"
#include "invoke/rewriter.h"
#include "json/value.h"
#include "json/write.h"
#include "protocol/catalog.h"
#include "protocol/profile.h"
#include "protocol/protocol.h"
#include "text/one_line.h"
#include "transport/caller.h"
#include "transport/channel.h"
#include "transport/descriptor.h"
#include "transport/engine.h"

namespace mcp::command_line {
namespace {

constexpr std::size_t input_limit = 10UL * 1024 * 1024;

/// The text blocks of a result as they are, other blocks as JSON, each on a line of its own.
std::string printable(const std::string& content) {
  auto parsed = json::Document::parse(content);
  const auto* document = std::get_if<json::Document>(&parsed);
  if (document == nullptr || !document->root().is_array()) return content + "\n";
  std::string out;
  for (const json::Value& block : document->root().items()) {
    const json::Value* type = block.find("type");
    const json::Value* text = block.find("text");
    if (type != nullptr && type->is_string() && type->string() == "text" && text != nullptr &&
        text->is_string()) {
      out += text->string();
    } else {
      json::append_compact(out, block.raw());
    }
    if (!out.ends_with('\n')) out += '\n';
  }
  return out;
}

int print_result(const invoke::ToolResult& result, const Environment& environment) {
  const std::string text = printable(result.content);
  if (!result.is_error) return print(environment, text);
  write_text(environment.error, text);
  return failed;
}

/// The result in a JSON-RPC response; an error of the protocol is an error result.
invoke::ToolResult read_response(const std::string& response) {
  const auto parsed = json::Document::parse(response);
  const json::Value& root = std::get<json::Document>(parsed).root();
  if (const json::Value* error = root.find("error")) {
    return invoke::error_result(error->find("message")->string());
  }
  const json::Value& result = *root.find("result");
  const json::Value* content = result.find("content");
  if (content == nullptr) return invoke::error_result("The tool asks for answers of a user.");
  const json::Value* is_error = result.find("isError");
  return {is_error != nullptr && is_error->boolean(), std::string(content->raw()), {}};
}

/// Nobody could read them.
protocol::Options without_links() {
  protocol::Options out;
  out.links_results = false;
  return out;
}

/// Makes one call and keeps its response.
class OneCall final : public transport::Host, public transport::Channel {
 public:
  explicit OneCall(const transport::CallerContext& context)
      : catalog_(context.server, context.features),
        handler_(catalog_, without_links()),
        caller_(loop_, context, 1),
        engine_(context, handler_, *this) {}

  std::string run(std::string message) {
    loop_.post([&] {
      protocol::Connection connection;
      const std::shared_ptr<transport::Channel> self(std::shared_ptr<void>(), this);
      engine_.follow(handler_.handle(connection, {}, std::move(message)), nullptr, self);
    });
    loop_.run();
    return std::move(response_);
  }

  http::Loop& loop() override { return loop_; }
  transport::Caller& caller() override { return caller_; }
  void send(std::string_view) override {}
  void finish(int, std::string response) override {
    response_ = std::move(response);
    loop_.stop();
  }

 private:
  http::Loop loop_;
  protocol::Catalog catalog_;
  protocol::Handler handler_;
  transport::Caller caller_;
  transport::Engine engine_;
  std::string response_;
};

std::string call_message(std::string_view tool, const json::Value* arguments) {
  JsonObject meta;
  meta.add("io.modelcontextprotocol/protocolVersion", protocol::to_string(protocol::latest))
      .add_json("io.modelcontextprotocol/clientCapabilities", "{}");
  JsonObject params;
  params.add("name", tool).add_json("_meta", meta.text());
  if (arguments != nullptr) params.add_json("arguments", arguments->raw());
  return JsonObject()
      .add("jsonrpc", "2.0")
      .add("id", 1)
      .add("method", "tools/call")
      .add_json("params", params.text())
      .text();
}

std::variant<json::Document, Usage> read_arguments(std::optional<std::string> text,
                                                   const Environment& environment) {
  if (text == "-") text = transport::read_all(environment.input, input_limit);
  if (!text) return Usage{"standard input cannot be read or is over 10 MiB"};
  auto parsed = json::Document::parse(std::move(*text));
  if (const auto* error = std::get_if<json::Error>(&parsed)) {
    return Usage{"the arguments are not JSON: " + error->message + " at byte " +
                 std::to_string(error->offset)};
  }
  auto& document = std::get<json::Document>(parsed);
  if (!document.root().is_object()) return Usage{"the arguments must be a JSON object"};
  return std::move(document);
}

int dry_run(const Server& server, const Tool& tool, const json::Value* arguments,
            const configuration::Configuration& configuration, const Environment& environment) {
  // By the names of the profile that `tools` shows, as in a call.
  const invoke::Rewriter rewriter(protocol::listing_of(server, 0, tool).rewrites);
  std::optional<json::Document> rewritten;
  if (arguments != nullptr) {
    std::string text;
    const invoke::Problems problems = rewriter.append(text, *arguments);
    if (!problems.empty()) {
      return print_result(invoke::invalid_arguments(tool, problems), environment);
    }
    auto parsed = json::Document::parse(std::move(text));
    if (auto* document = std::get_if<json::Document>(&parsed)) {
      arguments = &rewritten.emplace(std::move(*document)).root();
    } else {
      return print_result(invoke::error_result("the arguments nest too deep"), environment);
    }
  }
  const auto planned = plan_request(server, tool, arguments, configuration, rewriter);
  if (const auto* refused = std::get_if<invoke::ToolResult>(&planned)) {
    return print_result(*refused, environment);
  }
  return print(environment, invoke::describe_request(std::get<HttpRequest>(planned)) + "\n");
}

}  // namespace

int call_tool(const Served& served, const CallTool& command,
              const configuration::Configuration& configuration, const Environment& environment) {
  protocol::Catalog catalog(served.server, served.features);
  const protocol::FoundTool tool = catalog.find_tool(command.tool);
  if (tool.operation == nullptr && tool.feature == nullptr) {
    complain(environment, "there is no tool `" + text::one_line(command.tool) + "`" +
                              catalog.hint(command.tool));
    return wrong_usage;
  }
  std::optional<json::Document> arguments;
  if (command.arguments) {
    auto read = read_arguments(command.arguments, environment);
    if (const auto* usage = std::get_if<Usage>(&read)) {
      complain(environment, usage->message);
      return wrong_usage;
    }
    arguments = std::get<json::Document>(std::move(read));
  }
  const json::Value* given = arguments ? &arguments->root() : nullptr;
  if (command.dry_run) {
    if (tool.feature == nullptr) {
      return dry_run(served.server, *tool.operation, given, configuration, environment);
    }
    complain(environment, "--dry-run shows requests of operations; `" + command.tool +
                              "` is a tool written in code");
    return wrong_usage;
  }
  const transport::Log log = open_log(environment, configuration);
  metrics::Metrics metrics;
  OneCall call({served.server, served.features, served.hooks, configuration, log, metrics});
  return print_result(read_response(call.run(call_message(command.tool, given))), environment);
}

}  // namespace mcp::command_line
