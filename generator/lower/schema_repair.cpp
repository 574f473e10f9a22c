#include "lower/schema_repair.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "lower/schema_default.h"
#include "lower/schema_keyword.h"
#include "lower/schema_values.h"
#include "lower/text.h"
#include "source/scalar.h"

namespace mcpcc::lower {

using source::Member;
using source::Node;

namespace {

struct Meaning {
  std::string_view written, type;
};

// Names of types from programming languages, databases and other schema languages, and formats that
// stand where a type should. `any` and the like say nothing: an empty type.
constexpr std::array<Meaning, 42> meanings = {{
    {"any", ""},           {"bigint", "integer"},   {"binary", "string"},
    {"bool", "boolean"},   {"byte", "string"},      {"char", "string"},
    {"date", "string"},    {"date-time", "string"}, {"datetime", "string"},
    {"decimal", "number"}, {"dict", "object"},      {"dictionary", "object"},
    {"double", "number"},  {"email", "string"},     {"enum", "string"},
    {"file", "string"},    {"float", "number"},     {"float32", "number"},
    {"float64", "number"}, {"guid", "string"},      {"hash", "object"},
    {"int", "integer"},    {"int32", "integer"},    {"int64", "integer"},
    {"list", "array"},     {"long", "integer"},     {"map", "object"},
    {"mixed", ""},         {"none", "null"},        {"num", "number"},
    {"numeric", "number"}, {"password", "string"},  {"short", "integer"},
    {"str", "string"},     {"struct", "object"},    {"text", "string"},
    {"time", "string"},    {"timestamp", "string"}, {"uint", "integer"},
    {"uri", "string"},     {"url", "string"},       {"uuid", "string"},
}};

constexpr std::array<std::string_view, 7> types = {"array",  "boolean", "integer", "null",
                                                   "number", "object",  "string"};

bool is_one_of(std::string_view word, const auto& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// The type that a name means, however it is capitalised; nullopt: nobody knows.
std::optional<std::string_view> meant_type(std::string_view written) {
  const std::string lower = lower_case(written);
  for (const auto type : types) {
    if (type == lower) return type;
  }
  for (const auto& meaning : meanings) {
    if (meaning.written == lower) return meaning.type;
  }
  return std::nullopt;
}

// Keywords whose value is a number or a boolean (JSON Schema 2020-12 validation, section 6).
constexpr std::array<std::string_view, 13> number_keywords = {
    "exclusiveMaximum", "exclusiveMinimum", "maxContains", "maxItems", "maxLength",
    "maxProperties",    "maximum",          "minContains", "minItems", "minLength",
    "minProperties",    "minimum",          "multipleOf"};
constexpr std::array<std::string_view, 5> flag_keywords = {"deprecated", "nullable", "readOnly",
                                                           "uniqueItems", "writeOnly"};

std::uint64_t place_of(const Node& value) {
  const Span at = value.span();
  return (std::uint64_t{at.file} << 32) | at.begin;
}

}  // namespace

// One schema: its members, some of them changed.
class SchemaRepair::Repair {
 public:
  Repair(SchemaRepair& context, const Node& schema) : context_(context), schema_(schema) {}

  // nullptr: nothing is wrong.
  const Node* run() {
    for (const Member& member : schema_.members()) {
      members_.push_back(member);
      if (!read(members_.back())) members_.pop_back();
    }
    read_older();
    add_required();
    read_const();
    read_enum();
    if (schema_.find("default") != nullptr) read_default();
    return is_changed_ ? make() : nullptr;
  }

 private:
  void report(const Rule& rule, const Node& value, std::string detail,
              const ledger::Outcome& outcome = ledger::outcomes::keyword_repaired) {
    report(rule, value, value, std::move(detail), outcome);
  }

  // `at` is a part of `value`, that of a keyword.
  void report(const Rule& rule, const Node& value, const Node& at, std::string detail,
              const ledger::Outcome& outcome) {
    is_changed_ = true;
    context_.diagnostics_.report(rule, at.span(), {}, std::move(detail));
    context_.losses_.push_back(ledger::loss(outcome, {}, value.span()));
  }

