// Prints instances of the input schemas that real documents compile to, for oracle.mjs to judge as
// well. Lines of JSON: one with the definitions of a document, then one a tool: {"tool", "schema",
// "accepted": [...], "refused": [[instance, keyword], ...]}.
//
//   oracle_instances FOLDER COUNT EVERY START
//
// FOLDER has MANIFEST.tsv; COUNT instances of either kind a tool; of the tools, every EVERYth, from
// STARTth on.
#include "schema/instances/instances.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <variant>
#include <vector>

#include "driver/driver.h"
#include "json/value.h"
#include "json/write.h"

namespace {

namespace json = mcp::json;
namespace schema = mcp::schema;

mcp::Text text_of(std::string_view text) {
  return {text.data(), static_cast<std::uint32_t>(text.size())};
}

std::string literal(std::string_view text) {
  std::string out;
  json::append_string(out, text);
  return out;
}

std::string compact(std::string_view raw) {
  std::string out;
  json::append_compact(out, raw);
  return out;
}

std::string compiled(const std::filesystem::path& document) {
  const mcpcc::driver::Disk disk;
  std::istringstream in;
  std::ostringstream out, err;
  mcpcc::driver::Environment environment{disk, in, out, err};
  mcpcc::driver::run({"inspect", document.string(), "--show", "ir", "--format", "json", "--quiet"},
                     environment);
  return out.str();
}

void print_tool(const json::Value& tool, const schema::Options& options, std::size_t count,
                std::uint64_t seed) {
  const std::string_view text = tool.find("input_schema")->raw();
  schema::Instances instances(text, options, seed);
  std::string accepted, refused;
  for (std::size_t i = 0; i < count; ++i) {
    if (const auto instance = instances.conforming()) {
      accepted += (accepted.empty() ? "" : ",") + literal(*instance);
    }
    if (const auto instance = instances.violating()) {
      refused += (refused.empty() ? "[" : ",[") + literal(instance->json) + "," +
                 literal(instance->violation.keyword) + "]";
    }
  }
  std::cout << R"({"tool":)" << tool.find("name")->raw() << R"(,"schema":)" << compact(text)
            << R"(,"accepted":[)" << accepted << R"(],"refused":[)" << refused << "]}\n";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  const std::filesystem::path folder = argv[1];
  const std::size_t count = std::stoul(argv[2]);
  const std::size_t every = std::max<std::size_t>(1, std::stoul(argv[3]));
  const std::size_t start = std::stoul(argv[4]) % every;
  std::ifstream manifest(folder / "MANIFEST.tsv");
  std::string line;
  std::getline(manifest, line);
  std::size_t number = 0;
  while (std::getline(manifest, line)) {
    const std::string name = line.substr(0, line.find('\t'));
    auto parsed = json::Document::parse(compiled(folder / name));
    const auto* server = std::get_if<json::Document>(&parsed);
    if (server == nullptr) continue;  // no tools: an error, which other tests look at
    std::vector<mcp::Definition> definitions;
    for (const json::Member& member : server->root().find("definitions")->members()) {
      definitions.push_back({text_of(member.key), text_of(member.value.raw())});
    }
    const schema::Options options{
        {definitions.data(), static_cast<std::uint32_t>(definitions.size())}};
    std::cout << R"({"document":)" << literal(name) << R"(,"definitions":)"
              << compact(server->root().find("definitions")->raw()) << "}\n";
    for (const json::Value& tool : server->root().find("tools")->items()) {
      if (++number % every == start) print_tool(tool, options, count, number);
    }
  }
  return std::cout.flush() ? 0 : 1;
}
