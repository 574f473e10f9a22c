#include "openapi/servers.h"

#include <algorithm>
#include <optional>

#include "openapi/parts.h"
#include "support/url_user.h"

namespace mcpcc::openapi {

using source::Node;

namespace {

// nullopt: it has no URL, which is reported.
std::optional<Server> read_server(const Node& node, Reader& reader) {
  reader.check_fields(node, Object::server);
  Server server;
  server.pointer = reader.pointer() + "/url";
  reader.require(node, "url");
  server.url = reader.located_text(node, "url");
  // RFC 3986, section 4.2: an empty reference is relative.
  const Node* url = node.find("url");
  if (url != nullptr && url->is_string() && url->string().empty()) server.url.value = "/";
  if (server.url.value.empty()) return std::nullopt;
  server.name = reader.text(node, "name");
  server.description = reader.text(node, "description");
  if (const Node* variables = reader.object(node, "variables"); variables != nullptr) {
    const auto variables_scope = reader.enter("variables");
    for (const auto& [name, name_span, value] : variables->members()) {
      const auto variable_scope = reader.enter(name);
      if (!value.is_object()) {
        reader.wrong_type(value, "an object");
        continue;
      }
      reader.check_fields(value, Object::server_variable);
      ServerVariable variable{std::string(name), {}, {}, name_span, value.span()};
      variable.default_value.value = reader.scalar(value, "default");
      if (const Node* given = value.find("default")) variable.default_value.at = given->span();
      for (auto& allowed : reader.texts(value, "enum")) {
        variable.allowed.push_back(std::move(allowed.value));
      }
      server.variables.push_back(std::move(variable));
    }
  }
  // Lines that hold them are shown in messages.
  if (has_user(server)) {
    for (const auto& variable : server.variables) reader.diagnostics().hide(variable.object);
  }
  return server;
}

// A text where a server must be is its URL.
Server server_of_text(const Node& text, std::string_view wanted, Reader& reader) {
  reader.report(rules::openapi_value_converted, text.span(),
                "expected " + std::string(wanted) + ", found a string");
  Server server;
  server.url = {std::string(text.string()), text.span()};
  if (server.url.value.empty()) server.url.value = "/";
  server.pointer = reader.pointer();
  return server;
}

}  // namespace

bool has_user(const Server& server) {
  return mcpcc::has_user(server.url.value, [&](std::string_view name) {
    std::vector<std::string_view> values;
    const auto variable = std::ranges::find(server.variables, name, &ServerVariable::name);
    if (variable == server.variables.end()) return values;
    values.push_back(variable->default_value.value);
    values.insert(values.end(), variable->allowed.begin(), variable->allowed.end());
    return values;
  });
}

std::vector<Server> read_servers(const Node& parent, Reader& reader) {
  std::vector<Server> result;
  const Node* servers = parent.find("servers");
  if (servers == nullptr) return result;
  const auto scope = reader.enter("servers");
  if (servers->is_object()) {
    reader.report(rules::openapi_value_converted, Reader::opening(*servers),
                  "expected an array, found an object");
    if (auto server = read_server(*servers, reader)) result.push_back(std::move(*server));
    return result;
  }
  if (servers->is_string()) return {server_of_text(*servers, "an array", reader)};
  if (!servers->is_array()) {
    reader.wrong_type(*servers, "an array");
    return result;
  }
  std::size_t index = 0;
  for (const Node& node : servers->items()) {
    const auto inner = reader.enter(index++);
    if (node.is_string()) {
      result.push_back(server_of_text(node, "an object", reader));
    } else if (!node.is_object()) {
      reader.wrong_type(node, "an object");
    } else if (auto server = read_server(node, reader)) {
      result.push_back(std::move(*server));
    }
  }
  return result;
}

}  // namespace mcpcc::openapi
