// Documents from texts, for tables of what schemas become.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "lower/lower.h"
#include "openapi/parse.h"
#include "resolve/link.h"

namespace mcpcc::lower {

/// There are no files.
class NoFiles : public resolve::FileAccess {
 public:
  std::optional<std::string> read(const std::filesystem::path&, std::size_t, bool,
                                  std::string& error) const override {
    error = "there are no files";
    return std::nullopt;
  }
  std::filesystem::path canonical(const std::filesystem::path& path) const override { return path; }
};

/// What becomes of one schema, in YAML, that is the body of a request.
struct LoweredSchema {
  std::string exact;        ///< the argument `body`
  std::string definitions;  ///< `name=schema`, separated by a space
  std::string whole;        ///< both, as one schema
  std::string result;       ///< of the JSON of a success, if the document describes it
  std::string rules;        ///< of what was reported, separated by a space
};

/// `schemas`: the named ones, a YAML mapping. `responses`: of the operation, likewise.
inline LoweredSchema lower_schema(std::string_view version, std::string_view schema,
                                  std::string_view schemas = "{}",
                                  std::string_view responses = "{default: {description: d}}") {
  const std::string name(schemas), text(schema);
  std::string document;
  if (version == "2.0") {
    document =
        "swagger: '2.0'\ninfo: {title: t, version: '1'}\nhost: a.example\npaths:\n  /a:\n    "
        "post:\n      parameters: [{in: body, name: body, schema: " +
        text + "}]\n      responses: {default: {description: d}}\ndefinitions: " + name + "\n";
  } else {
    document = "openapi: " + std::string(version) +
               "\ninfo: {title: t, version: '1'}\nservers: [{url: https://a.example}]\npaths:\n  "
               "/a:\n    post:\n      requestBody: {content: {application/json: {schema: " +
               text + "}}}\n      responses: " + std::string(responses) +
               "\ncomponents: {schemas: " + name + "}\n";
  }
  Sources sources;
  Diagnostics diagnostics;
  const NoFiles files;
  resolve::Loader loader(files, nullptr, sources, source::Limits{}, diagnostics);
  const resolve::File& file = loader.load_text("a.yaml", document, ".");
  if (!file.tree) throw std::runtime_error("no document: " + document);
  auto parsed = openapi::parse(file.root, diagnostics);
  if (!parsed) throw std::runtime_error("no OpenAPI document: " + document);
  const resolve::Linked linked = resolve::link(std::move(*parsed), {}, loader, diagnostics);
  const Lowered lowered = lower(linked, {}, diagnostics);
  LoweredSchema result;
  if (lowered.server.tools.empty()) throw std::runtime_error("no tool: " + document);
  std::string_view rest = lowered.server.tools.front().input_schema;
  const std::string_view begin = R"({"type":"object","properties":{"body":)";
  const std::string_view end = R"(},"additionalProperties":false})";
  if (!rest.starts_with(begin) || !rest.ends_with(end)) throw std::runtime_error(std::string(rest));
  rest.remove_prefix(begin.size());
  rest.remove_suffix(end.size());
  result.exact = rest;
  result.result = lowered.server.tools.front().output_schema;
  result.whole = R"({"allOf":[)" + result.exact + R"(],"$defs":{)";
  for (const auto& definition : lowered.server.definitions) {
    if (!result.definitions.empty()) result.whole += ',';
    result.whole += '"' + definition.name + "\":" + definition.schema;
    if (!result.definitions.empty()) result.definitions += ' ';
    result.definitions += definition.name + '=' + definition.schema;
  }
  result.whole += "}}";
  for (const auto& diagnostic : diagnostics.sorted()) {
    if (!result.rules.empty()) result.rules += ' ';
    result.rules += diagnostic.rule->id;
  }
  return result;
}

}  // namespace mcpcc::lower
