// Names of media types (RFC 9110, section 8.3.1).
#pragma once

#include <string>
#include <string_view>

namespace mcpcc::lower {

/// The type and subtype, without parameters, in lower case. What follows expects it so.
std::string essence(std::string_view media_type);

/// Whether `text` is a media type or a range of them, with parameters or without, that a header can
/// hold.
bool is_media_type(std::string_view text);

/// The media type that a short name stands for, as `json`; empty: none is known.
std::string_view media_type_of(std::string_view short_name);

bool is_json(std::string_view essence);
/// XML, `+xml` included.
bool is_xml(std::string_view essence);
/// JSON values one after another: `application/x-ndjson`, `application/jsonl` and the like.
bool is_json_lines(std::string_view essence);
/// What people write and read as text. Neither JSON nor XML.
bool is_text(std::string_view essence);
/// A range: `image/*`, `*/*`, `application/*+json`.
bool is_range(std::string_view essence);
/// A range of RFC 9110, section 12.5.1: `*/*` and `image/*`.
bool is_http_range(std::string_view essence);

/// Whether `media_type` says a charset that no text beyond ASCII can be written in.
bool has_unknown_charset(std::string_view media_type);

/// RFC 9110, section 5.6.2: names of headers and methods.
bool is_token(std::string_view text);

/// As names of headers are compared (RFC 9110, section 5.1).
bool equals_ignoring_case(std::string_view a, std::string_view b);

/// Headers that no argument decides on.
bool is_set_elsewhere(std::string_view name);

/// Whether `text` may stand in a header field: nothing that could end the line.
bool is_header_text(std::string_view text);

}  // namespace mcpcc::lower
