#include "http/content_decoder.h"

#define ZLIB_CONST  // next_in is a pointer to const
#include <brotli/decode.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <climits>
#include <cstdint>
#include <utility>

#include "http/message.h"

namespace mcp::http {
namespace {

class Inflater final : public ContentDecoder {
 public:
  explicit Inflater(bool gzip) : gzip_(gzip) {}
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() override {
    if (started_) inflateEnd(&stream_);
  }

  Outcome decode(std::string_view data, std::string& out, std::size_t limit) override {
    while (!data.empty()) {
      const std::string_view piece = data.substr(0, INT_MAX);
      data.remove_prefix(piece.size());
      const Outcome outcome = decode_piece(piece, out, limit);
      if (outcome != Outcome::ok) return outcome;
    }
    return Outcome::ok;
  }

  bool is_complete() const override { return complete_; }

 private:
  Outcome decode_piece(std::string_view piece, std::string& out, std::size_t limit) {
    if (!started_ && !start(piece.front())) return Outcome::malformed;
    stream_.next_in = reinterpret_cast<const Bytef*>(piece.data());
    stream_.avail_in = static_cast<uInt>(piece.size());
    std::array<char, 16384> room;
    do {
      // RFC 1952, section 2.2: a gzip file is a series of members. Nothing may follow a deflate
      // stream.
      if (complete_) {
        if (!gzip_ || inflateReset(&stream_) != Z_OK) return Outcome::malformed;
        complete_ = false;
      }
      stream_.next_out = reinterpret_cast<Bytef*>(room.data());
      stream_.avail_out = static_cast<uInt>(room.size());
      const int result = inflate(&stream_, Z_NO_FLUSH);
      const std::size_t count = room.size() - stream_.avail_out;
      if (count > limit - out.size()) return Outcome::too_large;
      out.append(room.data(), count);
      complete_ = result == Z_STREAM_END;
      if (result == Z_BUF_ERROR) break;  // all input used and no output left
      if (result != Z_OK && !complete_) return Outcome::malformed;
    } while (stream_.avail_in > 0 || (stream_.avail_out == 0 && !complete_));
    return Outcome::ok;
  }

  // RFC 9110, section 8.4.1.2: "deflate" is the zlib format, yet some servers send the bare one. A
  // zlib header begins with method 8 in the low bits, which a bare stream does only for a stored
  // block with non-zero padding.
  bool start(char first) {
    constexpr int window = 15, with_gzip = 16;
    const bool zlib = (static_cast<unsigned char>(first) & 0x0f) == 8;
    const int format = gzip_ ? window + with_gzip : zlib ? window : -window;
    complete_ = false;
    started_ = inflateInit2(&stream_, format) == Z_OK;
    return started_;
  }

  const bool gzip_;
  z_stream stream_{};
  bool started_ = false;
  bool complete_ = true;
};

/// RFC 7932. Its windows are 16 MiB at most, as large ones have to be asked for.
class BrotliDecoder final : public ContentDecoder {
 public:
  BrotliDecoder() : state_(BrotliDecoderCreateInstance(nullptr, nullptr, nullptr)) {}
  BrotliDecoder(const BrotliDecoder&) = delete;
  BrotliDecoder& operator=(const BrotliDecoder&) = delete;
  ~BrotliDecoder() override { BrotliDecoderDestroyInstance(state_); }

  Outcome decode(std::string_view data, std::string& out, std::size_t limit) override {
    if (data.empty()) return Outcome::ok;
    if (state_ == nullptr || complete()) return Outcome::malformed;
    started_ = true;
    const auto* next = reinterpret_cast<const std::uint8_t*>(data.data());
    std::size_t left = data.size();
    BrotliDecoderResult result = BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT;
    while (result == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT) {
      std::size_t no_room = 0;
      result = BrotliDecoderDecompressStream(state_, &left, &next, &no_room, nullptr, nullptr);
      std::size_t count = 0;  // 0: as much as there is
      const std::uint8_t* const piece = BrotliDecoderTakeOutput(state_, &count);
      if (count > limit - out.size()) return Outcome::too_large;
      if (count > 0) out.append(reinterpret_cast<const char*>(piece), count);
    }
    const bool is_over = result == BROTLI_DECODER_RESULT_SUCCESS;
    if (result == BROTLI_DECODER_RESULT_ERROR || (is_over && left > 0)) return Outcome::malformed;
    return Outcome::ok;
  }

