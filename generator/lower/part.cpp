#include "lower/part.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>

#include "lower/media_type.h"
#include "lower/text.h"
#include "lower/value_shape.h"
#include "schema/regex/pattern.h"

namespace mcpcc::lower {

using ir::BodyEncoding;
using source::Node;

namespace {

namespace outcomes = ledger::outcomes;

constexpr std::size_t max_properties = 1000;
constexpr std::size_t max_patterns = 50;
constexpr int max_schemas = 200;

// OpenAPI 3.1.1, section 4.8.15.1.2: any of style, explode and allowReserved takes the place of the
// content type.
bool is_styled(const openapi::Encoding& encoding) {
  return !encoding.style.value.empty() || encoding.explode || encoding.allow_reserved;
}

void set_style(const openapi::Encoding& encoding, ir::PropertyEncoding& row, const BodyLoss& loss) {
  const std::string& style = encoding.style.value;
  row.style = style == "spaceDelimited"  ? ir::Style::space_delimited
              : style == "pipeDelimited" ? ir::Style::pipe_delimited
              : style == "tabDelimited"  ? ir::Style::tab_delimited
              : style == "deepObject"    ? ir::Style::deep_object
                                         : ir::Style::form;
  row.explode = encoding.explode.value_or(row.style == ir::Style::form ||
                                          row.style == ir::Style::deep_object);
  row.allow_reserved = encoding.allow_reserved;
  row.item_separators = encoding.item_separators;
  if (!style.empty() && style != "form" && row.style == ir::Style::form) {
    loss(outcomes::encoding_style, encoding.style.at);
  }
}

struct Property {
  std::string_view name;
  const Node* schema;
};

// A regular expression that every name matches.
constexpr std::string_view any_name = "^";

struct Properties {
  std::vector<Property> named;
  std::vector<Property> open;  // whose names are patterns; the first that matches counts

  // Of the property `name`; nullopt: nothing describes one.
  std::optional<const Node*> schema_of(std::string_view name) const {
    for (const Property& property : named) {
      if (property.name == name) return property.schema;
    }
    for (const Property& property : open) {
      const mcp::schema::regex::Pattern pattern(property.name);
      if (pattern.find(name) == mcp::schema::regex::Pattern::Match::yes) return property.schema;
    }
    return std::nullopt;
  }
};

// Those of a schema and of what it is composed of, each name once.
Properties properties_of(const resolve::Linked& linked, const Node* schema) {
  Properties result;
  const Node* rest = nullptr;
  std::set<std::string_view> names;
  std::vector<const Node*> pending{schema};
  for (int seen = 0; !pending.empty() && seen < max_schemas; ++seen) {
    const Node* next = behind_references(linked, pending.back());
    pending.pop_back();
    if (next == nullptr || !next->is_object()) continue;
    const Node* properties = next->find("properties");
    if (properties != nullptr && properties->is_object()) {
      for (const auto& member : properties->members()) {
        if (result.named.size() == max_properties) return result;
        if (names.insert(member.key).second) result.named.push_back({member.key, &member.value});
      }
    }
    const Node* patterns = next->find("patternProperties");
    if (patterns != nullptr && patterns->is_object()) {
      for (const auto& member : patterns->members()) {
        if (result.open.size() == max_patterns) break;
        if (mcp::schema::regex::Pattern(member.key).error()) continue;
        result.open.push_back({member.key, &member.value});
      }
    }
    for (const std::string_view key : {"additionalProperties", "unevaluatedProperties"}) {
      const Node* others = next->find(key);
      if (rest == nullptr && others != nullptr && others->is_object()) rest = others;
    }
    const Node* dependent = next->find("dependentSchemas");
    if (dependent != nullptr && dependent->is_object()) {
      for (const auto& member : dependent->members()) pending.push_back(&member.value);
    }
    for (const std::string_view key : {"else", "then"}) {
      if (const Node* applied = next->find(key)) pending.push_back(applied);
    }
    for (const std::string_view key : {"oneOf", "anyOf", "allOf"}) {
      const Node* list = next->find(key);
      if (list == nullptr || !list->is_array()) continue;
      for (std::size_t i = list->items().size(); i > 0; --i)
        pending.push_back(&list->items()[i - 1]);
    }
  }
  if (rest != nullptr) result.open.push_back({any_name, rest});
  return result;
}

// OpenAPI 3.1.1, section 4.8.14.1: the key of an encoding is the name of a property. A schema that
// names none may hold any.
void report_unused(const openapi::MediaType& media_type, const Properties& properties,
                   const BodyLoss& loss) {
  if (properties.named.empty() || properties.named.size() == max_properties) return;
  for (const auto& encoding : media_type.encoding) {
    if (!properties.schema_of(encoding.property.value)) {
      loss(outcomes::encoding_unused, encoding.property.at);
    }
  }
}

// What is written for one value of a property: of an array that is an item (OpenAPI 3.1.1, section
// 4.8.15.1.1).
struct Written {
  const Node* schema;
  ValueShape shape;

