// One function a language: the only way a text of the document gets into an output of that
// language.
#pragma once

#include <string>
#include <string_view>

namespace mcpcc::emit {

/// A complete C++ literal of type mcp::Text: `"..."_t`, or a raw one where that is easier to read.
/// Whatever `text` holds, it cannot leave the literal, and the source stays UTF-8 without hidden
/// characters.
std::string cpp_literal(std::string_view text);

/// `text` as Markdown that renders as the same text on one line: no markup, no HTML, no link.
std::string markdown_text(std::string_view text);

/// A C++ identifier for `text`. It ends in one underscore, as no keyword, no macro of the standard
/// headers and no name of the standard library does, so it collides with none. Not unique.
std::string cpp_identifier(std::string_view text);

}  // namespace mcpcc::emit
