// Mustache templates of templates/, with a language's literal function as the escape: `{{x}}` is
// always a complete literal, and
// `{{{x}}}` is for text that mcpcc itself made.
#pragma once

#include <kainjow/mustache.hpp>
#include <string>
#include <string_view>

namespace mcpcc::emit {

using TemplateData = kainjow::mustache::data;
using TemplateList = kainjow::mustache::list;

/// Fills the template `path` (relative to templates/, without `.mustache`). Throws std::logic_error
/// for a template or a tag that does not exist: that is a fault of mcpcc.
std::string render(std::string_view path, const TemplateData& data,
                   std::string (*escape)(std::string_view));

}  // namespace mcpcc::emit