  bool is_structured() const { return shape == ValueShape::object || shape == ValueShape::array; }
};

Written written(const resolve::Linked& linked, const Node* schema) {
  const ValueShape shape = shape_of(linked, schema);
  if (shape != ValueShape::array) return {schema, shape};
  const Node* array = behind_references(linked, schema);
  const Node* items = array == nullptr ? nullptr : array->find("items");
  return {items, shape_of(linked, items)};
}

void set_xml(ir::PropertyEncoding& row, const Node* schema, SchemaLowering& schemas) {
  row.encoding = BodyEncoding::xml;
  schemas.keep_xml();
  row.schema = schemas.original(schema, {}).text;
}

class Parts {
 public:
  Parts(const openapi::MediaType& media_type, const resolve::Linked& linked,
        SchemaLowering& schemas, const BodyLoss& loss)
      : media_type_(media_type), linked_(linked), schemas_(schemas), loss_(loss) {}

  std::vector<ir::PropertyEncoding> run() {
    const bool has_order = essence(media_type_.name.value) == "multipart/related";
    std::vector<ir::PropertyEncoding> result;
    Properties properties = properties_of(linked_, media_type_.schema);
    report_unused(media_type_, properties, loss_);
    add_encoded(properties);
    if (const Node* items = items_of_body()) properties.open = {{any_name, items}};
    std::vector<ir::PropertyEncoding> open;
    for (const Property& property : properties.open) {
      open.push_back(part({{}, property.schema}));
      open.back().pattern = property.name;
    }
    // What is written in the default way needs no row, unless another one would be taken for it.
    const auto is_default = [](const ir::PropertyEncoding& row) {
      return row.style == ir::Style::content && row.content_type.empty() && row.headers.empty();
    };
    const bool has_open = !std::all_of(open.begin(), open.end(), is_default);
    for (const Property& property : properties.named) {
      ir::PropertyEncoding row = part(property);
      if (has_order || has_open || !is_default(row)) result.push_back(std::move(row));
    }
    if (has_open) std::move(open.begin(), open.end(), std::back_inserter(result));
    return result;
  }

 private:
  // The names that encodings have of properties that the schema leaves open.
  void add_encoded(Properties& properties) const {
    const bool is_open = properties.named.empty();
    std::set<std::string_view> names;
    for (const Property& property : properties.named) names.insert(property.name);
    for (const auto& encoding : media_type_.encoding) {
      const std::string_view name = encoding.property.value;
      if (properties.named.size() >= max_properties || !names.insert(name).second) continue;
      const auto schema = properties.schema_of(name);
      if (schema || is_open) properties.named.push_back({name, schema.value_or(nullptr)});
    }
  }

  // Of a body that is an array, which has a part for each.
  const Node* items_of_body() const {
    if (media_type_.schema == nullptr) return media_type_.item_schema;
    if (shape_of(linked_, media_type_.schema) != ValueShape::array) return nullptr;
    const Node* array = behind_references(linked_, media_type_.schema);
    return array == nullptr ? nullptr : array->find("items");
  }

  ir::PropertyEncoding part(const Property& property) {
    ir::PropertyEncoding row;
    row.name = property.name;
    row.style = ir::Style::content;
    row.explode = false;
    Written value = written(linked_, property.schema);
    // Other alternatives tell themselves apart from strings when they are sent.
    if (strings_are_bytes(linked_, property.schema)) value.shape = ValueShape::binary;
    const auto found =
        std::find_if(media_type_.encoding.begin(), media_type_.encoding.end(), [&](const auto& e) {
          return property.name.data() != nullptr && e.property.value == property.name;
        });
    if (found != media_type_.encoding.end()) {
      if (found->headers != nullptr) row.headers = headers(*found);
      if (is_styled(*found)) {
        set_style(*found, row, loss_);
        return row;
      }
      if (is_header_text(found->content_type.value)) {
        row.content_type = found->content_type.value;
      } else {
        loss_(outcomes::encoding_content_type, found->content_type.at);
      }
    }
    // OpenAPI 3.1.1, section 4.8.15.1.1: `contentType` of the encoding counts before the schema's.
    if (row.content_type.empty() && value.shape == ValueShape::binary) {
      row.content_type = bytes_media_types(linked_, property.schema);
      row.encoding = BodyEncoding::octet_stream;
      if (!row.content_type.empty()) return row;
    }
    set_encoding(row, value);
    if (row.encoding == BodyEncoding::text && value.shape == ValueShape::base64) {
      add_transfer_encoding(row, value.schema);
    }
    const bool is_written =
        found != media_type_.encoding.end() &&
        (row.encoding == BodyEncoding::text || row.encoding == BodyEncoding::xml);
    if (is_written && has_unknown_charset(row.content_type.substr(0, row.content_type.find(',')))) {
      loss_(outcomes::encoding_charset, found->content_type.at);
    }
    return row;
  }

