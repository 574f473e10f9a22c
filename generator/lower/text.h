// Texts and values of the document on their way into outputs.
#pragma once

#include <string>
#include <string_view>

#include "source/node.h"

namespace mcpcc::lower {

/// `text` with bidirectional and invisible characters written as `\u202e`: a model must read what a
/// person reviewing reads.
std::string visible(std::string_view text);

/// Appends a value as JSON, numbers digit for digit. The nesting of documents is bounded by
/// `source`.
void append_json(std::string& out, const source::Node& node);

}  // namespace mcpcc::lower
