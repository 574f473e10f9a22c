#include "features/uri_template.h"

#include <algorithm>
#include <stdexcept>

#include "invoke/percent.h"

namespace mcp {
namespace {

bool is_variable_name(std::string_view name) {
  return !name.empty() && name.find_first_not_of(
                              "abcdefghijklmnopqrstuvwxyz"
                              "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.") == std::string_view::npos;
}

}  // namespace

UriTemplate::UriTemplate(std::string_view text) {
  const std::string whole(text);
  literals_.emplace_back();
  while (!text.empty()) {
    const std::size_t open = text.find_first_of("{}");
    literals_.back() += text.substr(0, open);
    if (open == std::string_view::npos) break;
    const std::size_t close = text.find('}', open);
    if (text[open] == '}' || close == std::string_view::npos ||
        !is_variable_name(text.substr(open + 1, close - open - 1))) {
      throw std::invalid_argument("`" + whole + "` is no URI template of RFC 6570, level 1");
    }
    if (!variables_.empty() && literals_.back().empty()) {
      throw std::invalid_argument("in `" + whole + "` nothing stands between two variables");
    }
    variables_.emplace_back(text.substr(open + 1, close - open - 1));
    literals_.emplace_back();
    text.remove_prefix(close + 1);
  }
}

std::optional<UriTemplate::Variables> UriTemplate::match(std::string_view uri) const {
  if (!uri.starts_with(literals_.front())) return std::nullopt;
  uri.remove_prefix(literals_.front().size());
  Variables out;
  for (std::size_t i = 0; i < variables_.size(); ++i) {
    const std::string& next = literals_[i + 1];
    // The last literal ends the URI; the others end a variable where they first can.
    std::size_t end = std::string_view::npos;
    if (i + 1 == variables_.size()) {
      if (uri.size() > next.size() && uri.ends_with(next)) end = uri.size() - next.size();
    } else {
      end = uri.find(next, 1);
    }
    if (end == std::string_view::npos || end == 0) return std::nullopt;
    const std::string_view value = uri.substr(0, end);
    if (value.find('/') != std::string_view::npos) return std::nullopt;
    out.emplace_back(variables_[i], invoke::percent_decoded(value));
    uri.remove_prefix(end + next.size());
  }
  if (!uri.empty()) return std::nullopt;
  return out;
}

bool UriTemplate::has_variable(std::string_view name) const {
  return std::ranges::find(variables_, name) != variables_.end();
}

}  // namespace mcp
