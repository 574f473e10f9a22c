#include "emit/project.h"

#include <mcp/tool.h>

#include <algorithm>
#include <functional>
#include <future>
#include <map>
#include <set>

#include "emit/environment.h"
#include "emit/literals.h"
#include "emit/template.h"
#include "support/embedded.h"

namespace mcpcc::emit {

namespace {

// The enumerators of <mcp/tool.h> have the names that ir::to_string gives.
TemplateData boolean(bool value) { return value ? "true" : "false"; }
TemplateData number(std::size_t value) { return std::to_string(value); }

// A reference to an array of the generated file: its name, or nullptr for an empty list.
void set_array(TemplateData& data, const std::string& name, const std::string& count_name,
               const std::string& array, std::size_t count) {
  data[name] = count == 0 ? std::string("nullptr") : array;
  data[count_name] = number(count);
}

// Lists that many tools share stand once in the generated file. `Key` is what makes two lists
// equal.
template <class Key>
class Shared {
 public:
  std::size_t index(const Key& key, const std::function<TemplateData(std::size_t)>& make) {
    const auto [entry, is_new] = known_.try_emplace(key, known_.size());
    if (is_new) list_.push_back(make(entry->second));
    return entry->second;
  }
  TemplateList take() { return std::move(list_); }

 private:
  std::map<Key, std::size_t> known_;
  TemplateList list_;
};

class Identifiers {
 public:
  std::string unique(std::string_view text) {
    const std::string wanted = cpp_identifier(text);
    std::string result = wanted;
    for (int number = 2; !taken_.insert(result).second; ++number) {
      result = wanted + std::to_string(number) + '_';
    }
    return result;
  }

 private:
  std::set<std::string> taken_;
};

class ProjectData {
 public:
  ProjectData(const ir::Server& server, const Options& options) : server_(server) {
    data_["compiler_version"] = options.compiler_version;
    data_["table_format"] = number(mcp::table_format);
    data_["server_name"] = server.name;
    data_["name"] = server.name;
    data_["title"] = server.title.empty() ? server.name : server.title;
    data_["version"] = server.version;
    data_["instructions"] = server.instructions;
    data_["website_url"] = server.website_url;
    data_["base_url_variable"] = server.base_url_variable;
    set_tools();
    set_profiles();
    set_definitions();
    set_security_schemes();
    set_upstreams();
    set_environment();
    data_["scope_lists"] = scope_lists_.take();
    data_["use_lists"] = use_lists_.take();
    data_["requirement_lists"] = requirement_lists_.take();
    data_["body_lists"] = body_lists_.take();
    data_["encoding_lists"] = encoding_lists_.take();
    data_["write_only_lists"] = write_only_lists_.take();
    data_["header_lists"] = header_lists_.take();
    data_["rewrite_lists"] = rewrite_lists_.take();
    data_["index_lists"] = index_lists_.take();
    TemplateList output_texts = output_texts_.take();
    data_["has_output_texts"] = section(!output_texts.empty());
    data_["output_texts"] = std::move(output_texts);
  }
  const TemplateData& get() const { return data_; }

 private:
  void set_tools() {
    TemplateList tools;
    Identifiers identifiers;
    data_["example"] = "tool";
    for (std::size_t i = 0; i < server_.tools.size(); ++i) {
      const std::string identifier = identifiers.unique(server_.tools[i].name);
      if (i == 0) data_["example"] = identifier;
      tools.push_back(tool_data(server_.tools[i], identifier, i));
    }
    data_["has_tools"] = section(!tools.empty());
    set_array(data_, "tools_array", "tool_count", "tools", tools.size());
    data_["tools"] = std::move(tools);
  }

  void set_profiles() {
    TemplateList profiles;
    for (std::size_t i = 0; i < server_.profiles.size(); ++i) {
      TemplateList listings;
      for (std::size_t tool = 0; tool < server_.tools.size(); ++tool) {
        listings.push_back(row(listing_row(tool, i)));
      }
      TemplateData data;
      data["name"] = server_.profiles[i];
      data["index"] = number(i);
      set_array(data, "listings_array", "listing_count", "listings_" + std::to_string(i),
                listings.size());
      data["listings"] = std::move(listings);
      profiles.push_back(std::move(data));
    }
    data_["profile_count"] = number(profiles.size());
    data_["profiles"] = std::move(profiles);
  }

