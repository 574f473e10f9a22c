// Where YAML's nodes end. yaml-cpp's events carry only where a node begins, in front of its anchor
// and tag; the rest is read off the text here. All functions take offsets in `text` and stay within
// it. Internal to this folder.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "support/source.h"

namespace mcpcc::source {

/// Behind the anchor and the tag at `at`, if any, and the blanks and comments that follow them.
std::size_t skip_properties(std::string_view text, std::size_t at);

struct ScalarExtent {
  std::size_t end = 0;
  bool closed = true;         ///< false: a quoted scalar without its closing quote
  std::string_view verbatim;  ///< the part of the text that is the value byte for byte; null data
                              ///< when there is none
};

/// The scalar at `begin`, in any style, that yaml-cpp decoded to `value`.
ScalarExtent scalar_extent(std::string_view text, std::size_t begin, std::string_view value);

/// `value` as it should be: yaml-cpp decodes `\N` and `\_` to the bytes 85 and A0, which are not
/// UTF-8. Only for values of double-quoted scalars in a text that is UTF-8.
std::string repair_escapes(std::string_view value);

/// The size of the word for null (`~`, `null`...) at `at`; 0 when another token stands there.
std::size_t null_word_size(std::string_view text, std::size_t at);

/// Whether a `:` follows a key of a block mapping that ends at `at`, in the same line.
bool has_colon(std::string_view text, std::size_t at);

/// Whether the key at `at` is introduced by `?`, so that it may go without a `:`.
bool is_explicit_key(std::string_view text, std::size_t at);

/// Behind the alias (`*name`) at `begin`.
std::size_t alias_end(std::string_view text, std::size_t begin);

/// The first tab that indents the line of `offset` or the line before; nullopt: there is none.
std::optional<std::size_t> indenting_tab(const SourceFile& source, std::uint32_t offset);

/// Behind the bracket that closes the flow collection whose last child ends at `at`.
std::size_t flow_end(std::string_view text, std::size_t at);

}  // namespace mcpcc::source
