// What a call says about its result, in the argument `_result`.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "invoke/pointers.h"
#include "invoke/request_parts.h"
#include "json/value.h"

namespace mcp::invoke {

/// Never sent upstream, and not in the list of tools: the notice of a result that was cut tells of
/// it. A tool with an argument of this name keeps its own meaning.
inline constexpr std::string_view result_argument = "_result";

struct ResultRequest {
  std::string pointer;     ///< the part of the JSON that is the result, see
                           ///< is_result_pointer(); empty: all of it
  std::size_t offset = 0;  ///< items of an array, members of an object or bytes of a text that are
                           ///< left out in front
  std::vector<std::string> selected;  ///< the pointers of `select`
  Pointers select;                    ///< of the part, what is kept; empty: everything
};

/// Reads {"pointer": string, "offset": integer, "select": [string...]}, all of them optional. What
/// is tolerated of arguments is here, too: see docs/runtime.md.
ResultRequest read_result_request(const json::Value& given, Problems& problems);

}  // namespace mcp::invoke
