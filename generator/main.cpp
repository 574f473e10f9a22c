#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "driver/driver.h"
#include "memory.h"

namespace {

std::optional<std::string> variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

}  // namespace

int main(int argc, char** argv) {
  mcpcc::prefer_huge_pages();
  const mcpcc::driver::Disk disk;
  mcpcc::driver::Environment environment{disk,
                                         std::cin,
                                         std::cout,
                                         std::cerr,
                                         isatty(STDERR_FILENO) == 1,
                                         mcpcc::fetch::open_internet,
                                         variable};
  return mcpcc::driver::run({argv + 1, argv + argc}, environment);
}
