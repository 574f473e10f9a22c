// The options of each command: a file a command, or a few that belong together, and a row in
// command_line.cpp. CLI11 is included in this folder only. A function here adds a subcommand, and
// its callback says what is to run:
//
//   void add_explain(CLI::App& app, Command& chosen) {
//     auto rule = std::make_shared<std::string>();
//     CLI::App* command = app.add_subcommand("explain", "Print the page of one diagnostic");
//     command->add_option("RULE", *rule, "...")->required();
//     command->callback([&chosen, rule] {
//       chosen = [rule](Environment& environment) { return explain(*rule, environment); };
//     });
//   }
#pragma once

#include <CLI/CLI.hpp>

#include "driver/command_line.h"
#include "driver/document_options.h"
#include "driver/message_options.h"
#include "driver/registry_options.h"
#include "support/diagnostics.h"
#include "support/text.h"

namespace mcpcc::driver {

/// Of these values one; any other one is refused with the one that was likely meant.
CLI::Validator one_of(const std::vector<std::string>& values);
/// What is wrong with a command line, with the command or option that was likely meant.
std::string wrong_usage(const CLI::App* app, const CLI::Error& error);

/// --diagnostics, --strict, --error, --warn, --quiet, --verbose and --color. `options` must outlive
/// the parsing.
void add_messages(CLI::App& command, MessageOptions& options);

/// --registry, --registry-file and --by. `location` must outlive the parsing.
void add_registry_location(CLI::App& command, RegistryLocation& location);
/// Which files and hosts a document is read from besides its own. `options` must outlive the
/// parsing.
void add_reading(CLI::App& command, Options& options);

/// generate, check and inspect.
void add_document_commands(CLI::App& app, Command& chosen);
void add_explain(CLI::App& app, Command& chosen);
/// image build, push and dockerfile.
void add_image(CLI::App& app, Command& chosen);
void add_bundle(CLI::App& app, Command& chosen);
void add_registry(CLI::App& app, Command& chosen);
void add_clients(CLI::App& app, Command& chosen);
void add_docs(CLI::App& app, Command& chosen);

}  // namespace mcpcc::driver
