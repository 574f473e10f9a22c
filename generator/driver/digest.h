// SHA-256 (FIPS 180-4), for the lock file.
#pragma once

#include <string>
#include <string_view>

namespace mcpcc::driver {

/// 64 lower-case hexadecimal digits.
std::string sha256(std::string_view bytes);

}  // namespace mcpcc::driver
