// Prints the requests that calls of the tools of a real document make, as `call --dry-run` of its
// server would, for requests.py and swagger_client.mjs to judge. Lines of JSON:
//
//   {"document", "base_url", "security_schemes"}: what --base-url has to say, empty where the
//   document does
//   {"tool", "method", "path", "origin", "arguments": [{"name", "wire_name", "in", ...}...],
//    "security": [...], "calls": [{"arguments", "request"} or {"arguments", "refused"}...]}
//
//   oracle_requests FOLDER DOCUMENT [OPTION...]
//
// FOLDER has MANIFEST.tsv, which names the document; the options are for `mcpcc inspect`.
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "calls.h"
#include "command_line/plan_request.h"
#include "documents.h"
#include "tables.h"

namespace {

using mcp::configuration::Configuration;

/// Where the document does not say where its API is, as a base URL and as the value of a variable.
constexpr std::string_view other_base = "http://upstream.test";
constexpr const char* other_host = "upstream.test";

Configuration configured(const mcp::Server& server, const std::string& base_url) {
  mcp::configuration::Overrides overrides;
  if (!base_url.empty()) overrides.base_url = base_url;
  const auto out = mcp::configuration::configure(server, overrides, [&](std::string_view name) {
    for (const mcp::Upstream& upstream : server.upstreams) {
      for (const mcp::UpstreamVariable& variable : upstream.variables) {
        const std::string_view value = variable.default_value;
        const bool has_value = !value.empty() && value.find('{') == std::string_view::npos;
        if (variable.variable.view() == name && !has_value) return other_host;
      }
    }
    return static_cast<const char*>(nullptr);
  });
  return std::get<Configuration>(out);
}

std::string call_json(const mcp::Server& server, const mcp::Tool& tool, const std::string& call,
                      const Configuration& configuration) {
  const auto arguments = std::get<mcp::json::Document>(mcp::json::Document::parse(call));
  const auto planned =
      mcp::command_line::plan_request(server, tool, &arguments.root(), configuration);
  std::string out = R"({"arguments":)" + oracle::compact(call);
  if (const auto* request = std::get_if<mcp::HttpRequest>(&planned)) {
    return out + R"(,"request":)" + mcp::invoke::describe_request(*request) + "}";
  }
  return out + R"(,"refused":)" + std::get<mcp::invoke::ToolResult>(planned).content + "}";
}

void print(const oracle::Server& document) {
  const oracle::Tables tables(document.dump);
  const mcp::Server& server = tables.server();
  std::string base_url;
  if (configured(server, "").settings.base_urls.at(0).empty()) {
    const std::string_view url = server.upstreams[0].url;
    base_url = std::string(other_base) + (url.starts_with('/') ? std::string(url) : "");
  }
  const Configuration configuration = configured(server, base_url);
  std::cout << R"({"document":)" << oracle::literal(document.document) << R"(,"base_url":)"
            << oracle::literal(base_url) << R"(,"security_schemes":)"
            << oracle::compact(document.dump.find("security_schemes")->raw()) << "}\n";
  for (std::size_t i = 0; i < server.tools.size(); ++i) {
    const mcp::json::Value& tool = document.tools.items()[i];
    const auto member = [&](std::string_view key) {
      return oracle::compact(tool.find(key)->raw());
    };
    std::cout << R"({"tool":)" << member("name") << R"(,"method":)" << member("method")
              << R"(,"path":)" << member("path") << R"(,"origin":)" << member("origin")
              << R"(,"arguments":)" << member("arguments") << R"(,"security":)"
              << member("security") << R"(,"calls":[)";
    bool is_first = true;
    for (const std::string& call : oracle::make_calls(server, server.tools[i], i)) {
      std::cout << (is_first ? "" : ",") << call_json(server, server.tools[i], call, configuration);
      is_first = false;
    }
    std::cout << "]}\n";
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  oracle::visit_server(argv[1], argv[2], {argv + 3, argv + argc}, print);
  return std::cout.flush() ? 0 : 1;
}
