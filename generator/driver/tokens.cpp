#include "driver/tokens.h"

#include <algorithm>
#include <map>

#include "emit/surface.h"
#include "lower/text.h"

namespace mcpcc::driver {

namespace {

constexpr std::size_t named = 5;  // contributors and tags that a message lists

std::string share(std::size_t bytes) { return std::to_string(tokens(bytes)) + " tokens"; }

// The members called `key` in the schemas of a JSON text: the bytes they take, each reduced by what
// `kept` says stays; where nothing does, the key and a comma go with it. The text is our own
// canonical JSON, so a plain scan finds keys; a property of that name counts too, which makes it an
// estimate.
template <class Kept>
std::size_t saved(std::string_view json, std::string_view key, Kept kept) {
  const std::string pattern = "\"" + std::string(key) + "\":";
  std::size_t total = 0;
  for (std::size_t at = json.find(pattern); at != std::string_view::npos;
       at = json.find(pattern, at)) {
    const std::size_t begin = at + pattern.size();
    std::size_t end = begin;
    int depth = 0;
    bool in_string = false;
    for (; end < json.size(); ++end) {
      const char c = json[end];
      if (in_string) {
        if (c == '\\') ++end;
        if (c == '"') in_string = false;
      } else if (c == '"') {
        in_string = true;
      } else if (c == '[' || c == '{') {
        ++depth;
      } else if (c == ']' || c == '}') {
        if (depth-- == 0) break;
      } else if (c == ',' && depth == 0) {
        break;
      }
    }
    const std::size_t size = end - begin;
    const std::size_t stays = std::min(size, kept(json.substr(begin, size)));
    total += size - stays + (stays == 0 ? pattern.size() + 1 : 0);
    at = end;
  }
  return total;
}

}  // namespace

void check_list_tokens(const ir::Server& server, std::size_t limit, Diagnostics& diagnostics) {
  std::vector<std::pair<std::size_t, const ir::Tool*>> sizes;
  std::map<std::string, std::size_t> by_tag;
  std::size_t total = 0, descriptions = 0, examples = 0, outputs = 0;
  constexpr std::size_t short_description = 200;
  for (const auto& tool : server.tools) {
    const std::string listing = emit::listing_json(tool, server);
    sizes.emplace_back(listing.size(), &tool);
    total += listing.size();
    for (const auto& tag : tool.tags) by_tag[tag] += listing.size();
    descriptions += saved(listing, "description", [](std::string_view text) {
      return text.size() <= short_description ? text.size()
                                              : lower::sentence_end(text, short_description);
    });
    const std::string& output = tool.listings.front().output_schema_modern;
    if (!output.empty()) outputs += output.size() + std::string_view(R"(,"outputSchema":)").size();
    examples += saved(listing, "examples", [](std::string_view) { return std::size_t{0}; });
  }
  if (tokens(total) <= limit) return;

  const auto larger = [](const auto& a, const auto& b) { return a.first > b.first; };
  std::stable_sort(sizes.begin(), sizes.end(), larger);
  std::vector<std::string> hints;
  std::string largest = "largest: ";
  for (std::size_t i = 0; i < sizes.size() && i < named; ++i) {
    largest += (i == 0 ? "" : ", ") + sizes[i].second->name + " (" + share(sizes[i].first) + ")";
  }
  hints.push_back(std::move(largest));
  std::vector<std::pair<std::size_t, std::string>> tags;
  for (const auto& [tag, bytes] : by_tag) tags.emplace_back(bytes, tag);
  std::stable_sort(tags.begin(), tags.end(), larger);
  for (std::size_t i = 0; i < tags.size() && i < named; ++i) {
    hints.push_back("excluding the tag `" + lower::visible(tags[i].second) + "` saves " +
                    share(tags[i].first));
  }
  hints.push_back("descriptions of at most " + std::to_string(short_description) +
                  " characters (limits.description_characters) save about " + share(descriptions));
  hints.push_back("leaving out examples (examples: false) saves about " + share(examples));
  if (outputs > 0) {
    hints.push_back("leaving out output schemas (output_schema: never) saves " + share(outputs));
  }
  diagnostics.report(
      rules::list_too_large,
      std::to_string(tokens(total)) + " tokens, the limit is " + std::to_string(limit),
      std::move(hints));
}

}  // namespace mcpcc::driver
