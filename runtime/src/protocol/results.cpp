#include "protocol/results.h"

#include <algorithm>
#include <charconv>

#include "json/write.h"
#include "protocol/capabilities.h"
#include "protocol/content.h"
#include "protocol/result_link.h"

namespace mcp::protocol {
namespace {

// The tables cannot change while the process runs, so a client may keep what it was told; an hour
// bounds how long it goes on with the tools of an older build. What code adds may change: clients
// that listen are told, the others ask again after five minutes.
constexpr std::string_view cache_of_tables = R"("ttlMs":3600000,"cacheScope":"public")";
constexpr std::string_view cache_of_features = R"("ttlMs":300000,"cacheScope":"public")";
constexpr std::string_view cursor_prefix = "from-";
constexpr std::string_view complete = R"({"resultType":"complete",)";

std::string_view cache_members(const Catalog& catalog) {
  return catalog.has_features() ? cache_of_features : cache_of_tables;
}

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

/// MCP `ServerCapabilities`: what this server has, no more. A server of tables alone never changes.
void append_capabilities(std::string& out, const Catalog& catalog, Version version) {
  const std::string_view changing = catalog.has_features() ? R"("listChanged":true)" : "";
  out += R"("capabilities":{)";
  std::string_view comma;
  const auto add = [&](std::string_view name, std::string_view members) {
    out.append(comma).append("\"").append(name).append("\":{").append(members).append("}");
    comma = ",";
  };
  if (catalog.has_tools()) add("tools", changing);
  if (catalog.has_resources()) {
    add("resources", R"("subscribe":true,"listChanged":true)");
  } else if (catalog.has_result_links()) {
    add("resources", "");
  }
  if (catalog.has_prompts()) add("prompts", changing);
  if (catalog.has_completions() && has_completions(version)) add("completions", "");
  if (catalog.has_features()) add("logging", "");
  if (has_client_tasks(version) && catalog.has_task_tools()) {
    add("tasks", R"("list":{},"cancel":{},"requests":{"tools":{"call":{}}})");
  }
  if (catalog.has_features() && is_modern(version)) {
    add("extensions", "\"" + std::string(tasks_extension) + "\":{}");
  }
  out += '}';
}

void append_instructions(std::string& out, const Server& server) {
  if (server.instructions.empty()) return;
  out += ',';
  append_member(out, "instructions", server.instructions);
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

/// The schema, with the definitions it refers to put at its end.
void append_input_schema(std::string& out, const Server& server, const Listing& listing) {
  out += listing.input_schema.view();
  if (listing.definitions.empty()) return;
  out.back() = ',';
  out += R"("$defs":{)";
  for (const std::uint32_t index : listing.definitions) {
    if (out.back() != '{') out += ',';
    json::append_string(out, server.definitions[index].name);
    out.append(":").append(server.definitions[index].schema);
  }
  out += "}}";
}

std::size_t input_schema_size(const Server& server, const Listing& listing) {
  std::size_t size = listing.input_schema.size;
  for (const std::uint32_t index : listing.definitions) {
    size += server.definitions[index].name.size + server.definitions[index].schema.size + 8;
  }
  return size;
}

void append_tool(std::string& out, const Server& server, const Tool& tool, const Listing& listing,
                 Version version) {
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
  append_input_schema(out, server, listing);
  const Text output = shown_output(listing, version).schema;
  if (!output.empty()) {
    out += R"(,"outputSchema":)";
    out += output.view();
  }
  if (has_annotations(version)) append_annotations(out, tool.annotations, listing.title);
  out += '}';
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

/// What `text` takes as a JSON string, short of control characters that are rare in descriptions.
std::size_t string_size(std::string_view text) {
  std::size_t size = text.size();
  for (const char c : text) size += c == '"' || c == '\\' || c == '\n' ? 1 : 0;
  return size;
}

void append_optional_json(std::string& out, std::string_view key, std::string_view json) {
  if (json.empty()) return;
  out.append(",\"").append(key).append("\":");
  append_one_line(out, json);
}

void append_optional(std::string& out, std::string_view key, std::string_view text) {
  if (text.empty()) return;
  out += ',';
  append_member(out, key, text);
}

/// The members that most lists share.
template <class Info>
void append_described(std::string& out, const Info& info, Version version) {
  append_member(out, "name", info.name);
  if (has_titles(version)) append_optional(out, "title", info.title);
  append_optional(out, "description", info.description);
  if (has_icons(version)) append_optional_json(out, "icons", info.icons);
}

void append_tool(std::string& out, const ToolFeature& tool, Version version) {
  const ToolInfo& info = tool.info;
  out += '{';
  append_described(out, info, version);
  append_optional_json(out, "inputSchema", info.input_schema);
  if (is_modern(version) || (has_structured_content(version) && tool.output_is_object)) {
    append_optional_json(out, "outputSchema", info.output_schema);
  }
  if (info.annotations && has_annotations(version)) {
    append_annotations(out, *info.annotations, info.title);
  }
  if (has_client_tasks(version) && info.task_support != TaskSupport::forbidden) {
    const bool required = info.task_support == TaskSupport::required;
    out += R"(,"execution":{"taskSupport":")";
    out += required ? R"(required"})" : R"(optional"})";
  }
  if (has_titles(version)) append_optional_json(out, "_meta", info.meta);
  out += '}';
}

void append_tool(std::string& out, const Catalog& catalog, const Profile& profile,
                 const Catalog::ListedTool& tool, Version version) {
  if (tool.feature != nullptr) return append_tool(out, *tool.feature, version);
  const Server& tables = catalog.tables();
  append_tool(out, tables, tables.tools[tool.operation], profile.listings[tool.operation], version);
}

/// Of results that are too large.
void append_result_template(std::string& out, Version version) {
  append_member(out, "uriTemplate", result_template);
  out += ',';
  append_member(out, "name", "result");
  if (has_titles(version)) {
    out += ',';
    append_member(out, "title", "Large results");
  }
  out += ',';
  append_member(out, "description",
                "Results that were too large, in parts. Tools give their URIs; `offset` and "
                "`length` are bytes.");
  out += '}';
}

/// A list result. `append(i)` writes item i.
template <class Append>
void append_page(std::string& out, const Catalog& catalog, Version version, std::string_view key,
                 const Page& page, Append append) {
  out += is_modern(version) ? complete : std::string_view("{");
  out.append("\"").append(key).append("\":[");
  for (std::size_t i = page.first; i < page.end; ++i) {
    if (i != page.first) out += ',';
    append(i);
  }
  out += ']';
  if (!page.is_last) {
    out += ',';
    append_member(out, "nextCursor", std::string(cursor_prefix) + std::to_string(page.end));
  }
  if (is_modern(version)) {
    out.append(",").append(cache_members(catalog)).append(",");
    end_modern_result(out, catalog.tables());
  } else {
    out += '}';
  }
}

}  // namespace

invoke::ShownOutput shown_output(const Listing& listing, Version version) {
  invoke::ShownOutput shown;
  if (is_modern(version)) {
    shown.schema = listing.output_schema_modern;
    shown.is_object = !listing.wraps_result;
  } else if (has_structured_content(version)) {
    shown.schema = listing.output_schema_legacy;
    shown.is_wrapped = listing.wraps_result;
  }
  shown.spare = listing.spare_member;
  return shown;
}

void begin_modern_result(std::string& out, std::string_view type) {
  out.append(R"({"resultType":")").append(type).append("\",");
}

