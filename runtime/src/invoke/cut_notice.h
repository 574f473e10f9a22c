// What is said of a result that was cut.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "invoke/cut.h"
#include "invoke/result_request.h"

namespace mcp::invoke {

/// A line for each of `cuts`, each with a line break in front.
std::string cut_lines(const std::vector<Cut>& cuts);

/// The argument `_result` that gives what is missing at `cut` of the answer to `wanted`, as JSON;
/// empty: nothing does. `from`: what the pointers of `wanted.select` chose from.
std::string rest_of(const Cut& cut, const ResultRequest& wanted, const json::Value& from);

/// The same of a text, `offset` bytes of which have been seen.
std::string rest_of_text(const ResultRequest& wanted, std::size_t offset);

struct CutResult {
  std::size_t size = 0;  ///< bytes of what was cut
  std::size_t limit = 0;
  bool may_ask = false;    ///< the call may be made again for the rest
  bool has_parts = false;  ///< `select` can choose some
};

/// What is missing, and how to get it.
std::string cut_notice(const std::vector<Cut>& cuts, const CutResult& result,
                       const ResultRequest& wanted);

}  // namespace mcp::invoke
