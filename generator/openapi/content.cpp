// What requests and responses hold: media types, and the objects around them.
#include <optional>

#include "openapi/parse.h"
#include "openapi/parse_v2.h"
#include "openapi/parts.h"

namespace mcpcc::openapi {

using source::Node;

namespace {

std::vector<Encoding> read_encoding(const Node& media_type, Reader& reader) {
  std::vector<Encoding> result;
  const Node* encoding = reader.object(media_type, "encoding");
  if (encoding == nullptr) return result;
  const auto scope = reader.enter("encoding");
  for (const auto& [property, property_span, node] : encoding->members()) {
    const auto inner = reader.enter(property);
    if (!node.is_object()) {
      reader.wrong_type(node, "an object");
      continue;
    }
    reader.check_fields(node, Object::encoding);
    Encoding entry;
    entry.property = {std::string(property), property_span};
    entry.content_type = reader.located_text(node, "contentType");
    entry.style = reader.located_text(node, "style");
    if (node.find("explode") != nullptr) entry.explode = reader.boolean(node, "explode");
    entry.allow_reserved = reader.boolean(node, "allowReserved");
    entry.headers = reader.object(node, "headers");
    result.push_back(std::move(entry));
  }
  return result;
}

// The `schema` of 2.0 where later versions have `content`; nullptr: there is none, or there is
// content beside it.
const source::Member* schema_for_content(const Node& body) {
  const auto* schema = body.find_member("schema");
  const bool is_schema = schema != nullptr && schema->value.is_object();
  return is_schema && body.find("content") == nullptr ? schema : nullptr;
}

// The content of a request body or a response.
std::vector<MediaType> read_content_of_body(const Node& body, Reader& reader) {
  const auto* schema = schema_for_content(body);
  if (schema == nullptr) return read_content(body, reader);
  MediaType media_type;
  media_type.name = {"application/json", schema->key_span};
  media_type.schema = read_schema(body, "schema", reader);
  return {std::move(media_type)};
}

// Before the fields are looked at.
void report_schema_for_content(const Node& body, Reader& reader) {
  if (const auto* schema = schema_for_content(body); schema != nullptr) {
    const auto scope = reader.enter("schema");
    reader.report(rules::body_schema_place, schema->key_span);
  }
}

std::optional<RequestBody> read_request_body_value(const Node& node, Reader& reader) {
  report_schema_for_content(node, reader);
  reader.check_fields(node, Object::request_body);
  RequestBody body;
  body.node = &node;
  body.at = Reader::opening(node);
  body.pointer = reader.pointer();
  body.description = reader.text(node, "description");
  body.required = reader.boolean(node, "required");
  if (schema_for_content(node) == nullptr) reader.require(node, "content");
  body.content = read_content_of_body(node, reader);
  return body;
}

}  // namespace

std::vector<MediaType> read_content(const Node& parent, Reader& reader) {
  std::vector<MediaType> result;
  const Node* content = reader.object(parent, "content");
  if (content == nullptr) return result;
  const auto scope = reader.enter("content");
  for (const auto& [name, name_span, node] : content->members()) {
    const auto inner = reader.enter(name);
    result.push_back(read_media_type(node, {std::string(name), name_span}, reader));
  }
  return result;
}

MediaType read_media_type(const Node& node, Located<std::string> name, Reader& reader) {
  MediaType media_type;
  media_type.name = std::move(name);
  if (!node.is_object()) {
    reader.wrong_type(node, "an object");
    return media_type;
  }
  reader.check_fields(node, Object::media_type);
  media_type.reference = read_reference(node, reader);
  media_type.schema = read_schema(node, "schema", reader);
  media_type.encoding = read_encoding(node, reader);
  if (reader.is_at_least(Version::v3_2)) {
    media_type.item_schema = read_schema(node, "itemSchema", reader);
    media_type.has_positional_encoding =
        node.find("prefixEncoding") != nullptr || node.find("itemEncoding") != nullptr;
  }
  return media_type;
}

OrReference<RequestBody> read_request_body(const Node& node, Reader& reader) {
  return read_or_reference<RequestBody>(node, reader, read_request_body_value);
}

OrReference<Response> read_response(const Node& node, Reader& reader) {
  return read_or_reference<Response>(node, reader, [](const Node& value, Reader& inner) {
    if (!inner.is_v2()) report_schema_for_content(value, inner);
    inner.check_fields(value, Object::response);
    if (inner.is_v2()) return read_response_v2(value, inner);
    return std::optional<Response>(Response{inner.text(value, "description"),
                                            read_content_of_body(value, inner),
                                            inner.object(value, "headers")});
  });
}

}  // namespace mcpcc::openapi
