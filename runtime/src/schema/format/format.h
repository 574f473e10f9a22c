// The formats of JSON Schema (validation, section 7.3), each by its own specification.
#pragma once

#include <string_view>

namespace mcp::schema {

/// Whether a text, which is UTF-8, has a format.
using FormatCheck = bool (*)(std::string_view text);

/// nullptr: not a format of the specification.
FormatCheck find_format(std::string_view name);

}  // namespace mcp::schema
