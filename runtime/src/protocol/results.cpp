#include "protocol/results.h"

#include "json/write.h"

namespace mcp::protocol {
namespace {

// The tables cannot change while the process runs, so a client may keep what it was told; an hour
// bounds how long it goes on with the tools of an older build.
constexpr std::string_view cache_members = R"("ttlMs":3600000,"cacheScope":"public")";
constexpr std::string_view complete = R"({"resultType":"complete",)";
constexpr std::string_view capabilities = R"("capabilities":{"tools":{}})";

void append_member(std::string& out, std::string_view key, std::string_view text) {
  out += '"';
  out += key;
  out += "\":";
  json::append_string(out, text);
}

void append_implementation(std::string& out, const Server& server, Version version) {
  out += '{';
  append_member(out, "name", server.name);
  if (has_titles(version) && !server.title.empty()) {
    out += ',';
    append_member(out, "title", server.title);
  }
  out += ',';
  append_member(out, "version", server.version);
  if (has_website_url(version) && !server.website_url.empty()) {
    out += ',';
    append_member(out, "websiteUrl", server.website_url);
  }
  out += '}';
}

/// The `_meta` member of every modern result.
void append_meta(std::string& out, const Server& server) {
  out += R"("_meta":{"io.modelcontextprotocol/serverInfo":)";
  append_implementation(out, server, latest);
  out += '}';
}

void append_instructions(std::string& out, const Server& server) {
  if (server.instructions.empty()) return;
  out += ',';
  append_member(out, "instructions", server.instructions);
}

Text output_schema(const Listing& listing, Version version) {
  if (is_modern(version)) return listing.output_schema_modern;
  return has_structured_content(version) ? listing.output_schema_legacy : Text{"", 0};
}

void append_hint(std::string& out, std::string_view key, bool value) {
  out += key;
  out += value ? "true" : "false";
}

void append_annotations(std::string& out, const Annotations& annotations, std::string_view title) {
  out += R"(,"annotations":{)";
  if (!title.empty()) {
    append_member(out, "title", title);
    out += ',';
  }
  append_hint(out, R"("readOnlyHint":)", annotations.read_only);
  append_hint(out, R"(,"destructiveHint":)", annotations.destructive);
  append_hint(out, R"(,"idempotentHint":)", annotations.idempotent);
  append_hint(out, R"(,"openWorldHint":)", annotations.open_world);
  out += '}';
}

void append_tool(std::string& out, const Tool& tool, const Listing& listing, Version version) {
  out += '{';
  append_member(out, "name", tool.name);
  if (has_titles(version) && !listing.title.empty()) {
    out += ',';
    append_member(out, "title", listing.title);
  }
  if (!listing.description.empty()) {
    out += ',';
    append_member(out, "description", listing.description);
  }
  out += R"(,"inputSchema":)";
  out += listing.input_schema.view();
  const Text output = output_schema(listing, version);
  if (!output.empty()) {
    out += R"(,"outputSchema":)";
    out += output.view();
  }
  if (has_annotations(version)) append_annotations(out, tool.annotations, listing.title);
  out += '}';
}

/// What `text` takes as a JSON string, short of control characters that are rare in descriptions.
std::size_t string_size(std::string_view text) {
  std::size_t size = text.size();
  for (const char c : text) size += c == '"' || c == '\\' || c == '\n' ? 1 : 0;
  return size;
}

bool is_object(std::string_view json) {
  const std::size_t first = json.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && json[first] == '{';
}

/// Appends a JSON text that may have been written with line breaks; on stdio a message is one line.
void append_one_line(std::string& out, std::string_view json) {
  if (json.find('\n') == std::string_view::npos) {
    out += json;
  } else {
    json::append_compact(out, json);
  }
}

}  // namespace

void append_discover_result(std::string& out, const Server& server) {
  out += complete;
  out += R"("supportedVersions":[")";
  out += to_string(latest);
  out += R"("],)";
  out += capabilities;
  append_instructions(out, server);
  out += ',';
  out += cache_members;
  out += ',';
  append_meta(out, server);
  out += '}';
}

void append_initialize_result(std::string& out, const Server& server, Version version) {
  out += '{';
  append_member(out, "protocolVersion", to_string(version));
  out += ',';
  out += capabilities;
  out += R"(,"serverInfo":)";
  append_implementation(out, server, version);
  append_instructions(out, server);
  out += '}';
}

void append_tools(std::string& out, const Server& server, Version version) {
  const Profile& profile = server.profiles[0];
  out += '[';
  for (std::size_t i = 0; i < server.tools.size(); ++i) {
    if (i != 0) out += ',';
    append_tool(out, server.tools[i], profile.listings[i], version);
  }
  out += ']';
}

std::size_t list_result_size(const Server& server, Version version) {
  constexpr std::size_t fixed = 256;  // names of members, hints and punctuation of a tool
  const Profile& profile = server.profiles[0];
  std::size_t size = 512 + server.title.size + server.website_url.size;
  for (std::size_t i = 0; i < server.tools.size(); ++i) {
    const Listing& listing = profile.listings[i];
    size += fixed + server.tools[i].name.size + 2 * string_size(listing.title) +
            string_size(listing.description) + listing.input_schema.size +
            output_schema(listing, version).size;
  }
  return size;
}

void append_list_result(std::string& out, const Server& server, Version version) {
  out += is_modern(version) ? complete : std::string_view("{");
  out += R"("tools":)";
  append_tools(out, server, version);
  if (is_modern(version)) {
    out += ',';
    out += cache_members;
    out += ',';
    append_meta(out, server);
  }
  out += '}';
}

void append_call_result(std::string& out, const Server& server, Version version,
                        const invoke::ToolResult& result) {
  out += is_modern(version) ? complete : std::string_view("{");
  out += R"("content":)";
  append_one_line(out, result.content);
  if (!result.structured_content.empty() && has_structured_content(version) &&
      (is_modern(version) || is_object(result.structured_content))) {
    out += R"(,"structuredContent":)";
    append_one_line(out, result.structured_content);
  }
  out += result.is_error ? R"(,"isError":true)" : R"(,"isError":false)";
  if (is_modern(version)) {
    out += ',';
    append_meta(out, server);
  }
  out += '}';
}

}  // namespace mcp::protocol