  // OpenAPI 3.1.1, "Encoding multipart Media Types": `contentEncoding` stands for a header
  // Content-Transfer-Encoding of the part. The values that such a header can have: RFC 2045,
  // section 6.1.
  void add_transfer_encoding(ir::PropertyEncoding& row, const Node* schema) const {
    const Node* string = behind_references(linked_, schema);
    const Node* keyword = string == nullptr ? nullptr : string->find("contentEncoding");
    if (keyword == nullptr || !keyword->is_string()) return;
    const std::string encoding = essence(keyword->string());
    if (encoding != "base64" && encoding != "quoted-printable") return;
    if (lower_case(row.headers).find("content-transfer-encoding:") != std::string::npos) return;
    row.headers += "Content-Transfer-Encoding: " + encoding + "\r\n";
  }

  // The first of several content types decides: they are alternatives for one kind of value.
  void set_encoding(ir::PropertyEncoding& row, const Written& value) {
    const ValueShape shape = value.shape;
    if (row.content_type.empty()) {
      // OpenAPI 3.1.1, section 4.8.15.1.1, "Default contentType": of the other shapes the value
      // itself tells it.
      if (shape == ValueShape::binary) {
        row.encoding = BodyEncoding::octet_stream;
        row.content_type = "application/octet-stream";
      } else if (shape == ValueShape::base64) {
        row.encoding = BodyEncoding::text;
        row.content_type = "application/octet-stream";
      }
      return;
    }
    const std::string type = essence(row.content_type.substr(0, row.content_type.find(',')));
    if (is_json(type)) {
      row.encoding = BodyEncoding::json;
    } else if (is_json_lines(type) && shape != ValueShape::binary) {
      row.encoding = BodyEncoding::ndjson;
    } else if (is_xml(type) && value.is_structured()) {
      set_xml(row, value.schema, schemas_);
    } else if (shape == ValueShape::binary) {
      row.encoding = BodyEncoding::octet_stream;
    } else if (value.is_structured()) {
      row.encoding = BodyEncoding::json;
    } else if (is_text(type) || is_xml(type) || shape == ValueShape::base64 ||
               shape == ValueShape::scalar) {
      row.encoding = BodyEncoding::text;
    } else {
      row.encoding = BodyEncoding::octet_stream;
    }
  }

  // A header of a part has no argument, so only one that can have one value is sent.
  std::string headers(const openapi::Encoding& encoding) {
    std::string result;
    for (const auto& member : encoding.headers->members()) {
      const Node* schema = behind_references(linked_, member.value.find("schema"));
      const Node* value = schema == nullptr ? nullptr : schema->find("const");
      if (value == nullptr && schema != nullptr) value = schema->find("default");
      const Node* choices = schema == nullptr ? nullptr : schema->find("enum");
      if (value == nullptr && choices != nullptr && choices->is_array() &&
          choices->items().size() == 1) {
        value = &choices->items().front();
      }
      const bool is_sent = value != nullptr && (value->is_string() || value->is_number()) &&
                           is_token(member.key) && essence(member.key) != "content-type" &&
                           essence(member.key) != "content-disposition";
      const std::string text = !is_sent             ? std::string()
                               : value->is_string() ? std::string(value->string())
                                                    : std::string(value->number());
      if (!is_sent || !is_header_text(text)) {
        loss_(outcomes::part_header_open, member.key_span);
        continue;
      }
      result += std::string(member.key) + ": " + text + "\r\n";
    }
    return result;
  }

  const openapi::MediaType& media_type_;
  const resolve::Linked& linked_;
  SchemaLowering& schemas_;
  const BodyLoss& loss_;
};

}  // namespace

std::vector<ir::PropertyEncoding> form_encodings(const openapi::MediaType& media_type,
                                                 const resolve::Linked& linked,
                                                 SchemaLowering& schemas, const BodyLoss& loss) {
  const Properties properties = properties_of(linked, media_type.schema);
  report_unused(media_type, properties, loss);
  std::vector<ir::PropertyEncoding> result;
  for (const auto& encoding : media_type.encoding) {
    if (encoding.headers != nullptr) {
      for (const auto& header : encoding.headers->members()) {
        loss(outcomes::form_header, header.key_span);
      }
    }
    ir::PropertyEncoding row;
    row.name = encoding.property.value;
    if (is_styled(encoding)) {
      set_style(encoding, row, loss);
    } else if (!encoding.content_type.value.empty()) {
      row.style = ir::Style::content;
      row.explode = false;
      row.content_type = encoding.content_type.value;
      const std::string type = essence(row.content_type.substr(0, row.content_type.find(',')));
      row.encoding = is_json(type) ? BodyEncoding::json : BodyEncoding::text;
      const auto schema = properties.schema_of(encoding.property.value);
      if (is_xml(type) && schema) {
        const Written value = written(linked, *schema);
        if (value.is_structured()) set_xml(row, value.schema, schemas);
      }
    } else {
      continue;
    }
    result.push_back(std::move(row));
  }
  return result;
}

std::vector<ir::PropertyEncoding> part_encodings(const openapi::MediaType& media_type,
                                                 const resolve::Linked& linked,
                                                 SchemaLowering& schemas, const BodyLoss& loss) {
  return Parts(media_type, linked, schemas, loss).run();
}

}  // namespace mcpcc::lower