  const Node* make() {
    auto& nodes = context_.nodes_;
    return nodes.keep(nodes.object(members_, schema_.span()));
  }

  void converted(const Member& member, std::string_view wanted) {
    report(rules::openapi_value_converted, member.value,
           "`" + std::string(member.key) + "`: expected " + std::string(wanted) + ", found " +
               std::string(describe(member.value.kind())));
  }

  // False: the member is left out.
  bool read(Member& member) {
    if (member.key == "type") return read_type(member);
    if (member.value.is_string()) {
      read_text(member);
    } else if (member.key == "enum" && !member.value.is_array() && !member.value.is_object()) {
      in_array(member);
    }
    check_version(member);
    return true;
  }

  // JSON Schema before 2019-09 and 2020-12: what is split since then, and what got another name.
  void read_older() {
    const Node* items = schema_.find("items");
    const bool is_tuple = items != nullptr && items->is_array();
    std::vector<Member> split;
    std::erase_if(members_, [&](Member& member) {
      if (member.key == "items" && is_tuple) {
        older(member.value, "`items` of several, which is `prefixItems`");
        split.push_back(context_.nodes_.member("prefixItems", member.value));
      } else if (member.key == "additionalItems" && is_tuple) {
        older(member.value, "`additionalItems`, which is `items`");
        split.push_back(context_.nodes_.member("items", member.value));
      } else if (member.key == "dependencies" && member.value.is_object()) {
        older(member.value, "`dependencies`, which is `dependentRequired` and `dependentSchemas`");
        split_dependencies(member.value, split);
      } else {
        return false;
      }
      return true;
    });
    members_.insert(members_.end(), split.begin(), split.end());
  }

  void older(const Node& value, std::string detail) {
    report(rules::schema_other_version, value, std::move(detail));
  }

  void split_dependencies(const Node& dependencies, std::vector<Member>& split) {
    std::vector<Member> required, schemas;
    for (const Member& member : dependencies.members()) {
      (member.value.is_array() ? required : schemas).push_back(member);
    }
    const auto add = [&](std::string_view key, const std::vector<Member>& members) {
      if (members.empty() || schema_.find(key) != nullptr) return;
      split.push_back(
          context_.nodes_.member(key, context_.nodes_.object(members, dependencies.span())));
    };
    add("dependentRequired", required);
    add("dependentSchemas", schemas);
  }

  void in_array(Member& member) {
    converted(member, "an array");
    member.value = context_.nodes_.array({member.value}, member.value.span());
  }

  void read_text(Member& member) {
    if (member.key == "required" || member.key == "enum") {
      in_array(member);
    } else if (is_one_of(member.key, number_keywords)) {
      to_number(member);
      // Of 3.0, where they are flags.
      if (member.key.starts_with("exclusive") && member.value.is_string()) to_boolean(member);
    } else if (is_one_of(member.key, flag_keywords)) {
      to_boolean(member);
    }
  }

  void to_number(Member& member) {
    const Node value = member.value;
    if (!source::is_json_number(value.string())) return;
    converted(member, "a number");
    member.value = context_.nodes_.number(value.string(), value.span());
  }

  void to_boolean(Member& member) {
    const Node value = member.value;
    if (value.string() != "true" && value.string() != "false") return;
    converted(member, "a boolean");
    member.value = context_.nodes_.boolean(value.string() == "true", value.span());
  }

  void check_version(const Member& member) {
    const bool is_before_3_1 = context_.version_ < openapi::Version::v3_1;
    const bool is_exclusive = member.key == "exclusiveMinimum" || member.key == "exclusiveMaximum";
    if (is_exclusive && (is_before_3_1 ? member.value.is_number() : member.value.is_boolean())) {
      report(rules::schema_other_version, member.value,
             "`" + std::string(member.key) + "` as in " + (is_before_3_1 ? "3.1" : "3.0"));
    }
    if (member.key == "nullable" && member.value.is_boolean() && member.value.boolean() &&
        context_.version_ != openapi::Version::v3_0) {
      report(rules::schema_other_version, member.value, "`nullable` as in 3.0");
    }
  }

