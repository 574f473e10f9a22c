// The expectations of the hostile documents: EXPECT.tsv says which verdicts are right for each, and
// where a message must point.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "driver/driver.h"
#include "paths.h"

namespace mcpcc::driver {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> split(const std::string& line, char separator) {
  std::vector<std::string> parts;
  std::istringstream stream(line);
  for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
  return parts;
}

// The value of a member of one line of JSON; enough for what render_json writes.
std::string member(const std::string& line, const std::string& key) {
  const std::string pattern = "\"" + key + "\":";
  const auto at = line.find(pattern);
  if (at == std::string::npos) return {};
  const auto begin = at + pattern.size();
  if (line[begin] != '"') return line.substr(begin, line.find_first_of(",}", begin) - begin);
  return line.substr(begin + 1, line.find('"', begin + 1) - begin - 1);
}

// The line a pointer names, looked up by what the compiler says of a document's text: the key's
// first appearance after its parents'.
std::size_t line_of(const fs::path& path, const std::string& pointer) {
  std::ifstream file(path);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  std::size_t at = 0;
  for (std::string token : split(pointer, '/')) {
    if (token.empty() ||
        std::all_of(token.begin(), token.end(), [](char c) { return c >= '0' && c <= '9'; }))
      continue;
    for (std::size_t i; (i = token.find("~1")) != std::string::npos;) token.replace(i, 2, "/");
    const auto found = text.find(token, at);
    if (found == std::string::npos) break;
    at = found + token.size();
  }
  return static_cast<std::size_t>(
             std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n')) +
         1;
}

// Documents of many small parts: work that grows with the square of a part's number, or with the
// size of a schema at each of its uses, does not end before the time limit of the tests.
std::string with_operations(std::size_t count, const std::string& members,
                            const std::string& components = "{}") {
  std::string paths;
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) paths += ',';
    paths += "\"/p" + std::to_string(i) + R"(":{"post":{"responses":{"200":{"description":"d"}},)" +
             members + "}}";
  }
  return R"({"openapi":"3.1.0","info":{"title":"T","version":"1"},"servers":[{"url":"http://a.b"}],)"
         R"("paths":{)" +
         paths + R"(},"components":)" + components + '}';
}

std::string many(std::size_t count, const std::string& before, const std::string& after) {
  std::string result;
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) result += ',';
    result += '"' + before + std::to_string(i) + "\":" + after;
  }
  return '{' + result + '}';
}

TEST(HostileDocuments, TakeTimeInProportionToTheirSize) {
  class Text : public Disk {
   public:
    std::string text;
    std::optional<std::string> read(const fs::path&, std::size_t, bool,
                                    std::string&) const override {
      return text;
    }
  };
  const std::string shared =
      R"({"schemas":{"S":{"properties":)" + many(8000, "p", R"({"type":"string"})") + "}}}";
  const std::string reference =
      R"("requestBody":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/S"}}}})";
  std::string types;
  for (int i = 0; i < 5000; ++i) {
    if (i > 0) types += ',';
    const std::string number = std::to_string(i);
    types += R"("application/x)" + number + R"(+json":{"schema":{"properties":{"a)" + number +
             R"(":{"type":"string"}}}})";
  }
  for (const std::string& document :
       {with_operations(10'000, R"("operationId":"same")"),
        with_operations(1, R"("requestBody":{"content":{)" + types + "}}"),
        with_operations(3000, reference, shared)}) {
    Text disk;
    disk.text = document;
    std::istringstream in;
    std::ostringstream out, err;
    Environment environment{disk, in, out, err};
    EXPECT_EQ(run({"check", "many.json", "--quiet"}, environment), success)
        << err.str().substr(0, 1000);
  }
}

TEST(HostileDocuments, GetTheVerdictsThatAreExpected) {
  const fs::path data(MCPCC_TEST_DATA);
  if (data.empty()) return;  // said by scripts/test.sh; in CI the corpus test asks for the data
  const fs::path folder = data / "hostile";
  std::ifstream table(folder / "EXPECT.tsv");
  std::string row;
  std::getline(table, row);
  std::size_t rows = 0;
  while (std::getline(table, row)) {
    const auto columns = split(row, '\t');
    const std::string& name = columns[0];
    if (name.ends_with(".py")) continue;  // a generator
    SCOPED_TRACE(name);
    ++rows;
    const Disk disk;
    std::istringstream in;
    std::ostringstream out, err;
    Environment environment{disk, in, out, err};
    const int status =
        driver::run({"check", (folder / name).string(), "--diagnostics", "json"}, environment);
    ASSERT_TRUE(status == success || status == input_error) << err.str();
    std::vector<std::string> messages;
    std::istringstream lines(err.str());
    for (std::string line; std::getline(lines, line);) messages.push_back(line);

    const auto verdicts = split(columns[2], '/');
    const std::string verdict = status == input_error ? "error"
                                : messages.empty()    ? "accept"
                                                      : "warn";
    EXPECT_NE(std::find(verdicts.begin(), verdicts.end(), verdict), verdicts.end())
        << verdict << err.str();

    const std::string& where = columns[3];
    if (where == "-" || verdict == "accept") continue;
    const bool is_line = where.starts_with("line ");
    const std::size_t line = is_line ? std::stoul(where.substr(5)) : line_of(folder / name, where);
    const bool placed =
        std::any_of(messages.begin(), messages.end(), [&](const std::string& message) {
          if (!is_line && member(message, "pointer").starts_with("#" + where)) return true;
          const std::string at = member(message, "line");
          if (at.empty() || at == "null") return false;
          const auto found = std::stol(at);
          // A neighbour line is fine, and so is a line inside the node.
          return found >= static_cast<long>(line) - 1 &&
                 found <= static_cast<long>(line) + (is_line ? 1 : 12);
        });
    EXPECT_TRUE(placed) << "nothing points at " << where << "\n" << err.str();
  }
  EXPECT_GE(rows, 15u);
}

}  // namespace
}  // namespace mcpcc::driver
