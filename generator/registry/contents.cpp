#include "registry/contents.h"

#include <mcp/schema.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "json/value.h"
#include "support/digest.h"
#include "support/embedded.h"
#include "support/json_object.h"

namespace mcpcc::registry {

namespace json = mcp::json;

namespace {

std::string texts(const std::vector<std::string>& values) {
  JsonArray out;
  for (const auto& value : values) out.text(value);
  return out.str();
}

std::string annotations(const project::Tool& tool) {
  return JsonObject()
      .flag("readOnlyHint", tool.read_only)
      .flag("destructiveHint", tool.destructive)
      .flag("idempotentHint", tool.idempotent)
      .flag("openWorldHint", tool.open_world)
      .str();
}

// As tools/list shows it, so that its size is what a model pays.
std::string listing(const project::Tool& tool) {
  JsonObject out;
  out.text("name", tool.name)
      .text("title", tool.title)
      .text("description", tool.description)
      .raw("inputSchema", tool.input_schema);
  if (!tool.output_schema.empty()) out.raw("outputSchema", tool.output_schema);
  return out.raw("annotations", annotations(tool)).str();
}

// Two versions of a tool that differ in anything differ in this.
std::string digest_of(const project::Tool& tool) {
  JsonArray security;
  for (const auto& requirement : tool.security) {
    JsonObject schemes;
    for (const auto& use : requirement) schemes.raw(use.scheme, texts(use.scopes));
    security.raw(schemes.str());
  }
  JsonArray arguments;
  for (const auto& argument : tool.arguments)
    arguments.text(argument.name + '\n' + argument.in + '\n' + argument.wire_name);
  return sha256(listing(tool) + tool.method + ' ' + tool.path + security.str() + arguments.str());
}

constexpr std::size_t tokens(std::size_t bytes) { return (bytes + 3) / 4; }

std::string variables(const std::vector<project::EnvironmentVariable>& environment) {
  JsonArray out;
  for (const auto& variable : environment) {
    JsonObject object;
    object.text("name", variable.name)
        .optional_text("description", variable.description)
        .flag("secret", variable.is_secret)
        .flag("file", variable.is_file)
        .flag("required", variable.is_required)
        .optional_text("default", variable.default_value);
    if (!variable.allowed.empty()) object.raw("allowed", texts(variable.allowed));
    object.optional_text("security_scheme", variable.security_scheme);
    out.raw(object.str());
  }
  return out.str();
}

std::string files(const std::vector<project::File>& all) {
  JsonArray out;
  for (const auto& file : all)
    out.raw(JsonObject().text("file", file.path).text("sha256", file.sha256).str());
  return out.str();
}

std::string api_content(const project::Project& project) {
  JsonObject out;
  out.text("title", project.title)
      .text("version", project.version)
      .optional_text("description", project.instructions)
      .optional_text("website_url", project.website_url);
  if (!project.inputs.empty()) {
    out.text("source", project.inputs.front().path)
        .text("document_sha256", project.inputs.front().sha256);
  }
  out.raw("inputs", files(project.inputs));
  JsonArray urls;
  for (const auto& upstream : project.upstreams) urls.text(upstream.url);
  out.raw("base_urls", urls.str());
  JsonArray auth;
  for (const auto& scheme : project.security_schemes) {
    auth.raw(JsonObject()
                 .text("scheme", scheme.name)
                 .text("kind", scheme.kind)
                 .optional_text("description", scheme.description)
                 .str());
  }
  return out.raw("auth", auth.str()).str();
}

std::string server_content(const project::Project& project, std::string_view api,
                           const std::string& surface_sha256) {
  JsonArray tools;
  std::size_t bytes = 0;
  for (const auto& tool : project.tools) {
    const std::size_t size = listing(tool).size();
    bytes += size;
    tools.raw(JsonObject()
                  .text("name", tool.name)
                  .text("title", tool.title)
                  .text("description", tool.description)
                  .text("method", tool.method)
                  .text("path", tool.path)
                  .number("tokens", static_cast<std::int64_t>(tokens(size)))
                  .text("sha256", digest_of(tool))
                  .str());
  }
  JsonArray urls;
  for (const auto& upstream : project.upstreams) urls.text(upstream.url);
  return JsonObject()
      .text("name", project.name)
      .text("title", project.title)
      .text("version", project.version)
      .optional_text("description", project.instructions)
      .optional_text("website_url", project.website_url)
      .text("api", api)
      .text("compiler", project.compiler_version)
      .text("lock_sha256", project.lock_sha256)
      .text("surface_sha256", surface_sha256)
      .number("bytes", static_cast<std::int64_t>(bytes))
      .number("tokens", static_cast<std::int64_t>(tokens(bytes)))
      .raw("upstreams", urls.str())
      .raw("environment", variables(project.environment))
      .raw("tools", tools.str())
      .str();
}

// A content that was read once; views into it live as long as this.
class Reading {
 public:
  explicit Reading(const Version& version)
      : document_(json::Document::parse(version.content.value_or("{}"))) {}

