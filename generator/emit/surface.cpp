#include "emit/surface.h"

#include "emit/environment.h"
#include "emit/project.h"
#include "support/text.h"

namespace mcpcc::emit {

namespace {

// Appends `"key":"value"` with the comma before it where one is due.
void member(std::string& out, std::string_view key, std::string_view value) {
  if (out.back() != '{') out += ',';
  append_json_string(out, key);
  out += ':';
  append_json_string(out, value);
}

void raw_member(std::string& out, std::string_view key, std::string_view json) {
  if (out.back() != '{') out += ',';
  append_json_string(out, key);
  out += ':';
  out += json;
}

std::string flag(bool value) { return value ? "true" : "false"; }

std::string annotations(const ir::Tool& tool) {
  return R"({"readOnlyHint":)" + flag(tool.annotations.read_only) + R"(,"destructiveHint":)" +
         flag(tool.annotations.destructive) + R"(,"idempotentHint":)" +
         flag(tool.annotations.idempotent) + R"(,"openWorldHint":)" +
         flag(tool.annotations.open_world) + '}';
}

void optional_member(std::string& out, std::string_view key, const std::string& value) {
  if (!value.empty()) member(out, key, value);
}

std::string errors_json(const ir::Tool& tool) {
  std::string out = "[";
  for (const auto& error : tool.errors) {
    if (out.size() > 1) out += ',';
    out += '{';
    member(out, "status", error.status);
    optional_member(out, "description", error.description);
    out += '}';
  }
  return out + ']';
}

// Lists with a line an entry, so that a change shows as that entry's line.
template <class Entries, class Append>
void lines(std::string& out, std::string_view key, const Entries& entries, Append append) {
  out.append(",\"").append(key).append("\":[");
  for (const auto& entry : entries) {
    out += &entry == &*std::begin(entries) ? "\n{" : ",\n{";
    append(entry);
    out += '}';
  }
  out += ']';
}

}  // namespace

std::string strings_json(const std::vector<std::string>& values) {
  std::string out = "[";
  for (const auto& value : values) {
    if (out.size() > 1) out += ',';
    append_json_string(out, value);
  }
  return out + ']';
}

std::string arguments_json(const ir::Tool& tool) {
  std::string out = "[";
  for (const auto& argument : tool.arguments) {
    if (out.size() > 1) out += ',';
    out += '{';
    member(out, "argument", argument.name);
    member(out, "in", to_string(argument.location));
    member(out, "name", argument.wire_name);
    raw_member(out, "required", flag(argument.required));
    out += '}';
  }
  if (!tool.body.empty()) {
    if (out.size() > 1) out += ',';
    out +=
        R"({"argument":"body","in":"body","name":"","required":)" + flag(tool.body_required) + '}';
  }
  return out + ']';
}

std::string security_json(const ir::Tool& tool, const ir::Server& server) {
  std::string out = "[";
  for (const auto& requirement : tool.security) {
    if (out.size() > 1) out += ',';
    out += '{';
    for (const auto& use : requirement.schemes) {
      raw_member(out, server.security_schemes[use.scheme].name, strings_json(use.scopes));
    }
    out += '}';
  }
  return out + ']';
}

std::string shown_schema(const ir::Tool& tool, const ir::Server& server) {
  const ir::Listing& listing = tool.listings.front();
  if (listing.definitions.empty()) return listing.input_schema;
  std::string out = listing.input_schema;
  out.pop_back();
  std::string definitions = "{";
  for (const std::size_t index : listing.definitions) {
    raw_member(definitions, server.definitions[index].name, server.definitions[index].schema);
  }
  raw_member(out, "$defs", definitions + '}');
  return out + '}';
}

std::string listing_json(const ir::Tool& tool, const ir::Server& server) {
  std::string out = "{";
  member(out, "name", tool.name);
  member(out, "title", tool.title);
  member(out, "description", tool.description);
  raw_member(out, "inputSchema", shown_schema(tool, server));
  const std::string& output = tool.listings.front().output_schema_modern;
  if (!output.empty()) raw_member(out, "outputSchema", output);
  raw_member(out, "annotations", annotations(tool));
  return out + '}';
}

std::string surface(const ir::Server& server) {
  std::string out = "{";
  raw_member(out, "format", "1");
  member(out, "name", server.name);
  member(out, "title", server.title);
  member(out, "version", server.version);
  optional_member(out, "instructions", server.instructions);
  optional_member(out, "website_url", server.website_url);
  lines(out, "upstreams", server.upstreams, [&](const ir::Upstream& upstream) {
    member(out, "url", upstream.url);
    optional_member(out, "description", upstream.description);
  });
  lines(out, "security_schemes", server.security_schemes, [&](const ir::SecurityScheme& scheme) {
    member(out, "name", scheme.name);
    member(out, "kind", to_string(scheme.kind));
    optional_member(out, "description", scheme.description);
  });
  lines(out, "environment", environment(server), [&](const EnvironmentVariable& variable) {
    member(out, "name", variable.name);
    member(out, "description", variable.description);
    raw_member(out, "secret", flag(variable.is_secret));
    raw_member(out, "file", flag(variable.is_file));
    raw_member(out, "required", flag(variable.is_required));
    optional_member(out, "default", variable.default_value);
    if (!variable.allowed.empty()) raw_member(out, "allowed", strings_json(variable.allowed));
    optional_member(out, "security_scheme", variable.security_scheme);
  });
  lines(out, "tags", server.tags, [&](const ir::Tag& tag) {
    member(out, "name", tag.name);
    optional_member(out, "summary", tag.summary);
    optional_member(out, "description", tag.description);
    optional_member(out, "parent", tag.parent);
    optional_member(out, "kind", tag.kind);
  });
  lines(out, "tools", server.tools, [&](const ir::Tool& tool) {
    member(out, "name", tool.name);
    member(out, "title", tool.title);
    member(out, "description", tool.description);
    member(out, "operation_id", tool.operation_id);
    member(out, "method", tool.method);
    member(out, "path", tool.path);
    raw_member(out, "tags", strings_json(tool.tags));
    raw_member(out, "annotations", annotations(tool));
    raw_member(out, "arguments", arguments_json(tool));
    raw_member(out, "security", security_json(tool, server));
    raw_member(out, "errors", errors_json(tool));
    raw_member(out, "input_schema", shown_schema(tool, server));
    const std::string& output = tool.listings.front().output_schema_modern;
    if (!output.empty()) raw_member(out, "output_schema", output);
  });
  out += "\n}\n";
  return out;
}

}  // namespace mcpcc::emit
