// The last step of reading OpenAPI 2.0, and of what later documents keep of it: parameters become
// bodies, and contents get their media types.
#include <algorithm>

#include "openapi/parse_v2.h"

namespace mcpcc::openapi {

using source::Member;
using source::Node;

namespace {

constexpr std::string_view form_media_type = "application/x-www-form-urlencoded";
constexpr std::string_view multipart_media_type = "multipart/form-data";

using Names = std::vector<Located<std::string>>;

// The type and subtype, without parameters, in lower case (RFC 9110, section 8.3.1).
std::string essence(std::string_view media_type) {
  std::string result(media_type.substr(0, media_type.find(';')));
  while (!result.empty() && result.back() == ' ') result.pop_back();
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

bool is_form(std::string_view media_type) {
  const std::string type = essence(media_type);
  return type == form_media_type || type == multipart_media_type;
}

// `prototype` once for each name.
std::vector<MediaType> with_names(const MediaType& prototype, const Names& names, Span at) {
  std::vector<MediaType> result;
  for (const auto& name : names) {
    result.push_back(prototype);
    result.back().name = name;
  }
  if (result.empty()) {  // the document does not say
    result.push_back(prototype);
    result.back().name = {"*/*", at};
    result.back().is_assumed = true;
  }
  return result;
}

bool is_word(const Node* node, std::string_view word) {
  return node != nullptr && node->is_string() && node->string() == word;
}

bool is_file(const Parameter& parameter) {
  return parameter.schema != nullptr && is_word(parameter.schema->find("type"), "string") &&
         is_word(parameter.schema->find("format"), "binary");
}

class Completion {
 public:
  Completion(Operation& operation, const DefaultsV2& defaults, source::NodeFactory& nodes)
      : operation_(operation),
        consumes_(operation.consumes ? *operation.consumes : defaults.consumes),
        produces_(operation.produces ? *operation.produces : defaults.produces),
        nodes_(nodes) {}

  void run(Version version, Diagnostics& diagnostics) {
    if (operation_.request_body) return drop_body_parameters();
    sort_parameters();
    if (bodies_.size() + (form_.empty() ? 0 : 1) > 1) report_several(diagnostics);
    if (!bodies_.empty() || !form_.empty()) {
      operation_.request_body =
          OrReference<RequestBody>{std::make_shared<const RequestBody>(make_body()), std::nullopt};
    }
    if (version != Version::v2_0) return;
    for (auto& entry : operation_.responses) {
      if (!entry.response.value || entry.response.value->content.empty()) continue;
      Response response = *entry.response.value;
      response.content = with_names(response.content.front(), produces_, operation_.at);
      entry.response.value = std::make_shared<const Response>(std::move(response));
    }
    operation_.consumes.reset();
    operation_.produces.reset();
  }

 private:
  // What is meant by both is not to be guessed.
  void drop_body_parameters() {
    for (auto& parameter : operation_.parameters) {
      if (parameter.value && (parameter.value->in == ParameterLocation::body ||
                              parameter.value->in == ParameterLocation::form_data)) {
        parameter.value.reset();
      }
    }
  }

  void sort_parameters() {
    const auto is_expressible = [](std::string_view style) {
      return style.empty() || style == "form" || style == "spaceDelimited" ||
             style == "pipeDelimited" || style == "tabDelimited";
    };
    std::vector<OrReference<Parameter>> others;
    for (auto& parameter : operation_.parameters) {
      if (parameter.value && parameter.value->in == ParameterLocation::body) {
        bodies_.push_back(*parameter.value);
      } else if (parameter.value && parameter.value->in == ParameterLocation::form_data &&
                 is_expressible(parameter.value->style.value)) {
        form_.push_back(*parameter.value);
      } else {
        others.push_back(std::move(parameter));
      }
    }
    operation_.parameters = std::move(others);
  }

  // OpenAPI 2.0, Parameter Object: one parameter in body, and none in formData beside it. Documents
  // that describe several mean that a caller chooses.
  void report_several(Diagnostics& diagnostics) const {
    std::string names;
    for (const auto& body : bodies_) {
      names += (names.empty() ? "`" : ", `") + body.name.value + "`";
    }
    if (!form_.empty()) names += " and parameters in formData";
    diagnostics.report(rules::openapi_several_bodies, bodies_.back().name.at, operation_.pointer,
                       std::move(names));
  }

  RequestBody make_body() {
    RequestBody body;
    const Parameter& first = bodies_.empty() ? form_.front() : bodies_.front();
    body.at = first.at;
    body.pointer =
        bodies_.size() == 1 && form_.empty() ? first.pointer : operation_.pointer + "/parameters";
    if (bodies_.size() == 1) {
      body.description = first.description;
      body.node = first.node;
      body.reference = first.reference;
    }
    const auto is_required = [](const Parameter& parameter) { return parameter.required; };
    body.required = std::all_of(bodies_.begin(), bodies_.end(), is_required) &&
                    (form_.empty() || std::any_of(form_.begin(), form_.end(), is_required));
    if (!bodies_.empty()) {
      MediaType media_type;
      media_type.schema = bodies_.size() == 1 ? first.schema : alternatives();
      Names names = consumes_;
      if (!form_.empty()) {
        std::erase_if(names, [](const auto& name) { return is_form(name.value); });
      }
      body.content = with_names(media_type, names, first.at);
    }
    if (!form_.empty()) {
      for (auto& media_type : form_content()) body.content.push_back(std::move(media_type));
    }
    return body;
  }

  const Node* alternatives() {
    const Span at = bodies_.front().at;
    std::vector<Node> schemas;
    for (const Parameter& body : bodies_) {
      // A `$ref` says nothing beside itself, so the description stands around it.
      std::vector<Member> members;
      if (!body.description.empty()) members.push_back(text("description", body.description, body));
      if (body.schema != nullptr) {
        members.push_back(nodes_.member("allOf", nodes_.array({*body.schema}, body.at)));
      }
      schemas.push_back(nodes_.object(members, body.at));
    }
    return nodes_.keep(nodes_.object({nodes_.member("anyOf", nodes_.array(schemas, at))}, at));
  }

  Member text(std::string_view key, std::string_view value, const Parameter& parameter) {
    return nodes_.member(key, nodes_.string(value, parameter.at));
  }

  std::vector<MediaType> form_content() {
    MediaType media_type;
    media_type.schema = form_schema();
    for (const Parameter& parameter : form_) {
      // Written one by one is how forms are written anyway.
      const bool is_usual = parameter.explode.value_or(true) && parameter.item_separators.empty();
      if (parameter.style.value.empty() || is_usual) continue;
      media_type.encoding.push_back({parameter.name,
                                     {},
                                     parameter.style,
                                     parameter.explode,
                                     parameter.allow_reserved,
                                     parameter.item_separators});
    }
    const bool has_file = std::any_of(form_.begin(), form_.end(), is_file);
    Names names = consumes_;
    std::erase_if(names, [&](const auto& name) {
      return !is_form(name.value) || (has_file && essence(name.value) != multipart_media_type);
    });
    if (names.empty()) {
      names.push_back(
          {std::string(has_file ? multipart_media_type : form_media_type), form_.front().name.at});
    }
    return with_names(media_type, names, form_.front().at);
  }

  // An object whose properties are the parameters.
  const Node* form_schema() {
    const Span at = form_.front().at;
    std::vector<Member> properties;
    std::vector<Node> required;
    for (const Parameter& parameter : form_) {
      std::vector<Member> members;
      if (parameter.schema != nullptr) {
        const auto own = parameter.schema->members();
        members.assign(own.begin(), own.end());
      }
      if (!parameter.description.empty()) {
        members.push_back(text("description", parameter.description, parameter));
      }
      properties.push_back(
          nodes_.member(parameter.name.value, nodes_.object(members, parameter.at)));
      if (parameter.required) {
        required.push_back(nodes_.string(parameter.name.value, parameter.name.at));
      }
    }
    std::vector<Member> members{nodes_.member("type", nodes_.string("object", at)),
                                nodes_.member("properties", nodes_.object(properties, at))};
    if (!required.empty()) members.push_back(nodes_.member("required", nodes_.array(required, at)));
    return nodes_.keep(nodes_.object(members, at));
  }

  Operation& operation_;
  const Names &consumes_, &produces_;
  source::NodeFactory& nodes_;
  std::vector<Parameter> bodies_, form_;
};

}  // namespace

void complete_operation_v2(Operation& operation, Document& document, Diagnostics& diagnostics) {
  Completion(operation, document.defaults, document.nodes).run(document.version, diagnostics);
}

}  // namespace mcpcc::openapi
