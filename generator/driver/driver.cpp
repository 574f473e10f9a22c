#include "driver/driver.h"

#include <exception>
#include <new>
#include <ostream>

#include "driver/command_line.h"

namespace mcpcc::driver {

namespace {

int run_command(const std::vector<std::string>& arguments, Environment& environment) {
  const CommandLine line = parse_command_line(arguments);
  if (line.command) return line.command(environment);
  environment.out << line.out;
  environment.err << line.err;
  return line.status;
}

}  // namespace

int run(const std::vector<std::string>& arguments, Environment& environment) {
  try {
    const int status = run_command(arguments, environment);
    environment.out.flush();
    if (environment.out) return status;
    environment.err << "mcpcc: standard output cannot be written; is the disk full?\n";
  } catch (const std::bad_alloc&) {
    environment.err << "mcpcc: out of memory\n";
  } catch (const std::exception& error) {
    environment.err << "mcpcc: internal fault: " << error.what() << '\n';
  }
  return fault;
}

}  // namespace mcpcc::driver
