#include "driver/options.h"

#include <CLI/CLI.hpp>

#include "driver/driver.h"
#include "fetch/allow_list.h"
#include "lower/names.h"
#include "profile/profile.h"

namespace mcpcc::driver {

namespace {

constexpr const char* exit_statuses =
    "Exit status: 0 fine, 1 errors in the input, 2 wrong usage, 3 a fault of mcpcc or of the "
    "machine,\n"
    "             4 the output is not what the inputs give";

struct Severities {
  std::vector<std::string> errors, warnings;
};

std::string check_rule(const std::string& id) {
  if (find_rule(id) != nullptr) return {};
  std::vector<std::string_view> candidates;
  for (const Rule* rule : all_rules()) candidates.push_back(rule->id);
  const std::string near = did_you_mean(id, candidates);
  return "there is no rule `" + id + "`" + (near.empty() ? "" : "; did you mean `" + near + "`?");
}

void add_common(CLI::App& app, Options& options, Severities& severities, std::string& format,
                std::string& color) {
  app.add_option("--diagnostics", format, "How diagnostics are printed")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  app.add_flag("--strict", options.severities.strict, "Every warning is an error");
  app.add_option("--error", severities.errors, "Make RULE an error (repeatable)")
      ->type_name("RULE")
      ->allow_extra_args(false)  // what follows is no rule
      ->check(check_rule);
  app.add_option("--warn", severities.warnings, "Make RULE a warning (repeatable)")
      ->type_name("RULE")
      ->allow_extra_args(false)  // what follows is no rule
      ->check(check_rule);
  app.add_flag("-q,--quiet", options.quiet, "Print errors only");
  app.add_flag("-v,--verbose", options.verbose, "Print notes too");
  app.add_option("--color", color, "Colour in diagnostics")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str();
}

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
  app.add_option("--reference-root", options.reference_root,
                 "Folder that references may not leave (default: that of SPEC)")
      ->type_name("DIR");
  app.add_option("--overlay", options.overlays, "Overlay to apply to SPEC (repeatable, in order)")
      ->type_name("FILE")
      ->allow_extra_args(false);  // what follows may be SPEC
  app.add_option("--config", options.configuration, "Configuration, see docs/configuration.md")
      ->type_name("FILE");
  app.add_option("--max-list-tokens", options.max_list_tokens,
                 "Fail when the list of tools is larger (tokens are bytes / 4)")
      ->type_name("N");
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

}  // namespace

ParsedOptions parse_options(const std::vector<std::string>& arguments, bool err_is_terminal) {
  Options options;
  Severities severities;
  std::string format = "text", color = "auto", show = "tools", inspect_format = "text";

  CLI::App app{"mcpcc compiles an OpenAPI document to a C++ project: an MCP server for that API.",
               "mcpcc"};
  app.set_version_flag("--version", std::string("mcpcc " MCPCC_VERSION));
  app.require_subcommand(1);
  app.footer(exit_statuses);
  app.fallthrough();

  auto* generate = app.add_subcommand("generate", "Write the server project of SPEC");
  add_input(*generate, options);
  generate->add_option("-o,--output", options.output, "Folder of the project")
      ->type_name("DIR")
      ->required()
      ->check([](const std::string& folder) {
        return folder.empty() ? std::string("it is empty") : std::string();
      });
  generate->add_flag("--check", options.check_only,
                     "Write nothing; exit with 4 when the project is not up to date");
  generate->add_flag("--force", options.force,
                     "Overwrite generated files that were edited, and write into any folder");
  generate->add_flag("--generated-only", options.generated_only,
                     "Write only generated/ and the lock file");
  generate->add_flag("--vendor-runtime", options.vendor_runtime,
                     "Put the runtime's sources into the project");
  generate
      ->add_option("--depfile", options.depfile,
                   "Write the files that were read, for Make and Ninja")
      ->type_name("FILE");

  auto* check = app.add_subcommand(
      "check", "Report what is wrong with SPEC and what becomes of it; write nothing");
  add_input(*check, options);

  auto* inspect = app.add_subcommand("inspect", "Show what SPEC becomes");
  add_input(*inspect, options);
  inspect->add_option("--show", show, "What to show")
      ->check(CLI::IsMember({"tools", "ir", "losses", "tokens"}))
      ->capture_default_str();
  inspect->add_option("--format", inspect_format, "How to show it")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();

  auto* explain = app.add_subcommand("explain", "Print the page of one diagnostic");
  explain->add_option("RULE", options.rule, "A rule, as printed in brackets")->required();

  for (auto* command : {generate, check, inspect})
    add_common(*command, options, severities, format, color);

  ParsedOptions result;
  try {
    // CLI11 takes arguments from the back.
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::ParseError& error) {
    std::ostringstream out, err;
    const bool is_help = app.exit(error, out, err) == 0;
    result.status = is_help ? success : usage_error;
    result.out = out.str();
    result.err = err.str();
    return result;
  }
  options.command = *generate  ? Command::generate
                    : *check   ? Command::check
                    : *inspect ? Command::inspect
                               : Command::explain;
  options.diagnostics = format == "json" ? DiagnosticsFormat::json : DiagnosticsFormat::text;
  options.color = color == "always" || (color == "auto" && err_is_terminal);
  options.show = show == "ir"       ? Show::ir
                 : show == "losses" ? Show::losses
                 : show == "tokens" ? Show::tokens
                                    : Show::tools;
  options.json = inspect_format == "json";
  for (const auto& id : severities.warnings) options.severities.overrides[id] = Severity::warning;
  for (const auto& id : severities.errors) options.severities.overrides[id] = Severity::error;
  // A check writes nothing, not even a copy.
  if (options.check_only) options.offline = true;
  result.options = std::move(options);
  return result;
}

}  // namespace mcpcc::driver
