#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "command_line/command_line.h"
#include "credentials/variables.h"
#include "text/one_line.h"

namespace mcp::command_line {
namespace {

constexpr std::string_view options_text = R"(
Options
  --http ADDRESS:PORT  serve Streamable HTTP at /mcp instead of stdio; 127.0.0.1 and 8080
                       are the defaults of the two parts
  --stdio              serve stdio (the default)
  --sse                with --http: also the HTTP+SSE transport of 2024-11-05, at /sse
  --tolerate-stale-version-header
                       with --http: serve clients that name 2025-11-25 in the header and
                       2026-07-28 in the body
  --metrics ADDRESS:PORT
                       with --http: serve metrics for Prometheus at /metrics of this address
  --base-url URL       the API's base URL, instead of the first one of the document
  --config FILE        a JSON file, see below
  --timeout SECONDS    for a whole exchange with the API (60)
  --files DIR          arguments may name files below this folder, as file:PATH
  --log-level LEVEL    error, warning (the default), info or debug, to standard error
  --allow-upstream-host HOST
                       requests to the API may be redirected to this host, and a host of
                       the document may have a private address; repeatable
  --allow-host HOST    a name, or name:port, under which clients may reach the HTTP endpoint
                       besides the loopback ones; repeatable
  --allow-origin URL   an origin of web pages that may use it; repeatable
  --tls-cert FILE      serve https with this certificate chain (PEM), read again on SIGHUP,
  --tls-key FILE       and this private key
  --profile NAME       serve this profile of the tools to everybody whose path names none; also
                       with `tools`
  --dry-run            with `call`: print the request to the API as JSON and send nothing
  --format text|json   with `tools`
  --version, --help

Settings count in this order: command line, environment, --config FILE, the document.
The file may hold base_url, timeout_seconds, connect_timeout_seconds, read_timeout_seconds, retries,
redirects, idempotency_header, tools (these six by the name of a tool), concurrency, queue,
breaker_failures, breaker_pause_seconds, response_limit_bytes, cache_bytes, allow_upstream_hosts,
allow_hosts, allow_origins, tls, authorization, credentials, log_level, files_root, files_limit_bytes,
result_limit_bytes, result_blob_limit_bytes, result_argument and variables (those of the API's URL, by
name).

Exit status: 0 fine, 1 the tool or the health check failed, 2 wrong usage or configuration,
3 a fault of the machine or of this program.
)";

using Row = std::pair<std::string, std::string>;

std::string about(const SecurityScheme& scheme) {
  std::string out = " (" + text::one_line(scheme.name) + ")";
  if (!scheme.description.empty()) out += ": " + text::one_line(scheme.description);
  return out;
}

std::string variable_description(const UpstreamVariable& variable) {
  std::string out = "`" + text::one_line(variable.name) + "` in the API's URL";
  if (!variable.allowed.empty()) {
    out += ", one of";
    for (const Text& value : variable.allowed) out += " " + text::one_line(value);
  }
  out += variable.has_default ? " (" + text::one_line(variable.default_value) + ")"
                              : std::string(", to be given");
  return out;
}

std::vector<Row> variables(const Server& server) {
  std::vector<Row> rows;
  if (!server.base_url_variable.empty()) {
    std::string description = "base URL of the API";
    if (!server.upstreams.empty() && !server.upstreams[0].url.empty()) {
      description += " (" + text::one_line(server.upstreams[0].url) + ")";
    }
    rows.emplace_back(server.base_url_variable, std::move(description));
  }
  bool secrets = false;
  for (const SecurityScheme& scheme : server.security_schemes) {
    if (scheme.variable.empty()) continue;
    for (credentials::Variable& variable : credentials::variables_of(scheme)) {
      rows.emplace_back(std::move(variable.name), variable.meaning + about(scheme));
      secrets = secrets || variable.is_secret;
    }
  }
  if (secrets) rows.emplace_back("<variable>_FILE", "a file that holds a secret instead");
  std::set<std::string_view> listed;  // several URLs may share a variable
  for (const Upstream& upstream : server.upstreams) {
    for (const UpstreamVariable& variable : upstream.variables) {
      if (variable.variable.empty() || !listed.insert(variable.variable).second) continue;
      rows.emplace_back(variable.variable, variable_description(variable));
    }
  }
  return rows;
}

}  // namespace

std::string help(const Server& server, bool has_features, std::string_view program) {
  const std::string name(program);
  std::string out = text::one_line(server.title.empty() ? server.name : server.title);
  out += ", " + std::to_string(server.tools.size()) +
         (server.tools.size() == 1 ? " tool" : " tools") + " over the Model Context Protocol\n\n";
  out += "Usage\n";
  const std::vector<Row> uses = {
      {"[--http ADDRESS:PORT]", "serve MCP clients"},
      {"call TOOL [JSON|-] [--dry-run]", "one call; - reads the arguments from standard input"},
      {"tools [--format text|json]", "what is served"},
      {"key new NAME [SCOPE...]", "an API key for a client, and its line for `api_keys`"},
      {"health [URL]", "ask a running server (http://127.0.0.1:8080)"},
  };
  const auto append = [&out](const std::vector<Row>& rows, const std::string& lead) {
    std::size_t width = 0;
    for (const Row& row : rows) width = std::max(width, row.first.size());
    for (const Row& row : rows) {
      out += lead + row.first + std::string(width - row.first.size() + 2, ' ') + row.second + '\n';
    }
  };
  append(uses, "  " + name + " ");
  out += options_text;
  std::vector<Row> rows = variables(server);
  if (has_features) {
    rows.emplace_back(configuration::state_key_variable(server),
                      "the key of request states that several processes share, 32 characters at "
                      "least; or two, the second one for states of before; or <variable>_FILE");
  }
  if (!rows.empty()) {
    out += "\nEnvironment\n";
    append(rows, "  ");
  }
  return out;
}

}  // namespace mcp::command_line