void end_modern_result(std::string& out, const Server& server, std::string_view meta) {
  out += R"("_meta":{"io.modelcontextprotocol/serverInfo":)";
  append_implementation(out, server, latest);
  if (!meta.empty()) out.append(",").append(meta.substr(1, meta.size() - 2));
  out += "}}";
}

void append_discover_result(std::string& out, const Catalog& catalog) {
  out += complete;
  out += R"("supportedVersions":[")";
  out += to_string(latest);
  out += R"("],)";
  append_capabilities(out, catalog, latest);
  append_instructions(out, catalog.tables());
  out.append(",").append(cache_members(catalog)).append(",");
  end_modern_result(out, catalog.tables());
}

void append_initialize_result(std::string& out, const Catalog& catalog, Version version) {
  out += '{';
  append_member(out, "protocolVersion", to_string(version));
  out += ',';
  append_capabilities(out, catalog, version);
  out += R"(,"serverInfo":)";
  append_implementation(out, catalog.tables(), version);
  append_instructions(out, catalog.tables());
  out += '}';
}

std::optional<Page> Page::at(const json::Value* cursor, std::size_t size, std::size_t page_size) {
  Page page;
  if (cursor != nullptr) {
    if (!cursor->is_string() || !cursor->string().starts_with(cursor_prefix)) return std::nullopt;
    const std::string_view digits = cursor->string().substr(cursor_prefix.size());
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), page.first);
    if (error != std::errc() || end != digits.data() + digits.size() || page_size == 0 ||
        page.first == 0 || page.first % page_size != 0) {
      return std::nullopt;
    }
    // A list that has become shorter ends here.
    page.first = std::min(page.first, size);
  }
  page.end = page_size == 0 ? size : std::min(size, page.first + page_size);
  page.is_last = page.end == size;
  return page;
}

