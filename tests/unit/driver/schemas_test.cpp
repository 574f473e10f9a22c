// What mcpcc writes as JSON keeps the schemas in schemas/: checked with the runtime's own
// validator.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "driver/driver.h"
#include "paths.h"
#include "schema/validator.h"

namespace mcpcc::driver {
namespace {

namespace fs = std::filesystem;

const fs::path source_folder(MCPCC_SOURCE_DIR);

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string run(const std::vector<std::string>& arguments) {
  const Disk disk;
  std::istringstream in;
  std::ostringstream out, err;
  Environment environment{disk, in, out, err};
  EXPECT_EQ(driver::run(arguments, environment), success) << err.str();
  return out.str();
}

void expect_valid(const std::string& text, const std::string& schema_name) {
  const std::string schema_text = read(source_folder / "schemas" / schema_name);
  const auto schema = mcp::schema::Schema::compile(schema_text);
  const auto document = mcp::json::Document::parse(text);
  ASSERT_TRUE(std::holds_alternative<mcp::json::Document>(document)) << text.substr(0, 200);
  for (const auto& violation : schema->validate(std::get<mcp::json::Document>(document).root())) {
    ADD_FAILURE() << schema_name << ": " << violation.instance_location << ": "
                  << violation.message;
  }
}

const std::string petstore = (source_folder / "samples/petstore/openapi.yaml").string();

TEST(Schemas, HoldForTheIr) {
  expect_valid(run({"inspect", petstore, "--show", "ir"}), "ir.schema.json");
  for (const auto& folder : fs::directory_iterator(source_folder / "tests/cases/lower")) {
    const fs::path output = folder.path() / "expected/stdout.txt";
    if (read(folder.path() / "command").find("--show ir") == std::string::npos) continue;
    SCOPED_TRACE(folder.path().filename().string());
    expect_valid(read(output), "ir.schema.json");
  }
}

TEST(Schemas, HoldForAReference) {
  std::string pattern = (fs::temp_directory_path() / "mcpcc-reference-XXXXXX").string();
  const fs::path folder = mkdtemp(pattern.data());
  const std::string project = (folder / "petstore-mcp").string();
  run({"generate", petstore, "-o", project, "--name", "petstore"});
  const std::string plain = run({"docs", project, "--format", "json", "--print"});
  expect_valid(plain, "reference.schema.json");
  expect_valid(run({"docs", project, "--format", "json", "--print", "--spec", petstore}),
               "reference.schema.json");
  // What is printed is what is written, and the same each time.
  run({"docs", project, "--format", "json,html,markdown"});
  EXPECT_EQ(read(folder / "petstore-mcp/docs/tools.json"), plain);
  const std::string page = read(folder / "petstore-mcp/docs/tools.html");
  run({"docs", project});
  EXPECT_EQ(read(folder / "petstore-mcp/docs/tools.html"), page);
  EXPECT_EQ(page.find(project), std::string::npos) << "a path of this machine";
  fs::remove_all(folder);
}

TEST(Schemas, AreSchemas) {
  const mcp::schema::Validator metaschema(
      R"({"$ref": "https://json-schema.org/draft/2020-12/schema"})");
  std::size_t count = 0;
  for (const auto& file : fs::directory_iterator(source_folder / "schemas")) {
    if (!file.is_regular_file()) continue;  // migrations of the registry
    ++count;
    const std::string text = read(file.path());
    for (const auto& violation : metaschema.validate(text)) {
      ADD_FAILURE() << file.path().filename() << ": " << violation.message;
    }
    for (const auto& problem : mcp::schema::Validator(text).problems()) {
      ADD_FAILURE() << file.path().filename() << ": " << problem.keyword_location << ": "
                    << problem.message;
    }
  }
  EXPECT_GE(count, 17u);
}

TEST(Schemas, HoldForTools) {
  expect_valid(run({"inspect", petstore, "--show", "tools", "--format", "json"}),
               "tools.schema.json");
  expect_valid(run({"inspect", petstore, "--show", "tokens", "--format", "json"}),
               "tokens.schema.json");
}

// Each line of standard error is one diagnostic: located, in a configuration, about no place.
TEST(Schemas, HoldForDiagnostics) {
  const fs::path cases = source_folder / "tests/cases";
  const std::vector<std::vector<std::string>> commands = {
      {"check", (cases / "openapi/structure/spec.yaml").string(), "--diagnostics", "json"},
      {"check", petstore, "--config", (cases / "configuration/fail-mistakes/mcpcc.yaml").string(),
       "--diagnostics", "json"},
      {"check", petstore, "--max-list-tokens", "1", "--diagnostics", "json"}};
  for (const auto& command : commands) {
    const Disk disk;
    std::istringstream in;
    std::ostringstream out, err;
    Environment environment{disk, in, out, err};
    driver::run(command, environment);
    std::istringstream lines(err.str());
    std::size_t count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
      expect_valid(line, "diagnostic.schema.json");
    }
    EXPECT_GT(count, 0u) << command[1];
  }
}

TEST(Schemas, HoldForLosses) {
  expect_valid(run({"inspect", petstore, "--show", "losses", "--format", "json"}),
               "losses.schema.json");
}

TEST(Schemas, HoldForAProject) {
  std::string pattern = (fs::temp_directory_path() / "mcpcc-schemas-XXXXXX").string();
  const fs::path folder = mkdtemp(pattern.data());
  run({"generate", petstore, "-o", (folder / "project").string()});
  expect_valid(read(folder / "project/generated/surface.json"), "surface.schema.json");
  expect_valid(read(folder / "project/mcpcc.lock"), "lock.schema.json");
  fs::remove_all(folder);
}

TEST(Schemas, RefuseWhatIsWrong) {
  const std::string schema_text = read(source_folder / "schemas/ir.schema.json");
  const auto schema = mcp::schema::Schema::compile(schema_text);
  const auto document = mcp::json::Document::parse(R"({"name": "x", "tools": 1})");
  EXPECT_FALSE(schema->validate(std::get<mcp::json::Document>(document).root()).empty());
}

}  // namespace
}  // namespace mcpcc::driver
