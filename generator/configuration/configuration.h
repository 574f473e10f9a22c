// mcpcc.yaml: what the user wants of a document (docs/configuration.md,
// schemas/configuration.schema.json).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "source/node.h"
#include "support/diagnostics.h"
#include "support/source.h"

namespace mcpcc::configuration {

/// Operations, by all of what is given. Texts are globs: `*` stands for any characters but `/`,
/// `**` for any.
struct Selector {
  std::string operation;  ///< operationId; empty: any
  std::string tag;
  std::string method;  ///< any case
  std::string path;
  Span at;              ///< the entry
  std::string pointer;  ///< to the entry
};

/// What is said of one operation; nullopt: nothing.
struct ToolSettings {
  std::optional<bool> enabled;
  std::optional<Located<std::string>> name;
  std::optional<Located<std::string>> group;  ///< put before the name: `<group>_<name>`
  std::optional<Located<std::string>> title;
  std::optional<Located<std::string>> description;
  std::optional<bool> read_only, destructive, idempotent, open_world;
  std::optional<Located<std::string>> idempotency_header;  ///< in which calls have a key
};

/// The default of a variable in server URLs.
struct VariableDefault {
  Located<std::string> value;
  Span key_at;
};

struct Limits {
  std::uint32_t schema_bytes =
      16 * 1024;                   ///< a tool's shown schema, beyond which deeper parts are cut
  std::uint32_t schema_depth = 6;  ///< levels of it that are shown
  std::optional<std::uint32_t> description_characters;  ///< cut at the end of a sentence
  std::optional<std::size_t> list_tokens;               ///< of all tools together, bytes / 4
};

/// Which tools have an output schema in their list.
enum class OutputSchema : std::uint8_t {
  automatic,  ///< those of which it is small
  always,
  never,
};

struct Configuration {
  std::optional<Located<std::string>> name;
  std::optional<Located<std::string>> base_url;
  std::map<std::string, VariableDefault, std::less<>> server_variables;
  std::vector<Selector> include;  ///< empty: every operation
  std::vector<Selector> exclude;  ///< wins over include
  /// By operationId, or by `GET /pets/{petId}`; with the place of the key.
  std::map<std::string, Located<ToolSettings>, std::less<>> tools;
  Limits limits;
  bool examples = true;  ///< keep examples in schemas
  OutputSchema output_schema = OutputSchema::automatic;
  std::vector<Located<std::string>> profiles;      ///< names, the first is the default
  std::vector<Located<std::string>> allow_remote;  ///< hosts that references may lead to
};

/// Reads a configuration. Reports every unknown key (with a near one), wrong type and wrong value.
Configuration parse(const source::Node& root, Diagnostics& diagnostics);

/// Reads what `x-mcp` of a document says of an operation: `false` or an object like that of `tools`
/// in mcpcc.yaml.
ToolSettings parse_tool_settings(const source::Node& node, const std::string& pointer,
                                 Diagnostics& diagnostics);

/// True when `text` is what `glob` stands for. Takes time in proportion to the product of their
/// sizes at most.
bool matches(std::string_view glob, std::string_view text);

}  // namespace mcpcc::configuration
