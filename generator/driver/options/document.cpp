#include <memory>

#include "driver/commands.h"
#include "driver/options/options.h"
#include "fetch/allow_list.h"
#include "lower/names.h"
#include "profile/profile.h"

namespace mcpcc::driver {

namespace {

void add_input(CLI::App& app, Options& options) {
  app.add_option("SPEC", options.spec,
                 "OpenAPI document, YAML or JSON: a file, a URL, or - for standard input")
      ->required();
  app.add_option("--name", options.server_name,
                 "Name of the server, [a-z0-9-], at most 24 (default: from the title)")
      ->type_name("NAME")
      ->check([](const std::string& name) {
        return lower::is_server_name(name)
                   ? std::string()
                   : "`" + name + "` is not of the form [a-z0-9-], at most 24 characters";
      });
  app.add_option("--max-list-tokens", options.max_list_tokens,
                 "Fail when the list of tools is larger (tokens are bytes / 4)")
      ->type_name("N")
      ->check([](const std::string& number) {
        const bool is_whole = number.find_first_not_of("0123456789") == std::string::npos;
        return is_whole ? std::string() : "`" + number + "` is no whole number";
      });
  app.add_option("--profile", options.profiles,
                 "Profile of the tools, or several with commas (repeatable; the first is the "
                 "default): universal, full, openai-strict, gemini")
      ->type_name("NAME")
      ->allow_extra_args(false)
      ->delimiter(',')
      ->check([](const std::string& name) {
        if (profile::is_name(name)) return std::string();
        const std::string near = did_you_mean(name, {profile::names.begin(), profile::names.end()});
        return "there is no profile `" + name + "`" +
               (near.empty() ? "" : "; did you mean `" + near + "`?");
      });
  add_reading(app, options);
}

// A subcommand that runs `run` with its own options.
template <class Add>
void add_command(CLI::App& app, const char* name, const char* description, Command& chosen,
                 int (*run)(const Options&, Environment&), Add add_more) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(name, description);
  add_input(*command, *options);
  add_more(*command, *options);
  add_messages(*command, *options);
  command->callback([&chosen, options, run] {
    // A check writes nothing, not even a copy.
    if (options->check_only) options->offline = true;
    chosen = [options, run](Environment& environment) { return run(*options, environment); };
  });
}

void add_generate_options(CLI::App& command, Options& options) {
  command.add_option("-o,--output", options.output, "Folder of the project")
      ->type_name("DIR")
      ->required()
      ->check([](const std::string& folder) {
        return folder.empty() ? std::string("it is empty") : std::string();
      });
  command.add_flag("--check", options.check_only,
                   "Write nothing; exit with 4 when the project is not up to date");
  command.add_flag("--force", options.force,
                   "Overwrite generated files that were edited, and write into any folder");
  command.add_flag("--generated-only", options.generated_only,
                   "Write only generated/ and the lock file");
  command.add_flag("--vendor-runtime", options.vendor_runtime,
                   "Put the runtime's sources into the project");
  command
      .add_option("--depfile", options.depfile,
                  "Write the files that were read, for Make and Ninja")
      ->type_name("FILE");
  command.add_flag("--register", options.record, "Record the project in a registry");
  add_registry_location(command, options.registry);
}

void add_inspect_options(CLI::App& command, Options& options) {
  command
      .add_option_function<std::string>(
          "--show",
          [&options](const std::string& show) {
            options.show = show == "ir"       ? Show::ir
                           : show == "losses" ? Show::losses
                           : show == "tokens" ? Show::tokens
                                              : Show::tools;
            options.ledger = options.show == Show::losses;
          },
          "What to show")
      ->check(one_of({"tools", "ir", "losses", "tokens"}))
      ->default_str("tools");
  command
      .add_option_function<std::string>(
          "--format", [&options](const std::string& format) { options.json = format == "json"; },
          "How to show it")
      ->check(one_of({"text", "json"}))
      ->default_str("text");
}

}  // namespace

void add_reading(CLI::App& app, Options& options) {
  app.add_option("--reference-root", options.reference_root,
                 "Folder that references may not leave (default: that of SPEC)")
      ->type_name("DIR");
  app.add_option("--overlay", options.overlays, "Overlay to apply to SPEC (repeatable, in order)")
      ->type_name("FILE")
      ->allow_extra_args(false);  // what follows may be SPEC
  app.add_option("--config", options.configuration, "Configuration, see docs/configuration.md")
      ->type_name("FILE");
  app.add_option("--allow-remote", options.allowed_remotes,
                 "Host that references may lead to (repeatable)")
      ->type_name("HOST[:PORT]|URL")
      ->allow_extra_args(false)
      ->check([](const std::string& entry) {
        return fetch::AllowList().add(entry)
                   ? std::string()
                   : "it is not of the form HOST, HOST:PORT or https://HOST/PATH";
      });
  app.add_flag("--allow-private-network", options.private_network,
               "Fetch from addresses that are not public, too");
  auto* refresh = app.add_flag("--refresh-remote", options.refresh_remote,
                               "Fetch remote documents again in spite of their copies");
  app.add_flag("--offline", options.offline, "Fetch nothing; copies are enough or it fails")
      ->excludes(refresh);
}

void add_document_commands(CLI::App& app, Command& chosen) {
  add_command(app, "generate", "Write the server project of SPEC", chosen, generate,
              add_generate_options);
  add_command(app, "check", "Report what is wrong with SPEC and what becomes of it; write nothing",
              chosen, check, [](CLI::App&, Options& options) { options.whole_document = true; });
  add_command(app, "inspect", "Show what SPEC becomes", chosen, inspect, add_inspect_options);
}

}  // namespace mcpcc::driver
