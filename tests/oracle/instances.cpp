// Prints instances of the schemas of real documents, for oracle.mjs to judge as well: of the input
// schemas of their tools, and of every named and every inline schema, as the body of a request.
// Lines of JSON: one with the definitions that the following ones refer to and what is wrong with
// any schema of the document, {"document", "problems", "definitions"}, then one a schema:
// {"place", "schema", "accepted": [...], "refused": [[instance, keyword], ...]}.
//
//   oracle_instances FOLDER COUNT EVERY START
//
// FOLDER has MANIFEST.tsv; 2 * COUNT instances a schema, half of them conforming and half with one
// broken rule where there are such; of the schemas, every EVERYth, from STARTth on.
#include "schema/instances/instances.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

#include "documents.h"
#include "schema_operations.h"
#include "schema_places.h"
#include "temporary_folder.h"

namespace {

namespace fs = std::filesystem;

class Printer {
 public:
  Printer(std::size_t count, std::size_t every, std::size_t start)
      : count_(count), every_(every), start_(start) {}

  /// `name_of` gives the place of a tool.
  template <class NameOf>
  void print(const oracle::Server& server, NameOf&& name_of) {
    std::cout << R"({"document":)" << oracle::literal(server.document) << R"(,"problems":[)"
              << problems(server) << R"(],"definitions":)"
              << oracle::compact(server.definitions.raw()) << "}\n";
    for (const mcp::json::Value& tool : server.tools.items()) {
      if (++number_ % every_ == start_) {
        print_schema(name_of(tool.find("name")->string()), tool, server.options);
      }
    }
  }

 private:
  /// What asserts nothing although it should, of all schemas.
  static std::string problems(const oracle::Server& server) {
    std::string all = R"({"anyOf":[true)";
    for (const mcp::json::Value& tool : server.tools.items()) {
      all.append(",").append(tool.find("input_schema")->raw());
    }
    std::string out;
    for (const auto& problem :
         mcp::schema::Schema::compile(all + "]}", server.options)->problems()) {
      out += (out.empty() ? "" : ",") +
             oracle::literal(problem.keyword_location + ": " + problem.message);
    }
    return out;
  }

  void print_schema(std::string_view place, const mcp::json::Value& tool,
                    const mcp::schema::Options& options) {
    const std::string_view text = tool.find("input_schema")->raw();
    mcp::schema::Instances instances(text, options, number_);
    std::size_t printed = 0;
    std::string accepted, refused;
    const auto accept = [&](const std::string& json) {
      ++printed;
      accepted += (accepted.empty() ? "" : ",") + oracle::literal(json);
    };
    const auto refuse = [&](const std::string& json, std::string_view keyword) {
      ++printed;
      refused += (refused.empty() ? "[" : ",[") + oracle::literal(json) + "," +
                 oracle::literal(keyword) + "]";
    };
    for (std::size_t i = 0; i < count_; ++i) {
      if (const auto instance = instances.conforming()) accept(*instance);
      if (const auto instance = instances.violating()) {
        refuse(instance->json, instance->violation.keyword);
      }
    }
    // Some accept nothing, some refuse nothing, and of some it is hard to tell.
    while (printed < 2 * count_) {
      const std::string json = instances.likely();
      const auto parsed = mcp::json::Document::parse(json);
      const auto violations =
          instances.schema().validate(std::get<mcp::json::Document>(parsed).root(), 1);
      violations.empty() ? accept(json) : refuse(json, violations.front().keyword);
    }
    std::cout << R"({"place":)" << oracle::literal(place) << R"(,"schema":)"
              << oracle::compact(text) << R"(,"accepted":[)" << accepted << R"(],"refused":[)"
              << refused << "]}\n";
  }

  std::size_t count_, every_, start_;
  std::size_t number_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  const fs::path folder(argv[1]);
  const std::size_t every = std::max<std::size_t>(1, std::stoul(argv[3]));
  Printer printer(std::stoul(argv[2]), every, std::stoul(argv[4]) % every);
  for (const std::string& name : oracle::documents(folder)) {
    oracle::visit_server(folder, name, {}, [&](const oracle::Server& server) {
      printer.print(server, [](std::string_view tool) { return std::string(tool); });
    });
    const oracle::SchemaPlaces places = oracle::schema_places(folder / name);
    if (places.references.empty()) continue;
    const oracle::TemporaryFolder temporary;
    const auto options =
        oracle::write_operations(places, temporary.path(), [](std::size_t) { return true; });
    oracle::visit_server(folder, name, options, [&](const oracle::Server& server) {
      printer.print(server, [&](std::string_view tool) {
        return places.references.at(oracle::index_of_operation(tool));
      });
    });
  }
  return std::cout.flush() ? 0 : 1;
}
