#include <array>
#include <map>
#include <set>
#include <sstream>

#include "driver/compile.h"
#include "json_text.h"
#include "support/utf8.h"
#include "targets.h"

namespace mcpcc::fuzz {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_files = 8;  // that references may lead to

// The document, its overlay and its configuration by their names; any other name is the second
// section.
class Memory : public resolve::FileAccess {
 public:
  explicit Memory(std::string_view input) {
    const unsigned char choices = input.empty() ? 0 : static_cast<unsigned char>(input.front());
    if (!input.empty()) input.remove_prefix(1);
    for (auto& section : sections_) {
      const auto end = std::min(input.find('\xFF'), input.size());
      section = input.substr(0, end);
      input.remove_prefix(std::min(end + 1, input.size()));
    }
    const auto name = [&](std::string stem, unsigned bit) {
      return "/api/" + std::move(stem) + ((choices >> bit & 1) != 0 ? ".json" : ".yaml");
    };
    options_.spec = name("document", 0);
    if (!sections_[2].empty()) options_.overlays.push_back(name("overlay", 1));
    if (!sections_[3].empty()) options_.configuration = name("mcpcc", 2);
    if ((choices >> 3 & 1) != 0) options_.reference_root = "/";
    options_.severities.strict = (choices >> 4 & 1) != 0;
    options_.whole_document = true;
  }

  std::optional<std::string> read(const fs::path& path, std::size_t max_bytes, bool,
                                  std::string& error) const override {
    std::string_view text = sections_[1];
    if (path == options_.spec) {
      text = sections_[0];
    } else if (!options_.overlays.empty() && path == options_.overlays.front()) {
      text = sections_[2];
    } else if (path == options_.configuration) {
      text = sections_[3];
    } else if (++referenced_ > most_files || text.empty()) {
      error = "no such file";
      return std::nullopt;
    }
    return std::string(text.substr(0, max_bytes + 1));
  }
  fs::path canonical(const fs::path& path) const override { return path.lexically_normal(); }

  const driver::Options& options() const { return options_; }

