// Configuration of MCP clients for the server of a project.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "driver/driver.h"
#include "driver/message_options.h"
#include "emit/clients/clients.h"

namespace mcpcc::driver {

struct ClientsOptions : MessageOptions {
  enum class Target : unsigned char {
    project,    ///< clients/ in the folder of the project
    print,      ///< standard output
    install,    ///< the file that the client reads
    uninstall,  ///< likewise
  };

  std::string folder;  ///< of the project
  std::vector<const emit::clients::Client*> clients;
  bool all = false;  ///< clients that cannot reach the server are passed over
  Target target = Target::project;
  bool of_project = false;  ///< with install and uninstall: the file in the current folder
  std::string file;         ///< with install and uninstall: this one instead; empty: the client's
  std::string name;         ///< of the server in the file; empty: that of the project
  std::string command, image, url;  ///< at most one; none: the program that the project builds
  std::string engine = "docker";
  std::string bearer;
  std::vector<std::string> variables;  ///< empty: all with secrets, and those without a default
  std::vector<std::pair<std::string, std::string>> values;
};

/// Writes the configuration, prints it, or changes the files of clients. Returns an exit status.
int clients(const ClientsOptions& options, Environment& environment);

}  // namespace mcpcc::driver
