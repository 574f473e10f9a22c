// Prints documents, whole and broken, for structure.mjs to judge by our schemas and by the
// originals: a line of JSON each, {"schema", "place", "accepted", "instance"}, where `accepted` is
// what our validator says by our schema.
//
//   oracle_structure SCHEMAS SERVER_SCHEMA CORPUS COUNT EVERY START
//
// SCHEMAS is our folder. CORPUS has MANIFEST.tsv: each path, component and the rest of a document
// make a small document, and every EVERYth of them, from STARTth on, is printed, with COUNT that
// have one broken rule. Beside them, of each schema, ours and the original of server.json, 100 *
// COUNT instances of either kind.
#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "documents.h"
#include "schema/instances/instances.h"
#include "source/parse.h"
#include "support/text.h"

namespace {

using mcpcc::source::Member;
using mcpcc::source::Node;

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void append(std::string& out, const Node& node) {
  char separator = node.is_object() ? '{' : '[';
  if (node.is_object()) {
    if (node.members().empty()) out += '{';
    for (const Member& member : node.members()) {
      out += std::exchange(separator, ',');
      mcpcc::append_json_string(out, member.key);
      out += ':';
      append(out, member.value);
    }
    out += '}';
  } else if (node.is_array()) {
    if (node.items().empty()) out += '[';
    for (const Node& item : node.items()) {
      out += std::exchange(separator, ',');
      append(out, item);
    }
    out += ']';
  } else if (node.is_string()) {
    mcpcc::append_json_string(out, node.string());
  } else if (node.is_number()) {
    out += node.number();
  } else {
    out += node.is_null() ? "null" : node.boolean() ? "true" : "false";
  }
}

std::string json(const Node& node) {
  std::string out;
  append(out, node);
  return out;
}

struct Piece {
  std::string place, text;
};

constexpr std::array<std::string_view, 6> maps = {"paths",      "webhooks",  "definitions",
                                                  "parameters", "responses", "securityDefinitions"};

/// The members of the maps of a document, each in a document of its own, and what else there is.
std::vector<Piece> pieces(const Node& root) {
  const std::string_view field = root.find("swagger") != nullptr ? "swagger" : "openapi";
  const std::string head = "{" + oracle::literal(field) + ":" + json(*root.find(field)) +
                           R"(,"info":{"title":"a","version":"1"},)";
  std::vector<Piece> out;
  std::string rest = "{";
  for (const Member& member : root.members()) {
    const std::string key = oracle::literal(member.key) + ":";
    const bool is_map = std::find(maps.begin(), maps.end(), member.key) != maps.end();
    if (!member.value.is_object() || (!is_map && member.key != "components")) {
      rest += key + json(member.value) + ",";
      continue;
    }
    for (const Member& child : member.value.members()) {
      const std::string place = "/" + std::string(member.key) + "/" + std::string(child.key);
      const std::string of_child = "{" + oracle::literal(child.key) + ":";
      if (is_map) {
        const std::string paths = member.key == "paths" ? "}" : R"(,"paths":{}})";
        out.push_back({place, head + key + of_child + json(child.value) + "}" + paths});
      } else if (child.value.is_object()) {
        for (const Member& part : child.value.members()) {
          out.push_back({place + "/" + std::string(part.key),
                         head + R"("paths":{},)" + key + of_child + "{" +
                             oracle::literal(part.key) + ":" + json(part.value) + "}}}"});
        }
      }
    }
  }
  out.push_back({"", rest + R"("paths":{}})"});
  return out;
}

void print(std::string_view schema, std::string_view place, bool accepted,
           std::string_view instance) {
  std::cout << R"({"schema":)" << oracle::literal(schema) << R"(,"place":)"
            << oracle::literal(place) << R"(,"accepted":)" << (accepted ? "true" : "false")
            << R"(,"instance":)" << oracle::literal(instance) << "}\n";
}

void print_corpus(const std::filesystem::path& schemas, const std::filesystem::path& folder,
                  std::size_t count, std::size_t every, std::size_t start) {
  std::size_t number = 0;
  for (const std::string& name : oracle::documents(folder)) {
    mcpcc::Sources sources;
    mcpcc::Diagnostics diagnostics;
    const std::uint32_t file = sources.add(name, read(folder / name));
    const auto tree = mcpcc::source::parse(sources, file, {}, diagnostics);
    if (!tree) continue;
    const Node& root = tree->root();
    const Node* version = root.find(root.find("swagger") != nullptr ? "swagger" : "openapi");
    if (version == nullptr || !version->is_string()) continue;
    const std::string schema = "openapi-" + std::string(version->string().substr(0, 3));
    mcp::schema::Instances instances(read(schemas / (schema + ".schema.json")), {}, 1);
    for (const Piece& piece : pieces(root)) {
      if (++number % every != start) continue;
      const auto parsed = mcp::json::Document::parse(piece.text);
      const auto* document = std::get_if<mcp::json::Document>(&parsed);
      if (document == nullptr) continue;
      const std::string place = name + " " + piece.place;
      print(schema, place, instances.schema().accepts(document->root()), piece.text);
      for (std::size_t i = 0; i < count; ++i) {
        if (const auto broken = instances.violating(document->root())) {
          print(schema, place + ", broken", false, broken->json);
        }
      }
    }
  }
}

/// Instances of `text`, which may be another schema than the one that judges.
void print_instances(std::string_view schema, const std::string& text, const std::string& judge,
                     std::size_t count, std::uint64_t seed) {
  mcp::schema::Instances instances(text, {}, seed);
  const auto judging = mcp::schema::Schema::compile(judge);
  const auto print_one = [&](const std::string& instance) {
    const auto parsed = mcp::json::Document::parse(instance);
    const bool accepted = judging->accepts(std::get<mcp::json::Document>(parsed).root());
    print(schema, "made", accepted, instance);
  };
  for (std::size_t i = 0; i < count; ++i) {
    if (const auto instance = instances.conforming()) print_one(*instance);
    if (const auto instance = instances.violating()) print_one(instance->json);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 7) return 2;
  const std::filesystem::path schemas(argv[1]);
  const std::size_t count = std::stoul(argv[4]);
  const std::size_t every = std::max<std::size_t>(1, std::stoul(argv[5]));
  const std::size_t start = std::stoul(argv[6]) % every;
  for (const std::string name :
       {"openapi-2.0", "openapi-3.0", "openapi-3.1", "openapi-3.2", "server"}) {
    const std::string text = read(schemas / (name + ".schema.json"));
    print_instances(name, text, text, 500 * count, start);
    if (name == "server") print_instances(name, read(argv[2]), text, 500 * count, start);
  }
  print_corpus(schemas, argv[3], count, every, start);
  return std::cout.flush() ? 0 : 1;
}
