// Beast's response parser with a response of ours at its end, content codings undone.
#pragma once

#include <mcp/http.h>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/client.h"
#include "http/content_decoder.h"
#include "http/message.h"
#include "http/response_head.h"

namespace mcp::http {

/// Parses one response. A new response needs a new parser.
class ResponseParser final : private boost::beast::http::basic_parser<false> {
 public:
  enum class Outcome {
    complete,
    need_more,
    failed  ///< failure() and problem() say why
  };

  static constexpr std::uint32_t max_header_size = 64 * 1024;

  ResponseParser(bool to_head, std::size_t response_limit) : limit_(response_limit) {
    eager(true);
    skip(to_head);  // RFC 9110, section 9.3.2
    header_limit(max_header_size);
    body_limit(std::numeric_limits<std::uint64_t>::max());  // ours holds for decoded bytes
  }

  /// Parses what it can of `data`, which begins where the last call stopped, and sets `used` to the
  /// bytes it needs no more.
  Outcome put(std::string_view data, std::size_t& used) {
    used = 0;
    if (status_line_ == StatusLine::incomplete) {
      status_line_ = status_line_of(data);
      if (status_line_ == StatusLine::incomplete) return need_more_of_head(data.size());
      if (status_line_ == StatusLine::without_space) {
        used = data.find('\n') + 1;
        if (!put_whole(std::string(data.substr(0, used - 2)) + " \r\n")) return Outcome::failed;
      }
    }
    if (status_line_ == StatusLine::with_bare_lf && !header_done_) {
      used = lax_head_.take(data);
      if (!lax_head_.is_complete()) {
        return need_more_of_head(lax_head_.lines().size() + data.size() - used);
      }
      if (!put_whole(lax_head_.lines())) return Outcome::failed;
      if (is_done()) return finish();
    }
    while (used < data.size()) {
      error_code error;
      used += basic_parser::put(boost::asio::buffer(data.data() + used, data.size() - used), error);
      if (error == boost::beast::http::error::need_more) return Outcome::need_more;
      if (error) return fail_for(error);
      if (is_done()) return finish();
    }
    return Outcome::need_more;
  }

  /// Says that the connection ended, which completes a response without a length (RFC 9112,
  /// section 6.3, item 8).
  Outcome put_end() {
    error_code error;
    if (got_some()) basic_parser::put_eof(error);
    if (got_some() && !error && is_done()) return finish();
    return fail(Failure::Kind::truncated, "ended its response early");
  }

  HttpResponse response;

  /// False: not even the header of the response proper has come.
  bool has_header() const { return header_done_ && !is_interim(); }

  /// Ends the parsing; nullopt: has_header() is false. The body is what came of it.
  std::optional<HttpResponse> take_partial() {
    if (!has_header()) return std::nullopt;
    leave_out_codings();
    return std::move(response);
  }

  /// True for 1xx: the response proper is still to come (RFC 9110, section 15.2).
  bool is_interim() const { return response.status / 100 == 1; }
  /// True when the connection may carry another request after this response. Not behind a head that
  /// others may read in another way: what follows could be taken for the answer to another request.
  bool is_reusable() const {
    return keep_alive() && !need_eof() && status_line_ != StatusLine::with_bare_lf;
  }

  Failure::Kind failure() const { return failure_; }
  /// What the server did, as the end of a sentence that begins with its name.
  const std::string& problem() const { return problem_; }

 private:
  using error_code = boost::beast::error_code;
  using string_view = boost::beast::string_view;
  using field = boost::beast::http::field;

  static std::string_view view(string_view text) { return {text.data(), text.size()}; }

  Outcome fail(Failure::Kind kind, std::string problem) {
    failure_ = kind;
    problem_ = std::move(problem);
    return Outcome::failed;
  }

  void fail(Failure::Kind kind, std::string problem, error_code& error) {
    fail(kind, std::move(problem));
    error = boost::beast::http::error::bad_field;
  }

  /// Parses `lines`, which end with the end of one. False: they are wrong.
  bool put_whole(std::string_view lines) {
    error_code error;
    const std::size_t used =
        basic_parser::put(boost::asio::buffer(lines.data(), lines.size()), error);
    const bool needs_more = error == boost::beast::http::error::need_more;
    if (used == lines.size() && (!error || needs_more)) return true;
    if (needs_more || !error) error = boost::beast::http::error::bad_field;
    fail_for(error);
    return false;
  }

