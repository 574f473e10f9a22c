// What results say of a response in words.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "http/message.h"
#include "invoke/invoke.h"
#include "invoke/media_type.h"

namespace mcp::invoke {

/// A field's value; empty where there is none.
std::string header(const HttpResponse& response, std::string_view name);

/// `HTTP 404 Not Found`.
std::string status_line(int status);

/// The label of the charset that a text is in: as the header says, or as the text says of itself.
std::string charset_of(const ContentType& type, std::string_view body);

/// Of the body of an error, in bytes.
inline constexpr std::size_t max_error_body = 64 * 1024;

/// How much of well-formed `text` clipped() keeps.
std::size_t clipped_size(std::string_view text);

/// At most `max_error_body` of well-formed `text`, and how much it was.
std::string clipped(std::string_view text);

/// A success of one text block.
ToolResult text_result(std::string_view text);

}  // namespace mcp::invoke
