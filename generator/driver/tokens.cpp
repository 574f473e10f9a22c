#include "driver/tokens.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "emit/surface.h"
#include "lower/text.h"

namespace mcpcc::driver {

namespace {

constexpr std::size_t named = 5;  // contributors and tags that a message lists

std::string share(std::size_t bytes) { return std::to_string(tokens(bytes)) + " tokens"; }

}  // namespace

std::size_t list_bytes(const ir::Server& server) {
  std::size_t total = 0;
  for (const auto& tool : server.tools) total += emit::listing_json(tool, server).size();
  return total;
}

void check_list_tokens(const ir::Server& server, std::size_t limit,
                       const configuration::Configuration& configuration,
                       const ListUnder& list_under, Diagnostics& diagnostics) {
  std::vector<std::pair<std::size_t, const ir::Tool*>> sizes;
  std::map<std::string, std::size_t> by_tag;
  std::size_t total = 0;
  for (const auto& tool : server.tools) {
    const std::size_t size = emit::listing_json(tool, server).size();
    sizes.emplace_back(size, &tool);
    total += size;
    const std::set<std::string_view> tags(tool.tags.begin(), tool.tags.end());
    for (const std::string_view tag : tags) by_tag[std::string(tag)] += size;
  }
  if (tokens(total) <= limit) return;
  std::vector<std::string> hints;
  // What makes the list no smaller is no measure.
  const auto add_measure = [&](const std::string& what, std::size_t bytes) {
    if (tokens(bytes) < tokens(total))
      hints.push_back(what + std::to_string(tokens(total) - tokens(bytes)) + " tokens");
  };

  const auto larger = [](const auto& a, const auto& b) { return a.first > b.first; };
  std::stable_sort(sizes.begin(), sizes.end(), larger);
  std::string largest = "largest: ";
  for (std::size_t i = 0; i < sizes.size() && i < named; ++i) {
    largest += (i == 0 ? "" : ", ") + sizes[i].second->name + " (" + share(sizes[i].first) + ")";
  }
  hints.push_back(std::move(largest));
  // The configuration reads them as patterns, which take other tags, too.
  for (auto& [pattern, bytes] : by_tag) {
    if (pattern.find_first_of("*?") == std::string::npos) continue;
    bytes = 0;
    for (const auto& [size, tool] : sizes) {
      if (std::ranges::any_of(tool->tags, [&glob = pattern](const auto& tag) {
            return configuration::matches(glob, tag);
          }))
        bytes += size;
    }
  }
  std::vector<std::pair<std::size_t, std::string>> tags;
  for (const auto& [tag, bytes] : by_tag) tags.emplace_back(bytes, tag);
  std::stable_sort(tags.begin(), tags.end(), larger);
  for (std::size_t i = 0; i < tags.size() && i < named; ++i) {
    add_measure("excluding the tag `" + lower::visible(tags[i].second) + "` saves ",
                total - tags[i].first);
  }
  constexpr std::uint32_t short_description = 200;
  auto other = configuration;
  other.limits.description_characters =
      std::min(short_description, other.limits.description_characters.value_or(short_description));
  add_measure("descriptions of at most " + std::to_string(short_description) +
                  " characters (limits.description_characters) save ",
              list_under(other));
  other = configuration;
  other.examples = false;
  add_measure("leaving out examples (examples: false) saves ", list_under(other));
  const bool has_outputs = std::any_of(
      server.tools.begin(), server.tools.end(),
      [](const ir::Tool& tool) { return !tool.listings.front().output_schema_modern.empty(); });
  if (has_outputs) {
    other = configuration;
    other.output_schema = configuration::OutputSchema::never;
    add_measure("leaving out output schemas (output_schema: never) saves ", list_under(other));
  }
  diagnostics.report(
      rules::list_too_large,
      std::to_string(tokens(total)) + " tokens, the limit is " + std::to_string(limit),
      std::move(hints));
}

}  // namespace mcpcc::driver
