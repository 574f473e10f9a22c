#include "http/content_decoder.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "coding.h"

namespace mcp::http::test {
namespace {

constexpr std::size_t limit = 1'000'000;

/// Feeds `data` in pieces of `piece` bytes; "text", or what went wrong.
std::string decode(std::string_view coding, std::string_view data, std::size_t piece) {
  const auto made = make_decoder(coding);
  if (!made) return "unknown";
  const auto& decoder = *made;
  if (decoder == nullptr) return std::string(data);
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
    EXPECT_EQ(decode("br", compress(text, Format::brotli), piece), text);
    EXPECT_EQ(decode("BR", compress("a", Format::brotli), piece), "a");
    EXPECT_EQ(decode("zstd", compress(text, Format::zstd), piece), text);
    EXPECT_EQ(decode("zstd", compress("a", Format::zstd) + compress("b", Format::zstd), piece),
              "ab");
    EXPECT_EQ(decode("gzip", compress("a") + compress("") + compress("b"), piece), "ab");
  }
  EXPECT_EQ(decode("gzip", compress(""), 100), "");
  for (const Format format : {Format::brotli, Format::zstd}) {
    const std::string_view coding = format == Format::brotli ? "br" : "zstd";
    EXPECT_EQ(decode(coding, compress("", format), 100), "");
    EXPECT_EQ(decode(coding, "", 100), "");
  }
  EXPECT_EQ(decode("gzip", "", 100), "");
}

// RFC 9110, section 8.4: listed in the order in which they were applied.
TEST(ContentDecoder, SeveralCodings) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += std::to_string(i * i) + " ";
  const std::string two = compress(compress(text), Format::brotli);
  const std::string three = compress(two, Format::zstd);
  for (const std::size_t piece : {1, 7, 1000, 1'000'000}) {
    EXPECT_EQ(decode("gzip, br", two, piece), text);
    EXPECT_EQ(decode("GZIP,identity,\t,br , zstd", three, piece), text);
    EXPECT_EQ(decode("gzip, br", two.substr(0, two.size() - 1), piece), "incomplete");
    EXPECT_EQ(decode("br, gzip", two, piece), "malformed");
  }
  EXPECT_EQ(decode("gzip, compress", two, 1000), "unknown");
  EXPECT_EQ(decode("gzip, gzip, gzip, gzip", "", 1000), "unknown");
  EXPECT_EQ(decode("", "text", 1000), "text");
  EXPECT_EQ(decode("identity, ", "text", 1000), "text");
  // What is between them is bounded, too, whatever becomes of it.
  const std::string bomb = compress(std::string(limit + 1, 'a'), Format::zstd);
  EXPECT_EQ(decode("gzip, zstd", bomb, 1000), "too large");
  EXPECT_EQ(decode("zstd, gzip", compress(bomb), 1000), "too large");
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
  for (const Format format : {Format::brotli, Format::zstd}) {
    const std::string_view coding = format == Format::brotli ? "br" : "zstd";
    const std::string other = compress("some text", format);
    for (const std::size_t piece : {1, 1000}) {
      EXPECT_EQ(decode(coding, "\xff\xff not coded at all", piece), "malformed") << coding;
      EXPECT_EQ(decode(coding, other + "\xff\xfftail", piece), "malformed") << coding;
      for (std::size_t size = 1; size < other.size(); ++size) {
        EXPECT_EQ(decode(coding, other.substr(0, size), piece), "incomplete") << coding << size;
      }
    }
  }
  EXPECT_EQ(decode("compress", "x", 1), "unknown");
}

TEST(ContentDecoder, Limit) {
  constexpr std::pair<std::string_view, Format> codings[] = {
      {"gzip", Format::gzip}, {"br", Format::brotli}, {"zstd", Format::zstd}};
  for (const auto& [coding, format] : codings) {
    const std::string full(limit, 'x');
    EXPECT_EQ(decode(coding, compress(full, format), 100), full) << coding;
    EXPECT_EQ(decode(coding, compress(full + "x", format), 100), "too large") << coding;
    EXPECT_EQ(decode(coding, compress(std::string(100 * limit, 'x'), format), 100'000), "too large")
        << coding;
  }
}

// A frame may ask for a window of 2 GiB in a few bytes.
TEST(ContentDecoder, AZstandardWindowOverWhatHttpAllows) {
  const std::string frame = "\x28\xb5\x2f\xfd";
  const auto with_window = [&](int exponent) {
    return frame + '\0' + static_cast<char>(exponent << 3) + std::string("\x0b\0\0x", 4);
  };
  EXPECT_EQ(decode("zstd", with_window(13), 100), "x");  // 8 MiB
  EXPECT_EQ(decode("zstd", with_window(14), 100), "malformed");
  EXPECT_EQ(decode("zstd", with_window(21), 100), "malformed");
}

}  // namespace
}  // namespace mcp::http::test
