// What results say of a response in words.
#pragma once

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

/// At most 64 KiB of well-formed `text`, and how much it was.
std::string clipped(std::string_view text);

/// A success of one text block.
ToolResult text_result(std::string_view text);

}  // namespace mcp::invoke
