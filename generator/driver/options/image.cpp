#include "driver/image/image.h"

#include <memory>

#include "driver/options/options.h"
#include "image/image.h"
#include "image/labels.h"
#include "registry/publication.h"

namespace mcpcc::driver {

namespace {

std::string check_pair(const std::string& text, const char* form) {
  const std::size_t equals = text.find('=');
  return equals == 0 || equals == std::string::npos ? "it is not of the form " + std::string(form)
                                                    : std::string();
}

std::string check_label(const std::string& text) {
  if (std::string problem = check_pair(text, "KEY=VALUE"); !problem.empty()) return problem;
  const std::size_t equals = text.find('=');
  if (text.substr(0, equals) == "io.modelcontextprotocol.server.name") {
    return registry::problem_of_registry_name(text.substr(equals + 1));
  }
  return image::problem_of_label(std::string_view(text).substr(0, equals),
                                 std::string_view(text).substr(equals + 1));
}

std::string check_platform(const std::string& text) {
  return image::parse_platform(text) ? std::string()
                                     : "`" + text + "` is neither linux/amd64 nor linux/arm64";
}

void add_build(CLI::App& parent, Command& chosen) {
  auto options = std::make_shared<ImageBuildOptions>();
  CLI::App* command = parent.add_subcommand(
      "build", "Build the server of a project and make a container image of it");
  command->add_option("DIR", options->folder, "Folder of the project")->required();
  command
      ->add_option("-t,--tag", options->tag,
                   "Name of the image (default: name and version of the server)")
      ->type_name("NAME:TAG")
      ->check([](const std::string& text) {
        return text.empty() ? std::string("an image has a name") : std::string();
      });
  command
      ->add_option("--platform", options->platforms,
                   "Platforms, with commas: linux/amd64, linux/arm64 (default: of this machine)")
      ->type_name("OS/ARCH")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(check_platform);
  command->add_option("--format", options->format, "What is written")
      ->check(one_of({"oci", "oci-archive", "docker-archive"}))
      ->capture_default_str();
  command->add_option("-o,--output", options->output, "Where (default: in the current folder)")
      ->type_name("PATH");
  command->add_option("--push", options->push, "Push it to this name")->type_name("REF");
  command->add_flag("--plain-http", options->plain_http, "Push without TLS");
  command
      ->add_option("--program", options->programs,
                   "Take this static program instead of building one (repeatable)")
      ->type_name("OS/ARCH=FILE")
      ->allow_extra_args(false)
      ->check([](const std::string& text) { return check_pair(text, "linux/amd64=FILE"); });
  command->add_option("--ca-bundle", options->ca_bundle, "Certificates of the image, PEM")
      ->type_name("FILE");
  command->add_option("--source", options->source, "Label: URL of the sources")
      ->type_name("URL")
      ->check(image::problem_of_url);
  command->add_option("--revision", options->revision, "Label: revision of the sources")
      ->type_name("ID")
      ->check(image::problem_of_text);
  command->add_option("--licenses", options->licenses, "Label: SPDX expression")
      ->type_name("SPDX")
      ->check(image::problem_of_license);
  command
      ->add_option("--server-name", options->server_name,
                   "Label: name in registries of MCP servers")
      ->type_name("NAME")
      ->check(registry::problem_of_registry_name);
  command->add_option("--label", options->labels, "A further label (repeatable)")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false)
      ->check(check_label);
  command->add_flag("--register", options->record, "Record the image in a registry");
  add_registry_location(*command, options->registry);
  add_messages(*command, *options);
  command->callback([&chosen, options] {
    chosen = [options](Environment& environment) { return build_image(*options, environment); };
  });
}

void add_push(CLI::App& parent, Command& chosen) {
  auto options = std::make_shared<ImagePushOptions>();
  CLI::App* command = parent.add_subcommand("push", "Push an image layout to a registry");
  command->add_option("LAYOUT", options->layout, "Folder of the layout")->required();
  command->add_option("REF", options->reference, "Name to push to")->required();
  command->add_flag("--plain-http", options->plain_http, "Push without TLS");
  add_messages(*command, *options);
  command->callback([&chosen, options] {
    chosen = [options](Environment& environment) { return push_image(*options, environment); };
  });
}

void add_dockerfile(CLI::App& parent, Command& chosen) {
  auto options = std::make_shared<DockerfileOptions>();
  CLI::App* command =
      parent.add_subcommand("dockerfile", "Write deploy/Dockerfile and .dockerignore of a project");
  command->add_option("DIR", options->folder, "Folder of the project")->required();
  command->add_flag("--force", options->force, "Overwrite them");
  add_messages(*command, *options);
  command->callback([&chosen, options] {
    chosen = [options](Environment& environment) {
      return write_dockerfile(*options, environment);
    };
  });
}

}  // namespace

void add_bundle(CLI::App& app, Command& chosen) {
  auto options = std::make_shared<BundleOptions>();
  CLI::App* command = app.add_subcommand(
      "bundle", "Build the server of a project and make an MCP bundle of it (.mcpb)");
  command->add_option("DIR", options->folder, "Folder of the project")->required();
  command->add_option("-o,--output", options->output, "The file (default: NAME.mcpb)")
      ->type_name("FILE");
  command->add_option("--platform", options->platform, "linux/amd64 or linux/arm64")
      ->type_name("OS/ARCH")
      ->check(check_platform);
  command
      ->add_option("--program", options->programs,
                   "Take this static program instead of building one")
      ->type_name("OS/ARCH=FILE")
      ->allow_extra_args(false)
      ->check([](const std::string& text) { return check_pair(text, "linux/amd64=FILE"); });
  command->add_option("--author", options->author, "Who made it (default: the title of the API)")
      ->type_name("NAME")
      ->check(image::problem_of_text);
  command->add_option("--licenses", options->licenses, "SPDX expression")
      ->type_name("SPDX")
      ->check(image::problem_of_license);
  command->add_option("--source", options->source, "URL of the sources")
      ->type_name("URL")
      ->check(image::problem_of_url);
  add_messages(*command, *options);
  command->callback([&chosen, options] {
    chosen = [options](Environment& environment) { return bundle(*options, environment); };
  });
}

void add_image(CLI::App& app, Command& chosen) {
  CLI::App* command = app.add_subcommand("image", "Container images of servers");
  command->require_subcommand(1);
  add_build(*command, chosen);
  add_push(*command, chosen);
  add_dockerfile(*command, chosen);
}

}  // namespace mcpcc::driver
