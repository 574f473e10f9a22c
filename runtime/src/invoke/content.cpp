#include "invoke/content.h"

#include "invoke/base64.h"
#include "json/write.h"

namespace mcp::invoke {
namespace {

void append_member(std::string& out, std::string_view key, std::string_view value) {
  out += ',';
  json::append_string(out, key);
  out += ':';
  json::append_string(out, value);
}

void append_bytes(std::string& out, std::string_view key, std::string_view bytes) {
  out.append(",\"").append(key).append("\":\"");
  append_base64(out, bytes);
  out += '"';
}

}  // namespace

void Content::begin(std::string_view type) {
  if (blocks_.size() > 1) blocks_ += ',';
  blocks_.append(R"({"type":")").append(type).append("\"");
}

Content& Content::text(std::string_view text) {
  begin("text");
  append_member(blocks_, "text", text);
  blocks_ += '}';
  return *this;
}

Content& Content::media(std::string_view type, std::string_view mime_type, std::string_view bytes) {
  begin(type);
  append_bytes(blocks_, "data", bytes);
  append_member(blocks_, "mimeType", mime_type);
  blocks_ += '}';
  return *this;
}

Content& Content::resource(std::string_view uri, std::string_view mime_type,
                           std::string_view bytes) {
  begin("resource");
  blocks_ += R"(,"resource":{"uri":)";
  json::append_string(blocks_, uri);
  append_member(blocks_, "mimeType", mime_type);
  append_bytes(blocks_, "blob", bytes);
  blocks_ += "}}";
  return *this;
}

Content& Content::link(std::string_view uri, std::string_view name, std::string_view description,
                       std::string_view mime_type, std::size_t size) {
  begin("resource_link");
  append_member(blocks_, "uri", uri);
  append_member(blocks_, "name", name);
  append_member(blocks_, "description", description);
  append_member(blocks_, "mimeType", mime_type);
  blocks_ += ",\"size\":" + std::to_string(size) + "}";
  return *this;
}

}  // namespace mcp::invoke
