#include "support/count.h"

namespace mcpcc {

std::string counted(std::size_t count, std::string_view noun) {
  std::string out = std::to_string(count) + ' ' + std::string(noun);
  if (count != 1) out += 's';
  return out;
}

}  // namespace mcpcc