  Outcome need_more_of_head(std::size_t size) {
    if (size <= max_header_size) return Outcome::need_more;
    return fail_for(boost::beast::http::error::header_limit);
  }

  Outcome fail_for(const error_code& error) {
    if (!problem_.empty()) return Outcome::failed;
    if (error == boost::beast::http::error::header_limit) {
      return fail(Failure::Kind::too_large, "sent a response header that is too large");
    }
    return fail(Failure::Kind::malformed, "sent a malformed response");
  }

  void fail_as_too_large(error_code& error) {
    fail(Failure::Kind::too_large,
         "sent a response of more than " + std::to_string(limit_) + " bytes", error);
  }

  Outcome finish() {
    if (!decoder_) return Outcome::complete;
    if (!decoder_->is_complete()) {
      return fail(Failure::Kind::truncated, "ended its compressed response early");
    }
    leave_out_codings();
    return Outcome::complete;
  }

  /// They describe what came over the wire.
  void leave_out_codings() {
    if (!decoder_) return;
    std::erase_if(response.headers, [](const auto& header) {
      return equals_ignoring_case(header.first, "Content-Encoding") ||
             equals_ignoring_case(header.first, "Content-Length");
    });
  }

  void on_response_impl(int code, string_view, int, error_code& error) override {
    response.status = code;
    if (code < 100 || code == 101) {  // 101: nothing asked for an upgrade
      error = boost::beast::http::error::bad_status;
    }
  }

  void on_field_impl(field name, string_view name_text, string_view value,
                     error_code& error) override {
    const std::size_t size = name_text.size() + value.size() + 4;
    if (size > header_room_) {
      error = boost::beast::http::error::header_limit;
      return;
    }
    header_room_ -= size;
    if (header_done_) return;  // trailers may not act as headers (RFC 9110, section 6.5.1)
    if (name == field::transfer_encoding && !equals_ignoring_case(view(value), "chunked")) {
      return fail(Failure::Kind::malformed, "sent a response in an unknown transfer coding", error);
    }
    response.headers.emplace_back(view(name_text), view(value));
  }

  void on_header_impl(error_code& error) override {
    header_done_ = true;
    // Here and not with the first byte of the body, for which a slow server lets one wait. A
    // response that is done at its header has no body, whatever length it names.
    if (!is_done() && content_length().value_or(0) > limit_) fail_as_too_large(error);
  }

  void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code& error) override {
    if (is_interim()) return;
    // RFC 9110, section 5.3: fields of one name are a list.
    std::string codings;
    for (const auto& [name, value] : response.headers) {
      if (equals_ignoring_case(name, "Content-Encoding")) codings += value + ",";
    }
    auto decoder = make_decoder(codings);
    if (!decoder) {
      return fail(Failure::Kind::malformed, "sent a response in an unknown content coding", error);
    }
    decoder_ = std::move(*decoder);
    if (!length) return;
    // A length is a claim: memory for the rest comes with the bytes.
    response.body.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(*length, 65536)));
  }

  std::size_t on_body_impl(string_view data, error_code& error) override {
    // What is sent counts too, or compressed nothing could go on for ever.
    if (data.size() > limit_ - received_) {
      fail_as_too_large(error);
      return 0;
    }
    received_ += data.size();
    if (!decoder_) {
      response.body.append(data.data(), data.size());
      return data.size();
    }
    switch (decoder_->decode(view(data), response.body, limit_)) {
      case ContentDecoder::Outcome::ok:
        break;
      case ContentDecoder::Outcome::too_large:
        fail_as_too_large(error);
        break;
      case ContentDecoder::Outcome::malformed:
        fail(Failure::Kind::malformed, "sent a response whose compression is broken", error);
        break;
    }
    return data.size();
  }

  void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, string_view data, error_code& error) override {
    return on_body_impl(data, error);
  }
  void on_finish_impl(error_code&) override {}
  void on_request_impl(boost::beast::http::verb, string_view, string_view, int,
                       error_code&) override {}  // Beast has it pure for responses too

  const std::size_t limit_;
  std::size_t received_ = 0;
  std::size_t header_room_ = max_header_size;
  std::unique_ptr<ContentDecoder> decoder_;
  Failure::Kind failure_ = Failure::Kind::malformed;
  std::string problem_;
  StatusLine status_line_ = StatusLine::incomplete;
  LaxHead lax_head_;
  bool header_done_ = false;
};

}  // namespace mcp::http
