#include "lower/body.h"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>

#include "lower/media_type.h"
#include "lower/part.h"
#include "lower/text.h"
#include "lower/value_shape.h"

namespace mcpcc::lower {

using ir::BodyEncoding;
using source::Node;

namespace {

namespace outcomes = ledger::outcomes;

// How a body is sent, and under which name.
struct Way {
  BodyEncoding encoding = BodyEncoding::json;
  std::string name;
};

std::size_t rank(BodyEncoding encoding) {
  switch (encoding) {
    case BodyEncoding::json:
      return 0;
    case BodyEncoding::form:
      return 1;
    case BodyEncoding::multipart:
      return 2;
    case BodyEncoding::ndjson:
    case BodyEncoding::json_sequence:
      return 3;
    case BodyEncoding::xml:
      return 4;
    case BodyEncoding::text:
      return 5;
    case BodyEncoding::octet_stream:
      return 6;
  }
  return 7;
}

// Parts by position are sent by name, so their body is the last resort.
bool is_positional(const openapi::MediaType& media_type, BodyEncoding encoding) {
  return encoding == BodyEncoding::multipart &&
         (media_type.has_positional_encoding || media_type.item_schema != nullptr);
}

class BodyLowering {
 public:
  BodyLowering(const resolve::Linked& linked, SchemaLowering& schemas, source::NodeFactory& nodes,
               const BodyLoss& loss)
      : linked_(linked), schemas_(schemas), nodes_(nodes), loss_(loss) {}

  LoweredBody run(const openapi::RequestBody& body) {
    struct Candidate {
      const openapi::MediaType* media_type;
      Way way;
      std::tuple<bool, bool, std::size_t> place;
    };
    std::vector<Candidate> candidates;
    for (const auto& media_type : body.content) {
      if (!is_media_type(media_type.name.value)) {
        loss_(outcomes::media_type_unsupported, media_type.name.at);
        continue;
      }
      Way way = way_of(media_type);
      const auto place = std::tuple(is_positional(media_type, way.encoding),
                                    is_range(essence(media_type.name.value)), rank(way.encoding));
      candidates.push_back({&media_type, std::move(way), place});
    }
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const auto& a, const auto& b) { return a.place < b.place; });
    has_choice_ = candidates.size() > 1;
    std::set<std::string_view> names;
    for (const auto& candidate : candidates) {
      const auto& [media_type, way, place] = candidate;
      const bool is_new = names.insert(way.name).second;
      const bool is_a_range = std::get<1>(place) && !media_type->is_assumed;
      if (is_a_range) {
        loss_(is_new ? outcomes::media_type_range : outcomes::media_type_covered,
              media_type->name.at);
      }
      // The exact type that a range would be sent as says more.
      if (!is_new) continue;
      if (is_a_range) describe_range(media_type->name.value, way);
      if (std::get<0>(place)) loss_(outcomes::media_type_positional, media_type->name.at);
      const bool is_written =
          way.encoding == BodyEncoding::text || way.encoding == BodyEncoding::xml;
      if (is_written && has_unknown_charset(media_type->name.value)) {
        loss_(outcomes::media_type_charset, media_type->name.at);
      }
      add(*media_type, way);
    }
    return std::move(result_);
  }

 private:
  Way way_of(const openapi::MediaType& media_type) {
    const std::string& name = media_type.name.value;
    const std::string type = essence(name);
    const ValueShape shape = shape_of(linked_, media_type.schema);
    const bool is_structured = shape == ValueShape::object || shape == ValueShape::array;
    if (is_json(type)) return {BodyEncoding::json, is_range(type) ? "application/json" : name};
    if (type == "application/x-www-form-urlencoded") return {BodyEncoding::form, name};
    if (type.starts_with("multipart/")) {
      return {BodyEncoding::multipart, type == "multipart/*" ? "multipart/form-data" : name};
    }
    if (type == "application/json-seq") return {BodyEncoding::json_sequence, name};
    if (is_json_lines(type)) return {BodyEncoding::ndjson, name};
    if (is_xml(type)) {
      const bool is_described = is_structured || shape == ValueShape::scalar;
      return {is_described ? BodyEncoding::xml : BodyEncoding::text,
              is_range(type) ? "application/xml" : name};
    }
    if (is_media_range(type)) return {BodyEncoding::octet_stream, name};
    if (is_range(type)) return way_of_range(type, shape);
    if (is_structured) {
      loss_(outcomes::media_type_as_json, media_type.name.at);
      return {BodyEncoding::json, name};
    }
    // OpenAPI 3.1.1, section 4.8.14.3: base64 stays base64.
    if (is_text(type) || shape == ValueShape::base64) return {BodyEncoding::text, name};
    const bool is_named_text = type.starts_with("application/") &&
                               type != "application/octet-stream" && shape == ValueShape::text;
    return {is_named_text ? BodyEncoding::text : BodyEncoding::octet_stream, name};
  }

  // Ranges whose values are bytes whatever the schema says, sent as the type that the bytes have.
  static bool is_media_range(std::string_view type) {
    return type == "image/*" || type == "audio/*" || type == "video/*" || type == "font/*";
  }

