#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "command_line/commands.h"
#include "http/loop.h"
#include "invoke/invoke.h"
#include "json/value.h"
#include "json/write.h"
#include "protocol/tool_index.h"
#include "text/one_line.h"
#include "transport/caller.h"
#include "transport/descriptor.h"

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

int dry_run(const Server& server, const protocol::Call& call,
            const configuration::Configuration& configuration, const Environment& environment) {
  const auto built = invoke::build_request(server, *call.tool, call.arguments,
                                           invoke::redacted(server, configuration.settings));
  if (const auto* refused = std::get_if<invoke::ToolResult>(&built)) {
    return print_result(*refused, environment);
  }
  return print(environment, invoke::describe_request(std::get<HttpRequest>(built)) + "\n");
}

}  // namespace

int call_tool(const Server& server, const Hooks& hooks, const CallTool& command,
              const configuration::Configuration& configuration, const Environment& environment) {
  protocol::ToolIndex index(server);
  protocol::Call call;
  call.tool = index.find(command.tool);
  if (call.tool == nullptr) {
    complain(environment,
             "there is no tool `" + text::one_line(command.tool) + "`" + index.hint(command.tool));
    return wrong_usage;
  }
  if (command.arguments) {
    auto read = read_arguments(command.arguments, environment);
    if (const auto* usage = std::get_if<Usage>(&read)) {
      complain(environment, usage->message);
      return wrong_usage;
    }
    call.message =
        std::make_shared<const json::Document>(std::get<json::Document>(std::move(read)));
    call.arguments = &call.message->root();
  }
  if (command.dry_run) return dry_run(server, call, configuration, environment);

  const transport::Log log(std::string(environment.program), configuration.log_level,
                           environment.error);
  http::Loop loop;
  transport::Caller caller(loop, {server, hooks, configuration, log}, 1);
  invoke::ToolResult result;
  loop.post([&] {
    caller.start(std::move(call), [&](invoke::ToolResult given) {
      result = std::move(given);
      loop.stop();
    });
  });
  loop.run();
  return print_result(result, environment);
}

}  // namespace mcp::command_line
