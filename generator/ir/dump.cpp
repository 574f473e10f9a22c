#include "ir/ir.h"
#include "support/text.h"

namespace mcpcc::ir {

namespace {

// Writes indented JSON. Containers without members stay on one line.
class JsonDump {
 public:
  std::string take() && { return std::move(out_) + '\n'; }

  void begin_object() { begin('{'); }
  void end_object() { end('}'); }
  void begin_array() { begin('['); }
  void end_array() { end(']'); }
  void key(std::string_view name) {
    separate();
    append_json_string(out_, name);
    out_ += ": ";
    after_key_ = true;
  }
  void string(std::string_view value) {
    separate();
    append_json_string(out_, value);
  }
  void raw(std::string_view json) {
    separate();
    out_ += json;
  }
  void member(std::string_view name, std::string_view value) {
    key(name);
    string(value);
  }
  void member(std::string_view name, const char* value) { member(name, std::string_view(value)); }
  void member(std::string_view name, bool value) {
    key(name);
    raw(value ? "true" : "false");
  }
  void member(std::string_view name, std::size_t value) {
    key(name);
    raw(std::to_string(value));
  }
  void member(std::string_view name, const std::vector<std::string>& values) {
    key(name);
    begin_array();
    for (const auto& value : values) string(value);
    end_array();
  }

