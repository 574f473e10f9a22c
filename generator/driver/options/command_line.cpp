#include "driver/command_line.h"

#include "driver/options/options.h"

namespace mcpcc::driver {

namespace {

constexpr const char* exit_statuses =
    "Exit status: 0 fine, 1 errors in the input, 2 wrong usage, 3 a fault of mcpcc or of the "
    "machine,\n"
    "             4 the output is not what the inputs give";

}  // namespace

CommandLine parse_command_line(const std::vector<std::string>& arguments) {
  CLI::App app{"mcpcc compiles an OpenAPI document to a C++ project: an MCP server for that API.",
               "mcpcc"};
  app.set_version_flag("--version", std::string("mcpcc " MCPCC_VERSION));
  app.require_subcommand(1);
  app.footer(exit_statuses);
  app.fallthrough();
  app.failure_message(wrong_usage);

  CommandLine result;
  add_document_commands(app, result.command);
  add_explain(app, result.command);
  add_image(app, result.command);
  add_bundle(app, result.command);
  add_registry(app, result.command);
  add_clients(app, result.command);
  add_docs(app, result.command);

  try {
    // CLI11 takes arguments from the back.
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::ParseError& error) {
    std::ostringstream out, err;
    const bool is_help = app.exit(error, out, err) == 0;
    return {nullptr, is_help ? success : usage_error, out.str(), err.str()};
  }
  return result;
}

}  // namespace mcpcc::driver
