// Beast's request parser with a request of ours at its end, and the checks that Beast leaves to
// others.
#pragma once

#include <mcp/http.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "http/message.h"

namespace mcp::http {

/// Parses one request. Fed by put(); a new request needs a new parser.
class RequestParser final : private boost::beast::http::basic_parser<true> {
 public:
  enum class Outcome {
    complete,
    need_more,
    refused  ///< status() and reason() say why
  };

  RequestParser(std::size_t header_limit, std::uint64_t body_limit) : header_room_(header_limit) {
    eager(true);
    this->header_limit(static_cast<std::uint32_t>(header_limit));
    this->body_limit(body_limit);
  }

  /// Parses what it can of `data`, which begins where the last call stopped, and sets `used` to the
  /// bytes it needs no more.
  Outcome put(std::string_view data, std::size_t& used) {
    used = 0;
    while (used < data.size()) {
      error_code error;
      used += basic_parser::put(boost::asio::buffer(data.data() + used, data.size() - used), error);
      if (error == boost::beast::http::error::need_more) return Outcome::need_more;
      if (error) {
        refuse_for(error);
        return Outcome::refused;
      }
      if (is_done()) return Outcome::complete;
    }
    return Outcome::need_more;
  }

  std::string method, target, body;
  HttpHeaders headers;

  int status() const { return status_; }
  std::string_view reason() const { return reason_; }
  using basic_parser::keep_alive;
  bool is_http_1_0() const { return version_ == 10; }
  /// True once, when the client waits for leave to send its body (RFC 9110, section 10.1.1).
  bool take_expectation() {
    return header_done_ && std::exchange(expects_continue_, false) && body.empty();
  }

 private:
  using error_code = boost::beast::error_code;
  using string_view = boost::beast::string_view;
  using field = boost::beast::http::field;

  static std::string_view view(string_view text) { return {text.data(), text.size()}; }

  void refuse(int status, std::string_view reason, error_code& error) {
    status_ = status;
    reason_ = reason;
    error = boost::beast::http::error::bad_field;
  }

  void refuse_for(const error_code& error) {
    using Error = boost::beast::http::error;
    if (status_ != 0) return;
    status_ = 400;
    reason_ = "malformed request";
    if (error == Error::header_limit || error == Error::buffer_overflow) {
      status_ = 431;
      reason_ = "the request header is too large";
    } else if (error == Error::body_limit) {
      status_ = 413;
      reason_ = "the request body is too large";
    } else if (error == Error::bad_version) {
      status_ = 505;
      reason_ = "only HTTP/1.0 and HTTP/1.1 are served";
    }
  }

  void on_request_impl(boost::beast::http::verb, string_view method_text, string_view target_text,
                       int version, error_code& error) override {
    take_room(method_text.size() + target_text.size(), error);
    method = view(method_text);
    target = view(target_text);
    version_ = version;
  }

  void on_field_impl(field name, string_view name_text, string_view value,
                     error_code& error) override {
    take_room(name_text.size() + value.size() + 4, error);
    if (error || header_done_) return;  // trailers may not act as headers (RFC 9110, section 6.5.1)
    if (name == field::host) {
      ++hosts_;
    } else if (name == field::transfer_encoding) {
      // RFC 9112, section 6.1. Beast takes any list; a coding we do not undo would make the body's
      // end uncertain.
      if (version_ == 10) return refuse(400, "Transfer-Encoding in an HTTP/1.0 request", error);
      if (!equals_ignoring_case(view(value), "chunked")) {
        return refuse(501, "only the transfer coding chunked is understood", error);
      }
    } else if (name == field::expect &&
               version_ == 11) {  // 1.0 has none (RFC 9110, section 10.1.1)
      if (!equals_ignoring_case(view(value), "100-continue")) {
        return refuse(417, "only the expectation 100-continue is understood", error);
      }
      expects_continue_ = true;
    }
    headers.emplace_back(view(name_text), view(value));
  }

  void on_header_impl(error_code& error) override {
    header_done_ = true;
    // RFC 9112, section 3.2.
    if (hosts_ > 1 || (hosts_ == 0 && version_ == 11)) {
      return refuse(400, "a request needs one Host header", error);
    }
    take_authority();
  }

  void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) override {
    // A length is a claim: memory for the rest comes with the bytes.
    if (length) body.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(*length, 65536)));
  }

  std::size_t on_body_impl(string_view data, error_code&) override {
    body.append(data.data(), data.size());
    return data.size();
  }

  void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, string_view data, error_code& error) override {
    return on_body_impl(data, error);
  }
  void on_finish_impl(error_code&) override {}
  void on_response_impl(int, string_view, int, error_code&) override {
  }  // Beast has it pure for requests too

  /// RFC 9112, section 3.2.2: an absolute target counts instead of the Host header.
  void take_authority() {
    const std::size_t scheme = target.starts_with("http://")    ? 7
                               : target.starts_with("https://") ? 8
                                                                : 0;
    if (scheme == 0) return;
    const std::size_t path = std::min(target.find_first_of("/?", scheme), target.size());
    const std::string authority = target.substr(scheme, path - scheme);
    target.erase(0, path);
    if (!target.starts_with('/')) target.insert(0, 1, '/');
    std::erase_if(headers,
                  [](const auto& header) { return equals_ignoring_case(header.first, "Host"); });
    headers.emplace_back("Host", authority);
  }

  // Beast's own limit holds for what it sees at once, which a client that sends line by line stays
  // below.
  void take_room(std::size_t size, error_code& error) {
    if (size > header_room_) {
      error = boost::beast::http::error::header_limit;
    } else {
      header_room_ -= size;
    }
  }

  std::size_t header_room_;
  std::string_view reason_;
  int status_ = 0;
  int version_ = 0;
  int hosts_ = 0;
  bool header_done_ = false;
  bool expects_continue_ = false;
};

}  // namespace mcp::http
