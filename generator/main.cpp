#include <unistd.h>

#include <iostream>

#include "driver/driver.h"

int main(int argc, char** argv) {
  const mcpcc::driver::Disk disk;
  mcpcc::driver::Environment environment{disk,
                                         std::cin,
                                         std::cout,
                                         std::cerr,
                                         isatty(STDERR_FILENO) == 1,
                                         mcpcc::fetch::open_internet};
  return mcpcc::driver::run({argv + 1, argv + argc}, environment);
}
