#include "http/content_decoder.h"

#include <gtest/gtest.h>

#include <string>

#include "coding.h"

namespace mcp::http::test {
namespace {

constexpr std::size_t limit = 1'000'000;

/// Feeds `data` in pieces of `piece` bytes; "text", or what went wrong.
std::string decode(std::string_view coding, std::string_view data, std::size_t piece) {
  const auto decoder = make_decoder(coding);
  if (!decoder) return "unknown";
  std::string out;
  for (std::size_t i = 0; i < data.size(); i += piece) {
    switch (decoder->decode(data.substr(i, piece), out, limit)) {
      case ContentDecoder::Outcome::ok:
        break;
      case ContentDecoder::Outcome::too_large:
        return "too large";
      case ContentDecoder::Outcome::malformed:
        return "malformed";
    }
  }
  return decoder->is_complete() ? out : "incomplete";
}

TEST(ContentDecoder, Formats) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += std::to_string(i * i) + " ";
  for (const std::size_t piece : {1, 2, 7, 1000, 1'000'000}) {
    EXPECT_EQ(decode("gzip", compress(text), piece), text);
    EXPECT_EQ(decode("X-GZip", compress(text), piece), text);
    EXPECT_EQ(decode("deflate", compress(text, Format::zlib), piece), text);
    EXPECT_EQ(decode("deflate", compress(text, Format::raw), piece), text);
    EXPECT_EQ(decode("gzip", compress("a") + compress("") + compress("b"), piece), "ab");
  }
  EXPECT_EQ(decode("gzip", compress(""), 100), "");
  EXPECT_EQ(decode("gzip", "", 100), "");
}

TEST(ContentDecoder, Broken) {
  const std::string whole = compress("some text");
  for (const std::size_t piece : {1, 1000}) {
    EXPECT_EQ(decode("gzip", "not gzip", piece), "malformed");
    EXPECT_EQ(decode("deflate", "\xff\xff", piece), "malformed");
    EXPECT_EQ(decode("gzip", compress("x", Format::zlib), piece), "malformed");
    EXPECT_EQ(decode("gzip", whole + "tail", piece), "malformed");
    EXPECT_EQ(decode("deflate", compress("x", Format::zlib) + "tail", piece), "malformed");
    EXPECT_EQ(decode("gzip", whole + whole.substr(0, 12), piece), "incomplete");
    for (std::size_t size = 1; size < whole.size(); ++size) {
      EXPECT_EQ(decode("gzip", whole.substr(0, size), piece), "incomplete") << size;
    }
  }
  std::string wrong_checksum = whole;
  wrong_checksum[whole.size() - 8] = static_cast<char>(wrong_checksum[whole.size() - 8] ^ 1);
  EXPECT_EQ(decode("gzip", wrong_checksum, 1000), "malformed");
  EXPECT_EQ(decode("br", "x", 1), "unknown");
  EXPECT_EQ(decode("gzip, gzip", "x", 1), "unknown");
  EXPECT_EQ(decode("", "x", 1), "unknown");
}

TEST(ContentDecoder, Limit) {
  EXPECT_EQ(decode("gzip", compress(std::string(limit, 'x')), 100), std::string(limit, 'x'));
  EXPECT_EQ(decode("gzip", compress(std::string(limit + 1, 'x')), 100), "too large");
  EXPECT_EQ(decode("gzip", compress(std::string(100 * limit, 'x')), 100'000), "too large");
}

}  // namespace
}  // namespace mcp::http::test
