#include "invoke/request_parts.h"

#include <algorithm>
#include <utility>

#include "http/message.h"
#include "invoke/percent.h"

namespace mcp::invoke {
namespace {

/// `query` without the pairs named `name`, both encoded.
std::string without(std::string_view query, std::string_view name) {
  std::string out;
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    if (decodes_to_same(pair.substr(0, pair.find('=')), name)) continue;
    if (!out.empty()) out += '&';
    out += pair;
  }
  return out;
}

}  // namespace

void RequestParts::remove_header(std::string_view name) {
  std::erase_if(headers,
                [&](const auto& header) { return http::equals_ignoring_case(header.first, name); });
}

void RequestParts::set_header(std::string_view name, std::string value) {
  remove_header(name);
  if (http::equals_ignoring_case(name, "Cookie")) cookies = Pairs(max_pairs_bytes);
  headers.emplace_back(name, std::move(value));
}

void RequestParts::set_query(std::string_view name, std::string_view value) {
  std::string encoded_name, encoded_value;
  append_escaped(encoded_name, name, Escape::unreserved);
  append_escaped(encoded_value, value, Escape::unreserved);
  leading_query = without(leading_query, encoded_name);
  query.set(encoded_name, std::move(encoded_value));
}

void RequestParts::set_cookie(std::string_view name, std::string value) {
  cookies.set(name, std::move(value));
}

}  // namespace mcp::invoke
