// Blocks, results and questions of <mcp/server.h> as JSON.
#include <mcp/server.h>

#include "invoke/base64.h"

namespace mcp {
namespace {

std::string media(std::string_view type, std::string_view mime_type, std::string_view bytes) {
  std::string data;
  invoke::append_base64(data, bytes);
  return JsonObject().add("type", type).add("data", data).add("mimeType", mime_type).text();
}

Content embedded(const JsonObject& resource) {
  return {Content::Kind::resource,
          JsonObject().add("type", "resource").add_json("resource", resource.text()).text()};
}

}  // namespace

Content text_content(std::string_view text) {
  return {Content::Kind::text, JsonObject().add("type", "text").add("text", text).text()};
}

Content image_content(std::string_view mime_type, std::string_view bytes) {
  return {Content::Kind::image, media("image", mime_type, bytes)};
}

Content audio_content(std::string_view mime_type, std::string_view bytes) {
  return {Content::Kind::audio, media("audio", mime_type, bytes)};
}

Content embedded_text(std::string_view uri, std::string_view mime_type, std::string_view text) {
  return embedded(JsonObject().add("uri", uri).add("mimeType", mime_type).add("text", text));
}

Content embedded_bytes(std::string_view uri, std::string_view mime_type, std::string_view bytes) {
  std::string blob;
  invoke::append_base64(blob, bytes);
  return embedded(JsonObject().add("uri", uri).add("mimeType", mime_type).add("blob", blob));
}

Content resource_link(std::string_view uri, std::string_view name) {
  return {Content::Kind::link,
          JsonObject().add("type", "resource_link").add("uri", uri).add("name", name).text()};
}

ToolResult text_result(std::string_view words) { return {{text_content(words)}, {}, false}; }
ToolResult error_result(std::string_view words) { return {{text_content(words)}, {}, true}; }
ToolResult json_result(std::string structured) { return {{}, std::move(structured), false}; }

ReadResult text_contents(std::string_view mime_type, std::string_view text) {
  return {{{{}, std::string(mime_type), std::string(text)}}};
}

ReadResult byte_contents(std::string_view mime_type, std::string_view bytes) {
  return {{{{}, std::string(mime_type), std::vector<unsigned char>(bytes.begin(), bytes.end())}}};
}

// MCP 2025-11-25 and 2026-07-28, `client/elicitation`; the mode may be left out for a form.
Question elicitation(std::string key, std::string_view message, std::string_view schema) {
  return {std::move(key), "elicitation/create",
          JsonObject().add("message", message).add_json("requestedSchema", schema).text(),
          Capability::elicitation};
}

Question elicitation_url(std::string key, std::string_view message, std::string_view url) {
  JsonObject params;
  params.add("mode", "url").add("message", message).add("url", url);
  return {std::move(key), "elicitation/create", params.text(), Capability::elicitation_url};
}

Question sampling(std::string key, std::string_view params) {
  return {std::move(key), "sampling/createMessage", std::string(params), Capability::sampling};
}

Question roots(std::string key) { return {std::move(key), "roots/list", "{}", Capability::roots}; }

MissingCapability::MissingCapability(Capability missing)
    : std::runtime_error("the client cannot do what this needs"), capability(missing) {}

std::vector<Answer> AskWait::await_resume() {
  if (error) std::rethrow_exception(error);
  std::vector<Answer> out;
  out.reserve(answers.size());
  for (std::optional<Answer>& answer : answers) out.push_back(std::move(*answer));
  return out;
}

bool AskWait::await_suspend(std::coroutine_handle<> handle) {
  waiting = handle;
  return call_.begin(*this);
}

bool SleepWait::await_suspend(std::coroutine_handle<> handle) {
  waiting = handle;
  return call_.begin(*this);
}

bool FetchWait::await_suspend(std::coroutine_handle<> handle) {
  waiting = handle;
  return call_.begin(*this);
}

}  // namespace mcp