void append_tools(std::string& out, const Catalog& catalog, const Profile& profile,
                  Version version) {
  out += '[';
  for (const Catalog::ListedTool& tool : catalog.tools()) {
    if (out.back() != '[') out += ',';
    append_tool(out, catalog, profile, tool, version);
  }
  out += ']';
}

std::size_t tools_result_size(const Catalog& catalog, const Profile& profile, Version version,
                              const std::vector<Catalog::ListedTool>& tools, const Page& page) {
  constexpr std::size_t fixed = 256;  // names of members, hints and punctuation of a tool
  const Server& server = catalog.tables();
  std::size_t size = 512 + server.title.size + server.website_url.size;
  for (std::size_t i = page.first; i < page.end; ++i) {
    if (const ToolFeature* feature = tools[i].feature) {
      const ToolInfo& info = feature->info;
      size += fixed + info.name.size() + 2 * string_size(info.title) +
              string_size(info.description) + info.input_schema.size() + info.output_schema.size() +
              info.icons.size() + info.meta.size();
      continue;
    }
    const Listing& listing = profile.listings[tools[i].operation];
    size += fixed + server.tools[tools[i].operation].name.size + 2 * string_size(listing.title) +
            string_size(listing.description) + input_schema_size(server, listing) +
            shown_output(listing, version).schema.size;
  }
  return size;
}

void append_tools_result(std::string& out, const Catalog& catalog, const Profile& profile,
                         Version version, const std::vector<Catalog::ListedTool>& tools,
                         const Page& page) {
  append_page(out, catalog, version, "tools", page,
              [&](std::size_t i) { append_tool(out, catalog, profile, tools[i], version); });
}

void append_resources_result(std::string& out, const Catalog& catalog, Version version,
                             const Page& page) {
  append_page(out, catalog, version, "resources", page, [&](std::size_t i) {
    const ResourceInfo& info = catalog.features().resources.list()[i]->info;
    out += '{';
    append_member(out, "uri", info.uri);
    out += ',';
    append_described(out, info, version);
    append_optional(out, "mimeType", info.mime_type);
    out += '}';
  });
}

void append_templates_result(std::string& out, const Catalog& catalog, Version version,
                             const Page& page) {
  append_page(out, catalog, version, "resourceTemplates", page, [&](std::size_t i) {
    out += '{';
    if (i == catalog.features().templates.list().size())
      return append_result_template(out, version);
    const ResourceTemplateInfo& info = catalog.features().templates.list()[i]->info;
    append_member(out, "uriTemplate", info.uri_template);
    out += ',';
    append_described(out, info, version);
    append_optional(out, "mimeType", info.mime_type);
    out += '}';
  });
}

void append_prompts_result(std::string& out, const Catalog& catalog, Version version,
                           const Page& page) {
  append_page(out, catalog, version, "prompts", page, [&](std::size_t i) {
    const PromptInfo& info = catalog.features().prompts.list()[i]->info;
    out += '{';
    append_described(out, info, version);
    out += R"(,"arguments":[)";
    for (const PromptArgument& argument : info.arguments) {
      if (out.back() != '[') out += ',';
      out += '{';
      append_member(out, "name", argument.name);
      if (has_titles(version)) append_optional(out, "title", argument.title);
      append_optional(out, "description", argument.description);
      out += argument.required ? R"(,"required":true})" : R"(,"required":false})";
    }
    out += "]}";
  });
}

void append_call_result(std::string& out, const Server& server, Version version,
                        const invoke::ToolResult& result) {
  out += is_modern(version) ? complete : std::string_view("{");
  out += R"("content":)";
  if (knows_all(result.content, version)) {
    append_one_line(out, result.content);
  } else {
    append_one_line(out, contents_for(result.content, version));
  }
  if (!result.structured_content.empty() && has_structured_content(version) &&
      (is_modern(version) || is_object(result.structured_content))) {
    out += R"(,"structuredContent":)";
    append_one_line(out, result.structured_content);
  }
  out += result.is_error ? R"(,"isError":true)" : R"(,"isError":false)";
  if (is_modern(version)) {
    out += ',';
    end_modern_result(out, server, result.meta);
  } else {
    if (!result.meta.empty()) out.append(R"(,"_meta":)").append(result.meta);
    out += '}';
  }
}

void append_part_result(std::string& out, const Server& server, Version version,
                        const invoke::ToolResult& result) {
  out += is_modern(version) ? complete : std::string_view("{");
  out.append(R"("contents":)").append(result.content);
  if (is_modern(version)) {
    // It is part of what this caller may see, and its URI does not live long.
    out += R"(,"ttlMs":0,"cacheScope":"private",)";
    end_modern_result(out, server, result.meta);
  } else {
    out.append(R"(,"_meta":)").append(result.meta).append("}");
  }
}

}  // namespace mcp::protocol
