#include "profile/outputs.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "ledger/support.h"
#include "lower/text.h"
#include "lower/tools_budget.h"
#include "profile/definitions.h"
#include "profile/result_shape.h"
#include "support/text.h"

namespace mcpcc::profile {

using configuration::OutputSchema;
using Others = ResultShape::Others;

namespace {

constexpr std::size_t longest_description = ledger::longest_of_results;

// In the order in which they are written.
struct TypeName {
  std::uint8_t type;
  std::string_view name;
  std::uint8_t taken_for;  // what APIs send in its place
};
constexpr std::array<TypeName, 6> type_names = {{
    // PHP writes an array without items and an object without members the same way.
    {object_type, "object", array_type},
    {array_type, "array", object_type},
    // Identifiers, amounts and 64-bit integers are numbers here and strings there.
    {string_type, "string", number_type},
    {number_type, "number", string_type},
    // 0, 1, "true", "Y".
    {boolean_type, "boolean", number_type | string_type},
    {null_type, "null", 0},
}};

// What is a member of every object of JavaScript. Clients that are written in it look at
// `data.constructor` and find a function, so nothing can be said of such a member.
bool is_inherited(std::string_view name) {
  constexpr std::array<std::string_view, 12> names = {
      "__defineGetter__", "__defineSetter__", "__lookupGetter__",
      "__lookupSetter__", "__proto__",        "constructor",
      "hasOwnProperty",   "isPrototypeOf",    "propertyIsEnumerable",
      "toLocaleString",   "toString",         "valueOf"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool may_be(const ResultShape& shape, Type type) { return (shape.types & type) != 0; }

class Writer {
 public:
  explicit Writer(std::size_t description_limit) : description_limit_(description_limit) {}

  /// A value in a place where anything else may stand as well.
  void write(const ResultShape& shape) {
    begin();
    if (shape.types != any_type && shape.types != 0) write_types(shape.types, widened(shape.types));
    write_parts(shape);
    out += '}';
  }

  /// `spare`: the name of a member of which nothing is said.
  void write_object_root(const ResultShape& shape, std::string_view spare) {
    begin();
    key("type");
    out += "\"object\"";
    write_parts(shape, spare);
    out += '}';
  }

  // Not null: some clients take that for no value. An object may stand in its place.
  void write_root(const ResultShape& shape, std::string_view spare) {
    begin();
    const auto types = static_cast<std::uint8_t>(shape.types & ~null_type);
    const auto more = static_cast<std::uint8_t>((widened(types) | object_type) & ~null_type);
    write_types(types, more);
    write_parts(shape, may_be(shape, object_type) ? spare : std::string_view());
    out += '}';
  }

  std::string out;

 private:
  static std::uint8_t widened(std::uint8_t types) {
    std::uint8_t result = types | null_type;
    for (const TypeName& type : type_names) {
      if ((types & type.type) != 0) result |= type.taken_for;
    }
    return result;
  }

  void begin() { out += '{'; }
  void key(std::string_view name) {
    if (out.back() != '{') out += ',';
    append_json_string(out, name);
    out += ':';
  }

  // The types of the document first.
  void write_types(std::uint8_t types, std::uint8_t more) {
    key("type");
    out += '[';
    for (const bool is_more : {false, true}) {
      for (const TypeName& type : type_names) {
        const bool is_own = (types & type.type) != 0;
        if (is_more ? is_own || (more & type.type) == 0 : !is_own) continue;
        if (out.back() != '[') out += ',';
        append_json_string(out, type.name);
      }
    }
    out += ']';
  }

  void write_description(const ResultShape& shape) {
    if (shape.description.empty() || description_limit_ == 0) return;
    key("description");
    append_json_string(out, lower::cut_at_sentence(shape.description, description_limit_));
  }

  void write_parts(const ResultShape& shape, std::string_view spare = {}) {
    write_description(shape);
    const bool is_map = shape.others == Others::described;
    const bool has_spare = is_map && !spare.empty();
    if (may_be(shape, object_type) && (!shape.properties.empty() || has_spare)) {
      key("properties");
      begin();
      for (const ResultProperty& property : shape.properties) {
        key(property.name);
        if (is_inherited(property.name)) {
          begin();
          write_description(property.shape);
          out += '}';
        } else {
          write(property.shape);
        }
      }
      if (has_spare) {
        key(spare);
        out += "{}";
      }
      out += '}';
    }
    if (may_be(shape, object_type) && is_map) {
      key("additionalProperties");
      write(*shape.described);
    }
    if (may_be(shape, array_type) && shape.items != nullptr && !shape.items->is_anything()) {
      key("items");
      write(*shape.items);
    }
  }

  std::size_t description_limit_;
};

// Documents leave out `type: object` where they list properties.
bool is_object(const ResultShape& shape) {
  const auto types = static_cast<std::uint8_t>(shape.types & ~null_type);
  return types == object_type || (shape.types == any_type && !shape.properties.empty());
}

// A list of any items, or an object with any members, is not worth telling.
bool says_something(const ResultShape& shape) {
  if (shape.types == 0) return false;
  if (!shape.properties.empty() || shape.others == Others::described) return true;
  if (shape.items != nullptr && !shape.items->is_anything()) return true;
  return (shape.types & (object_type | array_type | null_type)) == 0;
}

// The first of some names that no property has; empty: all are taken.
std::string_view spare_name(const ResultShape& shape, bool is_wrapped) {
  constexpr std::array<std::string_view, 5> names = {"result", "value", "content", "unexpected",
                                                     "other"};
  const auto* const found =
      std::find_if(names.begin() + (is_wrapped ? 1 : 0), names.end(), [&](std::string_view name) {
        return std::none_of(shape.properties.begin(), shape.properties.end(),
                            [&](const ResultProperty& property) { return property.name == name; });
      });
  return found == names.end() ? std::string_view() : *found;
}

struct Shown {
  std::string legacy, modern;
  bool is_wrapped = false;
  bool is_cut = false;
  std::string spare;
};

std::optional<Shown> show(const ResultShape& shape, std::size_t description_limit) {
  if (!says_something(shape)) return std::nullopt;
  Shown result;
  result.is_wrapped = !is_object(shape);
  result.spare = spare_name(shape, result.is_wrapped);
  if (result.spare.empty()) return std::nullopt;
  Writer writer(description_limit);
  if (!result.is_wrapped) {
    writer.write_object_root(shape, result.spare);
    result.legacy = writer.out;
    result.modern = std::move(writer.out);
    return result;
  }
  writer.write(shape);
  result.legacy = R"({"type":"object","properties":{"result":)" + writer.out + "}}";
  Writer root(description_limit);
  root.write_root(shape, result.spare);
  result.modern = std::move(root.out);
  return result;
}

class Outputs {
 public:
  Outputs(Definitions& definitions, const configuration::Configuration& configuration)
      : definitions_(definitions), configuration_(configuration) {
    const auto limit = configuration.limits.description_characters;
    description_limit_ =
        std::min<std::size_t>(limit.value_or(longest_description), longest_description);
  }

  std::optional<Shown> of(const ir::Tool& tool) {
    if (tool.output_schema.empty() || tool.may_give_bytes) return std::nullopt;
    // Operations share the schemas of their results.
    const auto [known, is_new] = known_.try_emplace(tool.output_schema);
    if (is_new) known->second = of(parse(tool.output_schema).root());
    return known->second;
  }

 private:
  std::optional<Shown> of(const mcp::json::Value& schema) {
    const bool is_limited = configuration_.output_schema == OutputSchema::automatic;
    const std::size_t max_bytes =
        is_limited ? small_output : std::size_t{configuration_.limits.schema_bytes};
    for (unsigned depth = configuration_.limits.schema_depth; depth > 0; --depth) {
      // No schema takes less than `"a":{}`.
      const ResultLimits limits{depth, max_bytes / 6};
      bool was_cut = false, was_large = false;
      const ResultShape shape = read_result(schema, definitions_, limits, was_cut, was_large);
      if (is_limited && (was_cut || was_large)) return std::nullopt;
      auto shown = was_large ? std::nullopt : show(shape, description_limit_);
      if (shown && shown->legacy.size() <= max_bytes) {
        shown->is_cut = was_cut;
        return shown;
      }
      if (is_limited || (!shown && !was_large)) return std::nullopt;
    }
    return std::nullopt;
  }

  Definitions& definitions_;
  const configuration::Configuration& configuration_;
  std::size_t description_limit_;
  std::unordered_map<std::string_view, std::optional<Shown>> known_;
};

}  // namespace

void add_output_schemas(ir::Server& server, const configuration::Configuration& configuration,
                        Diagnostics& diagnostics) {
  if (configuration.output_schema == OutputSchema::never) return;
  Definitions definitions(server);
  Outputs outputs(definitions, configuration);
  std::size_t taken = 0;
  for (const ir::Tool& tool : server.tools) taken += ir::size_of(tool);
  lower::ToolsBudget budget(diagnostics, taken);
  for (ir::Tool& tool : server.tools) {
    const auto shown = outputs.of(tool);
    if (!shown) continue;
    const std::size_t size = shown->legacy.size() + shown->modern.size();
    if (!budget.take(size * tool.listings.size(), tool.origin, tool.pointer)) return;
    for (ir::Listing& listing : tool.listings) {
      listing.output_schema_legacy = shown->legacy;
      listing.output_schema_modern = shown->modern;
      listing.wraps_result = shown->is_wrapped;
      listing.spare_member = shown->spare;
      listing.output_is_cut = shown->is_cut;
    }
  }
}

}  // namespace mcpcc::profile
