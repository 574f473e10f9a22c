// The command line as something to run.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "driver/driver.h"

namespace mcpcc::driver {

/// One command with its options; returns the exit status.
using Command = std::function<int(Environment&)>;

struct CommandLine {
  Command command;       ///< empty: nothing is to run, help was asked for or the words are wrong
  int status = success;  ///< then
  std::string out, err;  ///< then: what to print
};

CommandLine parse_command_line(const std::vector<std::string>& arguments);

}  // namespace mcpcc::driver
