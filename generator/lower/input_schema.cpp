#include "lower/input_schema.h"

#include <algorithm>
#include <utility>

#include "support/text.h"

namespace mcpcc::lower {

namespace {

class Writer {
 public:
  Writer(const std::vector<Property>& properties, SchemaLowering& schemas)
      : properties_(properties), schemas_(schemas) {}

  SchemaText write() {
    std::string& out = text_.text;
    std::string required;
    out = R"({"type":"object","properties":{)";
    for (const auto& property : properties_) {
      if (&property != &properties_.front()) out += ',';
      append_json_string(out, property.name);
      out += ':';
      if (property.choices.empty()) {
        // `allowEmptyValue` allows what the schema need not.
        if (property.may_be_empty) out += R"({"anyOf":[)";
        append_original(property.schema, property.annotations, property.equal, &property);
        if (property.may_be_empty) {
          out += R"(,{"description":"Sends the name without a value.","const":""}]})";
        }
      } else {
        out += choice_schema(property);
      }
      if (!property.required) continue;
      if (!required.empty()) required += ',';
      append_json_string(required, property.name);
    }
    out += '}';
    if (!required.empty()) out += R"(,"required":[)" + required + ']';
    out += R"(,"additionalProperties":false)";
    append_conditions();
    out += '}';
    out.shrink_to_fit();  // kept for each tool until the end
    return std::move(text_);
  }

 private:
  void append_original(const source::Node* schema, const SchemaAnnotations& annotations,
                       const std::vector<const source::Node*>& equal,
                       const Property* property = nullptr) {
    const std::size_t begin = text_.text.size();
    const SchemaText text = schemas_.original(schema, annotations);
    text_.text += text.text;
    const std::size_t first = text_.origins.size();
    if (property != nullptr) {
      append_places(*property, begin + (text.origins.empty() ? 0 : text.origins.front().offset));
    }
    append_origins(text.origins, begin);
    for (const source::Node* other : equal) {
      const SchemaText same = schemas_.original(other, annotations);
      if (same.text == text.text) append_origins(same.origins, begin);
    }
    if (equal.empty()) return;
    std::stable_sort(text_.origins.begin() + static_cast<std::ptrdiff_t>(first),
                     text_.origins.end(),
                     [](const auto& a, const auto& b) { return a.offset < b.offset; });
  }

  void append_origins(const SchemaOrigins& origins, std::size_t begin) {
    for (const auto& origin : origins) {
      text_.origins.push_back(origin);
      text_.origins.back().offset += begin;
    }
  }

  // What says the annotations, which stand in the text of the schema.
  void append_places(const Property& property, std::size_t offset) {
    SchemaOrigin origin{offset, {}, true};
    for (const source::Node* place : {property.reference, property.place}) {
      if (place == nullptr || !place->is_object() || place->members().empty()) continue;
      origin.schema = *place;
      origin.lacks_description = place != property.reference && property.reference != nullptr;
      text_.origins.push_back(origin);
    }
  }

  // What `body` must be by the media type that is chosen. Without a choice, or with null for none,
  // it is the first.
  void append_conditions() {
    std::string& out = text_.text;
    bool is_first = true;
    for (const auto& property : properties_) {
      for (const auto& alternative : property.alternatives) {
        const bool is_default = &alternative == &property.alternatives.front();
        out += std::exchange(is_first, false) ? R"(,"allOf":[)" : ",";
        out += R"({"if":{"properties":{"content_type":{"enum":[)";
        for (const auto& name : alternative.media_types) {
          if (&name != &alternative.media_types.front()) out += ',';
          append_json_string(out, name);
        }
        out += is_default ? R"(,null]}}})" : R"(]}},"required":["content_type"]})";
        out += R"(,"then":{"properties":{"body":)";
        append_original(alternative.schema, {}, alternative.equal);
        out += "}}}";
      }
    }
    if (!is_first) out += ']';
  }

  static std::string choice_schema(const Property& property) {
    std::string result = R"({"type":"string","description":)";
    append_json_string(result, property.annotations.description);
    result += R"(,"enum":[)";
    for (const auto& choice : property.choices) {
      if (&choice != &property.choices.front()) result += ',';
      append_json_string(result, choice);
    }
    return result + "]}";
  }

  const std::vector<Property>& properties_;
  SchemaLowering& schemas_;
  SchemaText text_;
};

}  // namespace

SchemaText input_schema(const std::vector<Property>& properties, SchemaLowering& schemas) {
  return Writer(properties, schemas).write();
}

}  // namespace mcpcc::lower