  // What is as in a table above refers to it: schemas and descriptions are most of the file.
  std::string listing_row(std::size_t index, std::size_t profile) {
    const ir::Tool& tool = server_.tools[index];
    const ir::Listing& listing = tool.listings[profile];
    const std::string position = '[' + std::to_string(index) + "].";
    const auto same_schema = [&](const ir::Listing& other) {
      return other.input_schema == listing.input_schema;
    };
    const auto known =
        std::find_if(tool.listings.begin(), tool.listings.begin() + static_cast<long>(profile),
                     same_schema) -
        tool.listings.begin();
    const std::string schema = listing.input_schema == tool.input_schema
                                   ? "tools" + position + "input_schema"
                               : static_cast<std::size_t>(known) < profile
                                   ? "listings_" + std::to_string(known) + position + "input_schema"
                                   : cpp_literal(listing.input_schema);
    std::string out =
        profile == 0 ? cpp_literal(tool.title) + ",\n      " + cpp_literal(tool.description)
                     : "listings_0" + position + "title, listings_0" + position + "description";
    out.append(",\n      ").append(schema).append(",\n      ");
    out.append(output_text(listing.output_schema_legacy)).append(", ");
    out.append(output_text(listing.output_schema_modern)).append(", ");
    const auto list = [&](const std::string& array, std::size_t count) {
      out.append("{ ").append(count == 0 ? "nullptr" : array).append(", ");
      out.append(std::to_string(count)).append(" }");
    };
    list(rewrites(listing.rewrites), listing.rewrites.size());
    out += ", ";
    list(definitions(listing.definitions), listing.definitions.size());
    if (listing.spare_member.empty()) return out;
    out += listing.wraps_result ? ", true, " : ", false, ";
    return out + cpp_literal(listing.spare_member);
  }

  // Operations, eras and profiles share what they show of results.
  std::string output_text(const std::string& schema) {
    if (schema.empty()) return cpp_literal("");
    const std::size_t index =
        output_texts_.index(schema, [&](std::size_t) { return row(cpp_literal(schema)); });
    return "output_schemas[" + std::to_string(index) + "]";
  }

  std::string rewrites(const std::vector<ir::Rewrite>& rewrites) {
    if (rewrites.empty()) return {};
    const std::size_t index = rewrite_lists_.index(rewrites, [&](std::size_t position) {
      TemplateList rows;
      for (const auto& rewrite : rewrites) {
        std::string text = cpp_literal(rewrite.pointer) + ", mcp::RewriteKind::";
        text.append(to_string(rewrite.kind)).append(", ").append(cpp_literal(rewrite.name));
        rows.push_back(row(std::move(text)));
      }
      TemplateData data;
      data["index"] = number(position);
      data["rows"] = std::move(rows);
      return data;
    });
    return "rewrites_" + std::to_string(index);
  }

  std::string definitions(const std::vector<std::size_t>& indices) {
    if (indices.empty()) return {};
    const std::size_t index = index_lists_.index(indices, [&](std::size_t position) {
      std::string text;
      for (const std::size_t i : indices) text += std::to_string(i) + ", ";
      TemplateData data = row(std::move(text));
      data["index"] = number(position);
      return data;
    });
    return "indices_" + std::to_string(index);
  }

  TemplateData tool_data(const ir::Tool& tool, const std::string& identifier, std::size_t index) {
    TemplateData data;
    data["identifier"] = identifier;
    data["index"] = number(index);
    data["name"] = tool.name;
    data["operation_id"] = tool.operation_id;
    data["method"] = tool.method;
    data["path"] = tool.path;
    data["upstream"] = number(tool.upstream);
    data["read_only"] = boolean(tool.annotations.read_only);
    data["destructive"] = boolean(tool.annotations.destructive);
    data["idempotent"] = boolean(tool.annotations.idempotent);
    data["open_world"] = boolean(tool.annotations.open_world);
    data["accept"] = tool.accept;
    data["body_required"] = boolean(tool.body_required);
    data["idempotency_header"] = tool.idempotency_header;
    data["input_schema"] = tool.input_schema;
    data["output_schema"] = tool.output_schema;

    TemplateList arguments, properties;
    Identifiers identifiers;
    const auto add_property = [&](const std::string& name) {
      properties.push_back(row(identifiers.unique(name) + " = " + cpp_literal(name)));
    };
    for (const auto& argument : tool.arguments) {
      arguments.push_back(row(argument_row(argument)));
      add_property(argument.name);
    }
    if (!tool.body.empty()) add_property("body");
    if (tool.body.size() > 1) add_property("content_type");
    data["has_arguments"] = section(!arguments.empty());
    set_array(data, "arguments_array", "argument_count", "arguments_" + identifier,
              arguments.size());
    data["arguments"] = std::move(arguments);
    data["has_properties"] = section(!properties.empty());
    data["properties"] = std::move(properties);

    set_array(data, "body", "body_count", body(tool.body), tool.body.size());
    set_array(data, "write_only", "write_only_count", write_only(tool.write_only),
              tool.write_only.size());
    set_array(data, "response_headers", "response_header_count",
              response_headers(tool.response_headers), tool.response_headers.size());
    set_array(data, "security", "security_count", security(tool.security), tool.security.size());
    return data;
  }