 private:
  void begin(char bracket) {
    separate();
    out_ += bracket;
    ++depth_;
    first_ = true;
  }
  void end(char bracket) {
    --depth_;
    if (!first_) new_line();
    out_ += bracket;
    first_ = false;
  }
  void separate() {
    if (after_key_) {
      after_key_ = false;
      return;
    }
    if (depth_ == 0) return;
    if (!first_) out_ += ',';
    first_ = false;
    new_line();
  }
  void new_line() {
    out_ += '\n';
    out_.append(depth_ * 2, ' ');
  }
  std::string out_;
  std::size_t depth_ = 0;
  bool first_ = true;
  bool after_key_ = false;
};

void dump_encodings(JsonDump& out, const std::vector<PropertyEncoding>& properties) {
  if (properties.empty()) return;
  out.key("properties");
  out.begin_array();
  for (const auto& property : properties) {
    out.begin_object();
    out.member("name", property.name);
    if (!property.pattern.empty()) out.member("pattern", property.pattern);
    if (property.style != Style::content) {
      out.member("style", to_string(property.style));
      out.member("explode", property.explode);
      if (property.allow_reserved) out.member("allow_reserved", true);
    } else if (!property.content_type.empty()) {
      out.member("content_type", property.content_type);
      out.member("encoding", to_string(property.encoding));
    }
    if (!property.headers.empty()) out.member("headers", property.headers);
    if (!property.item_separators.empty()) {
      out.member("item_separators", property.item_separators);
    }
    if (!property.schema.empty()) {
      out.key("schema");
      out.raw(property.schema);
    }
    out.end_object();
  }
  out.end_array();
}

void dump_argument(JsonDump& out, const Argument& argument) {
  out.begin_object();
  out.member("name", argument.name);
  out.member("wire_name", argument.wire_name);
  out.member("in", to_string(argument.location));
  out.member("style", to_string(argument.style));
  out.member("explode", argument.explode);
  out.member("required", argument.required);
  if (argument.allow_reserved) out.member("allow_reserved", true);
  if (argument.allow_empty_value) out.member("allow_empty_value", true);
  if (!argument.media_type.empty()) out.member("media_type", argument.media_type);
  if (!argument.item_separators.empty()) out.member("item_separators", argument.item_separators);
  dump_encodings(out, argument.properties);
  out.end_object();
}

void dump_security(JsonDump& out, const Tool& tool, const Server& server) {
  out.key("security");
  out.begin_array();
  for (const auto& requirement : tool.security) {
    out.begin_object();
    for (const auto& use : requirement.schemes) {
      out.member(server.security_schemes[use.scheme].name, use.scopes);
    }
    out.end_object();
  }
  out.end_array();
}

void dump_listing(JsonDump& out, const Listing& listing, const Server& server) {
  out.begin_object();
  out.key("input_schema");
  out.raw(listing.input_schema);
  if (!listing.definitions.empty()) {
    out.key("definitions");
    out.begin_array();
    for (const std::size_t index : listing.definitions) out.string(server.definitions[index].name);
    out.end_array();
  }
  if (!listing.rewrites.empty()) {
    out.key("rewrites");
    out.begin_array();
    for (const Rewrite& rewrite : listing.rewrites) {
      out.begin_object();
      out.member("pointer", rewrite.pointer);
      out.member("kind", to_string(rewrite.kind));
      if (rewrite.kind == RewriteKind::rename) out.member("name", rewrite.name);
      out.end_object();
    }
    out.end_array();
  }
  if (!listing.output_schema_modern.empty()) {
    out.key("output_schema_legacy");
    out.raw(listing.output_schema_legacy);
    out.key("output_schema_modern");
    out.raw(listing.output_schema_modern);
    if (listing.wraps_result) out.member("wraps_result", true);
    out.member("spare_member", listing.spare_member);
  }
  out.end_object();
}

void dump_tool(JsonDump& out, const Tool& tool, const Server& server, const Sources& sources) {
  out.begin_object();
  out.member("name", tool.name);
  out.member("title", tool.title);
  out.member("description", tool.description);
  out.member("operation_id", tool.operation_id);
  out.member("method", tool.method);
  out.member("path", tool.path);
  out.member("upstream", tool.upstream);
  out.member("tags", tool.tags);
  out.key("annotations");
  out.begin_object();
  out.member("read_only", tool.annotations.read_only);
  out.member("destructive", tool.annotations.destructive);
  out.member("idempotent", tool.annotations.idempotent);
  out.member("open_world", tool.annotations.open_world);
  out.end_object();
  out.key("arguments");
  out.begin_array();
  for (const auto& argument : tool.arguments) dump_argument(out, argument);
  out.end_array();
  out.member("body_required", tool.body_required);
  out.key("body");
  out.begin_array();
  for (const auto& media_type : tool.body) {
    out.begin_object();
    out.member("name", media_type.name);
    out.member("encoding", to_string(media_type.encoding));
    dump_encodings(out, media_type.properties);
    if (!media_type.schema.empty()) {
      out.key("schema");
      out.raw(media_type.schema);
    }
    out.end_object();
  }
  out.end_array();
  out.member("accept", tool.accept);
  if (!tool.errors.empty()) {
    out.key("errors");
    out.begin_array();
    for (const auto& error : tool.errors) {
      out.begin_object();
      out.member("status", error.status);
      out.member("description", error.description);
      out.end_object();
    }
    out.end_array();
  }
  if (!tool.idempotency_header.empty()) {
    out.member("idempotency_header", tool.idempotency_header);
  }
  if (!tool.response_headers.empty()) out.member("response_headers", tool.response_headers);
  dump_security(out, tool, server);
  out.key("input_schema");
  out.raw(tool.input_schema);
  if (!tool.output_schema.empty()) {
    out.key("output_schema");
    out.raw(tool.output_schema);
  }
  if (!tool.write_only.empty()) {
    out.key("write_only");
    out.begin_object();
    for (const auto& row : tool.write_only) {
      out.key(row.status);
      out.raw(row.schema.empty() ? "true" : row.schema);
    }
    out.end_object();
  }
  if (tool.may_give_bytes) out.member("may_give_bytes", true);
  out.key("listings");
  out.begin_object();
  for (std::size_t i = 0; i < server.profiles.size(); ++i) {
    out.key(server.profiles[i]);
    dump_listing(out, tool.listings[i], server);
  }
  out.end_object();
  const SourceFile& file = sources[tool.origin.file];
  out.key("origin");
  out.begin_object();
  out.member("file", file.name());
  out.member("line", std::size_t{file.position(tool.origin.begin).line});
  out.member("pointer", tool.pointer);
  out.end_object();
  out.end_object();
}

}  // namespace

std::string dump(const Server& server, const Sources& sources) {
  JsonDump out;
  out.begin_object();
  out.member("name", server.name);
  out.member("title", server.title);
  out.member("version", server.version);
  out.member("instructions", server.instructions);
  out.member("website_url", server.website_url);
  out.member("base_url_variable", server.base_url_variable);
  out.member("profiles", server.profiles);
  out.key("upstreams");
  out.begin_array();
  for (const auto& upstream : server.upstreams) {
    out.begin_object();
    out.member("url", upstream.url);
    out.member("description", upstream.description);
    out.key("variables");
    out.begin_array();
    for (const auto& variable : upstream.variables) {
      out.begin_object();
      out.member("name", variable.name);
      if (variable.has_default) out.member("default", variable.default_value);
      out.member("allowed", variable.allowed);
      out.member("variable", variable.variable);
      out.end_object();
    }
    out.end_array();
    out.end_object();
  }
  out.end_array();
  out.key("security_schemes");
  out.begin_array();
  for (const auto& scheme : server.security_schemes) {
    out.begin_object();
    out.member("name", scheme.name);
    out.member("kind", to_string(scheme.kind));
    out.member("description", scheme.description);
    out.member("parameter", scheme.parameter);
    out.member("variable", scheme.variable);
    const std::pair<std::string_view, const std::string&> urls[] = {
        {"token_url", scheme.token_url},
        {"refresh_url", scheme.refresh_url},
        {"metadata_url", scheme.metadata_url}};
    for (const auto& [name, url] : urls) {
      if (!url.empty()) out.member(name, url);
    }
    out.end_object();
  }
  out.end_array();
  out.key("tags");
  out.begin_array();
  for (const auto& tag : server.tags) {
    out.begin_object();
    out.member("name", tag.name);
    out.member("summary", tag.summary);
    out.member("description", tag.description);
    out.member("parent", tag.parent);
    out.member("kind", tag.kind);
    out.end_object();
  }
  out.end_array();
  out.key("tools");
  out.begin_array();
  for (const auto& tool : server.tools) dump_tool(out, tool, server, sources);
  out.end_array();
  out.key("definitions");
  out.begin_object();
  for (const auto& definition : server.definitions) {
    out.key(definition.name);
    out.raw(definition.schema);
  }
  out.end_object();
  out.end_object();
  return std::move(out).take();
}

}  // namespace mcpcc::ir
