// What real documents compile to, for programs that judge and measure validation.
#pragma once

#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "driver/driver.h"
#include "json/value.h"
#include "json/write.h"
#include "schema/validator.h"

namespace oracle {

/// A server as `inspect --show ir` prints it.
struct Server {
  std::string document;          // its name in MANIFEST.tsv
  const mcp::json::Value& dump;  // all of it
  const mcp::json::Value& definitions;
  const mcp::json::Value& tools;
  mcp::schema::Options options;  // with the definitions
};

inline std::string literal(std::string_view text) {
  std::string out;
  mcp::json::append_string(out, text);
  return out;
}

inline std::string compact(std::string_view raw) {
  std::string out;
  mcp::json::append_compact(out, raw);
  return out;
}

/// The documents of `folder`, by their names in its MANIFEST.tsv.
inline std::vector<std::string> documents(const std::filesystem::path& folder) {
  std::ifstream manifest(folder / "MANIFEST.tsv");
  std::vector<std::string> out;
  std::string line;
  std::getline(manifest, line);
  while (std::getline(manifest, line)) out.push_back(line.substr(0, line.find('\t')));
  return out;
}

/// Compiles a document. One without tools is left out: other tests look at them.
inline void visit_server(const std::filesystem::path& folder, const std::string& name,
                         const std::vector<std::string>& options,
                         const std::function<void(const Server&)>& visit) {
  const auto text_of = [](std::string_view text) {
    return mcp::Text{text.data(), static_cast<std::uint32_t>(text.size())};
  };
  const mcpcc::driver::Disk disk;
  std::istringstream in;
  std::ostringstream out, err;
  mcpcc::driver::Environment environment{disk, in, out, err};
  std::vector<std::string> arguments = {
      "inspect", (folder / name).string(), "--show", "ir", "--format", "json", "--quiet"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  mcpcc::driver::run(arguments, environment);
  const auto parsed = mcp::json::Document::parse(out.str(), {std::size_t{1} << 30U, 1024});
  const auto* server = std::get_if<mcp::json::Document>(&parsed);
  if (server == nullptr) return;
  const mcp::json::Value& all = *server->root().find("definitions");
  std::vector<mcp::Definition> definitions;
  for (const mcp::json::Member& member : all.members()) {
    definitions.push_back({text_of(member.key), text_of(member.value.raw())});
  }
  visit({name,
         server->root(),
         all,
         *server->root().find("tools"),
         {{definitions.data(), static_cast<std::uint32_t>(definitions.size())}}});
}

/// Compiles every document of `folder`, which has MANIFEST.tsv.
inline void for_each_server(const std::filesystem::path& folder,
                            const std::function<void(const Server&)>& visit) {
  for (const std::string& name : documents(folder)) visit_server(folder, name, {}, visit);
}

}  // namespace oracle
