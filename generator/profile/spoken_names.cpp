#include "profile/spoken_names.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "profile/definitions.h"
#include "profile/keyword.h"
#include "profile/shape.h"
#include "support/text.h"

namespace mcpcc::profile {

using mcp::json::Member;
using mcp::json::Value;

namespace {

using Names = std::set<std::string_view>;

constexpr std::size_t most_names = 100;
constexpr std::size_t most_repeated = std::size_t{16} * 1024;

constexpr std::array<std::string_view, 9> speaking = {"required",
                                                      "dependentRequired",
                                                      "dependentSchemas",
                                                      "if",
                                                      "then",
                                                      "else",
                                                      "not",
                                                      "propertyNames",
                                                      "anyOf"};

std::span<const Member> members_of(const Value* value) {
  return value != nullptr && value->is_object() ? value->members() : std::span<const Member>();
}

std::span<const Value> items_of(const Value* value) {
  return value != nullptr && value->is_array() ? value->items() : std::span<const Value>();
}

void add_strings(Names& names, const Value* list) {
  for (const Value& name : items_of(list)) {
    if (name.is_string()) names.insert(name.string());
  }
}

// Which its `properties` describe, and those of the parts of its `allOf`.
void add_described(Names& names, const Value& schema) {
  if (!schema.is_object()) return;
  for (const Member& property : members_of(schema.find("properties"))) names.insert(property.key);
  for (const Value& part : items_of(schema.find("allOf"))) add_described(names, part);
}

void add_required(Names& names, const Value& schema) {
  add_strings(names, schema.find("required"));
  for (const Member& entry : members_of(schema.find("dependentRequired"))) {
    names.insert(entry.key);
    add_strings(names, &entry.value);
  }
  for (const Member& entry : members_of(schema.find("dependentSchemas"))) names.insert(entry.key);
}

// All that a schema in a condition speaks of.
void add_all(Names& names, const Value& schema) {
  if (!schema.is_object()) return;
  for (const Member& property : members_of(schema.find("properties"))) names.insert(property.key);
  add_required(names, schema);
  for (const std::string_view key : {"allOf", "anyOf", "oneOf"}) {
    for (const Value& part : items_of(schema.find(key))) add_all(names, part);
  }
  for (const std::string_view key : {"if", "then", "else"}) {
    if (const Value* part = schema.find(key)) add_all(names, *part);
  }
  for (const Member& entry : members_of(schema.find("dependentSchemas"))) {
    add_all(names, entry.value);
  }
  if (const Value* part = schema.find("not")) add_described(names, *part);
}

// The texts of `enum` or `const`; empty: it says something else, too.
Names listed_names(const Value* schema) {
  Names names;
  if (schema == nullptr || !schema->is_object()) return names;
  for (const Member& member : schema->members()) {
    if (member.key == "enum") {
      add_strings(names, &member.value);
    } else if (member.key == "const" && member.value.is_string()) {
      names.insert(member.value.string());
    } else if (member.key != "description" && member.key != "title" && member.key != "type") {
      return {};
    }
  }
  return names;
}

const Value* described(const Value* schema, std::string_view name) {
  const Value* properties =
      schema == nullptr || !schema->is_object() ? nullptr : schema->find("properties");
  return properties == nullptr || !properties->is_object() ? nullptr : properties->find(name);
}

// Recursion follows the nesting of schemas, which is bounded.
class Writing {
 public:
  std::string run(std::string schema) {
    const bool is_spoken_of = std::any_of(speaking.begin(), speaking.end(), [&](auto key) {
      return schema.find('"' + std::string(key) + '"') != std::string::npos;
    });
    if (!is_spoken_of) return schema;
    const auto document = parse(schema);
    write(document.root(), {});
    return has_new_names_ ? std::move(out_) : std::move(schema);
  }

 private:
  /// `known`: names that schemas around it describe, which are about the same value.
  void write(const Value& schema, Names known) {
    if (!schema.is_object()) {
      out_ += schema.raw();
      return;
    }
    const Names listed = listed_names(schema.find("propertyNames"));
    Names fresh = names_in(schema, known, listed);
    add_described(known, schema);
    known.insert(fresh.begin(), fresh.end());
    const bool is_closed =
        !listed.empty() && std::all_of(listed.begin(), listed.end(),
                                       [&](std::string_view name) { return known.contains(name); });
    out_ += '{';
    bool first = true;
    for (const Member& member : schema.members()) {
      const std::string_view key = member.key;
      if (is_closed &&
          (key == "propertyNames" || key == "additionalProperties" || key == "patternProperties")) {
        continue;
      }
      write_key(key, first);
      if (key == "properties" && member.value.is_object()) {
        write_properties(&member.value, std::exchange(fresh, {}), schema);
      } else {
        write_member(member, known);
      }
    }
    if (!fresh.empty()) {
      write_key("properties", first);
      write_properties(nullptr, fresh, schema);
    }
    if (is_closed) {
      write_key("additionalProperties", first);
      out_ += "false";
      has_new_names_ = true;
    }
    out_ += '}';
  }