  bool is_complete() const override { return !started_ || complete(); }

 private:
  bool complete() const { return BrotliDecoderIsFinished(state_) == BROTLI_TRUE; }

  BrotliDecoderState* const state_;
  bool started_ = false;
};

/// RFC 8878: a series of frames.
class ZstdDecoder final : public ContentDecoder {
 public:
  ZstdDecoder() : stream_(ZSTD_createDStream()) {
    // RFC 9659, section 3: over HTTP no window is larger than 8 MiB.
    constexpr int window_log_limit = 23;
    if (stream_ != nullptr) {
      ZSTD_DCtx_setParameter(stream_, ZSTD_d_windowLogMax, window_log_limit);
    }
  }
  ZstdDecoder(const ZstdDecoder&) = delete;
  ZstdDecoder& operator=(const ZstdDecoder&) = delete;
  ~ZstdDecoder() override { ZSTD_freeDStream(stream_); }

  Outcome decode(std::string_view data, std::string& out, std::size_t limit) override {
    if (data.empty()) return Outcome::ok;
    if (stream_ == nullptr) return Outcome::malformed;
    ZSTD_inBuffer in{data.data(), data.size(), 0};
    std::array<char, 16384> room;
    for (bool full = true; full || in.pos < in.size;) {
      ZSTD_outBuffer piece{room.data(), room.size(), 0};
      const std::size_t result = ZSTD_decompressStream(stream_, &piece, &in);
      if (ZSTD_isError(result) != 0) return Outcome::malformed;
      if (piece.pos > limit - out.size()) return Outcome::too_large;
      out.append(room.data(), piece.pos);
      complete_ = result == 0;
      full = piece.pos == piece.size && !complete_;
    }
    return Outcome::ok;
  }

  bool is_complete() const override { return complete_; }

 private:
  ZSTD_DStream* const stream_;
  bool complete_ = true;
};

/// What `outer` decodes to is decoded by `inner`.
class Chain final : public ContentDecoder {
 public:
  Chain(std::unique_ptr<ContentDecoder> outer, std::unique_ptr<ContentDecoder> inner)
      : outer_(std::move(outer)), inner_(std::move(inner)) {}

  Outcome decode(std::string_view data, std::string& out, std::size_t limit) override {
    between_.clear();
    const Outcome outcome = outer_->decode(data, between_, limit - std::min(limit, passed_));
    if (outcome != Outcome::ok) return outcome;
    passed_ += between_.size();
    return between_.empty() ? Outcome::ok : inner_->decode(between_, out, limit);
  }

  bool is_complete() const override { return outer_->is_complete() && inner_->is_complete(); }

 private:
  const std::unique_ptr<ContentDecoder> outer_, inner_;
  std::string between_;
  std::size_t passed_ = 0;
};

/// nullptr: `coding` is none of accepted_codings.
std::unique_ptr<ContentDecoder> make_one(std::string_view coding) {
  if (equals_ignoring_case(coding, "br")) return std::make_unique<BrotliDecoder>();
  if (equals_ignoring_case(coding, "zstd")) return std::make_unique<ZstdDecoder>();
  // RFC 9110, section 8.4.1.3: x-gzip means gzip.
  const bool gzip = equals_ignoring_case(coding, "gzip") || equals_ignoring_case(coding, "x-gzip");
  if (!gzip && !equals_ignoring_case(coding, "deflate")) return nullptr;
  return std::make_unique<Inflater>(gzip);
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

std::optional<std::unique_ptr<ContentDecoder>> make_decoder(std::string_view codings) {
  std::unique_ptr<ContentDecoder> decoder;
  std::size_t count = 0;
  while (!codings.empty()) {
    const std::string_view item = codings.substr(0, codings.find(','));
    codings.remove_prefix(std::min(codings.size(), item.size() + 1));
    const std::string_view coding = trimmed(item);
    if (coding.empty() || equals_ignoring_case(coding, "identity")) continue;
    auto next = make_one(coding);
    if (next == nullptr || ++count > max_codings) return std::nullopt;
    decoder = decoder == nullptr ? std::move(next)
                                 : std::make_unique<Chain>(std::move(next), std::move(decoder));
  }
  return decoder;
}

}  // namespace mcp::http