  // A document has many more arguments than anything else, and a template's values are costly: one
  // value a row.
  static TemplateData row(std::string text) {
    TemplateData data;
    data["row"] = std::move(text);
    return data;
  }

  std::string argument_row(const ir::Argument& argument) {
    const auto flag = [](bool value) { return value ? ", true" : ", false"; };
    std::string out = cpp_literal(argument.name) + ", " + cpp_literal(argument.wire_name);
    out.append(", mcp::Location::").append(to_string(argument.location));
    out.append(", mcp::Style::").append(to_string(argument.style));
    out.append(flag(argument.explode)).append(flag(argument.required));
    out.append(flag(argument.allow_reserved)).append(flag(argument.allow_empty_value));
    out.append(", ").append(cpp_literal(argument.media_type));
    if (!argument.properties.empty()) {
      out.append(", { ").append(encodings(argument.properties)).append(", ");
      out.append(std::to_string(argument.properties.size())).append(" }");
    }
    if (!argument.item_separators.empty()) {
      if (argument.properties.empty()) out.append(", { nullptr, 0 }");
      out.append(", ").append(cpp_literal(argument.item_separators));
    }
    return out;
  }

  std::string body(const std::vector<ir::MediaType>& media_types) {
    if (media_types.empty()) return {};
    const std::size_t index = body_lists_.index(media_types, [&](std::size_t position) {
      TemplateList list;
      for (const auto& media_type : media_types) {
        TemplateData data;
        data["name"] = media_type.name;
        data["encoding"] = std::string(to_string(media_type.encoding));
        data["schema"] = media_type.schema;
        set_array(data, "properties", "property_count", encodings(media_type.properties),
                  media_type.properties.size());
        list.push_back(std::move(data));
      }
      TemplateData data;
      data["index"] = number(position);
      data["media_types"] = std::move(list);
      return data;
    });
    return "body_" + std::to_string(index);
  }

  std::string encodings(const std::vector<ir::PropertyEncoding>& properties) {
    if (properties.empty()) return {};
    const std::size_t index = encoding_lists_.index(properties, [&](std::size_t position) {
      TemplateList list;
      for (const auto& property : properties) {
        std::string text = cpp_literal(property.name) + ", " + cpp_literal(property.content_type);
        text.append(", mcp::BodyEncoding::").append(to_string(property.encoding));
        text.append(", mcp::Style::").append(to_string(property.style));
        text.append(property.explode ? ", true" : ", false");
        text.append(property.allow_reserved ? ", true, " : ", false, ");
        text.append(cpp_literal(property.headers)).append(", ");
        text.append(cpp_literal(property.schema));
        if (!property.item_separators.empty() || !property.pattern.empty()) {
          text.append(", ").append(cpp_literal(property.item_separators));
        }
        if (!property.pattern.empty()) text.append(", ").append(cpp_literal(property.pattern));
        list.push_back(row(std::move(text)));
      }
      TemplateData data;
      data["index"] = number(position);
      data["rows"] = std::move(list);
      return data;
    });
    return "encodings_" + std::to_string(index);
  }

  using UseKey = std::vector<std::pair<std::size_t, std::vector<std::string>>>;

  static UseKey key_of(const ir::SecurityRequirement& requirement) {
    UseKey key;
    for (const auto& use : requirement.schemes) key.emplace_back(use.scheme, use.scopes);
    return key;
  }

