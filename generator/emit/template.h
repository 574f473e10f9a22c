// Mustache templates of templates/, with a language's literal function as the escape: `{{x}}` is
// always a complete literal, and
// `{{{x}}}` is for text that mcpcc itself made.
#pragma once

#include <kainjow/mustache.hpp>
#include <list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mcpcc::emit {

using TemplateData = kainjow::mustache::data;

/// A list for a template. The library copies what is put into its lists, all the way down, and
/// again when a list grows. This one moves: for a large project, copying took longer than
/// rendering.
class TemplateList {
 public:
  void push_back(TemplateData item) { items_.push_back(std::move(item)); }
  bool empty() const { return items_.empty(); }
  std::size_t size() const { return items_.size(); }

  operator TemplateData() && {
    TemplateData result(TemplateData::type::list);
    // The library gives no other way to the items of a list that one owns.
    auto& list = const_cast<std::vector<TemplateData>&>(result.list_value());
    list.reserve(items_.size());
    for (auto& item : items_) {
      list.emplace_back(TemplateData::type::bool_false);
      list.back() = std::move(item);
    }
    return result;
  }

 private:
  std::list<TemplateData> items_;  // never moves what it holds
};

/// Whether a section of a template is there.
TemplateData section(bool is_there);

/// A list of texts, each as `name`.
TemplateList texts(const std::string& name, const std::vector<std::string>& all);

/// Fills the template `path` (relative to templates/, without `.mustache`). Throws std::logic_error
/// for a template or a tag that does not exist: that is a fault of mcpcc.
std::string render(std::string_view path, const TemplateData& data,
                   std::string (*escape)(std::string_view));

}  // namespace mcpcc::emit
