// What the command line says, as values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "support/diagnostics.h"

namespace mcpcc::driver {

enum class Command : unsigned char { generate, check, inspect, explain };
enum class DiagnosticsFormat : unsigned char { text, json };
enum class Show : unsigned char { tools, ir, losses, tokens };

struct Options {
  Command command = Command::check;
  std::string spec;  ///< a path, a URL, or `-` for standard input
  std::string server_name;
  std::string reference_root;
  std::vector<std::string> overlays;         ///< paths and URLs, in the order in which they apply
  std::string configuration;                 ///< a path or a URL; empty: none
  std::vector<std::string> allowed_remotes;  ///< well-formed, see fetch::AllowList
  bool private_network = false;
  bool offline = false;
  bool refresh_remote = false;
  std::optional<std::size_t> max_list_tokens;
  std::vector<std::string> profiles;  ///< names, the first is the default; empty: as configured

  SeverityOptions severities;
  DiagnosticsFormat diagnostics = DiagnosticsFormat::text;
  bool quiet = false;
  bool verbose = false;
  bool color = false;

  std::string output;  ///< generate
  std::string depfile;
  bool check_only = false;
  bool force = false;
  bool generated_only = false;
  bool vendor_runtime = false;

  Show show = Show::tools;  ///< inspect
  bool json = false;

  std::string rule;  ///< explain
};

/// The options, or the exit status when there is nothing to run: help was printed or the command
/// line is wrong.
struct ParsedOptions {
  std::optional<Options> options;
  int status = 0;
  std::string out, err;  ///< what to print
};

ParsedOptions parse_options(const std::vector<std::string>& arguments, bool err_is_terminal);

}  // namespace mcpcc::driver
