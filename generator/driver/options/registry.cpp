#include <memory>

#include "driver/options/options.h"
#include "driver/registry/commands.h"
#include "image/labels.h"

namespace mcpcc::driver {

namespace {

namespace run = registry_commands;

// Adds subcommands that share one set of options: only one of them is chosen.
class Group {
 public:
  Group(CLI::App& app, RegistryOptions& options) : app_(app), options_(options) {}

  /// `chosen` is what the command line chose, and lives as long as the parsing.
  Group& add(const char* name, const char* description,
             int (*function)(const RegistryOptions&, Environment&),
             const std::shared_ptr<RegistryOptions>& options, Command& chosen) {
    command_ = app_.add_subcommand(name, description);
    command_->callback([&chosen, options, function] {
      chosen = [options, function](Environment& environment) {
        return function(*options, environment);
      };
    });
    return *this;
  }

  Group& json() {
    command_
        ->add_option_function<std::string>(
            "--format",
            [&options = options_](const std::string& format) { options.json = format == "json"; },
            "How to print it")
        ->check(one_of({"text", "json"}))
        ->default_str("text");
    return *this;
  }
  Group& record(bool required = true) {
    command_->add_option("RECORD", options_.record, "KIND/NAME, or the name of a server")
        ->required(required);
    return *this;
  }
  Group& kind() {
    command_->add_option("--kind", options_.kind, "Only records of this kind")
        ->check(one_of({"api", "server", "image", "endpoint", "credential"}));
    return *this;
  }
  Group& file(const char* description) {
    command_->add_option("FILE", options_.file, description)->required();
    return *this;
  }
  Group& variable() {
    command_->add_option("SERVER", options_.server, "Name of a recorded server")->required();
    command_->add_option("VARIABLE", options_.variable, "Environment variable of it")->required();
    return *this;
  }
  CLI::App& command() { return *command_; }

