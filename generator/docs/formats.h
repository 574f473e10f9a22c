// A reference in the formats of `mcpcc docs`.
#pragma once

#include <string>
#include <string_view>

#include "docs/reference.h"
#include "emit/output_tree.h"

namespace mcpcc::docs {

/// One page that needs nothing else: it can be searched, follows the reader's choice of light and
/// dark, and is whole without scripts. Its Content-Security-Policy allows its own style and script
/// by their digests, and nothing else.
std::string to_html(const Reference& reference);

/// `tools.md`; of more than `page_tools` tools an index with a page a group, `tools/<group>.md`.
/// Paths are relative. CommonMark 0.31 with tables of GitHub.
emit::OutputTree to_markdown(const Reference& reference);
inline constexpr std::size_t page_tools = 100;

/// schemas/reference.schema.json.
std::string to_json(const Reference& reference);

/// Whether a file of this name with this text was written by one of the above, in this or another
/// version: it says so at its beginning.
bool is_reference(std::string_view path, std::string_view text);

}  // namespace mcpcc::docs
