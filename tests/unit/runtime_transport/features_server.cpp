#include "features_server.h"

#include <stdexcept>
#include <string>
#include <thread>

namespace mcp::test {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view form =
    R"({"type":"object","properties":{"name":{"type":"string"}},"required":["name"]})";

Async<ToolResult> greet(Call& call) {
  const Answer name = co_await call.ask(elicitation("name", "Who?", form));
  if (!name.accepted()) co_return error_result("Nobody.");
  co_return text_result("Hello, " + std::string(name.field("name").string()) + "!");
}

Async<ToolResult> count(Call& call) {
  for (int i = 1; i <= 3; ++i) {
    call.progress(i, 3, "counting");
    call.log(LogLevel::info, std::to_string(i));
    co_await call.sleep(1ms);
  }
  co_return text_result("3");
}

Async<ToolResult> wait(Call& call) {
  call.progress(1);
  co_await call.sleep(1h);
  co_return text_result("never");
}

/// Gives its first value after the client has come back for it.
Async<ToolResult> cut(Call& call) {
  call.close_stream(1ms);
  co_await call.sleep(1ms);
  co_return text_result("the rest");
}

Async<ToolResult> fetch(Call& call) {
  const HttpResponse response =
      co_await call.fetch("GET", std::string(call.arguments()["url"].string()));
  co_return text_result(std::to_string(response.status));
}

Async<ToolResult> job(Call& call) {
  if (!call.continue_as_task()) co_return text_result("at once");
  call.task_status("asking");
  const Answer name = co_await call.ask(elicitation("name", "Who?", form));
  co_return text_result("For " + std::string(name.field("name").string()));
}

Async<ToolResult> errand(Call& call) {
  call.continue_as_task();
  call.progress(1, 2);
  call.log(LogLevel::warning, R"("rain")");
  co_await call.sleep(1ms);
  co_return error_result("The shop was closed.");
}

ToolInfo tool(std::string name, TaskSupport tasks = TaskSupport::forbidden) {
  ToolInfo info;
  info.name = std::move(name);
  info.task_support = tasks;
  info.input_schema = R"({"type":"object"})";
  return info;
}

}  // namespace

void add_features(Features& features) {
  features.add_tool(tool("greet"), greet);
  features.add_tool(tool("count"), count);
  features.add_tool(tool("wait", TaskSupport::optional), wait);
  features.add_tool(tool("cut"), cut);
  features.add_tool(tool("fetch"), fetch);
  features.add_tool(tool("job", TaskSupport::optional), job);
  features.add_tool(tool("errand", TaskSupport::required), errand);
  features.add_tool(tool("sound"), [](Call&) -> ToolResult {
    ToolResult result;
    result.content.push_back(audio_content("audio/wav", "abc"));
    return result;
  });
  features.add_tool(tool("secret"), [](Call&) -> ToolResult {
    throw std::runtime_error("the password is swordfish in /etc/secret");
  });
  features.add_tool(tool("refuse", TaskSupport::optional), [](Call&) -> ToolResult {
    throw ProtocolError(-32602, "not today", R"({"why":"rain"})");
  });
  features.add_tool(tool("touch"), [&features](Call&) {
    features.resource_updated("note://one");
    features.tools_changed();
    return text_result("touched");
  });
  features.add_tool(tool("touch_later"), [&features](Call&) {
    std::thread([&features] {
      features.post([&features] { features.resource_updated("note://one"); });
    }).detach();
    return text_result("soon");
  });
  features.add_resource({.uri = "note://one", .name = "one"},
                        [](Call&) { return text_contents("text/plain", "1"); });
}

}  // namespace mcp::test
