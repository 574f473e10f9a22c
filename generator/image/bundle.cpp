// https://github.com/anthropics/mcpb, MANIFEST.md
#include "image/bundle.h"

#include "support/json_writer.h"

namespace mcpcc::image {

namespace {

std::string lower_case(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return text;
}

void write_server(JsonWriter& json, const project::Project& project) {
  const std::string entry = "server/" + project.program();
  json.key("server").begin_object().member("entry_point", entry);
  json.key("mcp_config").begin_object().key("args").begin_array().string("--stdio").end_array();
  json.member("command", "${__dirname}/" + entry);
  if (!project.environment.empty()) {
    json.key("env").begin_object();
    for (const auto& variable : project.environment) {
      json.member(variable.name, "${user_config." + lower_case(variable.name) + "}");
    }
    json.end_object();
  }
  json.end_object().member("type", "binary").end_object();
}

void write_user_config(JsonWriter& json, const project::Project& project) {
  if (project.environment.empty()) return;
  json.key("user_config").begin_object();
  for (const auto& variable : project.environment) {
    const bool is_required = variable.is_required && variable.default_value.empty();
    json.key(lower_case(variable.name)).begin_object();
    // Clients leave the placeholder of a value that is not there; an empty one is none.
    if (!is_required) json.member("default", variable.default_value);
    std::string description = variable.description;
    const char* separator = "; one of ";
    for (const auto& value : variable.allowed) {
      description += separator + value;
      separator = ", ";
    }
    json.member("description", description).key("required").boolean(is_required);
    if (variable.is_secret) json.key("sensitive").boolean(true);
    json.member("title", variable.name).member("type", variable.is_file ? "file" : "string");
    json.end_object();
  }
  json.end_object();
}

}  // namespace

std::string bundle_manifest(const project::Project& project, const BundleOptions& options) {
  JsonWriter json;
  json.begin_object().key("author").begin_object();
  const std::string& title = project.title.empty() ? project.name : project.title;
  json.member("name", options.author.empty() ? title : options.author).end_object();
  json.key("compatibility").begin_object().key("platforms").begin_array().string("linux");
  json.end_array().end_object();
  json.member("description", "Tools of " + title).member("display_name", title);
  if (!options.licenses.empty()) json.member("license", options.licenses);
  if (!project.instructions.empty()) json.member("long_description", project.instructions);
  json.member("manifest_version", "0.3").member("name", project.name);
  if (!options.source.empty()) {
    json.key("repository").begin_object().member("type", "git").member("url", options.source);
    json.end_object();
  }
  write_server(json, project);
  json.key("tools").begin_array();
  for (const auto& tool : project.tools) {
    json.begin_object().member("description", tool.description).member("name", tool.name);
    json.end_object();
  }
  json.end_array();
  write_user_config(json, project);
  json.member("version", project.version.empty() ? "0" : project.version).end_object();
  return json.text();
}

std::vector<ArchiveEntry> bundle_files(const project::Project& project, const Program& program,
                                       const BundleOptions& options) {
  using Kind = ArchiveEntry::Kind;
  AssembleOptions about;
  about.created = options.created;
  about.licenses = options.licenses;
  std::vector<ArchiveEntry> files = {
      {"manifest.json", bundle_manifest(project, options), 0644, Kind::file},
      {"server/" + project.program(), program.bytes, 0755, Kind::file}};
  for (auto& statement : bills_of_materials(project, program, about)) {
    files.push_back({"sbom." + statement.suffix, std::move(statement.text), 0644, Kind::file});
  }
  return files;
}

}  // namespace mcpcc::image
