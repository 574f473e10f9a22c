// What the command line says to the commands that work on a registry.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "driver/message_options.h"

namespace mcpcc::driver {

/// Which registry, and who works on it: also of the commands that record what they made.
struct RegistryLocation {
  std::string registry;       ///< `sqlite:PATH`, `postgres://...`; empty: see location_of()
  std::string registry_file;  ///< a file that holds it
  std::string by;             ///< who; empty: the user of the system
};

struct RegistryOptions : MessageOptions {
  RegistryLocation location;
  bool json = false;

  std::string record;                ///< KIND/NAME
  std::vector<std::string> records;  ///< of export
  std::vector<std::string> words;    ///< to search for
  std::string kind;
  bool removed = false;
  bool surface = false;
  std::optional<std::int64_t> from, to;  ///< versions

  std::string file;    ///< of backup, restore, import, new-key
  std::string output;  ///< of export; empty: standard output
  std::string folder;  ///< of a project

  std::string name, server;
  std::string endpoint, transport = "streamable-http";
  std::string image, digest;
  std::vector<std::string> platforms;
  std::uint64_t size = 0;

  std::string format = "mcpcc";  ///< of export
  std::string version, repository;
  std::vector<std::string> images, endpoints;
  bool no_endpoints = false;
  std::string bundle_url, bundle_file, bundle_sha256;

  std::string variable;
  std::string from_file, from_variable;  ///< where a secret is; both empty: standard input

  std::vector<std::string> command;    ///< of run
  std::vector<std::string> variables;  ///< that pass to it
};

}  // namespace mcpcc::driver
