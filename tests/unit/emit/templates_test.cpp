// Templates: an unescaped tag is a promise that mcpcc itself made the text, so each of them is
// listed here.
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "emit/template.h"
#include "support/embedded.h"

namespace mcpcc::emit {
namespace {

std::set<std::string> unescaped_tags(std::string_view text) {
  std::set<std::string> tags;
  for (std::size_t at = text.find("{{{"); at != std::string_view::npos;
       at = text.find("{{{", at + 3)) {
    const auto end = text.find("}}}", at);
    tags.emplace(text.substr(at + 3, end - at - 3));
  }
  return tags;
}

// Numbers, booleans, enumerators, names of [a-z0-9_-] only, and rows made of literals; in docs/
// what html_prose, markdown_code and markdown_block made, and mcpcc's own style and script.
const std::map<std::string, std::set<std::string>, std::less<>> allowed = {
    {"cpp/CMakeLists.txt.mustache", {"server_name"}},
    {"cpp/CMakePresets.json.mustache", {}},
    {"cpp/README.md.mustache", {"server_name", "variable"}},
    {"cpp/dot_gitignore.mustache", {}},
    {"docker/Dockerfile.mustache", {"server_name"}},
    {"docker/dot_dockerignore.mustache", {}},
    {"cpp/generated/operations.h.mustache", {"compiler_version", "identifier", "index", "row"}},
    {"cpp/generated/tools.cpp.mustache",
     {"compiler_version",
      "table_format",
      "identifier",
      "index",
      "properties",
      "property_count",
      "row",
      "encoding",
      "kind",
      "scheme",
      "scopes",
      "scope_count",
      "uses",
      "use_count",
      "write_only",
      "write_only_count",
      "response_headers",
      "response_header_count",
      "upstream",
      "read_only",
      "destructive",
      "idempotent",
      "open_world",
      "arguments_array",
      "argument_count",
      "body_required",
      "body",
      "body_count",
      "security",
      "security_count",
      "tools_array",
      "profile_count",
      "tool_count",
      "listings_array",
      "listing_count",
      "definitions_array",
      "definition_count",
      "security_schemes_array",
      "security_scheme_count",
      "upstream_count",
      "allowed_array",
      "allowed_count",
      "variables_array",
      "variable_count"}},
    {"cpp/src/hooks.cpp.mustache", {"example", "server_name"}},
    {"cpp/src/main.cpp.mustache", {}},
    {"docs/group.md.mustache", {"anchor", "name", "server", "tools"}},
    {"docs/index.md.mustache",
     {"anchor", "page", "name", "server", "version", "mapped", "lowered", "refused", "tools"}},
    {"docs/page.html.mustache",
     {"style", "script", "style_digest", "script_digest", "prose", "about", "why"}},
    {"docs/script.js.mustache", {}},
    {"docs/style.css.mustache", {}},
    {"docs/tool.md.mustache",
     {"anchor", "indentation", "name", "tool", "operation", "example", "call"}},
};

TEST(Templates, UnescapedTagsAreListed) {
  std::size_t seen = 0;
  for (const auto& file : embedded::templates()) {
    const auto entry = allowed.find(file.path);
    ASSERT_NE(entry, allowed.end()) << file.path;
    EXPECT_EQ(unescaped_tags(file.content), entry->second) << file.path;
    ++seen;
  }
  EXPECT_EQ(seen, allowed.size());
}

TEST(Templates, RefuseATagWithoutAValue) {
  EXPECT_THROW(render("cpp/CMakeLists.txt", TemplateData(),
                      [](std::string_view s) { return std::string(s); }),
               std::logic_error);
  EXPECT_THROW(
      render("cpp/none", TemplateData(), [](std::string_view s) { return std::string(s); }),
      std::logic_error);
}

}  // namespace
}  // namespace mcpcc::emit
