#include "lower/tags.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "lower/text.h"

namespace mcpcc::lower {

namespace {

class Parents {
 public:
  Parents(const openapi::Document& document, Diagnostics& diagnostics)
      : tags_(document.tags), diagnostics_(diagnostics), states_(tags_.size(), State::unseen) {
    for (std::size_t i = 0; i < tags_.size(); ++i) indices_.emplace(tags_[i].name.value, i);
    for (const auto& item : document.paths) {
      for (const auto& operation : item.operations) {
        for (const auto& tag : operation.tags) indices_.emplace(tag.value, only_named);
      }
    }
    for (std::size_t i = 0; i < tags_.size(); ++i) follow(i);
  }

  /// Empty: the tag has none.
  std::string_view of(std::size_t tag) const {
    return states_[tag] == State::without ? std::string_view() : tags_[tag].parent.value;
  }

 private:
  enum class State : std::uint8_t { unseen, walking, done, without };
  static constexpr std::size_t only_named = static_cast<std::size_t>(-1);

  // From parent to parent. What leads to a tag that is still being walked closes a circle.
  void follow(std::size_t tag) {
    std::vector<std::size_t> way;
    while (states_[tag] == State::unseen) {
      const Located<std::string>& parent = tags_[tag].parent;
      states_[tag] = State::done;
      if (parent.at.end == 0) break;
      const auto found = indices_.find(parent.value);
      if (found == indices_.end()) {
        leave_out(tag, "`" + visible(parent.value) + "`", suggestions(parent.value));
        break;
      }
      if (found->second == only_named) break;
      states_[tag] = State::walking;
      way.push_back(tag);
      tag = found->second;
      if (states_[tag] == State::walking) {
        leave_out(way.back(), "`" + visible(parent.value) + "`", {});
        way.pop_back();
        break;
      }
    }
    for (const std::size_t walked : way) states_[walked] = State::done;
  }

  void leave_out(std::size_t tag, std::string detail, std::vector<std::string> hints) {
    states_[tag] = State::without;
    diagnostics_.report(rules::tag_parent_invalid, tags_[tag].parent.at,
                        "#/tags/" + std::to_string(tag) + "/parent", std::move(detail),
                        std::move(hints));
  }

  std::vector<std::string> suggestions(std::string_view name) const {
    if (!diagnostics_.keeps(rules::tag_parent_invalid)) return {};
    std::vector<std::string_view> names;
    for (const auto& [known, index] : indices_) names.push_back(known);
    return suggest(name, names);
  }

  const std::vector<openapi::Tag>& tags_;
  Diagnostics& diagnostics_;
  std::vector<State> states_;
  std::map<std::string_view, std::size_t> indices_;  // of the first of a name
};

}  // namespace

std::vector<ir::Tag> lower_tags(const openapi::Document& document, Diagnostics& diagnostics) {
  const Parents parents(document, diagnostics);
  std::vector<ir::Tag> result;
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < document.tags.size(); ++i) {
    const openapi::Tag& tag = document.tags[i];
    if (tag.name.at.end == 0) continue;  // none, which was reported
    // OpenAPI 3.2.0, section 4.1.1: names are unique.
    if (!tag.name.value.empty() && !names.insert(tag.name.value).second) {
      diagnostics.report(rules::tag_duplicate, tag.name.at, "#/tags/" + std::to_string(i),
                         "`" + visible(tag.name.value) + "`");
      continue;
    }
    result.push_back({visible(tag.name.value), visible(tag.summary), visible(tag.description),
                      visible(parents.of(i)), visible(tag.kind)});
  }
  return result;
}

}  // namespace mcpcc::lower