  std::string text(std::string_view key) const { return text(root(), key); }
  static std::string text(const json::Value* object, std::string_view key) {
    const json::Value* value = object == nullptr ? nullptr : object->find(key);
    return value != nullptr && value->is_string() ? std::string(value->string()) : std::string();
  }
  static bool flag(const json::Value& object, std::string_view key) {
    const json::Value* value = object.find(key);
    return value != nullptr && value->is_boolean() && value->boolean();
  }
  std::uint64_t number(std::string_view key) const {
    const json::Value* value = root() == nullptr ? nullptr : root()->find(key);
    std::uint64_t result = 0;
    if (value != nullptr && value->is_number())
      std::from_chars(value->raw().data(), value->raw().data() + value->raw().size(), result);
    return result;
  }
  std::span<const json::Value> items(std::string_view key) const { return items(root(), key); }
  static std::span<const json::Value> items(const json::Value* object, std::string_view key) {
    const json::Value* value = object == nullptr ? nullptr : object->find(key);
    return value != nullptr && value->is_array() ? value->items() : std::span<const json::Value>();
  }
  static std::vector<std::string> texts(std::span<const json::Value> items) {
    std::vector<std::string> result;
    for (const auto& item : items) {
      if (item.is_string()) result.emplace_back(item.string());
    }
    return result;
  }

 private:
  const json::Value* root() const {
    const auto* document = std::get_if<json::Document>(&document_);
    return document == nullptr ? nullptr : &document->root();
  }
  std::variant<json::Document, json::Error> document_;
};

}  // namespace

ProjectContents contents_of(const project::Project& project, std::string_view name) {
  ProjectContents result;
  result.api = {Kind::api, std::string(name)};
  result.server = {Kind::server, std::string(name)};
  check_name(result.api);
  result.surface = project.surface;
  result.surface_sha256 = sha256(project.surface);
  result.api_content = api_content(project);
  result.server_content = server_content(project, name, result.surface_sha256);
  return result;
}

std::string content_of(const Image& image) {
  return JsonObject()
      .text("server", image.server)
      .text("digest", image.digest)
      .raw("platforms", texts(image.platforms))
      .number("size", static_cast<std::int64_t>(image.size))
      .str();
}

std::string content_of(const Endpoint& endpoint) {
  return JsonObject().text("server", endpoint.server).text("transport", endpoint.transport).str();
}

ServerContent read_server(const Version& version) {
  const Reading from(version);
  ServerContent result;
  result.name = from.text("name");
  result.title = from.text("title");
  result.version = from.text("version");
  result.description = from.text("description");
  result.website_url = from.text("website_url");
  result.compiler = from.text("compiler");
  result.upstreams = Reading::texts(from.items("upstreams"));
  result.tokens = from.number("tokens");
  for (const auto& item : from.items("environment")) {
    result.environment.push_back({Reading::text(&item, "name"), Reading::text(&item, "description"),
                                  Reading::flag(item, "secret"), Reading::flag(item, "file"),
                                  Reading::flag(item, "required"), Reading::text(&item, "default"),
                                  Reading::texts(Reading::items(&item, "allowed")),
                                  Reading::text(&item, "security_scheme")});
  }
  for (const auto& item : from.items("tools")) {
    result.tools.push_back({Reading::text(&item, "name"), Reading::text(&item, "title"),
                            Reading::text(&item, "description")});
  }
  return result;
}

Image read_image(const Version& version) {
  const Reading from(version);
  return {version.id.name, from.text("server"), from.text("digest"),
          Reading::texts(from.items("platforms")), from.number("size")};
}

Endpoint read_endpoint(const Version& version) {
  const Reading from(version);
  return {version.id.name, from.text("server"), from.text("transport")};
}

std::string problem_of_content(Kind kind, std::string_view content) {
  static const std::array<mcp::schema::Validator, 5> validators = [] {
    std::string_view text;
    for (const auto& file : embedded::registry_schemas()) {
      if (file.path == "record.schema.json") text = file.content;
    }
    const auto of = [&](Kind each) {
      return mcp::schema::Validator(
          R"({"$ref":"record.schema.json#/$defs/)" + std::string(to_string(each)) + "\"}",
          {{{"record.schema.json", std::string(text)}}, false, 1});
    };
    return std::array{of(Kind::api), of(Kind::server), of(Kind::image), of(Kind::endpoint),
                      of(Kind::credential)};
  }();
  const auto violations = validators[static_cast<std::size_t>(kind)].validate(content);
  return violations.empty() ? std::string() : violations.front().message;
}

}  // namespace mcpcc::registry
