// From what a handler gave to the result of its method.
#include <algorithm>
#include <stdexcept>

#include "invoke/base64.h"
#include "json/write.h"
#include "protocol/content.h"
#include "protocol/message.h"
#include "protocol/notifications.h"
#include "protocol/results.h"

namespace mcp::protocol {
namespace {

constexpr std::size_t most_completions = 100;  // MCP, `server/utilities/completion`

/// Checks structured content against the output schema. MCP, `server/tools`: with an output schema
/// the server MUST provide results that conform.
void check_structured(const ToolFeature& tool, const ToolResult& result,
                      const json::Document* structured) {
  if (!result.structured.empty() && structured == nullptr) {
    throw std::logic_error("the structured content is not JSON");
  }
  if (tool.output == nullptr || result.is_error) return;
  if (structured == nullptr) throw std::logic_error("the tool promises structured content");
  const auto violations = tool.output->validate(structured->root(), 1);
  if (!violations.empty()) {
    throw std::logic_error("the structured content does not fit the output schema: " +
                           violations.front().message);
  }
}

void append_tool_result(std::string& out, const Request& request, const ToolResult& result) {
  auto parsed = json::Document::parse(result.structured.empty() ? "null" : result.structured);
  const auto* structured =
      result.structured.empty() ? nullptr : std::get_if<json::Document>(&parsed);
  check_structured(*request.tool, result, structured);
  out += R"("content":[)";
  for (const Content& content : result.content) {
    if (out.back() != '[') out += ',';
    out += content_for(content, request.version);
  }
  std::string compact;
  if (structured != nullptr) json::append_compact(compact, structured->root().raw());
  if (structured != nullptr && result.content.empty()) out += text_content(compact).json;
  out += ']';
  if (structured != nullptr && has_structured_content(request.version) &&
      (is_modern(request.version) || structured->root().is_object())) {
    out += R"(,"structuredContent":)";
    out += compact;
  }
  out += result.is_error ? R"(,"isError":true)" : R"(,"isError":false)";
}

void append_read_result(std::string& out, const Request& request, const ReadResult& result) {
  out += R"("contents":[)";
  for (const ResourceContents& contents : result.contents) {
    if (out.back() != '[') out += ',';
    JsonObject object;
    object.add("uri", contents.uri.empty() ? request.name : contents.uri);
    if (!contents.mime_type.empty()) object.add("mimeType", contents.mime_type);
    if (const auto* text = std::get_if<std::string>(&contents.data)) {
      object.add("text", *text);
    } else {
      const auto& data = std::get<std::vector<unsigned char>>(contents.data);
      std::string blob;
      invoke::append_base64(blob, std::string(data.begin(), data.end()));
      object.add("blob", blob);
    }
    out += object.text();
  }
  out += ']';
  if (is_modern(request.version)) {
    // What a handler reads may depend on who asks.
    out +=
        R"(,"ttlMs":)" + std::to_string(request.fresh_for.count()) + R"(,"cacheScope":"private")";
  }
}

void append_prompt_result(std::string& out, const Request& request, const PromptResult& result) {
  if (!result.description.empty()) {
    out += R"("description":)" + json_string(result.description) + ",";
  }
  out += R"("messages":[)";
  for (const PromptMessage& message : result.messages) {
    if (out.back() != '[') out += ',';
    out += JsonObject()
               .add("role", message.role == PromptMessage::Role::user ? "user" : "assistant")
               .add_json("content", content_for(message.content, request.version))
               .text();
  }
  out += ']';
}

void append_completion(std::string& out, const Completion& completion) {
  out += R"("completion":{"values":[)";
  const std::size_t shown = std::min(completion.values.size(), most_completions);
  for (std::size_t i = 0; i < shown; ++i) {
    if (i != 0) out += ',';
    json::append_string(out, completion.values[i]);
  }
  out += R"(],"total":)" + std::to_string(completion.values.size());
  out += shown < completion.values.size() ? R"(,"hasMore":true})" : R"(,"hasMore":false})";
}

}  // namespace

void append_feature_result(std::string& out, const Server& server, const Request& request,
                           const Features::Result& result) {
  const bool modern = is_modern(request.version);
  if (modern) {
    begin_modern_result(out, "complete");
  } else {
    out += '{';
  }
  if (const auto* tool = std::get_if<ToolResult>(&result)) {
    append_tool_result(out, request, *tool);
  } else if (const auto* read = std::get_if<ReadResult>(&result)) {
    append_read_result(out, request, *read);
  } else if (const auto* prompt = std::get_if<PromptResult>(&result)) {
    append_prompt_result(out, request, *prompt);
  } else {
    append_completion(out, std::get<Completion>(result));
  }
  if (modern) {
    out += ',';
    end_modern_result(out, server);
  } else {
    if (!request.task.empty()) out.append(R"(,"_meta":)").append(related_task(request.task));
    out += '}';
  }
}

std::string empty_reply(const Server& server, Version version, std::string_view id) {
  std::string out;
  begin_response(out, id);
  if (is_modern(version)) {
    begin_modern_result(out, "complete");
    end_modern_result(out, server);
  } else {
    out += "{}";
  }
  end_response(out);
  return out;
}

void append_input_requests(std::string& out, const std::vector<const Question*>& questions) {
  out += R"("inputRequests":{)";
  for (const Question* question : questions) {
    if (out.back() != '{') out += ',';
    json::append_string(out, question->key);
    out += ':';
    std::string params;
    json::append_compact(params, question->params);
    out += JsonObject().add("method", question->method).add_json("params", params).text();
  }
  out += '}';
}

std::string input_required_reply(const Server& server, std::string_view id,
                                 const std::vector<const Question*>& questions,
                                 std::string_view state) {
  std::string out;
  begin_response(out, id);
  begin_modern_result(out, "input_required");
  append_input_requests(out, questions);
  out += R"(,"requestState":)";
  json::append_string(out, state);
  out += ',';
  end_modern_result(out, server);
  end_response(out);
  return out;
}

}  // namespace mcp::protocol
