// Child processes.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace mcpcc {

struct Command {
  std::vector<std::string> words;  ///< the program, by path or looked up in PATH, and its arguments
  std::string input;               ///< its standard input
  std::map<std::string, std::string> environment;  ///< beside ours
  /// Where its output goes, standard error too, appended; empty: standard output is returned.
  std::filesystem::path log;
  bool drops_errors = false;  ///< without a log: standard error goes nowhere, and else to ours
  std::size_t max_output = std::size_t{1} << 20;  ///< of standard output; what is more is dropped
};

struct Ended {
  int status = 0;  ///< exit status; 128 and the number of the signal that ended it
  std::string output;
  bool is_missing = false;  ///< there is no such program
  std::string problem;      ///< why it could not be started; empty: it was
};

/// Runs `command` and waits for its end. No shell is involved.
Ended run_process(const Command& command);

}  // namespace mcpcc
