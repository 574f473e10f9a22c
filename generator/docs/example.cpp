#include <algorithm>

#include "docs/arguments.h"
#include "json/value.h"
#include "json/write.h"
#include "schema/instances/instances.h"

namespace mcpcc::docs {

namespace json = mcp::json;

namespace {

constexpr unsigned max_depth = 16;

// Writes a value for a schema. Whether the whole conforms is for the validator to say.
class Writer {
 public:
  explicit Writer(const json::Value& root) : root_(root) {}

  void value(const json::Value& schema, unsigned depth, std::string& out) const {
    if (const json::Value* given = given_value(schema)) {
      out += given->raw();
      return;
    }
    const std::string_view type = type_of(schema);
    if (depth >= max_depth) {
      out += "null";
    } else if (schema.find("$ref") == nullptr && type == "object" && is_plain_object(schema)) {
      object(schema, depth, out);
    } else if (type == "array" && schema.find("items") != nullptr && !has_alternatives(schema)) {
      out += '[';
      value(*schema.find("items"), depth + 1, out);
      out += ']';
    } else if (const std::string_view plain = plain_value(schema, type); !plain.empty()) {
      out += plain;
    } else {
      out += made(schema);
    }
  }

 private:
  // What the document gives as a value.
  static const json::Value* given_value(const json::Value& schema) {
    for (const std::string_view keyword : {"const", "default"}) {
      if (const json::Value* value = schema.find(keyword)) return value;
    }
    for (const std::string_view keyword : {"examples", "enum"}) {
      const json::Value* values = schema.find(keyword);
      if (values != nullptr && values->is_array() && !values->items().empty())
        return &values->items().front();
    }
    return nullptr;
  }

  static std::string_view type_of(const json::Value& schema) {
    const json::Value* type = schema.find("type");
    if (type != nullptr && type->is_array() && !type->items().empty())
      type = &type->items().front();
    if (type != nullptr && type->is_string()) return type->string();
    return schema.find("properties") != nullptr ? "object" : "";
  }

  static bool has_alternatives(const json::Value& schema) {
    for (const std::string_view keyword : {"anyOf", "oneOf", "allOf", "not", "if", "$ref"}) {
      if (schema.find(keyword) != nullptr) return true;
    }
    return false;
  }

  static bool is_plain_object(const json::Value& schema) {
    return !has_alternatives(schema) && schema.find("minProperties") == nullptr &&
           schema.find("dependentRequired") == nullptr && schema.find("propertyNames") == nullptr;
  }

  void object(const json::Value& schema, unsigned depth, std::string& out) const {
    out += '{';
    const json::Value* required = schema.find("required");
    const json::Value* properties = schema.find("properties");
    bool is_first = true;
    const auto member = [&](std::string_view name, const json::Value* of) {
      if (!is_first) out += ',';
      is_first = false;
      json::append_string(out, name);
      out += ':';
      if (of == nullptr) {
        out += "null";
      } else {
        value(*of, depth + 1, out);
      }
    };
    if (required != nullptr && required->is_array()) {
      for (const json::Value& name : required->items()) {
        if (name.is_string())
          member(name.string(), properties == nullptr ? nullptr : properties->find(name.string()));
      }
    }
    out += '}';
  }

  // The value of a type that nothing else is said about.
  static std::string_view plain_value(const json::Value& schema, std::string_view type) {
    for (const std::string_view keyword :
         {"pattern", "format", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum",
          "exclusiveMaximum", "multipleOf"}) {
      if (schema.find(keyword) != nullptr) return {};
    }
    if (has_alternatives(schema)) return {};
    if (type == "string") return "\"text\"";
    if (type == "integer" || type == "number") return "1";
    if (type == "boolean") return "true";
    return {};
  }

  // From the generator of instances, with the definitions that the schema can refer to.
  std::string made(const json::Value& schema) const {
    std::string text(schema.raw());
    const json::Value* definitions = root_.find("$defs");
    if (definitions != nullptr && schema.is_object() && schema.find("$defs") == nullptr) {
      const std::string own = text.substr(0, text.rfind('}'));
      text = own + (schema.members().empty() ? "" : ",") +
             "\"$defs\":" + std::string(definitions->raw()) + "}";
    }
    mcp::schema::Instances instances(text, {}, 1);
    return instances.conforming().value_or("null");
  }

  const json::Value& root_;
};

bool accepts(const mcp::schema::Schema& schema, const std::string& text) {
  const auto parsed = json::Document::parse(text);
  const auto* document = std::get_if<json::Document>(&parsed);
  return document != nullptr && schema.accepts(document->root());
}

}  // namespace

std::string example_arguments(std::string_view input_schema) {
  const auto parsed = json::Document::parse(std::string(input_schema));
  const auto* document = std::get_if<json::Document>(&parsed);
  if (document == nullptr) return {};
  const auto schema = mcp::schema::Schema::compile(input_schema);
  std::string example;
  Writer(document->root()).value(document->root(), 0, example);
  if (accepts(*schema, example)) return example;
  return mcp::schema::Instances(input_schema, {}, 1).conforming().value_or("");
}

}  // namespace mcpcc::docs
