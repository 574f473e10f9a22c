#include "protocol/catalog.h"

#include <algorithm>
#include <unordered_set>

#include "protocol/result_link.h"
#include "text/hint.h"

namespace mcp::protocol {

bool Catalog::has_task_tools() const {
  const auto& tools = features_.tools.list();
  return std::any_of(tools.begin(), tools.end(), [](const auto& tool) {
    return tool->info.task_support != TaskSupport::forbidden;
  });
}

bool Catalog::has_result_links() const {
  if (!has_result_links_) {
    has_result_links_ = std::any_of(tables_.tools.begin(), tables_.tools.end(), may_give_bytes);
  }
  return *has_result_links_;
}

FoundTool Catalog::find_tool(std::string_view name) {
  return {index_.find(name), features_.tools.empty() ? nullptr : features_.tools.find(name)};
}

std::string Catalog::hint(std::string_view tool) const {
  std::vector<std::string_view> names;
  names.reserve(tables_.tools.size() + features_.tools.list().size());
  for (const Tool& row : tables_.tools) names.push_back(row.name);
  for (const auto& feature : features_.tools.list()) names.push_back(feature->info.name);
  return text::hint(tool, names);
}

std::vector<Catalog::ListedTool> Catalog::tools() const {
  std::vector<ListedTool> out;
  out.reserve(tables_.tools.size() + features_.tools.list().size());
  std::unordered_set<const ToolFeature*> replacing;
  for (std::size_t i = 0; i < tables_.tools.size(); ++i) {
    const auto feature = features_.tools.find(tables_.tools[i].name);
    if (feature) replacing.insert(feature.get());
    out.push_back({i, feature.get()});
  }
  for (const auto& feature : features_.tools.list()) {
    if (!replacing.contains(feature.get())) out.push_back({no_operation, feature.get()});
  }
  return out;
}

}  // namespace mcp::protocol
