#include "driver/client_connection.h"

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <vector>

#include "support/text.h"

namespace mcpcc::driver {

namespace fs = std::filesystem;
namespace format = emit::clients;

namespace {

const project::EnvironmentVariable& find_variable(const project::Project& project,
                                                  const std::string& name) {
  std::vector<std::string_view> names;
  for (const auto& variable : project.environment) {
    if (variable.name == name) return variable;
    names.push_back(variable.name);
  }
  const std::string near = did_you_mean(name, names);
  throw UsageError{"the server has no environment variable " + in_quotes(name) +
                   (near.empty() ? "" : "; did you mean `" + near + "`?")};
}

std::vector<format::Variable> variables_of(const project::Project& project,
                                           const ClientsOptions& options) {
  for (const auto& [name, value] : options.values) {
    if (find_variable(project, name).is_secret)
      throw UsageError{"the value of " + name +
                       " is a secret: it does not belong on a command line or into this file"};
  }
  for (const auto& name : options.variables) find_variable(project, name);
  std::vector<format::Variable> result;
  for (const auto& variable : project.environment) {
    const auto given =
        std::find_if(options.values.begin(), options.values.end(),
                     [&](const auto& value) { return value.first == variable.name; });
    const bool is_given = given != options.values.end();
    const bool is_chosen = std::find(options.variables.begin(), options.variables.end(),
                                     variable.name) != options.variables.end();
    const bool by_default = options.variables.empty() &&
                            (variable.is_secret || variable.is_file || variable.is_required);
    if (!is_given && !is_chosen && !by_default) continue;
    format::Variable& added = result.emplace_back();
    added.name = variable.name;
    added.description = variable.description;
    added.is_secret = variable.is_secret;
    if (is_given) {
      added.value = given->second;
    } else if (is_chosen && !variable.default_value.empty()) {
      added.value = variable.default_value;
    }
  }
  return result;
}

}  // namespace

format::Connection connection_of(const project::Project& project, const ClientsOptions& options) {
  format::Connection result;
  result.name = options.name.empty() ? project.name : options.name;
  result.bearer = options.bearer;
  if (!options.url.empty()) {
    result.transport = format::Transport::http;
    result.url = options.url;
    if (!options.variables.empty() || !options.values.empty())
      throw UsageError{"--env and --set are for servers that the client starts, not for --url"};
    return result;
  }
  if (!options.bearer.empty())
    throw UsageError{"--bearer is for servers that the client reaches by --url"};
  result.variables = variables_of(project, options);
  if (!options.image.empty()) {
    result.transport = format::Transport::image;
    result.engine = options.engine;
    result.image = options.image;
    return result;
  }
  result.command = options.command;
  if (result.command.empty()) {
    // Clients start servers in folders of their own.
    std::error_code error;
    result.command =
        fs::weakly_canonical(fs::absolute(project.folder), error) / "build" / project.program();
  }
  return result;
}

}  // namespace mcpcc::driver
