#include "emit/template.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <stdexcept>
#include <vector>

#include "support/embedded.h"

namespace mcpcc::emit {

namespace {

using kainjow::mustache::basic_context;

// Finds names from the innermost section outwards, and refuses those that nobody set.
class StrictContext : public basic_context<std::string> {
 public:
  explicit StrictContext(const TemplateData& data) { push(&data); }
  void push(const TemplateData* data) override { stack_.push_back(data); }
  void pop() override { stack_.pop_back(); }
  const TemplateData* get(const std::string& name) const override {
    for (auto data = stack_.rbegin(); data != stack_.rend(); ++data) {
      if (const TemplateData* found = (*data)->get(name)) return found;
    }
    throw std::logic_error("template tag without a value: " + name);
  }
  const TemplateData* get_partial(const std::string& name) const override { return get(name); }

 private:
  std::vector<const TemplateData*> stack_;
};

// The Mustache specification takes away a line that holds nothing but a section's tag; this library
// forgets to where it skips the section. A second, inverted section at such a line's end reminds
// it.
std::string with_standalone_sections(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    result += line;
    if (line.starts_with("{{/") && line.ends_with("}}")) {
      const std::string name(line.substr(3, line.size() - 5));
      result += "{{^" + name + "}}{{/" + name + "}}";
    }
    if (end == text.size()) break;
    result += '\n';
    text.remove_prefix(end + 1);
  }
  return result;
}

// A template, parsed once for all runs: parsing takes longer than filling a small one.
struct Template {
  explicit Template(std::string_view content) : parsed(with_standalone_sections(content)) {}
  std::mutex in_use;  // rendering keeps its state in the parsed template
  kainjow::mustache::mustache parsed;
};

Template& find_template(std::string_view path) {
  static std::map<std::string_view, Template> templates = [] {
    constexpr std::string_view extension = ".mustache";
    std::map<std::string_view, Template> result;
    for (const auto& file : embedded::templates()) {
      if (!file.path.ends_with(extension)) continue;
      result.try_emplace(file.path.substr(0, file.path.size() - extension.size()), file.content);
    }
    return result;
  }();
  const auto found = templates.find(path);
  if (found == templates.end()) throw std::logic_error("no such template: " + std::string(path));
  return found->second;
}

}  // namespace

TemplateData section(bool is_there) {
  return is_there ? TemplateData::type::bool_true : TemplateData::type::bool_false;
}

TemplateList texts(const std::string& name, const std::vector<std::string>& all) {
  TemplateList list;
  for (const auto& text : all) list.push_back(TemplateData(name, text));
  return list;
}

std::string render(std::string_view path, const TemplateData& data,
                   std::string (*escape)(std::string_view)) {
  Template& used = find_template(path);
  const std::lock_guard lock(used.in_use);
  kainjow::mustache::mustache& text = used.parsed;
  if (!text.is_valid()) throw std::logic_error(std::string(path) + ": " + text.error_message());
  text.set_custom_escape([escape](const std::string& value) { return escape(value); });
  StrictContext context(data);

  std::string result = text.render(context);
  if (!text.is_valid()) throw std::logic_error(std::string(path) + ": " + text.error_message());
  return result;
}

}  // namespace mcpcc::emit