 private:
  std::array<std::string_view, 4> sections_;
  driver::Options options_;
  mutable std::size_t referenced_ = 0;
};

bool consists_of(std::string_view text, std::string_view characters) {
  return text.find_first_not_of(characters) == std::string_view::npos;
}

constexpr std::string_view lower = "abcdefghijklmnopqrstuvwxyz", digits = "0123456789";
constexpr std::string_view upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

std::string alphabet(std::initializer_list<std::string_view> parts) {
  std::string result;
  for (const auto part : parts) result += part;
  return result;
}

// A message may not move a terminal's cursor, nor show text in another order than it stands in.
bool is_visible(std::string_view text, std::string_view kept = "\n") {
  for (std::size_t i = 0; i < text.size();) {
    const auto code_point = utf8::decode(text, i);
    if (!code_point.valid ||
        (utf8::is_hidden(code_point.value) && kept.find(text[i]) == std::string_view::npos))
      return false;
    i += code_point.size;
  }
  return true;
}

std::string broken_diagnostic(const driver::Compilation& compilation,
                              const Diagnostic& diagnostic) {
  if (diagnostic.located) {
    if (diagnostic.at.file >= compilation.sources.size()) return "a place in no file";
    const auto& file = compilation.sources[diagnostic.at.file];
    const Span at = file.shown(diagnostic.at);
    if (at.begin > at.end || at.end > file.text().size()) return "a place outside its file";
  }
  if (!is_visible(render_text(diagnostic, compilation.sources, {})))
    return "hidden characters in a message";
  const std::string json = render_json(diagnostic, compilation.sources);
  if (!is_json(json)) return "no JSON: " + json;
  return {};
}

std::string broken_tool(const ir::Server& server, const ir::Tool& tool, const Sources& sources) {
  const std::size_t longest = 64 - 7 - server.name.size();
  if (tool.name.empty() || tool.name.size() > longest ||
      !consists_of(tool.name, alphabet({lower, digits, "_"})))
    return "the name of a tool: " + tool.name;
  std::set<std::string_view> names;
  for (const auto& argument : tool.arguments) {
    if (argument.name.empty() || argument.name.size() > 64 ||
        !consists_of(argument.name, alphabet({lower, upper, digits, "_.-"})))
      return "the name of an argument: " + argument.name;
    if (!names.insert(argument.name).second) return "an argument twice: " + argument.name;
  }
  if (tool.upstream >= server.upstreams.size()) return "an upstream that is not there";
  for (const auto& requirement : tool.security) {
    for (const auto& use : requirement.schemes) {
      if (use.scheme >= server.security_schemes.size()) return "a scheme that is not there";
    }
  }
  if (tool.origin.file >= sources.size() ||
      sources[tool.origin.file].shown(tool.origin).end > sources[tool.origin.file].text().size())
    return "the origin of a tool lies outside its file";
  for (const auto& schema : {tool.input_schema, tool.listings.front().input_schema}) {
    if (!is_json(schema)) return "a schema that is no JSON: " + schema;
  }
  for (const auto& schema : {tool.output_schema, tool.listings.front().output_schema_legacy,
                             tool.listings.front().output_schema_modern}) {
    if (!schema.empty() && !is_json(schema)) return "an output schema that is no JSON: " + schema;
  }
  for (const auto& text : {tool.title, tool.description}) {
    if (!is_visible(text, "\n\t")) return "hidden characters in a text for clients: " + text;
  }
  return {};
}

// What is looked at of a server: documents may stand for a hundred megabytes, and reading all of
// that here would take longer than compiling it.
constexpr std::size_t max_looked_at = 8'388'608;

std::string broken_server(const ir::Server& server, const Sources& sources) {
  if (server.name.empty() || server.name.size() > 24 ||
      !consists_of(server.name, alphabet({lower, digits, "-"})))
    return "the name of the server: " + server.name;
  if (server.upstreams.empty()) return "no upstream";
  std::vector<std::string_view> variables{server.base_url_variable};
  for (const auto& scheme : server.security_schemes) variables.push_back(scheme.variable);
  for (const auto& upstream : server.upstreams) {
    for (const auto& variable : upstream.variables) variables.push_back(variable.variable);
  }
  for (const auto& variable : variables) {
    if (variable.empty() || !consists_of(variable, alphabet({upper, digits, "_"})))
      return "the name of an environment variable: " + std::string(variable);
  }
  std::set<std::string_view> names;
  std::size_t size = 0;
  for (const auto& tool : server.tools) {
    size += ir::size_of(tool);
    if (size <= max_looked_at) {
      if (std::string broken = broken_tool(server, tool, sources); !broken.empty()) return broken;
    }
    if (!names.insert(tool.name).second) return "a tool twice: " + tool.name;
  }
  for (const auto& definition : server.definitions) size += definition.schema.size();
  if (size <= max_looked_at && !is_json(ir::dump(server, sources))) return "a dump that is no JSON";
  return {};
}

}  // namespace

std::string document_to_ir(std::string_view input) {
  const Memory files(input);
  std::istringstream in;
  std::ostringstream out, err;
  driver::Environment environment{files, in, out, err};
  const auto compilation = driver::compile(files.options(), environment);
  const auto diagnostics = compilation->diagnostics.sorted();
  std::map<const Rule*, std::size_t> counts;
  for (const auto& diagnostic : diagnostics) {
    if (std::string broken = broken_diagnostic(*compilation, diagnostic); !broken.empty())
      return "[" + std::string(diagnostic.rule->id) + "] " + broken;
    if (++counts[diagnostic.rule] > 100) return "more messages of a rule than its limit";
  }
  driver::print_diagnostics(*compilation, files.options(), environment);
  if (!is_visible(err.str())) return "hidden characters on standard error";
  if (!compilation->lowered) {
    return compilation->diagnostics.has_errors() ? "" : "neither a server nor an error";
  }
  return broken_server(compilation->lowered->server, compilation->sources);
}

}  // namespace mcpcc::fuzz
