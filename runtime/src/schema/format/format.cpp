#include "schema/format/format.h"

#include <algorithm>
#include <array>

#include "schema/format/characters.h"
#include "schema/format/checks.h"
#include "schema/regex/pattern.h"

namespace mcp::schema {
namespace {

/// RFC 6901, section 3.
bool is_json_pointer(std::string_view text) {
  if (!text.empty() && text.front() != '/') return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '~' && (i + 1 == text.size() || (text[i + 1] != '0' && text[i + 1] != '1'))) {
      return false;
    }
  }
  return true;
}

/// draft-bhutton-relative-json-pointer-00, section 3.
bool is_relative_json_pointer(std::string_view text) {
  Cursor in(text);
  const auto take_number = [&] {
    const std::string_view digits = in.take_while(is_digit);
    return !digits.empty() && (digits.size() == 1 || digits.front() != '0');
  };
  if (!take_number()) return false;
  if (in.take('+') || in.take('-')) {
    if (in.peek() == '0' || !take_number()) return false;
  }
  return in.rest() == "#" || is_json_pointer(in.rest());
}

/// RFC 4122, section 3.
bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_hyphen = i == 8 || i == 13 || i == 18 || i == 23;
    if (is_hyphen ? text[i] != '-' : !is_hex_digit(text[i])) return false;
  }
  return true;
}

bool is_regex(std::string_view text) {
  const auto error = regex::Pattern(text).error();
  return !error || error->is_unsupported;
}

struct Row {
  std::string_view name;
  FormatCheck check;
};

constexpr auto rows = std::to_array<Row>({
    {"date", is_date},
    {"date-time", is_date_time},
    {"duration", is_duration},
    {"email", is_email},
    {"hostname", is_hostname},
    {"idn-email", is_idn_email},
    {"idn-hostname", is_idn_hostname},
    {"ipv4", is_ipv4},
    {"ipv6", is_ipv6},
    {"iri", is_iri},
    {"iri-reference", is_iri_reference},
    {"json-pointer", is_json_pointer},
    {"regex", is_regex},
    {"relative-json-pointer", is_relative_json_pointer},
    {"time", is_time},
    {"uri", is_uri},
    {"uri-reference", is_uri_reference},
    {"uri-template", is_uri_template},
    {"uuid", is_uuid},
});

}  // namespace

FormatCheck find_format(std::string_view name) {
  const auto found =
      std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.name == name; });
  return found == rows.end() ? nullptr : found->check;
}

}  // namespace mcp::schema