  bool read_type(Member& member) {
    const Node value = member.value;
    if (value.is_string()) {
      if (is_one_of(value.string(), types)) return true;
      const auto type = meant(value);
      if (!type) return true;
      member.value = context_.nodes_.string(*type, value.span());
      return !type->empty();
    }
    if (!value.is_array()) return true;
    if (context_.version_ < openapi::Version::v3_1) {
      report(rules::schema_other_version, value, "`type` of several as in 3.1");
    }
    std::vector<Node> items;
    for (const Node& item : value.items()) {
      const bool is_wrong = item.is_string() && !is_one_of(item.string(), types);
      const auto type = is_wrong ? meant(item) : std::nullopt;
      if (type && type->empty()) return false;  // any
      items.push_back(type ? context_.nodes_.string(*type, item.span()) : item);
    }
    member.value = context_.nodes_.array(items, value.span());
    return true;
  }

  std::optional<std::string_view> meant(const Node& written) {
    const auto type = meant_type(written.string());
    if (!type) return std::nullopt;
    report(rules::schema_type, written,
           "`" + visible(written.string()) + "` is taken for " +
               (type->empty() ? "any value" : "`" + std::string(*type) + "`"));
    return type;
  }

  // A default of another type is the value of the right one with the same text, if there is one,
  // and else none.
  void read_default() {
    const auto is_default = [](const Member& member) { return member.key == "default"; };
    const auto member = std::find_if(members_.begin(), members_.end(), is_default);
    const auto is_type = [](const Member& other) { return other.key == "type"; };
    const auto type = std::find_if(members_.begin(), members_.end(), is_type);
    if (type != members_.end() && type->value.is_string()) {
      convert_default(*member, type->value.string());
    }
    const Node& schema = is_changed_ ? *make() : schema_;
    const std::string expected =
        expected_default(schema, member->value, context_.is_nullable(schema));
    if (expected.empty()) return;
    report(rules::schema_default, member->value,
           "found " + shown_value(member->value) + ", expected " + expected,
           ledger::outcomes::default_left_out);
    members_.erase(member);
  }

  void convert_default(Member& member, std::string_view type) {
    const auto meant = as_type(context_.nodes_, context_.sources_, member.value, type);
    if (!meant) return;
    converted(member, meant->is_string()    ? "a string"
                      : meant->is_boolean() ? "a boolean"
                                            : "a number");
    member.value = *meant;
  }

  std::vector<Member>::iterator find(std::string_view key) {
    return std::find_if(members_.begin(), members_.end(),
                        [&](const Member& member) { return member.key == key; });
  }

  // Empty: any.
  std::vector<std::string_view> allowed_types() {
    std::vector<std::string_view> result;
    const auto type = find("type");
    if (type == members_.end() || !is_types(type->value)) return result;
    if (type->value.is_string()) {
      result.push_back(type->value.string());
    } else {
      for (const Node& name : type->value.items()) result.push_back(name.string());
    }
    if (context_.is_nullable(is_changed_ ? *make() : schema_)) result.push_back("null");
    return result;
  }

  void read_const() {
    if (schema_.find("const") == nullptr) return;
    const auto member = find("const");
    const auto allowed = allowed_types();
    const ListedValues read =
        read_listed(context_.nodes_, context_.sources_, {&member->value, 1}, allowed);
    report_listed(member->value, read, allowed);
    if (!read.kept.empty()) member->value = read.kept.front();
  }

