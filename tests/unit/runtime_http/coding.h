// What the other side of a compressed exchange does, by the libraries' own encoders.
#pragma once

#include <string>
#include <string_view>

namespace mcp::http::test {

enum class Format { gzip, zlib, raw, brotli, zstd };

std::string compress(std::string_view text, Format format = Format::gzip);

}  // namespace mcp::http::test
