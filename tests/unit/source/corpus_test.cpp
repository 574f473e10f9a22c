// Every document of the test data goes through parse() whole, and every place of it lies where it
// should.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "paths.h"
#include "tree_text.h"

namespace mcpcc::source {
namespace {

namespace fs = std::filesystem;

bool is_document(const fs::path& path) {
  const std::string extension = path.extension().string();
  return extension == ".json" || extension == ".yaml" || extension == ".yml";
}

std::vector<fs::path> documents(std::string_view folder) {
  std::vector<fs::path> found;
  const fs::path root = fs::path(MCPCC_TEST_DATA) / folder;
  if (std::string_view(MCPCC_TEST_DATA).empty() || !fs::exists(root)) return found;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (entry.is_regular_file() && is_document(entry.path())) found.push_back(entry.path());
  }
  return found;
}

Parsed parse_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return parse_text(text, path.filename().string());
}

/// Children lie in their parents, in order; large objects find their members. Aliases stand
/// elsewhere.
void check(const Parsed& parsed) {
  const std::size_t size = parsed.sources[0].text().size();
  std::vector<const Node*> open{&parsed.tree->root()};
  while (!open.empty()) {
    const Node& node = *open.back();
    open.pop_back();
    ASSERT_LE(node.span().begin, node.span().end);
    ASSERT_LE(node.span().end, size);
    if (node.is_array()) {
      for (const Node& item : node.items()) open.push_back(&item);
    } else if (node.is_object()) {
      for (const Member& member : node.members()) {
        ASSERT_EQ(node.find_member(member.key), &member);
        ASSERT_LE(member.key_span.end, size);
        open.push_back(&member.value);
      }
    }
  }
}

TEST(Corpus, EveryRealDocumentParses) {
  for (const fs::path& path : documents("corpus")) {
    const Parsed parsed = parse_file(path);
    EXPECT_EQ(parsed.findings(), "") << path;
    ASSERT_TRUE(parsed.tree) << path;
    check(parsed);
  }
}

TEST(Corpus, HostileDocumentsGiveATreeOrAReason) {
  for (const fs::path& path : documents("hostile")) {
    const Parsed parsed = parse_file(path);
    EXPECT_TRUE(parsed.tree || parsed.diagnostics.has_errors()) << path;
    if (parsed.tree) check(parsed);
    for (const Diagnostic& diagnostic : parsed.diagnostics.sorted()) {
      EXPECT_FALSE(render_text(diagnostic, parsed.sources, {}).empty());
    }
  }
}

TEST(Corpus, EveryTruncationOfADocumentIsHandled) {
  constexpr std::string_view yaml =
      "a: &x {b: [1, 'two', \"th\\u00e9\"], <<: {c: ~}}\nd: |\n  text\n\n  more\ne: !!str 1\n? "
      "f\n: *x\n# end\n";
  constexpr std::string_view json =
      R"({"a":[1,-2.5e+3,"x\u00e9\n",true,null],"b":{"c":{},"d":[]}})";
  for (const std::string_view text : {yaml, json}) {
    for (std::size_t size = 0; size <= text.size(); ++size) {
      const Parsed parsed =
          parse_text(text.substr(0, size), text == json ? "test.json" : "test.yaml");
      EXPECT_TRUE(parsed.tree || parsed.diagnostics.has_errors()) << text.substr(0, size);
      if (parsed.tree) check(parsed);
    }
  }
}

TEST(Corpus, EveryByteChangedIsHandled) {
  constexpr std::string_view yaml =
      "a: &x {b: [1, 'two'], <<: {c: ~}}\nd: >\n  t\ne: !!int 1\n? f\n: *x\n";
  for (std::size_t at = 0; at < yaml.size(); ++at) {
    for (const char c : std::string_view("\0\n\r\t \"'#&*!|>%@`{}[],:?-~<\x80\xFF", 28)) {
      std::string text(yaml);
      text[at] = c;
      const Parsed parsed = parse_text(text);
      EXPECT_TRUE(parsed.tree || parsed.diagnostics.has_errors()) << text;
      if (parsed.tree) check(parsed);
    }
  }
}

}  // namespace
}  // namespace mcpcc::source
