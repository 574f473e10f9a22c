// Texts and values of the document on their way into outputs.
#pragma once

#include <string>
#include <string_view>

#include "source/node.h"

namespace mcpcc::lower {

/// `text` with the letters A to Z as small ones.
std::string lower_case(std::string_view text);

/// `text` with bidirectional and invisible characters written as `\u202e`: a model must read what a
/// person reviewing reads.
std::string visible(std::string_view text);

/// How many of the first `max_size` bytes of `text` end a sentence, or else a word; never in the
/// middle of a character.
std::size_t sentence_end(std::string_view text, std::size_t max_size);

/// `text` cut to at most `max_size` bytes at the end of a sentence, or else of a word with `...`.
std::string cut_at_sentence(std::string_view text, std::size_t max_size);

/// The first `size` bytes of `text`, ended at a character and marked.
std::string clipped(std::string_view text, std::size_t size);

/// A value in a message: the first of its text or digits, or its kind.
std::string shown_value(const source::Node& value);

/// The same of a reference for clients: without what may be secret in it, users and queries.
std::string shown_reference(const source::Node& reference);

/// Appends a value as JSON, numbers digit for digit. The nesting of documents is bounded by
/// `source`. Stops, in the middle of the text, soon after `out` is longer than `limit` bytes.
void append_json(std::string& out, const source::Node& node, std::size_t limit = std::string::npos);

/// How the description of an alternative begins that the value of a member chooses: "With `kind`
/// `cat`."
inline constexpr std::string_view chosen_by = "With ";

/// `text` after an empty line, where both say something.
void append_paragraph(std::string& description, std::string_view text);

}  // namespace mcpcc::lower