  std::string security(const std::vector<ir::SecurityRequirement>& requirements) {
    if (requirements.empty()) return {};
    std::vector<UseKey> key;
    for (const auto& requirement : requirements) key.push_back(key_of(requirement));
    const std::size_t index = requirement_lists_.index(key, [&](std::size_t position) {
      TemplateList list;
      for (const auto& requirement : requirements) {
        TemplateData data;
        set_array(data, "uses", "use_count", uses(requirement), requirement.schemes.size());
        list.push_back(std::move(data));
      }
      TemplateData data;
      data["index"] = number(position);
      data["requirements"] = std::move(list);
      return data;
    });
    return "security_" + std::to_string(index);
  }

  std::string uses(const ir::SecurityRequirement& requirement) {
    if (requirement.schemes.empty()) return {};
    const std::size_t index = use_lists_.index(key_of(requirement), [&](std::size_t position) {
      TemplateList list;
      for (const auto& use : requirement.schemes) {
        TemplateData data;
        data["scheme"] = number(use.scheme);
        set_array(data, "scopes", "scope_count", scopes(use.scopes), use.scopes.size());
        list.push_back(std::move(data));
      }
      TemplateData data;
      data["index"] = number(position);
      data["uses"] = std::move(list);
      return data;
    });
    return "uses_" + std::to_string(index);
  }

  std::string write_only(const std::vector<ir::HidingResponse>& responses) {
    if (responses.empty()) return {};
    const std::size_t index = write_only_lists_.index(responses, [&](std::size_t position) {
      TemplateList rows;
      for (const auto& response : responses) {
        rows.push_back(row(cpp_literal(response.status) + ", " + cpp_literal(response.schema)));
      }
      TemplateData data;
      data["index"] = number(position);
      data["rows"] = std::move(rows);
      return data;
    });
    return "write_only_" + std::to_string(index);
  }

  std::string response_headers(const std::vector<std::string>& names) {
    if (names.empty()) return {};
    const std::size_t index = header_lists_.index(names, [&](std::size_t position) {
      TemplateData data;
      data["index"] = number(position);
      data["names"] = text_list(names);
      return data;
    });
    return "response_headers_" + std::to_string(index);
  }

  std::string scopes(const std::vector<std::string>& values) {
    if (values.empty()) return {};
    const std::size_t index = scope_lists_.index(values, [&](std::size_t position) {
      TemplateData data;
      data["index"] = number(position);
      data["scopes"] = text_list(values);
      return data;
    });
    return "scopes_" + std::to_string(index);
  }

  static TemplateList text_list(const std::vector<std::string>& values) {
    TemplateList list;
    for (const auto& value : values) list.push_back(TemplateData("value", value));
    return list;
  }

  void set_definitions() {
    TemplateList definitions;
    for (const auto& definition : server_.definitions) {
      TemplateData data;
      data["name"] = definition.name;
      data["schema"] = definition.schema;
      definitions.push_back(std::move(data));
    }
    data_["has_definitions"] = section(!definitions.empty());
    set_array(data_, "definitions_array", "definition_count", "definitions", definitions.size());
    data_["definitions"] = std::move(definitions);
  }

  void set_security_schemes() {
    TemplateList schemes;
    for (const auto& scheme : server_.security_schemes) {
      TemplateData data;
      data["name"] = scheme.name;
      data["description"] = scheme.description;
      data["kind"] = std::string(to_string(scheme.kind));
      data["parameter"] = scheme.parameter;
      data["variable"] = scheme.variable;
      const bool has_endpoints =
          !scheme.token_url.empty() || !scheme.refresh_url.empty() || !scheme.metadata_url.empty();
      data["has_endpoints"] = section(has_endpoints);
      data["token_url"] = scheme.token_url;
      data["refresh_url"] = scheme.refresh_url;
      data["metadata_url"] = scheme.metadata_url;
      schemes.push_back(std::move(data));
    }
    data_["has_security_schemes"] = section(!schemes.empty());
    set_array(data_, "security_schemes_array", "security_scheme_count", "security_schemes",
              schemes.size());
    data_["security_schemes"] = std::move(schemes);
  }

