// What fuzzers found stays found: every input that once broke a promise is replayed.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "cpp_tokens.h"
#include "json_text.h"
#include "paths.h"
#include "targets.h"

namespace mcpcc::fuzz {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void replay(const std::string& target, std::string (*run)(std::string_view)) {
  std::size_t count = 0;
  for (const auto& entry :
       fs::directory_iterator(fs::path(MCPCC_SOURCE_DIR) / "tests/fuzz/findings" / target)) {
    EXPECT_EQ(run(read(entry.path())), "") << entry.path().filename();
    ++count;
  }
  EXPECT_GT(count, 0u);
}

TEST(Findings, OfDocumentsToIr) { replay("document_to_ir", document_to_ir); }
TEST(Findings, OfIrToProjects) { replay("ir_to_project", ir_to_project); }
TEST(Findings, OfArgumentsToRequests) { replay("arguments_to_request", arguments_to_request); }

std::string shape(std::string_view source) {
  std::string result;
  for (const auto& token : cpp_tokens(source)) result += "w.tc"[static_cast<int>(token.kind)];
  return result;
}

TEST(CppTokens, AreWhatACompilerSees) {
  EXPECT_EQ(shape("int a = 1; // \"x\"\n"), "ww.w.c");
  EXPECT_EQ(shape(R"(f("a\"b"_t))"), "w.tw.");
  EXPECT_EQ(shape("/* \" */ x"), "cw");
  EXPECT_EQ(shape("R\"d(a)\"b)d\"_t"), "tw");
  EXPECT_EQ(cpp_tokens(R"("\033\"\n?")").front().text, "\x1B\"\n?");
}

TEST(CppTokens, RefuseWhatPeopleAndCompilersReadDifferently) {
  for (const std::string_view source :
       {"\"a", "\"a\nb\"", "/* a", "// a\\\nint b;", "\"?\?/\"", "R\"(a", "\"\\x41\"", "\"\xFF\"",
        "// \u202E", "a\\b", "u8\"a\"", "a\tb"}) {
    EXPECT_THROW(cpp_tokens(source), std::runtime_error) << source;
  }
}

TEST(JsonText, IsWhatRfc8259Says) {
  for (const std::string_view text :
       {"1e500", " {\"a\": [1, {}, []], \"b\": -0.5E+2} ", "\"\\u00e9\\n\"", "null", "[[[]]]"})
    EXPECT_TRUE(is_json(text)) << text;
  for (const std::string_view text : {"", "01", "1.", "[1,]", "{\"a\"}", "{\"a\":1,}", "[1]]", "[1",
                                      "\"\\x\"", "\"\n\"", "nul", "1 2", "[1}", "\"\xFF\"", "+1"})
    EXPECT_FALSE(is_json(text)) << text;
}

}  // namespace
}  // namespace mcpcc::fuzz
