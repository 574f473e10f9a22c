#include <algorithm>
#include <ostream>

#include "driver/commands.h"
#include "driver/losses.h"
#include "driver/tokens.h"
#include "emit/surface.h"
#include "support/text.h"

namespace mcpcc::driver {

namespace {

// The tools of one run, as text or JSON.
class Inspection {
 public:
  Inspection(const Compilation& compilation, std::ostream& out)
      : sources_(compilation.sources), lowered_(*compilation.lowered), out_(out) {}

  void tools_text() {
    for (const auto& tool : lowered_.server.tools) {
      std::string line = tool.name + "  " + tool.method + ' ';
      append_visible(line, tool.path);
      out_ << line << '\n';
      for (const auto& argument : tool.arguments) {
        out_ << "    " << argument.name << " (" << to_string(argument.location)
             << (argument.required ? ", required)\n" : ")\n");
      }
      if (!tool.body.empty())
        out_ << "    body (body" << (tool.body_required ? ", required)\n" : ")\n");
    }
  }

  void tools_json() {
    std::string out = "{\"tools\":[";
    for (const auto& tool : lowered_.server.tools) {
      const std::size_t bytes = emit::listing_json(tool, lowered_.server).size();
      out += &tool == &lowered_.server.tools.front() ? "\n{\"name\":" : ",\n{\"name\":";
      append_json_string(out, tool.name);
      member(out, "title", tool.title);
      member(out, "method", tool.method);
      member(out, "path", tool.path);
      member(out, "operation_id", tool.operation_id);
      out += ",\"origin\":{\"file\":";
      append_json_string(out, sources_[tool.origin.file].name());
      out += ",\"line\":" + std::to_string(line_of(tool.origin)) + '}';
      out += ",\"tags\":" + emit::strings_json(tool.tags);
      out += ",\"arguments\":" + emit::arguments_json(tool);
      out += ",\"security\":" + emit::security_json(tool, lowered_.server);
      out += ",\"input_schema\":" + emit::shown_schema(tool, lowered_.server);
      const std::string& output = tool.listings.front().output_schema_modern;
      if (!output.empty()) out += ",\"output_schema\":" + output;
      out += ",\"bytes\":" + std::to_string(bytes) +
             ",\"tokens\":" + std::to_string(tokens(bytes)) + '}';
    }
    out_ << out << "\n]}\n";
  }

  void tokens_table(bool json) {
    std::vector<std::pair<std::size_t, const ir::Tool*>> sizes;
    std::size_t total = 0;
    for (const auto& tool : lowered_.server.tools) {
      sizes.emplace_back(emit::listing_json(tool, lowered_.server).size(), &tool);
      total += sizes.back().first;
    }
    std::stable_sort(sizes.begin(), sizes.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    if (json) out_ << "{\"tools\":[";
    const char* separator = "\n";
    for (const auto& [bytes, tool] : sizes) {
      if (json) {
        out_ << separator << "{\"name\":\"" << tool->name << "\",\"bytes\":" << bytes
             << ",\"tokens\":" << tokens(bytes) << '}';
        separator = ",\n";
      } else {
        out_ << tool->name << "  " << bytes << " bytes, about " << tokens(bytes) << " tokens\n";
      }
    }
    if (json) {
      out_ << "\n],\"bytes\":" << total << ",\"tokens\":" << tokens(total) << "}\n";
    } else {
      out_ << "in all " << total << " bytes, about " << tokens(total) << " tokens (bytes / 4)\n";
    }
  }

 private:
  static void member(std::string& out, std::string_view key, std::string_view value) {
    out += ",\"";
    out.append(key).append("\":");
    append_json_string(out, value);
  }
  std::uint32_t line_of(Span at) const { return sources_[at.file].position(at.begin).line; }

  const Sources& sources_;
  const lower::Lowered& lowered_;
  std::ostream& out_;
};

}  // namespace

int inspect(const Options& options, Environment& environment) {
  const auto compilation = compile(options, environment);
  print_diagnostics(*compilation, options, environment);
  if (compilation->lowered) {
    Inspection inspection(*compilation, environment.out);
    switch (options.show) {
      case Show::tools:
        options.json ? inspection.tools_json() : inspection.tools_text();
        break;
      case Show::losses:
        print_losses(*compilation, options, environment.out);
        break;
      case Show::tokens:
        inspection.tokens_table(options.json);
        break;
      case Show::ir:  // one form: it is JSON already
        environment.out << ir::dump(compilation->lowered->server, compilation->sources);
        break;
    }
  }
  return compilation->diagnostics.has_errors() ? input_error : success;
}

}  // namespace mcpcc::driver
