#include "driver/clients.h"

#include <algorithm>
#include <memory>

#include "driver/options/options.h"

namespace mcpcc::driver {

namespace {

namespace format = emit::clients;
using Target = ClientsOptions::Target;

std::string check_client(const std::string& id) {
  if (id == "all" || format::find(id) != nullptr) return {};
  std::vector<std::string_view> ids;
  for (const auto& client : format::all()) ids.push_back(client.id);
  const std::string near = did_you_mean(id, ids);
  return "there is no client `" + id + "`" + (near.empty() ? "" : "; did you mean `" + near + "`?");
}

std::string list_of_clients() {
  std::string out;
  for (const auto& client : format::all()) out.append(client.id).append(", ");
  return out + "or all";
}

std::string check_name(const std::string& name) {
  const bool is_plain = !name.empty() && name.size() <= 64 &&
                        name.find_first_not_of(
                            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                            "0123456789_-") == std::string::npos;
  return is_plain ? std::string()
                  : "`" + name + "` is not of the form [A-Za-z0-9_-], 1 to 64 characters";
}

std::string check_variable(const std::string& name) {
  const bool is_plain =
      !name.empty() && !(name[0] >= '0' && name[0] <= '9') &&
      name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") ==
          std::string::npos;
  return is_plain ? std::string() : "`" + name + "` is no name of an environment variable";
}

std::string check_url(const std::string& url) {
  const bool is_http = url.starts_with("http://") || url.starts_with("https://");
  const auto host = url.find("//") + 2;
  // It would stand in the file, and is not repeated here.
  if (is_http && url.substr(0, url.find_first_of("/?#", host)).find('@') != std::string::npos)
    return "a user or a password does not belong into a file: --bearer names the variable of a "
           "token";
  return is_http ? std::string() : "`" + url + "` is no http or https URL";
}

// What starts with a dash is an option to docker, and a reference has no white space.
std::string check_image(const std::string& image) {
  const bool is_plain = !image.empty() && image[0] != '-' &&
                        image.find_first_not_of(
                            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                            "0123456789._-/:@") == std::string::npos;
  return is_plain ? std::string() : "`" + image + "` is no reference of an image";
}

}  // namespace

void add_clients(CLI::App& app, Command& chosen) {
  auto options = std::make_shared<ClientsOptions>();
  CLI::App* command = app.add_subcommand(
      "clients", "Write the configuration of MCP clients for the server of a project");
  command->add_option("DIR", options->folder, "Folder of the project")->required();
  command
      ->add_option_function<std::vector<std::string>>(
          "--for",
          [options](const std::vector<std::string>& ids) {
            options->all = std::find(ids.begin(), ids.end(), "all") != ids.end();
            for (const auto& client : format::all()) {
              if (options->all || std::find(ids.begin(), ids.end(), client.id) != ids.end())
                options->clients.push_back(&client);
            }
          },
          "Client, or several with commas (repeatable): " + list_of_clients())
      ->type_name("CLIENT")
      ->required()
      ->allow_extra_args(false)
      ->delimiter(',')
      ->check(check_client);

  auto* transport = command->add_option_group("How clients reach the server");
  transport
      ->add_option("--command", options->command,
                   "Program that the client starts (default: DIR/build/NAME-mcp)")
      ->type_name("PATH");
  transport->add_option("--image", options->image, "Image that the client starts a container of")
      ->type_name("REFERENCE")
      ->check(check_image);
  transport->add_option("--url", options->url, "Endpoint of a server that runs: http://HOST/mcp")
      ->type_name("URL")
      ->check(check_url);
  transport->require_option(0, 1);
  command->add_option("--engine", options->engine, "What starts containers: docker or podman")
      ->check(one_of({"docker", "podman"}))
      ->capture_default_str();
  command
      ->add_option("--bearer", options->bearer,
                   "With --url: variable of the client's environment with the token to send")
      ->type_name("VARIABLE")
      ->check(check_variable);
  command
      ->add_option("--env", options->variables,
                   "Variable that the client sets, instead of all with secrets (repeatable)")
      ->type_name("VARIABLE")
      ->allow_extra_args(false)
      ->delimiter(',');
  command
      ->add_option_function<std::vector<std::string>>(
          "--set",
          [options](const std::vector<std::string>& settings) {
            for (const auto& setting : settings) {
              const auto equals = setting.find('=');
              options->values.emplace_back(setting.substr(0, equals), setting.substr(equals + 1));
            }
          },
          "Value of a variable that is no secret (repeatable)")
      ->type_name("VARIABLE=VALUE")
      ->allow_extra_args(false)
      ->check([](const std::string& setting) {
        return setting.find('=') == std::string::npos ? "it is not of the form VARIABLE=VALUE"
                                                      : std::string();
      });
  command
      ->add_option("--name", options->name, "Name of the server for the client (default: its own)")
      ->type_name("NAME")
      ->check(check_name);

  auto* target = command->add_option_group("Where it goes (default: DIR/clients)");
  const auto add_target = [&](const char* name, const char* description, Target value) {
    target->add_flag_callback(
        name, [options, value] { options->target = value; }, description);
  };
  add_target("--print", "Print it", Target::print);
  add_target("--install", "Add the server to the file that the client reads", Target::install);
  add_target("--uninstall", "Take the server out of that file", Target::uninstall);
  target->require_option(0, 1);
  command
      ->add_option_function<std::string>(
          "--scope",
          [options](const std::string& scope) { options->of_project = scope == "project"; },
          "Whose file: user, or project for the one in the current folder")
      ->check(one_of({"user", "project"}))
      ->default_str("user");
  command->add_option("--file", options->file, "That file, wherever it is")->type_name("FILE");
  add_messages(*command, *options);
  command->callback([&chosen, options] {
    const bool changes_settings =
        options->target == Target::install || options->target == Target::uninstall;
    if (!changes_settings && (!options->file.empty() || options->of_project))
      throw CLI::ValidationError("--file and --scope go with --install or --uninstall");
    if (!options->file.empty() && options->clients.size() > 1)
      throw CLI::ValidationError("--file is for one client");
    chosen = [options](Environment& environment) { return clients(*options, environment); };
  });
}

}  // namespace mcpcc::driver
