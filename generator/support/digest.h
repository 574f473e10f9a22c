// SHA-256 (FIPS 180-4), for the lock file and copies of remote documents.
#pragma once

#include <string>
#include <string_view>

namespace mcpcc {

/// 64 lower-case hexadecimal digits.
std::string sha256(std::string_view bytes);

}  // namespace mcpcc
