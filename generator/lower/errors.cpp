#include "lower/errors.h"

#include <algorithm>

#include "lower/text.h"

namespace mcpcc::lower {

namespace {

constexpr std::size_t max_bytes = 400;

}  // namespace

std::vector<ir::DocumentedError> documented_errors(const openapi::Operation& operation) {
  const bool has_success = std::any_of(
      operation.responses.begin(), operation.responses.end(),
      [](const openapi::ResponseEntry& entry) { return entry.status.value.starts_with('2'); });
  std::vector<ir::DocumentedError> result;
  for (const auto& entry : operation.responses) {
    const std::string& status = entry.status.value;
    if (status.starts_with('1') || status.starts_with('2')) continue;
    if (status == "default" && !has_success) continue;
    ir::DocumentedError& error = result.emplace_back();
    error.status = visible(status);
    if (entry.response.value)
      error.description = visible(cut_at_sentence(entry.response.value->description, max_bytes));
  }
  return result;
}

}  // namespace mcpcc::lower
