// The spellings in which a text may stand within another one.
#pragma once

#include <cstddef>
#include <string_view>

namespace mcp::credentials {

struct Spelled {
  std::size_t begin, size;  ///< no size: it is not there
};

/// A character, as it stands in a text.
struct Character {
  char32_t code;
  std::string_view bytes;
};

/// Precondition: `text` is not empty. A byte that is no UTF-8 stands for itself.
Character first_character(std::string_view text);

/// The first place in `text`, not before `from`, that spells `wanted`: each character as it is in
/// UTF-8 or Latin-1, or escaped as JSON strings (RFC 8259, section 7), percent-encoding and forms
/// (RFC 3986, section 2.1), or HTML (numeric, and those of `&<>"'`) have it, in any mix; also JSON
/// within JSON and what is percent-encoded twice. Never leaves half of an escape before it.
Spelled find_spelled(std::string_view text, std::string_view wanted, std::size_t from);

}  // namespace mcp::credentials
