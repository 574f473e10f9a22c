// A server in the formats of hubs and gateways. Secrets stand in them as names, never as values.
#include <set>

#include "registry/publication.h"
#include "support/json_object.h"

namespace mcpcc::registry {

namespace {

std::string texts(const std::vector<std::string>& values) {
  JsonArray out;
  for (const auto& value : values) out.text(value);
  return out.str();
}

std::string description_of(const Publication& publication) {
  const std::string text = shortened(publication.server.description, 500);
  if (!text.empty()) return text;
  return publication.server.title.empty() ? publication.name : publication.server.title;
}

// PETSTORE_STAFF_KEY of petstore: staff_key.
std::string short_name(const Publication& publication, const std::string& variable) {
  std::string prefix, result;
  for (const char c : publication.server.name)
    prefix += c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
  prefix += '_';
  const std::string_view rest = variable.starts_with(prefix) && variable.size() > prefix.size()
                                    ? std::string_view(variable).substr(prefix.size())
                                    : std::string_view(variable);
  for (const char c : rest) result += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  return result;
}

std::nullopt_t incomplete(std::string_view format, Diagnostics& diagnostics) {
  diagnostics.report(
      rules::export_incomplete, std::string(format),
      {"record an endpoint: `mcpcc registry register --endpoint URL --server NAME`"});
  return std::nullopt;
}

// Block style with double-quoted scalars, which are JSON's: YAML 1.2, section 1.2.
class Yaml {
 public:
  explicit Yaml(std::size_t level) : indent_(level * 2, ' ') {}
  Yaml& text(std::string_view key, std::string_view value) {
    JsonArray quoted;
    quoted.text(value);
    const std::string json = quoted.str();
    return raw(key, json.substr(1, json.size() - 2));
  }
  /// JSON is YAML's flow style.
  Yaml& raw(std::string_view key, std::string_view json) {
    out_ += item_ ? indent_.substr(2) + "- " : indent_;
    item_ = false;
    out_ += std::string(key) + ": " + std::string(json) + '\n';
    return *this;
  }
  Yaml& block(std::string_view key, const std::string& lines) {
    if (!lines.empty()) out_ += indent_ + std::string(key) + ":\n" + lines;
    return *this;
  }
  /// The next key begins an item of a list.
  Yaml& item() {
    item_ = true;
    return *this;
  }
  const std::string& str() const { return out_; }

