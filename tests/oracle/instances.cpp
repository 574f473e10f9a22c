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
#include <iostream>
#include <string>

#include "documents.h"
#include "schema/instances/instances.h"

namespace {

void print_tool(const mcp::json::Value& tool, const mcp::schema::Options& options,
                std::size_t count, std::uint64_t seed) {
  const std::string_view text = tool.find("input_schema")->raw();
  mcp::schema::Instances instances(text, options, seed);
  std::string accepted, refused;
  for (std::size_t i = 0; i < count; ++i) {
    if (const auto instance = instances.conforming()) {
      accepted += (accepted.empty() ? "" : ",") + oracle::literal(*instance);
    }
    if (const auto instance = instances.violating()) {
      refused += (refused.empty() ? "[" : ",[") + oracle::literal(instance->json) + "," +
                 oracle::literal(instance->violation.keyword) + "]";
    }
  }
  std::cout << R"({"tool":)" << tool.find("name")->raw() << R"(,"schema":)" << oracle::compact(text)
            << R"(,"accepted":[)" << accepted << R"(],"refused":[)" << refused << "]}\n";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  const std::size_t count = std::stoul(argv[2]);
  const std::size_t every = std::max<std::size_t>(1, std::stoul(argv[3]));
  const std::size_t start = std::stoul(argv[4]) % every;
  std::size_t number = 0;
  oracle::for_each_server(argv[1], [&](const oracle::Server& server) {
    std::cout << R"({"document":)" << oracle::literal(server.document) << R"(,"definitions":)"
              << oracle::compact(server.definitions.raw()) << "}\n";
    for (const mcp::json::Value& tool : server.tools.items()) {
      if (++number % every == start) print_tool(tool, server.options, count, number);
    }
  });
  return std::cout.flush() ? 0 : 1;
}
