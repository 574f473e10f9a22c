#include "protocol/notifications.h"

#include <array>

#include "json/write.h"

namespace mcp::protocol {
namespace {

constexpr std::array<std::string_view, 8> level_names = {
    "debug", "info", "notice", "warning", "error", "critical", "alert", "emergency"};

std::string notification(std::string_view method, const JsonObject& params) {
  return JsonObject()
      .add("jsonrpc", "2.0")
      .add("method", method)
      .add_json("params", params.text())
      .text();
}

void add_task(JsonObject& params, std::string_view task) {
  if (!task.empty()) params.add_json("_meta", related_task(task));
}

std::string compact(std::string_view json) {
  std::string out;
  json::append_compact(out, json);
  return out;
}

}  // namespace

std::string progress_notification(std::string_view token, Version version, double progress,
                                  std::optional<double> total, std::string_view message,
                                  std::string_view task) {
  JsonObject params;
  params.add_json("progressToken", token).add("progress", progress);
  if (total) params.add("total", *total);
  if (!message.empty() && has_progress_message(version)) params.add("message", message);
  add_task(params, task);
  return notification("notifications/progress", params);
}

std::string log_notification(LogLevel level, std::string_view data, std::string_view logger,
                             std::string_view task) {
  JsonObject params;
  params.add("level", to_string(level));
  if (!logger.empty()) params.add("logger", logger);
  params.add_json("data", compact(data));
  add_task(params, task);
  return notification("notifications/message", params);
}

std::string change_notification(const Change& change, std::string_view subscription) {
  JsonObject params;
  if (change.kind == Change::Kind::resource) params.add("uri", change.uri);
  if (!subscription.empty()) params.add_json("_meta", subscription_meta(subscription));
  switch (change.kind) {
    case Change::Kind::tools:
      return notification("notifications/tools/list_changed", params);
    case Change::Kind::prompts:
      return notification("notifications/prompts/list_changed", params);
    case Change::Kind::resources:
      return notification("notifications/resources/list_changed", params);
    case Change::Kind::resource:
      break;
  }
  return notification("notifications/resources/updated", params);
}

std::string related_task(std::string_view task) {
  return JsonObject()
      .add_json("io.modelcontextprotocol/related-task", JsonObject().add("taskId", task).text())
      .text();
}

std::string subscription_meta(std::string_view id) {
  return JsonObject().add_json("io.modelcontextprotocol/subscriptionId", id).text();
}

std::string client_request(std::string_view id, const Question& question, std::string_view task) {
  std::string params = compact(question.params);
  if (!task.empty()) {
    params.pop_back();
    if (params.size() > 1) params += ',';
    params += R"("_meta":)" + related_task(task) + "}";
  }
  return JsonObject()
      .add("jsonrpc", "2.0")
      .add_json("id", id)
      .add("method", question.method)
      .add_json("params", params)
      .text();
}

std::optional<LogLevel> parse_log_level(std::string_view name) {
  for (std::size_t i = 0; i < level_names.size(); ++i) {
    if (level_names[i] == name) return static_cast<LogLevel>(i);
  }
  return std::nullopt;
}

std::string_view to_string(LogLevel level) { return level_names[static_cast<std::size_t>(level)]; }

}  // namespace mcp::protocol
