// What the command line says to the commands that read an OpenAPI document.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "driver/message_options.h"
#include "driver/registry_options.h"

namespace mcpcc::driver {

enum class Show : unsigned char { tools, ir, losses, tokens };

struct Options : MessageOptions {
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

  bool whole_document = false;  ///< hold all of it to its specification
  bool ledger = false;          ///< the run makes a ledger

  std::string output;  ///< generate
  std::string depfile;
  bool check_only = false;
  bool force = false;
  bool generated_only = false;
  bool vendor_runtime = false;
  bool record = false;  ///< in the registry, what was generated
  RegistryLocation registry;

  Show show = Show::tools;  ///< inspect
  bool json = false;
};

}  // namespace mcpcc::driver
