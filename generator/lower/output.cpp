#include "lower/output.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "lower/media_type.h"
#include "lower/value_shape.h"

namespace mcpcc::lower {

using openapi::MediaType;

namespace {

constexpr std::string_view anything = "{}";

bool is_json_range(std::string_view type) {
  return type == "*/*" || type == "application/*" || (is_range(type) && is_json(type));
}

// What the runtime makes of an event. `itemSchema` says what the event is on the way
// (OpenAPI 3.2.0, section 4.14.4.1.2), where `data` is text; here it is JSON where that text is
// JSON.
constexpr std::string_view events =
    R"({"type":"array","items":{"type":"object","properties":{"event":{"type":"string"},)"
    R"("id":{"type":"string"},"data":{}},"required":["data"]}})";

class Alternatives {
 public:
  Alternatives(const resolve::Linked& linked, SchemaLowering& schemas)
      : linked_(linked), schemas_(schemas) {}

  void add(const MediaType& media_type) {
    const std::string type = essence(media_type.name.value);
    if (type == "text/event-stream") {
      add_text(std::string(events));
    } else if (is_json_lines(type) || type == "application/json-seq") {
      // Before 3.2 many mean an item by `schema`, and some the whole.
      const std::string item = media_type.item_schema == nullptr ? std::string(anything)
                                                                 : schema(media_type.item_schema);
      add_text(R"({"type":"array","items":)" + item + '}');
    } else if (is_json(type) || is_json_range(type)) {
      // Bytes that are no JSON go by the names of JSON, too.
      const bool is_binary = shape_of(linked_, media_type.schema) == ValueShape::binary;
      add_text(is_binary ? std::string(anything) : schema(media_type.schema));
    }
  }

  Output take() {
    const bool is_open = std::find(texts_.begin(), texts_.end(), anything) != texts_.end();
    if (texts_.empty() || is_open) return {};
    if (texts_.size() == 1) {
      return {std::move(texts_.front()), std::move(nodes_)};
    }
    std::string result = R"({"anyOf":[)";
    for (const auto& text : texts_) {
      if (&text != &texts_.front()) result += ',';
      result += text;
    }
    return {result + "]}", std::move(nodes_)};
  }

 private:
  std::string schema(const source::Node* node) {
    if (node != nullptr) nodes_.push_back(node);
    return schemas_.original(node, {}, Direction::result).text;
  }
  void add_text(std::string text) {
    if (std::find(texts_.begin(), texts_.end(), text) == texts_.end()) {
      texts_.push_back(std::move(text));
    }
  }

  const resolve::Linked& linked_;
  SchemaLowering& schemas_;
  std::vector<std::string> texts_;
  std::vector<const source::Node*> nodes_;
};

bool is_stream(std::string_view type) {
  return type == "text/event-stream" || type == "application/json-seq" || is_json_lines(type);
}

// Calls `visit` with the content of each success.
template <class Visit>
void for_each_success(const openapi::Operation& operation, Visit visit) {
  const auto is_success = [](const openapi::ResponseEntry& entry) {
    return entry.status.value.starts_with('2');
  };
  const bool has_success =
      std::any_of(operation.responses.begin(), operation.responses.end(), is_success);
  for (const auto& entry : operation.responses) {
    if (has_success ? !is_success(entry) : entry.status.value != "default") continue;
    if (entry.response.value) visit(entry.response.value->content);
  }
}

}  // namespace

// JSON is asked for first where a response has several forms.
bool may_give_bytes(const openapi::Operation& operation) {
  bool result = false;
  for_each_success(operation, [&](const std::vector<MediaType>& content) {
    bool has_json = false, has_bytes = false;
    for (const MediaType& media_type : content) {
      const std::string type = essence(media_type.name.value);
      if (is_json(type) || is_json_range(type)) {
        has_json = true;
      } else {
        has_bytes = has_bytes || !(is_stream(type) || is_xml(type) || is_text(type));
      }
    }
    result = result || (has_bytes && !has_json);
  });
  return result;
}

Output lower_output(const openapi::Operation& operation, const resolve::Linked& linked,
                    SchemaLowering& schemas) {
  Alternatives alternatives(linked, schemas);
  for_each_success(operation, [&](const std::vector<MediaType>& content) {
    for (const MediaType& media_type : content) alternatives.add(media_type);
  });
  return alternatives.take();
}

std::vector<HidingTexts> lower_hiding(const openapi::Operation& operation,
                                      const resolve::Linked& linked, SchemaLowering& schemas) {
  std::vector<HidingTexts> result;
  for (const auto& entry : operation.responses) {
    HidingTexts& row = result.emplace_back();
    row.status = entry.status.value;
    if (!entry.response.value) continue;
    std::vector<const source::Node*> nodes;
    for (const MediaType& media_type : entry.response.value->content) {
      const std::string type = essence(media_type.name.value);
      const source::Node* schema =
          media_type.item_schema != nullptr ? media_type.item_schema : media_type.schema;
      if (schema == nullptr) continue;
      nodes.push_back(schema);
      if (type != "text/event-stream") continue;
      const auto data = event_data_schemas(linked, schema);
      nodes.insert(nodes.end(), data.begin(), data.end());
    }
    for (const source::Node* node : nodes) {
      if (!schemas.may_hide(*node)) continue;
      std::string text = schemas.original(node, {}, Direction::result).text;
      if (std::find(row.schemas.begin(), row.schemas.end(), text) == row.schemas.end()) {
        row.schemas.push_back(std::move(text));
      }
    }
  }
  return result;
}

}  // namespace mcpcc::lower
