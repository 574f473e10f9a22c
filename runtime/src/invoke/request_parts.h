// What a request is put together from.
#pragma once

#include <mcp/http.h>

#include <cstddef>
#include <string>
#include <vector>

#include "invoke/serialize.h"

namespace mcp::invoke {

/// Longer queries and Cookie headers than any server takes are refused here.
inline constexpr std::size_t max_pairs_bytes = 1024 * 1024;

struct RequestParts {
  HttpHeaders headers;
  Pairs query{max_pairs_bytes};
  Pairs cookies{max_pairs_bytes};
};

/// What is wrong with the arguments, a sentence each.
using Problems = std::vector<std::string>;

}  // namespace mcp::invoke
