#include "protocol/content.h"

#include "json/value.h"
#include "json/write.h"

namespace mcp::protocol {
namespace {

std::string_view member(const json::Value& object, std::string_view key) {
  const json::Value* found = object.find(key);
  return found != nullptr && found->is_string() ? found->string() : std::string_view();
}

std::string audio_as_resource(const json::Value& block) {
  JsonObject resource;
  resource.add("uri", "audio://content")
      .add("mimeType", member(block, "mimeType"))
      .add("blob", member(block, "data"));
  return JsonObject().add("type", "resource").add_json("resource", resource.text()).text();
}

std::string block_for(const json::Value& block, Version version) {
  const std::string_view type = member(block, "type");
  if (type == "audio" && !has_audio(version)) return audio_as_resource(block);
  if (type == "resource_link" && !has_links(version)) {
    const std::string words =
        std::string(member(block, "name")) + ": " + std::string(member(block, "uri"));
    return JsonObject().add("type", "text").add("text", words).text();
  }
  std::string out;
  json::append_compact(out, block.raw());
  return out;
}

}  // namespace

std::string content_for(const Content& content, Version version) {
  const bool known = (content.kind != Content::Kind::audio || has_audio(version)) &&
                     (content.kind != Content::Kind::link || has_links(version));
  if (known && content.json.find('\n') == std::string::npos) return content.json;
  const auto parsed = json::Document::parse(content.json);
  const auto* document = std::get_if<json::Document>(&parsed);
  return document == nullptr ? text_content(content.json).json
                             : block_for(document->root(), version);
}

bool knows_all(std::string_view content, Version version) {
  return (has_audio(version) || content.find(R"("audio")") == std::string_view::npos) &&
         (has_links(version) || content.find(R"("resource_link")") == std::string_view::npos);
}

std::string contents_for(std::string_view content, Version version) {
  const auto parsed = json::Document::parse(std::string(content));
  const auto* document = std::get_if<json::Document>(&parsed);
  if (document == nullptr || !document->root().is_array()) return std::string(content);
  std::string out = "[";
  for (const json::Value& block : document->root().items()) {
    if (out.size() > 1) out += ',';
    out += block_for(block, version);
  }
  return out + "]";
}

}  // namespace mcp::protocol
