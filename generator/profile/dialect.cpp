#include "profile/dialect.h"

#include <algorithm>
#include <utility>

#include "profile/alternatives.h"
#include "profile/marks.h"
#include "profile/outline.h"
#include "support/text.h"

namespace mcpcc::profile {

namespace {

constexpr std::string_view as_json_text =
    "values of any shape are JSON text in a string, as every value needs one type that is "
    "described";

bool is_one(std::uint8_t types) { return (types & (types - 1)) == 0; }

bool accepts_null(const Shape& shape) {
  if ((shape.types & null_type) == 0) return false;
  if (shape.values &&
      std::find(shape.values->begin(), shape.values->end(), "null") == shape.values->end()) {
    return false;
  }
  return shape.alternatives.empty() ||
         std::any_of(shape.alternatives.begin(), shape.alternatives.end(), accepts_null);
}

// Whether `shape` may have a string that begins with `json:` and refuse it in quotation marks with
// another `json:` before it.
bool restricts_json(const Shape& shape) {
  if ((shape.types & string_type) == 0) return false;
  if (shape.values) {
    return std::any_of(shape.values->begin(), shape.values->end(),
                       [](const auto& value) { return value.starts_with(R"("json:)"); });
  }
  return shape.limits.contains("pattern") || shape.limits.contains("format") ||
         std::any_of(shape.alternatives.begin(), shape.alternatives.end(), restricts_json);
}

void append_description(std::string& out, const std::string& description) {
  if (description.empty()) return;
  out += ",\"description\":";
  append_json_string(out, description);
}

// Whether there may be members that `shape` does not name.
bool has_others(const Shape& shape) {
  if (shape.dropped.contains("patternProperties")) return true;
  const auto unevaluated = shape.dropped.find("unevaluatedProperties");
  const bool are_refused = unevaluated != shape.dropped.end() && unevaluated->second.empty();
  return !are_refused && shape.others != Shape::Others::forbidden;
}

struct Text {
  std::vector<std::string> schemas;  // alternatives; none: the language cannot say it
  Marks marks;
  std::string description = {};  // of all alternatives together
  bool lacks_values = false;     // some have no schema
  std::string lacking = {};      // what those are, as far as it can be told
  bool lacks_others = false;     // an object is closed, and the document's is not

  std::string schema() const {
    if (schemas.size() == 1 && description.empty()) return schemas.front();
    std::string out = R"({"anyOf":[)";
    for (const auto& schema : schemas) {
      if (&schema != &schemas.front()) out += ',';
      out += schema;
    }
    out += ']';
    append_description(out, description);
    return out + '}';
  }
};

constexpr std::size_t most_outline = 400;  // bytes of what is said of JSON text

// Whether `shape` says more than can stand in a description word by word.
bool has_parts(const Shape& shape) {
  return !shape.properties.empty() || !shape.alternatives.empty() || !shape.items.empty();
}

struct Budget {
  std::size_t depth;
  bool keeps_enums = true;
};

// Recursion follows the nesting of the shape, which is bounded.
class Lowering {
 public:
  Lowering(const Dialect& dialect, Budget budget) : dialect_(dialect), budget_(budget) {}

  bool fits() const {
    return properties_ <= dialect_.max_properties && enum_values_ <= dialect_.max_enum_values &&
           characters_ <= dialect_.max_characters;
  }

  Dialected run(const Shape& root) {
    Text text = write_object(root, {}, {}, false, 1);
    Dialected result{text.schema(), rewrites_of(text.marks), std::move(changes_)};
    return result;
  }

 private:
  void change(std::string text) { changes_.insert(std::move(text)); }

  // The value at `pointer`: as the language has it, or else as JSON text. `is_optional`: null
  // stands for its absence.
  Text write(const Shape& shape, const std::string& pointer, bool is_optional, std::size_t depth) {
    const std::size_t properties = properties_, enum_values = enum_values_;
    const std::size_t characters = characters_;
    Text text = write_value(shape, pointer, is_optional, depth);
    if (text.schemas.empty()) {
      properties_ = properties;
      enum_values_ = enum_values;
      characters_ = characters;
      return write_json_text(shape, pointer, is_optional);
    }
    Mark mark{.null_is_absent = is_optional,
              .accepts_null = accepts_null(shape),
              .restricts_json = restricts_json(shape)};
    const bool lacks_null = is_optional && mark.accepts_null;
    if (lacks_null) {
      change("null is `json:null` where null alone stands for a member that is left out");
    }
    if (text.lacks_values) {
      change("alternatives that cannot be described are JSON text after `json:`");
    }
    if (text.lacks_others) {
      change(
          "objects with members that the document does not name are JSON text after `json:`, as "
          "objects are closed");
    }
    if (lacks_null || text.lacks_others || text.lacks_values) {
      const std::string_view what = text.lacks_values    ? "another value"
                                    : !text.lacks_others ? "null"
                                    : lacks_null         ? "null or an object with other members"
                                                         : "an object with other members";
      std::string schema = R"({"type":"string","pattern":"^json:")";
      const std::string_view colon = text.lacking.empty() ? "" : ": ";
      append_description(schema, "(`json:` and JSON text, for " + std::string(what) +
                                     std::string(colon) + text.lacking + ')');
      text.schemas.push_back(schema + '}');
      mark.is_prefixed_json_text = true;
    }
    text.marks[pointer] = mark;
    return text;
  }

  Text write_json_text(const Shape& shape, const std::string& pointer, bool is_optional) {
    change(std::string(as_json_text));
    std::string description = described(shape, shape.types, true);
    description += description.empty() ? "" : " ";
    if (shape.values) description += one_of(*shape.values) + ' ';
    const std::uint8_t types = simplified(shape.types);
    description += types == object_type  ? "(JSON text of an object, in a string"
                   : types == array_type ? "(JSON text of an array, in a string"
                                         : "(JSON text of the value, in a string";
    const std::string parts = has_parts(shape) ? outline(shape, most_outline) : std::string();
    description += parts.empty() ? ")" : ": " + parts + ')';
    std::string schema = '{' + type_member(string_type, is_optional);
    append_description(schema, description);
    return {{schema + '}'}, {{pointer, {.null_is_absent = is_optional, .is_json_text = true}}}};
  }

  // Without schemas: the language cannot say it.
  Text write_value(const Shape& shape, const std::string& pointer, bool is_optional,
                   std::size_t depth) {
    if (!shape.alternatives.empty()) {
      // All of it would stand in each of them.
      constexpr std::size_t most = 2000;
      if (shape.alternatives.size() * (shape.properties.size() + 1) > most) return {};
      return write_alternatives(spread(shape), described(shape, any_type, false), pointer,
                                is_optional, depth);
    }
    const bool is_nullable = is_optional || (shape.types & null_type) != 0;
    const std::uint8_t types = simplified(shape.types);
    if (shape.values) return write_values(shape, types, is_nullable);
    if (types == 0) return write_null(shape);
    if (!is_one(types)) {
      if (types == simplified(any_type)) return write_untyped(shape, pointer, is_nullable, depth);
      return write_alternatives(split(shape, types), described(shape, any_type, false), pointer,
                                is_optional, depth);
    }
    if (types == object_type) {
      if (depth >= budget_.depth) return {};
      return write_object(shape, pointer, described(shape, types, false), is_nullable, depth + 1);
    }
    if (types == array_type) return write_array(shape, pointer, is_nullable, depth);
    std::string out = '{' + type_member(types, is_nullable);
    append_limits(out, shape, types);
    append_description(out, described(shape, types, false));
    return {{out + '}'}, {}};
  }

  // What says of objects how they are, and nothing of other values: those are JSON text.
  Text write_untyped(const Shape& shape, const std::string& pointer, bool is_nullable,
                     std::size_t depth) {
    if (shape.properties.empty() || depth >= budget_.depth) return {};
    Shape object = shape;
    object.types = object_type;
    Text text =
        write_object(object, pointer, described(shape, object_type, false), is_nullable, depth + 1);
    text.lacks_values = true;
    return text;
  }

  Text write_alternatives(const std::vector<Shape>& alternatives, const std::string& description,
                          const std::string& pointer, bool is_optional, std::size_t depth) {
    Text result;
    bool takes_null = is_optional;
    for (Shape alternative : alternatives) {
      takes_null = takes_null || accepts_null(alternative);
      if (!dialect_.has_nullable) alternative.types &= static_cast<std::uint8_t>(~null_type);
      if (alternative.types == 0) continue;
      // Beside `anyOf` there may be no description.
      if (dialect_.has_nullable && result.schemas.empty() && !description.empty()) {
        alternative.description =
            description + (alternative.description.empty() ? "" : " ") + alternative.description;
      }
      const Text text = write_value(alternative, pointer, false, depth);
      const bool is_any = simplified(alternative.types) == simplified(any_type);
      const bool is_scalar =
          !is_any && (alternative.types & ~(null_type | object_type | array_type)) != 0;
      Marks both = result.marks;
      const bool is_shown = !text.schemas.empty() && agree(both, text.marks);
      // Models write numbers and the like as they are.
      if (!is_shown && is_scalar) return {};
      result.lacks_values = result.lacks_values || text.lacks_values || !is_shown;
      if (!is_shown) {
        const std::string parts = outline(alternative, most_outline);
        if (!parts.empty() && result.lacking.size() < most_outline) {
          result.lacking += (result.lacking.empty() ? "" : " or ") + parts;
        }
        continue;
      }
      result.marks = std::move(both);
      result.lacks_others = result.lacks_others || text.lacks_others;
      add(result.schemas, text.schema());
    }
    if (result.schemas.empty()) return {};
    if (!dialect_.has_nullable && takes_null) add(result.schemas, R"({"type":"null"})");
    if (!dialect_.has_nullable) result.description = description;
    return result;
  }

  static void add(std::vector<std::string>& schemas, std::string schema) {
    if (std::find(schemas.begin(), schemas.end(), schema) == schemas.end()) {
      schemas.push_back(std::move(schema));
    }
  }

  Text write_values(const Shape& shape, std::uint8_t types, bool is_nullable) {
    const bool has_structures =
        std::any_of(shape.values->begin(), shape.values->end(),
                    [](const std::string& value) { return value[0] == '{' || value[0] == '['; });
    if (has_structures) return {};
    std::uint8_t written = 0;
    std::string list;
    std::size_t count = 0;
    bool is_listed = budget_.keeps_enums;
    for (const std::string& value : *shape.values) {
      const char c = value[0];
      const std::uint8_t type = c == '"'               ? string_type
                                : c == 't' || c == 'f' ? boolean_type
                                : c == 'n'             ? null_type
                                                       : number_type;
      const std::uint8_t wide = type == number_type ? number_type | integer_type : type;
      if ((types & wide) == 0) continue;
      is_listed = is_listed && (dialect_.has_all_enums || (type == string_type && value != "\"\""));
      written |= type;
      list += (list.empty() ? "" : ",") + value;
      ++count;
    }
    if (count == 0) return write_null(shape);
    if (!is_one(written)) return {};
    if (written == number_type && types == integer_type) written = integer_type;
    std::string description = described(shape, types, false);
    std::string out = '{' + type_member(written, is_nullable);
    constexpr std::size_t many = 250;
    if (count > many && list.size() > dialect_.max_enum_characters) is_listed = false;
    if (is_listed) {
      enum_values_ += count;
      characters_ += list.size();
      out += ",\"enum\":[" + list;
      if (is_nullable && !dialect_.has_nullable) out += ",null";
      out += ']';
    } else {
      change("values to choose from are named in descriptions where `enum` may not hold them");
      description += (description.empty() ? "" : " ") + one_of(*shape.values);
    }
    append_description(out, description);
    return {{out + '}'}, {}};
  }

  static std::string one_of(const std::vector<std::string>& values) {
    constexpr std::size_t most = 1000;
    std::string list;
    for (const std::string& value : values) {
      if (!list.empty()) list += ',';
      if (list.size() + value.size() > most) {
        list += "...";
        break;
      }
      list += value;
    }
    return "(one of " + list + ')';
  }

  // Nothing but null, or nothing at all.
  Text write_null(const Shape& shape) {
    std::string out = dialect_.has_nullable ? R"({"type":"string","nullable":true)"
                                            : std::string(R"({"type":"null")");
    append_description(out, described(shape, null_type, false));
    return {{out + '}'}, {}};
  }

  Text write_object(const Shape& shape, const std::string& pointer, const std::string& description,
                    bool is_nullable, std::size_t depth) {
    const bool is_root = pointer.empty();
    const bool is_open = has_others(shape);
    if (!is_root && shape.properties.empty() && (is_open || !dialect_.has_empty_objects)) {
      return {};
    }
    Text result;
    result.lacks_others = dialect_.is_closed && is_open;
    if (!dialect_.is_closed && !is_open) {
      change("`additionalProperties` is left out, as there is no such keyword");
    }
    std::string out = '{' + type_member(object_type, is_nullable);
    append_limits(out, shape, object_type);
    append_description(out, description);
    std::string properties, required;
    for (const auto& [name, property] : shape.properties) {
      const bool is_required = shape.required.contains(name);
      const bool is_optional = dialect_.is_closed && !is_required;
      if (is_optional) change("members that may be left out are null, as all are required");
      std::string below = pointer;
      append_pointer_token(below, name);
      Text text = write(property, below, is_optional, depth);
      result.marks.merge(text.marks);
      ++properties_;
      characters_ += name.size();
      if (!properties.empty()) properties += ',';
      append_json_string(properties, name);
      properties += ':' + text.schema();
      if (!is_required && !dialect_.is_closed) continue;
      if (!required.empty()) required += ',';
      append_json_string(required, name);
    }
    if (!properties.empty() || dialect_.is_closed) out += ",\"properties\":{" + properties + '}';
    if (!required.empty() || dialect_.is_closed) out += ",\"required\":[" + required + ']';
    if (dialect_.is_closed) out += ",\"additionalProperties\":false";
    result.schemas.push_back(out + '}');
    return result;
  }

  Text write_array(const Shape& shape, const std::string& pointer, bool is_nullable,
                   std::size_t depth) {
    if (depth >= budget_.depth) return {};
    static const Shape any;
    Text items =
        write(shape.items.empty() ? any : shape.items.front(), pointer + "/*", false, depth + 1);
    std::string out = '{' + type_member(array_type, is_nullable);
    append_limits(out, shape, array_type);
    append_description(out, described(shape, array_type, false));
    out += ",\"items\":" + items.schema() + '}';
    return {{std::move(out)}, std::move(items.marks)};
  }

  std::string type_member(std::uint8_t type, bool is_nullable) const {
    const std::string_view name = type == boolean_type   ? "boolean"
                                  : type == integer_type ? "integer"
                                  : type == number_type  ? "number"
                                  : type == string_type  ? "string"
                                  : type == array_type   ? "array"
                                                         : "object";
    std::string out = "\"type\":";
    if (!is_nullable) return out.append("\"").append(name).append("\"");
    if (dialect_.has_nullable) {
      return out.append("\"").append(name).append("\",\"nullable\":true");
    }
    return out.append("[\"").append(name).append("\",\"null\"]");
  }

  bool has_limit(std::string_view name) const {
    return std::find(dialect_.limits.begin(), dialect_.limits.end(), name) != dialect_.limits.end();
  }

  bool has_format(const std::string& text, std::uint8_t types) const {
    return std::any_of(dialect_.formats.begin(), dialect_.formats.end(), [&](const auto& format) {
      return (format.type & types) != 0 && text.size() == format.name.size() + 2 &&
             std::string_view(text).substr(1, format.name.size()) == format.name;
    });
  }

  void append_limits(std::string& out, const Shape& shape, std::uint8_t type) const {
    for (const auto& [name, text] : shape.limits) {
      const bool is_kept = name == "format"
                               ? has_format(text, type)
                               : has_limit(name) && (types_of_keyword(name) & type) != 0;
      if (is_kept) out += ",\"" + name + "\":" + text;
    }
  }

  // `if` and what depends on it, which says something else without it; empty: it is not known.
  static std::string condition_of(const Shape& shape) {
    std::string text = shape.dropped.find("if")->second;
    if (text.empty()) return text;
    for (const std::string_view key : {"then", "else"}) {
      const auto found = shape.dropped.find(key);
      if (found == shape.dropped.end()) continue;
      if (found->second.empty()) return {};
      text.append(", ").append(key).append(": ").append(found->second);
    }
    return text;
  }

  // What the language has no keyword for, and is about one of `types`, is said in the description,
  // in the terms of JSON Schema. With any_type: what is about no single type.
  std::string described(const Shape& shape, std::uint8_t types, bool is_json_text) {
    std::string said;
    const auto say = [&](std::string_view name, std::string_view text) {
      constexpr std::size_t longest = 200, most = 600;
      const bool is_said = !text.empty() && text.size() <= longest && said.size() <= most;
      change('`' + std::string(name) +
             (is_said ? "` is said in the description, as there is no such keyword"
                      : "` is left out, as there is no such keyword"));
      if (!is_said) return;
      if (!said.empty()) said += ", ";
      said.append(name).append(": ").append(text);
    };
    if (types != any_type || is_json_text) {
      for (const auto& [name, text] : shape.limits) {
        const bool is_kept =
            !is_json_text && (name == "format" ? has_format(text, types) : has_limit(name));
        if (!is_kept && (types_of_keyword(name) & types) != 0) say(name, text);
      }
    }
    for (const auto& [name, text] : shape.dropped) {
      const std::uint8_t about = types_of_keyword(name);
      const bool is_here =
          types == any_type && !is_json_text ? about == any_type : (about & types) != 0;
      const bool is_default = name == "uniqueItems" && text == "false";
      const bool is_of_condition =
          (name == "then" || name == "else") && shape.dropped.contains("if");
      if (!is_here || is_default || is_of_condition) continue;
      if (name == "deprecated") {
        said += said.empty() ? "deprecated" : ", deprecated";
      } else {
        say(name, name == "if" ? condition_of(shape) : text);
      }
    }
    if (said.empty()) return shape.description;
    return shape.description + (shape.description.empty() ? "(" : " (") + said + ')';
  }

  const Dialect& dialect_;
  Budget budget_;
  std::size_t properties_ = 0;
  std::size_t enum_values_ = 0;
  std::size_t characters_ = 0;
  std::set<std::string, std::less<>> changes_;
};

}  // namespace

Dialected lower_to(const Dialect& dialect, const Shape& root) {
  for (Budget budget{dialect.max_depth}; budget.depth > 1; --budget.depth) {
    Lowering lowering(dialect, budget);
    Dialected result = lowering.run(root);
    if (lowering.fits()) return result;
    // Names of choices go before whole parts do.
    if (std::exchange(budget.keeps_enums, false)) ++budget.depth;
  }
  return Lowering(dialect, {1, false}).run(root);
}

}  // namespace mcpcc::profile
