#include "invoke/range.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

namespace mcp::invoke {
namespace {

constexpr const char* changed =
    "The resource is another one by now: call the tool again to get a new link.";

struct ContentRange {
  std::size_t first = 0, last = 0;
  std::optional<std::size_t> size;  ///< nullopt: the API does not say
};

bool take_number(std::string_view& text, std::size_t& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc()) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

/// RFC 9110, section 14.4: `bytes 0-99/1234`, with `*` for a size that is not known.
std::optional<ContentRange> parse_content_range(const std::string* header) {
  if (header == nullptr) return std::nullopt;
  std::string_view text = *header;
  ContentRange out;
  if (!take(text, "bytes ") || !take_number(text, out.first) || !take(text, "-") ||
      !take_number(text, out.last) || !take(text, "/") || out.last < out.first) {
    return std::nullopt;
  }
  if (text == "*") return out;
  std::size_t size = 0;
  if (!take_number(text, size) || !text.empty()) return std::nullopt;
  out.size = size;
  return out;
}

std::size_t begin_of(const Range& range) {
  return range.offset - std::min(range.offset, range.margin);
}

/// RFC 9110, section 8.8.3.2: weak comparison.
std::string_view without_weakness(std::string_view validator) {
  take(validator, "W/");
  return validator;
}

}  // namespace

std::string validator_of(const HttpResponse& response) {
  for (const char* name : {"ETag", "Last-Modified"}) {
    const std::string* const value = find_header(response.headers, name);
    if (value != nullptr && !value->empty() && value->size() <= 512) return *value;
  }
  return {};
}

void ask_for_range(HttpRequest& request, const LargeBody& body, const Range& range) {
  if (request.method != "GET" || find_header(request.headers, "Range") != nullptr) return;
  const std::size_t begin = begin_of(range);
  const std::size_t wanted = std::min(range.length, body.size - range.offset);
  const std::size_t rest = body.size - range.offset - wanted;
  const std::size_t end = range.offset + wanted + std::min(rest, range.margin);
  request.headers.emplace_back("Range",
                               "bytes=" + std::to_string(begin) + "-" + std::to_string(end - 1));
  // Ranges count in bytes as they are sent.
  std::erase_if(request.headers,
                [](const auto& header) { return header.first == "Accept-Encoding"; });
  request.headers.emplace_back("Accept-Encoding", "identity");
  // RFC 9110, section 13.1.5: no weak validator there.
  const bool is_strong = !body.validator.empty() && !body.validator.starts_with("W/");
  if (is_strong && find_header(request.headers, "If-Range") == nullptr) {
    request.headers.emplace_back("If-Range", body.validator);
  }
}

RangeBytes read_range(const HttpResponse& response, const LargeBody& body, const Range& range) {
  const std::string now = validator_of(response);
  if (!body.validator.empty() && !now.empty() &&
      without_weakness(now) != without_weakness(body.validator)) {
    return {{}, changed};
  }
  std::size_t begin = 0;
  if (response.status == 206) {
    const auto part = parse_content_range(find_header(response.headers, "Content-Range"));
    if (part && part->size && *part->size != body.size) return {{}, changed};
    if (!part || part->first > range.offset ||
        part->last - part->first + 1 != response.body.size() ||
        range.offset - part->first >= response.body.size()) {
      return {{}, "The API sent another part than it was asked for."};
    }
    begin = part->first;
  } else if (response.body.size() != body.size) {
    return {{}, changed};
  }
  return {response.body.substr(range.offset - begin, range.length), {}};
}

}  // namespace mcp::invoke