 private:
  CLI::App& app_;
  RegistryOptions& options_;
  CLI::App* command_ = nullptr;
};

void add_register_options(CLI::App& command, RegistryOptions& options) {
  command.add_option("DIR", options.folder, "Folder that `mcpcc generate` wrote");
  command.add_option("--name", options.name, "Name to record it by (default: that of the server)")
      ->type_name("NAME");
  command
      .add_option("--server", options.server,
                  "Server that an image or endpoint is of (default: that of DIR)")
      ->type_name("NAME");
  auto* digest = command.add_option("--digest", options.digest, "Digest of the image")
                     ->type_name("sha256:...");
  auto* image = command.add_option("--image", options.image, "Reference of an image")
                    ->type_name("REFERENCE")
                    ->needs(digest);
  digest->needs(image);
  command.add_option("--platform", options.platforms, "Platform of the image (repeatable)")
      ->type_name("OS/ARCHITECTURE")
      ->allow_extra_args(false)
      ->needs(image);
  command.add_option("--size", options.size, "Bytes of the image, compressed")->needs(image);
  auto* endpoint =
      command.add_option("--endpoint", options.endpoint, "Where the server is reached")
          ->type_name("URL");
  command.add_option("--transport", options.transport, "How it is reached there")
      ->check(one_of({"streamable-http", "sse"}))
      ->capture_default_str()
      ->needs(endpoint);
}

void add_export_options(CLI::App& command, RegistryOptions& options) {
  command.add_option("RECORD", options.records,
                     "KIND/NAME, or the name of a server (default: all, in mcpcc's own format)");
  command.add_option("--format", options.format, "Format")
      ->check(one_of(
          {"mcpcc", "mcp-registry", "mcphub", "context-forge", "docker-catalog", "toolhive"}))
      ->capture_default_str();
  command.add_option("-o,--output", options.output, "File to write (default: standard output)")
      ->type_name("FILE");
  command.add_option("--project", options.folder, "A project folder instead of a record")
      ->type_name("DIR");
  command.add_option("--name", options.name, "Name in the MCP registry: `io.github.team/petstore`")
      ->type_name("NAME");
  command.add_option("--version", options.version, "Version (default: that of the document)")
      ->type_name("VERSION");
  command.add_option("--repository", options.repository, "URL of the repository of its sources")
      ->type_name("URL")
      ->check(image::problem_of_url);
  command.add_option("--image", options.images, "Only this image (repeatable)")
      ->type_name("REFERENCE")
      ->allow_extra_args(false);
  auto* endpoints =
      command.add_option("--endpoint", options.endpoints, "Only this endpoint (repeatable)");
  endpoints->type_name("URL")->allow_extra_args(false);
  command.add_flag("--no-endpoints", options.no_endpoints, "No endpoint")->excludes(endpoints);
  auto* bundle = command.add_option("--mcpb", options.bundle_url, "Where a bundle is downloaded")
                     ->type_name("URL")
                     ->check(image::problem_of_url);
  auto* file = command.add_option("--mcpb-file", options.bundle_file, "The bundle, for its digest")
                   ->type_name("FILE")
                   ->needs(bundle);
  command.add_option("--mcpb-sha256", options.bundle_sha256, "Digest of the bundle")
      ->needs(bundle)
      ->excludes(file);
}

}  // namespace

void add_registry_location(CLI::App& command, RegistryLocation& location) {
  auto* registry =
      command.add_option("--registry", location.registry,
                         "Registry (default: MCPCC_REGISTRY, or a file in your data folder)");
  registry->type_name("sqlite:PATH|postgres://...");
  command.add_option("--registry-file", location.registry_file, "File that names the registry")
      ->type_name("FILE")
      ->excludes(registry);
  command.add_option("--by", location.by, "Who makes the change (default: your user name)")
      ->type_name("NAME");
}

void add_registry(CLI::App& app, Command& chosen) {
  auto options = std::make_shared<RegistryOptions>();
  CLI::App* command = app.add_subcommand("registry", "Remember what was made, and publish it");
  command->require_subcommand(1);
  add_registry_location(*command, options->location);
  add_messages(*command, *options);

  Group group(*command, *options);
  const auto add = [&](const char* name, const char* description,
                       int (*function)(const RegistryOptions&, Environment&)) -> Group& {
    return group.add(name, description, function, options, chosen);
  };

  add("register", "Record a project's API and server, an image, an endpoint", run::add).json();
  add_register_options(group.command(), *options);
  add("list", "Show what is recorded", run::list).kind().json();
  group.command().add_flag("--removed", options->removed, "What was removed, too");
  add("show", "Show one record, and what belongs to it", run::show).record().json();
  group.command().add_option("--version", options->from, "Version (default: the newest)");
  group.command().add_flag("--surface", options->surface, "Print the server's surface.json");
  add("history", "Show all versions of a record", run::history).record().json();
  add("diff", "Show what two versions say differently", run::diff).record().json();
  group.command().add_option("--from", options->from, "Version (default: the one before)");
  group.command().add_option("--to", options->to, "Version (default: the newest)");
  add("rollback", "Add a version that is equal to an older one", run::rollback).record().json();
  group.command().add_option("--to", options->to, "Version (default: the one before)");
  add("remove", "Remove a record; its versions stay", run::remove).record().json();
  add("search", "Find records by words of names, descriptions and tools", run::search)
      .kind()
      .json();
  group.command().add_option("WORDS", options->words, "Words, or beginnings of words")->required();

  add("export", "Print records, or a server in the format of another registry",
      run::export_records);
  add_export_options(group.command(), *options);
  add("import", "Add what `export` printed", run::import_records)
      .file("File, or - for standard input")
      .json();
  add("backup", "Write everything to a file; secrets stay sealed", run::backup)
      .file("File to write")
      .json();
  add("restore", "Read a backup into an empty registry", run::restore).file("Backup").json();
  add("migrate", "Set up the tables, or bring older ones up to date", run::migrate).json();
  add("doctor", "Look whether everything is whole", run::doctor).json();
  add("ping", "Ask the registry, or the endpoints of a server, whether they answer", run::ping)
      .record(false)
      .json();

  add("new-key", "Make a key for credentials", run::new_key).file("File to write").json();
  add("rotate-key", "Seal all credentials under MCPCC_REGISTRY_NEW_KEY", run::rotate_key).json();
  add("run", "Start a server with its own credentials", run::run).record();
  group.command()
      .add_option("--env", options->variables, "Variable of yours that passes, too (repeatable)")
      ->type_name("VARIABLE")
      ->allow_extra_args(false);
  group.command()
      .add_option("COMMAND", options->command, "Program and its arguments, behind `--`")
      ->required();

  CLI::App* credential = command->add_subcommand("credential", "Secrets of servers, sealed");
  credential->require_subcommand(1);
  Group credentials(*credential, *options);
  credentials
      .add("set", "Seal a secret; it is read from standard input", run::set_credential, options,
           chosen)
      .variable()
      .json();
  auto* from_file = credentials.command().add_option("--from-file", options->from_file,
                                                     "File that holds the secret");
  from_file->type_name("FILE");
  credentials.command()
      .add_option("--from-env", options->from_variable, "Variable that holds the secret")
      ->type_name("VARIABLE")
      ->excludes(from_file);
  credentials.add("list", "Show which there are", run::list_credentials, options, chosen).json();
  credentials.command().add_option("SERVER", options->server, "Only of this server");
  credentials
      .add("remove", "Remove one; its versions stay", run::remove_credential, options, chosen)
      .variable()
      .json();
}

}  // namespace mcpcc::driver