  // `*/*`, `application/*` and `text/*` stand for whatever the API takes; JSON is what a model can
  // write.
  static Way way_of_range(std::string_view type, ValueShape shape) {
    if (type == "text/*") return {BodyEncoding::text, "text/plain"};
    if (shape == ValueShape::binary)
      return {BodyEncoding::octet_stream, "application/octet-stream"};
    return {BodyEncoding::json, "application/json"};
  }

  void describe_range(const std::string& range, const Way& way) {
    std::string& text = result_.ranges;
    if (!text.empty()) text += ' ';
    if (is_range(way.name)) {
      text += "For `" + visible(range) +
              "` the bytes tell the type: that of a `data:` URI, or of a "
              "known file format.";
    } else {
      text += "`" + visible(way.name) + "` stands for `" + visible(range) +
              "`, of which the API "
              "may take others, too.";
    }
  }

  void add(const openapi::MediaType& media_type, const Way& way) {
    ir::MediaType row;
    row.name = way.name;
    row.encoding = way.encoding;
    if (way.encoding == BodyEncoding::form)
      row.properties = form_encodings(media_type, linked_, schemas_, loss_);
    if (way.encoding == BodyEncoding::multipart) {
      row.properties = part_encodings(media_type, linked_, schemas_, loss_);
      for (const auto& property : row.properties) {
        if (property.encoding == BodyEncoding::octet_stream) result_.takes_files = true;
      }
    }
    if (way.encoding != BodyEncoding::form && way.encoding != BodyEncoding::multipart) {
      for (const auto& encoding : media_type.encoding) {
        loss_(outcomes::encoding_without_form, encoding.property.at);
      }
    }
    const Node* schema = schema_of(media_type, way.encoding);
    if (way.encoding == BodyEncoding::octet_stream) result_.takes_files = true;
    if (way.encoding == BodyEncoding::xml) {
      schemas_.keep_xml();
      row.schema = schemas_.original(schema, {}).text;
    }
    add_schema(schema, row.name);
    result_.media_types.push_back(std::move(row));
  }

  // What the argument must be so that it can be sent in this way.
  const Node* schema_of(const openapi::MediaType& media_type, BodyEncoding encoding) {
    const Node* schema = media_type.schema;
    const Span at = media_type.name.at;
    const ValueShape shape = shape_of(linked_, schema);
    switch (encoding) {
      case BodyEncoding::octet_stream:
      case BodyEncoding::text: {
        const bool is_string =
            shape == ValueShape::text || shape == ValueShape::binary || shape == ValueShape::base64;
        if (is_string || shape == ValueShape::scalar) return schema;
        return of_type("string", at);
      }
      case BodyEncoding::ndjson:
      case BodyEncoding::json_sequence: {
        const Node* items = media_type.item_schema != nullptr ? media_type.item_schema
                            : shape == ValueShape::object     ? schema
                                                              : nullptr;
        return items == nullptr ? schema : array_of(*items, at);
      }
      case BodyEncoding::multipart:
        if (schema == nullptr && media_type.item_schema != nullptr) {
          return array_of(*media_type.item_schema, at);
        }
        return schema == nullptr ? of_type("object", at) : schema;
      case BodyEncoding::form:
        return schema == nullptr ? of_type("object", at) : schema;
      case BodyEncoding::json:
      case BodyEncoding::xml:
        break;
    }
    return schema;
  }

  const Node* of_type(std::string_view type, Span at) {
    return nodes_.keep(nodes_.object({nodes_.member("type", nodes_.string(type, at))}, at));
  }

  const Node* array_of(const Node& items, Span at) {
    return nodes_.keep(nodes_.object(
        {nodes_.member("type", nodes_.string("array", at)), nodes_.member("items", items)}, at));
  }

  void add_schema(const Node* schema, const std::string& name) {
    const auto [known, is_new] = by_node_.try_emplace(schema, result_.schemas.size());
    if (is_new && has_choice_) {
      known->second =
          by_text_.try_emplace(schemas_.original(schema, {}).text, known->second).first->second;
    }
    if (known->second == result_.schemas.size()) {
      result_.schemas.push_back({schema, {}, {}});
    } else if (is_new) {
      result_.schemas[known->second].equal.push_back(schema);
    }
    result_.schemas[known->second].media_types.push_back(name);
  }

  const resolve::Linked& linked_;
  SchemaLowering& schemas_;
  source::NodeFactory& nodes_;
  const BodyLoss& loss_;
  LoweredBody result_;
  // Schemas of the result: equal ones, though written twice, stand once.
  bool has_choice_ = false;
  std::unordered_map<const Node*, std::size_t> by_node_;
  std::unordered_map<std::string, std::size_t> by_text_;
};

}  // namespace

LoweredBody lower_request_body(const openapi::RequestBody& body, const resolve::Linked& linked,
                               SchemaLowering& schemas, source::NodeFactory& nodes,
                               const BodyLoss& loss) {
  return BodyLowering(linked, schemas, nodes, loss).run(body);
}

}  // namespace mcpcc::lower
