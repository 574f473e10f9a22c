#include "driver/driver.h"

#include <exception>
#include <new>
#include <ostream>

#include "driver/commands.h"

namespace mcpcc::driver {

namespace {

int run_command(const std::vector<std::string>& arguments, Environment& environment) {
  const ParsedOptions parsed = parse_options(arguments, environment.err_is_terminal);
  if (!parsed.options) {
    environment.out << parsed.out;
    environment.err << parsed.err;
    return parsed.status;
  }
  switch (parsed.options->command) {
    case Command::generate:
      return generate(*parsed.options, environment);
    case Command::check:
      return check(*parsed.options, environment);
    case Command::inspect:
      return inspect(*parsed.options, environment);
    case Command::explain:
      return explain(*parsed.options, environment);
  }
  return fault;
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
