#include "coding.h"

#include <gtest/gtest.h>
#define ZLIB_CONST
#include <zlib.h>

namespace mcp::http::test {

std::string compress(std::string_view text, Format format) {
  z_stream stream{};
  const int window = format == Format::gzip ? 15 + 16 : format == Format::zlib ? 15 : -15;
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<const Bytef*>(text.data());
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

}  // namespace mcp::http::test