  void set_upstreams() {
    TemplateList upstreams;
    for (std::size_t i = 0; i < server_.upstreams.size(); ++i) {
      const ir::Upstream& upstream = server_.upstreams[i];
      TemplateList variables;
      for (std::size_t j = 0; j < upstream.variables.size(); ++j) {
        variables.push_back(variable_data(upstream.variables[j], i, j));
      }
      TemplateData data;
      data["index"] = number(i);
      data["url"] = upstream.url;
      data["description"] = upstream.description;
      data["has_variables"] = section(!variables.empty());
      set_array(data, "variables_array", "variable_count",
                "upstream_" + std::to_string(i) + "_variables", variables.size());
      data["variables"] = std::move(variables);
      upstreams.push_back(std::move(data));
    }
    data_["upstream_count"] = number(upstreams.size());
    data_["upstreams"] = std::move(upstreams);
  }

  void set_environment() {
    TemplateList list;
    for (const EnvironmentVariable& variable : environment(server_)) {
      TemplateData data;
      data["variable"] = variable.name;
      data["description"] = variable.description;
      data["has_default"] = section(!variable.default_value.empty());
      data["default_value"] = variable.default_value;
      data["is_secret"] = section(variable.is_secret);
      data["is_required"] = section(variable.is_required);
      list.push_back(std::move(data));
    }
    data_["environment"] = std::move(list);
  }

  static TemplateData variable_data(const ir::UpstreamVariable& variable, std::size_t upstream,
                                    std::size_t index) {
    TemplateData data;
    data["upstream"] = number(upstream);
    data["index"] = number(index);
    data["name"] = variable.name;
    data["default_value"] = variable.default_value;
    data["variable"] = variable.variable;
    data["has_no_default"] = section(!variable.has_default);
    data["has_allowed"] = section(!variable.allowed.empty());
    set_array(data, "allowed_array", "allowed_count",
              "upstream_" + std::to_string(upstream) + "_allowed_" + std::to_string(index),
              variable.allowed.size());
    data["allowed"] = text_list(variable.allowed);
    return data;
  }

  const ir::Server& server_;
  TemplateData data_;
  Shared<std::vector<std::string>> scope_lists_, header_lists_;
  Shared<std::vector<ir::HidingResponse>> write_only_lists_;
  Shared<UseKey> use_lists_;
  Shared<std::vector<UseKey>> requirement_lists_;
  Shared<std::vector<ir::MediaType>> body_lists_;
  Shared<std::vector<ir::PropertyEncoding>> encoding_lists_;
  Shared<std::vector<ir::Rewrite>> rewrite_lists_;
  Shared<std::vector<std::size_t>> index_lists_;
  Shared<std::string> output_texts_;
};

}  // namespace

OutputTree emit_project(const ir::Server& server, const Options& options) {
  const ProjectData project(server, options);
  const TemplateData& data = project.get();
  // Templates without document text in them need no escape of their language; they get C++'s, which
  // none of their tags uses.
  const auto file = [&](std::string path, std::string_view name, Ownership ownership,
                        std::string (*escape)(std::string_view)) {
    return OutputFile{std::move(path), render("cpp/" + std::string(name), data, escape), ownership};
  };
  // The tables take as long as everything else together, and nothing here is changed by rendering.
  auto tools = std::async(std::launch::async, [&] {
    return file("generated/tools.cpp", "generated/tools.cpp", Ownership::generated, cpp_literal);
  });
  auto operations =
      file("generated/operations.h", "generated/operations.h", Ownership::generated, cpp_literal);
  std::string shown = surface(server);
  OutputTree tree;
  tree.push_back(tools.get());
  tree.push_back(std::move(operations));
  tree.push_back({"generated/surface.json", std::move(shown), Ownership::generated});
  const auto add_once = [&](std::string path, std::string_view name,
                            std::string (*escape)(std::string_view)) {
    tree.push_back(file(std::move(path), name, Ownership::once, escape));
  };
  add_once("src/main.cpp", "src/main.cpp", cpp_literal);
  add_once("src/hooks.cpp", "src/hooks.cpp", cpp_literal);
  add_once("CMakeLists.txt", "CMakeLists.txt", cpp_literal);
  add_once("CMakePresets.json", "CMakePresets.json", cpp_literal);
  add_once("README.md", "README.md", markdown_text);
  add_once(".gitignore", "dot_gitignore", cpp_literal);
  if (options.vendor_runtime) {
    for (const auto& source : embedded::runtime_sources()) {
      tree.push_back({"runtime/" + std::string(source.path), std::string(source.content),
                      Ownership::generated});
    }
  }
  return tree;
}

}  // namespace mcpcc::emit
