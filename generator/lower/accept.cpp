#include "lower/accept.h"

#include <algorithm>
#include <set>
#include <vector>

#include "lower/media_type.h"

namespace mcpcc::lower {

namespace outcomes = ledger::outcomes;

std::string lower_accept(const openapi::Operation& operation,
                         const std::function<void(const ledger::Outcome& outcome, Span at)>& loss) {
  std::vector<std::string> types;
  std::set<std::string> known;
  const auto collect = [&](const openapi::ResponseEntry& entry) {
    if (!entry.response.value) return;
    for (const auto& media_type : entry.response.value->content) {
      std::string name = media_type.name.value;
      if (!is_media_type(name)) {
        loss(outcomes::response_media_type_text, media_type.name.at);
        continue;
      }
      if (const std::string type = essence(name); is_range(type) && !is_http_range(type)) {
        loss(outcomes::response_media_type_range, media_type.name.at);
        if (!is_json(type) && !is_xml(type)) continue;
        name = is_json(type) ? "application/json" : "application/xml";
      }
      if (known.insert(name).second) types.push_back(std::move(name));
    }
  };
  for (const auto& entry : operation.responses) {
    if (entry.status.value.starts_with('2')) collect(entry);
  }
  if (types.empty()) {
    for (const auto& entry : operation.responses) {
      if (entry.status.value == "default") collect(entry);
    }
  }
  std::stable_partition(types.begin(), types.end(),
                        [](const std::string& type) { return is_json(type); });
  std::string result;
  for (const auto& type : types) {
    if (type == "*/*") continue;
    if (!result.empty()) result += ", ";
    result += type;
  }
  return result + (result.empty() ? "*/*" : ", */*;q=0.1");
}

}  // namespace mcpcc::lower
