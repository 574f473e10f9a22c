// One function a language: the only way a text of the document gets into an output of that
// language.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mcpcc::emit {

/// A complete C++ literal of type mcp::Text: `"..."_t`, or a raw one where that is easier to read.
/// Whatever `text` holds, it cannot leave the literal, and the source stays UTF-8 without hidden
/// characters.
std::string cpp_literal(std::string_view text);

/// `text` as Markdown that renders as the same text on one line: no markup, no HTML, no link, no
/// list or heading where it begins a line.
std::string markdown_text(std::string_view text);

/// `text` as a code span of Markdown, on one line.
std::string markdown_code(std::string_view text);

/// `text`, which may have line ends, as a fenced code block of Markdown with its line end.
/// `language` is a word of mcpcc's own.
std::string markdown_block(std::string_view text, std::string_view language);

/// `text` as content of an HTML element, or of an attribute in quotes. Line ends and tabs stay.
std::string html_text(std::string_view text);

/// `text` as content of an HTML element. Of the markup of descriptions (CommonMark) what stands
/// between backticks becomes `<code>`, and `[text](URL)` a link where the URL is http or https.
std::string html_prose(std::string_view text);

/// The paragraphs of a description, each on one line without white space around it: blank lines
/// separate them, and what looks like an item of a list is one of its own.
std::vector<std::string> paragraphs(std::string_view text);

/// A C++ identifier for `text`. It ends in one underscore, as no keyword, no macro of the standard
/// headers and no name of the standard library does, so it collides with none. Not unique.
std::string cpp_identifier(std::string_view text);

}  // namespace mcpcc::emit
