// "Did you mean", at the end of a sentence.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace mcp::text {

/// "; did you mean `x`?" when one of `candidates` is near to `word`, else nothing.
std::string hint(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace mcp::text
