// What the schemas of a value say of it as XML.
#pragma once

#include <mcp/tool.h>

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "json/value.h"
#include "schema/regex/pattern.h"
#include "schema/validator.h"

namespace mcp::invoke {

/// OpenAPI 3.2, XML Object.
struct XmlHints {
  enum class NodeType : std::uint8_t { element, attribute, text, cdata, none };
  std::string name, name_space, prefix;
  std::optional<NodeType> node_type;
};

/// Of every function `schema` is one of these schemas, or nullptr, and `value` is what it
/// describes. Not for several threads at once.
class XmlSchemas {
 public:
  /// `text` is a JSON text that may refer to `definitions`, constants of the program.
  /// `conforms`: values do to their schemas; false: no alternative is asked whether they do.
  XmlSchemas(std::string_view text, List<Definition> definitions, bool conforms);

  const json::Value* root() const { return root_; }

  const json::Value* property(const json::Value* schema, const json::Value& value,
                              std::string_view name);

  /// Of the item at `index` (JSON Schema, section 10.3.1: `items` is of those after `prefixItems`).
  const json::Value* item(const json::Value* schema, const json::Value& value, std::size_t index);

  XmlHints hints(const json::Value* schema, const json::Value& value);

  /// Of the definition that `schema` refers to.
  std::string_view definition_name(const json::Value* schema, const json::Value& value);

  /// Whether there were too many alternatives, in too large values, to find out about all.
  bool gave_up() const { return gave_up_; }

 private:
  using Parts = std::vector<const json::Value*>;

  struct PairHash {
    std::size_t operator()(const std::pair<const json::Value*, const json::Value*>& pair) const {
      const std::hash<const void*> hash;
      return hash(pair.first) * 31 + hash(pair.second);
    }
  };

  /// `schema`, the targets of its references and what of it applies to `value`, outermost first: of
  /// alternatives those that `value` conforms to, and all where there are none. null, which is an
  /// empty element whatever it stands for, goes by all.
  const Parts& composed(const json::Value* schema, const json::Value& value);
  void append_alternatives(const json::Value& schema, std::string_view key,
                           const json::Value& value, std::deque<const json::Value*>& out);
  /// Returns whether `schema` has any.
  bool append_conditional(const json::Value& schema, const json::Value& value,
                          std::deque<const json::Value*>& out);

  /// `child`, which stands at `keyword`, and there at `token`, of `parent`, and is a schema.
  const json::Value* child(const json::Value& parent, std::string_view keyword,
                           std::optional<std::string_view> token, const json::Value& child);
  const json::Value* definition(std::string_view reference);
  const json::Value* parse(std::string_view text, std::string location);
  bool accepts(const json::Value& schema, const json::Value& value);
  bool matches(std::string_view pattern, std::string_view name);

  std::string_view text_;
  List<Definition> definitions_;
  bool conforms_;
  std::deque<json::Document> documents_;
  std::map<std::string, const json::Value*, std::less<>> parsed_;
  std::unordered_map<const json::Value*, std::string> locations_;  // as of Schema::validate_at
  std::unordered_map<const json::Value*, Parts> composed_;         // of those without alternatives
  std::unordered_map<std::pair<const json::Value*, const json::Value*>, Parts, PairHash> chosen_;
  std::map<std::string, schema::regex::Pattern, std::less<>> patterns_;
  std::shared_ptr<const schema::Schema> validator_;
  std::size_t checked_bytes_ = 0;
  bool gave_up_ = false;
  const json::Value* root_ = nullptr;
};

}  // namespace mcp::invoke