 private:
  std::string indent_, out_;
  bool item_ = false;
};

}  // namespace

std::optional<std::string> mcphub_entry(const Publication& publication) {
  JsonObject entry;
  if (!publication.endpoints.empty()) {
    const Endpoint& endpoint = publication.endpoints.front();
    entry.text("type", endpoint.transport)
        .text("description", description_of(publication))
        .text("url", endpoint.url);
  } else {
    std::vector<std::string> arguments;
    JsonObject environment;
    const bool image = !publication.images.empty();
    if (image) arguments = {"run", "--interactive", "--rm"};
    for (const auto& variable : publication.server.environment) {
      // What has a default or may be left out is left to the server.
      if (!variable.is_required && !variable.is_secret) continue;
      environment.text(variable.name, "${" + variable.name + '}');
      if (image) arguments.insert(arguments.end(), {"--env", variable.name});
    }
    if (image) arguments.insert(arguments.end(), {publication.images.front().reference, "--stdio"});
    entry.text("type", "stdio")
        .text("description", description_of(publication))
        .text("command", image ? "docker" : publication.server.name + "-mcp")
        .raw("args", texts(arguments))
        .raw("env", environment.str());
  }
  return indented(JsonObject()
                      .raw("mcpServers", JsonObject().raw(publication.name, entry.str()).str())
                      .str()) +
         '\n';
}

std::optional<std::string> context_forge_body(const Publication& publication,
                                              Diagnostics& diagnostics) {
  if (publication.endpoints.empty()) {
    return incomplete("ContextForge reaches servers by URL, and there is no endpoint of this one",
                      diagnostics);
  }
  const Endpoint& endpoint = publication.endpoints.front();
  // It refuses descriptions in which something looks like HTML.
  std::string description = description_of(publication);
  std::erase_if(description, [](char c) { return c == '<' || c == '>'; });
  return indented(JsonObject()
                      .text("name", publication.name)
                      .text("url", endpoint.url)
                      .text("description", description)
                      .text("transport", endpoint.transport == "sse" ? "SSE" : "STREAMABLEHTTP")
                      .raw("tags", texts({"mcpcc", publication.name}))
                      .str()) +
         '\n';
}

std::optional<std::string> docker_catalog(const Publication& publication,
                                          Diagnostics& diagnostics) {
  if (publication.images.empty() && publication.endpoints.empty())
    return incomplete("Docker's catalog names an image or a URL, and there is none", diagnostics);
  Yaml server(2);
  server.text("title",
              publication.server.title.empty() ? publication.name : publication.server.title);
  server.text("description", description_of(publication));
  if (publication.images.empty()) {
    const Endpoint& endpoint = publication.endpoints.front();
    server.text("type", "remote");
    server.block(
        "remote",
        Yaml(3).text("url", endpoint.url).text("transport_type", endpoint.transport).str());
  } else {
    server.text("type", "server");
    server.text("image", publication.images.front().reference);
    server.raw("command", R"(["--stdio"])");
    Yaml secrets(4), environment(4);
    JsonObject properties;
    JsonArray required;
    for (const auto& variable : publication.server.environment) {
      const std::string name = short_name(publication, variable.name);
      if (variable.is_secret) {
        secrets.item().text("name", publication.name + '.' + name).text("env", variable.name);
        continue;
      }
      environment.item()
          .text("name", variable.name)
          .text("value", "{{" + publication.name + '.' + name + "}}");
      JsonObject property;
      property.text("type", "string")
          .optional_text("description", variable.description)
          .optional_text("default", variable.default_value);
      if (!variable.allowed.empty()) property.raw("enum", texts(variable.allowed));
      properties.raw(name, property.str());
      if (variable.is_required) required.text(name);
    }
    server.block("secrets", secrets.str());
    server.block("env", environment.str());
    if (!properties.empty()) {
      server.block("config", Yaml(4)
                                 .item()
                                 .text("name", publication.name)
                                 .text("description", "Configuration of " + publication.name)
                                 .text("type", "object")
                                 .raw("properties", properties.str())
                                 .raw("required", required.str())
                                 .str());
    }
    if (const auto hosts = upstream_hosts(publication.server); !hosts.empty())
      server.raw("allowHosts", texts(hosts));
  }
  Yaml tools(4);
  for (const auto& tool : publication.server.tools)
    tools.item().text("name", tool.name).text("description", shortened(tool.description, 500));
  server.block("tools", tools.str());
  return Yaml(0).block("registry", Yaml(1).block(publication.name, server.str()).str()).str();
}

std::optional<std::string> toolhive_entry(const Publication& publication,
                                          Diagnostics& diagnostics) {
  std::vector<std::string> names;
  for (const auto& tool : publication.server.tools) names.push_back(tool.name);
  const auto extension = [&] {
    return JsonObject()
        .text("status", "active")
        .text("tier", "Community")
        .raw("tools", texts(names));
  };
  JsonObject extensions;
  for (const auto& image : publication.images) {
    JsonArray hosts, ports;
    std::set<std::string> seen;
    for (const auto& address : upstream_hosts(publication.server)) {
      const auto colon = address.rfind(':');
      if (seen.insert(address.substr(0, colon)).second) hosts.text(address.substr(0, colon));
      if (seen.insert(address.substr(colon)).second) ports.raw(address.substr(colon + 1));
    }
    JsonObject object = extension();
    object.raw("args", R"(["--stdio"])");
    if (!hosts.empty()) {
      const std::string outbound =
          JsonObject().raw("allow_host", hosts.str()).raw("allow_port", ports.str()).str();
      object.raw("permissions",
                 JsonObject().raw("network", JsonObject().raw("outbound", outbound).str()).str());
    }
    extensions.raw(full_reference(image), object.str());
  }
  for (const auto& endpoint : publication.endpoints)
    extensions.raw(endpoint.url, extension().str());
  return server_json(publication, JsonObject().raw("io.github.stacklok", extensions.str()).str(),
                     diagnostics);
}

}  // namespace mcpcc::registry