  void read_enum() {
    if (schema_.find("enum") == nullptr) return;
    const auto member = find("enum");
    const Node list = member->value;
    if (!list.is_array()) return;
    if (list.items().empty()) {
      report(rules::schema_enum, list, "there is none, so it is left out",
             ledger::outcomes::enum_empty);
      members_.erase(member);
      return;
    }
    const auto allowed = allowed_types();
    const ListedValues read =
        read_listed(context_.nodes_, context_.sources_, list.items(), allowed);
    report_listed(list, read, allowed);
    const bool is_same = read.converted.empty() && read.kept.size() == list.items().size();
    // Where nothing can be given, that is what the document says.
    if (is_same || read.kept.empty()) return;
    member->value = context_.nodes_.array(read.kept, list.span());
    is_changed_ = true;
  }

  void report_listed(const Node& value, const ListedValues& read,
                     const std::vector<std::string_view>& allowed) {
    const auto first_of = [](const std::vector<Node>& values) {
      std::string text = shown_value(values.front());
      if (values.size() > 1) text += " and " + std::to_string(values.size() - 1) + " more";
      return text;
    };
    if (!read.converted.empty()) {
      report(rules::schema_enum, value, read.converted.front(),
             first_of(read.converted) + ", read as " + std::string(read.type),
             ledger::outcomes::keyword_repaired);
    }
    if (read.refused.empty()) return;
    std::string expected;
    for (const auto type : allowed)
      expected += (expected.empty() ? "" : " or ") + std::string(type);
    report(rules::schema_enum, value, read.refused.front(),
           first_of(read.refused) + " can never be given, expected " + expected,
           ledger::outcomes::enum_never);
  }

  // JSON Schema draft 3 and many documents say `required: true` in the property itself.
  void add_required() {
    const Node* properties = schema_.find("properties");
    if (properties == nullptr || !properties->is_object()) return;
    std::vector<Node> names;
    for (const Member& property : properties->members()) {
      const Node* required = property.value.find("required");
      if (required == nullptr || !required->is_boolean()) continue;
      context_.reported_.insert(place_of(*required));
      report(rules::schema_required, *required, "`" + visible(property.key) + "`");
      if (required->boolean()) {
        names.push_back(context_.nodes_.string(property.key, required->span()));
      }
    }
    if (names.empty()) return;
    for (Member& member : members_) {
      if (member.key != "required") continue;
      if (!member.value.is_array()) return;
      std::vector<Node> all(member.value.items().begin(), member.value.items().end());
      all.insert(all.end(), names.begin(), names.end());
      member.value = context_.nodes_.array(all, member.value.span());
      return;
    }
    members_.push_back(
        context_.nodes_.member("required", context_.nodes_.array(names, names.front().span())));
  }

  SchemaRepair& context_;
  const Node& schema_;
  std::vector<Member> members_;
  bool is_changed_ = false;
};

const Node& SchemaRepair::repaired(const Node& schema) {
  if (schema.members().empty()) return schema;
  const auto [entry, is_new] = repaired_.try_emplace(schema.members().data(), nullptr);
  // References are known by where they stand, so what has one is not made anew.
  const bool is_reference = schema.find("$ref") != nullptr || schema.find("$dynamicRef") != nullptr;
  if (is_new && !is_reference) entry->second = Repair(*this, schema).run();
  return entry->second == nullptr ? schema : *entry->second;
}

bool SchemaRepair::is_nullable(const Node& schema) const {
  if (is_true(schema, "nullable")) return true;
  return version_ == openapi::Version::v2_0 && is_true(schema, "x-nullable");
}

bool SchemaRepair::is_nullable_reference(const Node& schema) {
  if (version_ < openapi::Version::v3_1 || !is_true(schema, "nullable")) return false;
  const Node* nullable = schema.find("nullable");
  if (reported_.insert(place_of(*nullable)).second) {
    diagnostics_.report(rules::schema_other_version, nullable->span(), {}, "`nullable` as in 3.0");
  }
  return true;
}

bool SchemaRepair::is_reported(const Node& value) const {
  return reported_.contains(place_of(value));
}

}  // namespace mcpcc::lower