  // What `schema` speaks of and nothing describes.
  static Names names_in(const Value& schema, const Names& known, const Names& listed) {
    const Value* others = schema.find("additionalProperties");
    const bool has_patterns = schema.find("patternProperties") != nullptr;
    const bool is_closed = others != nullptr && is_never(*others);
    if (is_closed && !has_patterns) return {};
    Names names = listed;
    add_required(names, schema);
    for (const std::string_view key : {"if", "then", "else"}) {
      if (const Value* part = schema.find(key)) add_all(names, *part);
    }
    for (const Member& entry : members_of(schema.find("dependentSchemas"))) {
      add_all(names, entry.value);
    }
    if (const Value* part = schema.find("not")) add_described(names, *part);
    for (const std::string_view key : {"anyOf", "oneOf"}) {
      for (const Value& alternative : items_of(schema.find(key))) {
        if (!alternative.is_object()) continue;
        Names required, own;
        add_required(required, alternative);
        add_described(own, alternative);
        std::set_difference(required.begin(), required.end(), own.begin(), own.end(),
                            std::inserter(names, names.end()));
      }
    }
    Names described_ones = known;
    add_described(described_ones, schema);
    std::erase_if(names, [&](std::string_view name) { return described_ones.contains(name); });
    if (names.size() > most_names) return {};
    return names;
  }

  void write_key(std::string_view key, bool& first) {
    if (!std::exchange(first, false)) out_ += ',';
    append_json_string(out_, key);
    out_ += ':';
  }

  void write_properties(const Value* properties, const Names& fresh, const Value& schema) {
    out_ += '{';
    bool first = true;
    for (const Member& property : members_of(properties)) {
      write_key(property.key, first);
      write(property.value, {});
    }
    for (const std::string_view name : fresh) {
      has_new_names_ = true;
      write_key(name, first);
      write_fresh(name, schema);
    }
    out_ += '}';
  }

  // What holds for such a member whatever the others are.
  void write_fresh(std::string_view name, const Value& schema) {
    const Value* others = schema.find("additionalProperties");
    if (others != nullptr && !is_never(*others) && schema.find("patternProperties") == nullptr) {
      return repeat(*others);
    }
    const Value* then = described(schema.find("then"), name);
    const Value* otherwise = described(schema.find("else"), name);
    if (schema.find("if") != nullptr && then != nullptr && otherwise != nullptr) {
      if (then->raw() == otherwise->raw()) return repeat(*then);
      if (repeated_ + then->raw().size() + otherwise->raw().size() <= most_repeated) {
        out_ += R"({"anyOf":[)";
        repeat(*then);
        out_ += ',';
        repeat(*otherwise);
        out_ += "]}";
        return;
      }
    }
    // Of what is said in one case, only the words hold in all.
    const Value* one = then != nullptr ? then : otherwise;
    for (const Member& entry : members_of(schema.find("dependentSchemas"))) {
      if (one == nullptr) one = described(&entry.value, name);
    }
    const Value* type = one == nullptr || !one->is_object() ? nullptr : one->find("type");
    const Value* description =
        one == nullptr || !one->is_object() ? nullptr : one->find("description");
    std::string said;
    if (description != nullptr && description->is_string()) said = description->string();
    if (type != nullptr && type->is_string()) {
      said += (said.empty() ? "(" : " (") + std::string(type->string()) + " in some cases)";
    }
    out_ += '{';
    bool first = true;
    if (!said.empty()) {
      write_key("description", first);
      append_json_string(out_, said);
    }
    out_ += '}';
  }

  void repeat(const Value& schema) {
    repeated_ += schema.raw().size();
    if (repeated_ > most_repeated) {
      out_ += "{}";
    } else {
      write(schema, {});
    }
  }

  void write_member(const Member& member, const Names& known) {
    const std::string_view key = member.key;
    const Keyword* keyword = find_keyword(key);
    // What no language of models has is not shown, so that its names need no place in it.
    const bool is_shown = key == "allOf" || key == "anyOf" || key == "oneOf" || key == "items" ||
                          key == "prefixItems" || key == "additionalProperties";
    if (keyword == nullptr || !is_shown) {
      out_ += member.value.raw();
    } else if (keyword->holds == Holds::schema) {
      write(member.value, {});
    } else {
      out_ += '[';
      for (const Value& item : items_of(&member.value)) {
        if (&item != &items_of(&member.value).front()) out_ += ',';
        write(item, keyword->about == About::same_value ? known : Names());
      }
      out_ += ']';
    }
  }

  std::string out_;
  std::size_t repeated_ = 0;
  bool has_new_names_ = false;
};

}  // namespace

std::string describe_spoken_names(std::string schema) { return Writing().run(std::move(schema)); }

}  // namespace mcpcc::profile
