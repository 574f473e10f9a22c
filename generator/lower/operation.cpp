#include "lower/operation.h"

#include <algorithm>
#include <set>
#include <utility>

#include "ledger/support.h"
#include "lower/accept.h"
#include "lower/body.h"
#include "lower/errors.h"
#include "lower/idempotency.h"
#include "lower/input_schema.h"
#include "lower/media_type.h"
#include "lower/names.h"
#include "lower/parameter_style.h"
#include "lower/path.h"
#include "lower/response_headers.h"
#include "lower/text.h"
#include "support/text.h"

namespace mcpcc::lower {

namespace outcomes = ledger::outcomes;
using ledger::LossClass;
using openapi::ParameterLocation;

namespace {

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return result;
}

// RFC 9110, sections 9.2.1 and 9.2.2. What a POST or PATCH does is unknown, so it may destroy.
ir::Annotations annotations_of(std::string_view method) {
  const bool safe = is_safe_method(method);
  const bool idempotent = safe || method == "PUT" || method == "DELETE";
  return {.read_only = safe, .destructive = !safe, .idempotent = idempotent, .open_world = true};
}

// "Get pet by id" from `getPetById`.
std::string sentence(const std::vector<std::string>& words) {
  std::string result;
  for (const auto& word : words) {
    if (!result.empty()) result += ' ';
    result += word;
  }
  if (!result.empty()) result[0] = upper(result.substr(0, 1))[0];
  return result;
}

// How a model gives bytes, which JSON cannot hold.
void describe_files(std::string& description) {
  append_paragraph(description,
                   "Files and other bytes: base64, a `data:` URI, or `file:PATH` below the folder "
                   "that the operator opened.");
}

class Lowering {
 public:
  Lowering(const openapi::PathItem& item, const openapi::Operation& operation,
           OperationContext& context)
      : item_(item), operation_(operation), context_(context) {}

  std::optional<LoweredTool> run() {
    tool_.operation_id = operation_.operation_id.value;
    tool_.method = operation_.method;
    tool_.path = item_.path.value;
    tool_.origin = operation_.at;
    tool_.pointer = operation_.pointer;
    tool_.annotations = annotations_of(operation_.method);
    if (context_.settings.idempotency_header && !is_safe_method(operation_.method)) {
      tool_.idempotency_header = context_.settings.idempotency_header->value;
    }
    for (const auto& tag : operation_.tags) tool_.tags.push_back(visible(tag.value));
    write_texts();

    if (operation_.reference) {
      const std::string reason(outcomes::target_missing.reason);
      context_.losses.push_back(operation_row(LossClass::refused, item_, operation_, reason));
      context_.diagnostics.report(rules::operation_skipped, operation_.reference->at,
                                  operation_.pointer, reason);
      return std::nullopt;
    }
    if (!lower_security()) return std::nullopt;
    if (operation_.request_body && operation_.request_body->value) {
      // Their names are taken before those of parameters.
      taken_ = {"body", "content_type"};
    }
    for (const auto& parameter : operation_.parameters) {
      if (parameter.value) continue;
      return skip(rules::operation_skipped,
                  parameter.reference ? parameter.reference->at : operation_.at, operation_.pointer,
                  "one of its parameters cannot be read");
    }
    if (!lower_path()) return std::nullopt;
    for (const openapi::Parameter* parameter : path_.parameters) {
      if (!lower_parameter(*parameter)) return std::nullopt;
    }
    if (operation_.request_body && !lower_body()) return std::nullopt;
    tool_.accept = lower_accept(operation_, [&](const ledger::Outcome& outcome, Span at) {
      record(outcome, operation_.pointer, at);
      if (outcome.reason != outcomes::response_media_type_text.reason) return;
      for (const auto& entry : operation_.responses) {
        if (!entry.response.value) continue;
        const auto& content = entry.response.value->content;
        const bool is_here = std::any_of(content.begin(), content.end(), [&](const auto& one) {
          return one.name.at.file == at.file && one.name.at.begin == at.begin;
        });
        if (is_here) report_media_type(content, at, {});
      }
    });
    tool_.errors = documented_errors(operation_);
    tool_.response_headers = response_headers(operation_);
    tool_.upstream = context_.upstreams.upstream(operation_.servers);
    SchemaText schema = input_schema(properties_, context_.schemas);
    tool_.input_schema = std::move(schema.text);
    return LoweredTool{std::move(tool_), std::move(schema.origins)};
  }

 private:
  // Leaves the operation out.
  std::nullopt_t skip(const Rule& rule, Span at, const std::string& pointer, std::string detail,
                      std::vector<std::string> hints = {}) {
    std::string reason(rule.message);
    if (!detail.empty()) reason += ": " + detail;
    context_.losses.push_back(
        operation_row(LossClass::refused, item_, operation_, std::move(reason)));
    if (!pointer.starts_with(operation_.pointer)) {
      hints.push_back("the operation is `" + visible(operation_.method + ' ' + item_.path.value) +
                      "`");
    }
    context_.diagnostics.report(rule, at, pointer, std::move(detail), std::move(hints));
    return std::nullopt;
  }

  void record(const ledger::Outcome& outcome, const std::string& pointer, Span at) {
    context_.losses.push_back(ledger::loss(outcome, pointer, at));
  }

  // The name of one of `content`, or the `contentType` of a part of it.
  void report_media_type(const std::vector<openapi::MediaType>& content, Span at,
                         const std::string& pointer) {
    std::vector<std::string> hints;
    for (const auto& media_type : content) {
      const auto& name = media_type.name;
      const std::string_view meant = media_type_of(lower_case(name.value));
      if (name.at.file == at.file && name.at.begin == at.begin && !meant.empty()) {
        hints.push_back("did you mean `" + std::string(meant) + "`?");
      }
    }
    context_.diagnostics.report(rules::media_type_invalid, at, pointer, {}, std::move(hints));
  }

  void write_texts() {
    const std::string& summary = summary_of(item_, operation_).value;
    const std::string& description = description_of(item_, operation_).value;
    tool_.title = visible(summary);
    tool_.description = visible(description);
    const std::string request = tool_.method + ' ' + visible(tool_.path);
    if (tool_.title.empty()) {
      auto words = split_words(operation_.operation_id.value);
      tool_.title = words.empty() ? request : sentence(words);
    }
    if (tool_.description.empty()) tool_.description = summary.empty() ? request : tool_.title;
    if (operation_.deprecated) tool_.description += "\n\nDeprecated.";
  }

  bool lower_security() {
    auto requirements = context_.security.requirements(operation_);
    if (!requirements) {
      if (context_.security.is_unreadable(operation_)) {
        skip(rules::security_unsupported, operation_.at, operation_.pointer,
             "its `security` cannot be read");
        return false;
      }
      skip(rules::security_unsupported, operation_.at, operation_.pointer, {},
           {"apiKey, http basic, bearer and digest, oauth2, openIdConnect and mutualTLS are "
            "supported, one in each place of a request"});
      return false;
    }
    tool_.security = std::move(*requirements);
    return true;
  }

  // Finds what each parameter of the path is.
  bool lower_path() {
    path_ = read_path(item_, operation_);
    if (!path_.problem.empty()) {
      skip(rules::operation_skipped, item_.path.at, item_.pointer, path_.problem);
      return false;
    }
    tool_.path = path_.text;
    names_in_path_.insert(path_.names.begin(), path_.names.end());
    for (const auto& [rule, at, pointer, detail] : path_.repairs) {
      context_.losses.push_back(operation_row(LossClass::lowered, item_, operation_,
                                              std::string(rule->message) + ": " + detail));
      context_.diagnostics.report(*rule, at, pointer, detail);
    }
    return true;
  }

  // The field that would say what values `parameter` has; empty: there is one, or one that cannot
  // be read, which was reported.
  std::string_view missing_description(const openapi::Parameter& parameter) const {
    if (parameter.node == nullptr || parameter.node->find("schema") != nullptr) return {};
    if (context_.linked.document.version != openapi::Version::v2_0) {
      const bool has_content = parameter.node->find("content") != nullptr;
      return parameter.schema == nullptr && !has_content ? "schema" : "";
    }
    const bool has_type =
        parameter.node->find("type") != nullptr || parameter.node->find("enum") != nullptr;
    return has_type ? "" : "type";
  }

  bool lower_parameter(const openapi::Parameter& parameter) {
    ir::Argument argument;
    argument.wire_name = parameter.name.value;
    argument.required = parameter.required || parameter.in == ParameterLocation::path;
    argument.allow_reserved = parameter.allow_reserved;
    argument.allow_empty_value = parameter.allow_empty_value;
    switch (parameter.in) {
      case ParameterLocation::path:
        argument.location = ir::Location::path;
        break;
      case ParameterLocation::query:
        argument.location = ir::Location::query;
        break;
      case ParameterLocation::header:
        argument.location = ir::Location::header;
        break;
      case ParameterLocation::cookie:
        argument.location = ir::Location::cookie;
        break;
      case ParameterLocation::querystring:
        argument.location = ir::Location::querystring;
        break;
      case ParameterLocation::body:
      case ParameterLocation::form_data:  // only what linking could not make a part of a body
        return skip_style(
            parameter, parameter.style.at,
            "`" + visible(parameter.style.value) + "` in " + std::string(to_string(parameter.in)));
    }
    if (parameter.in == ParameterLocation::path && !names_in_path_.contains(parameter.name.value)) {
      return leave_out(parameter, outcomes::parameter_unused, rules::path_parameter_unused,
                       "`" + visible(parameter.name.value) + "`");
    }
    if (parameter.in == ParameterLocation::path && !parameter.required) {
      record(outcomes::path_parameter_optional, parameter.pointer, parameter.at);
      context_.diagnostics.report(rules::path_parameter_optional, parameter.at, parameter.pointer,
                                  "`" + visible(parameter.name.value) + "`");
    }
    if (parameter.in == ParameterLocation::header) {
      if (is_set_elsewhere(parameter.name.value)) {
        return leave_out(parameter, outcomes::parameter_ignored, rules::parameter_ignored,
                         "`" + visible(parameter.name.value) + "`");
      }
    }
    if (const ir::SecurityScheme* scheme = credential(parameter)) {
      return leave_out(parameter, outcomes::parameter_credential, rules::parameter_ignored,
                       "`" + visible(parameter.name.value) + "` is the credential of `" +
                           visible(scheme->name) + "`");
    }
    if ((parameter.in == ParameterLocation::header || parameter.in == ParameterLocation::cookie) &&
        !is_token(parameter.name.value)) {
      skip(rules::operation_skipped, parameter.name.at, parameter.pointer,
           "the parameter's name cannot stand in a header");
      return false;
    }
    const auto problem =
        lower_style(parameter, context_.linked, context_.schemas, argument,
                    [&](const ledger::Outcome& outcome, Span at) {
                      record(outcome, parameter.pointer, at);
                      if (outcome.loss_class != LossClass::refused) return;
                      context_.diagnostics.report(rules::encoding_unused, at, parameter.pointer);
                    });
    if (problem) return skip_style(parameter, problem->at, problem->detail, problem->hints);
    if (const std::string_view missing = missing_description(parameter); !missing.empty()) {
      record(outcomes::parameter_without_schema, parameter.pointer, parameter.at);
      context_.diagnostics.report(rules::openapi_missing_field, parameter.at, parameter.pointer,
                                  "`" + std::string(missing) + "`, so any value is accepted");
    }
    argument.name = unique_name(parameter);
    const bool is_made = lower_key(parameter, argument);

    Property property;
    property.name = argument.name;
    property.schema = parameter.content ? parameter.content->schema : parameter.schema;
    property.required = argument.required;
    property.may_be_empty =
        argument.allow_empty_value && !takes_empty_text(context_.linked, property.schema);
    property.annotations.description = visible(parameter.description);
    property.annotations.deprecated = parameter.deprecated;
    property.annotations.example = parameter.example;
    if (is_made) {
      append_paragraph(property.annotations.description, "A new one is made for calls without it.");
    }
    property.place = parameter.node;
    property.reference = parameter.reference;
    record_cut(property, parameter.description, parameter.pointer);
    properties_.push_back(std::move(property));
    tool_.arguments.push_back(std::move(argument));
    const Place place(parameter.at.file, parameter.at.begin);
    context_.used.parameters.insert(place);
    if (!is_made) context_.used.whole_parameters.insert(place);
    return true;
  }

  // The scheme of the operation whose key goes where the parameter would; nullptr: there is none.
  const ir::SecurityScheme* credential(const openapi::Parameter& parameter) const {
    const std::string& name = parameter.name.value;
    for (const auto& requirement : tool_.security) {
      for (const auto& use : requirement.schemes) {
        const ir::SecurityScheme& scheme = context_.security.schemes()[use.scheme];
        const bool is_it = (scheme.kind == ir::SecurityKind::api_key_header &&
                            parameter.in == ParameterLocation::header &&
                            equals_ignoring_case(scheme.parameter, name)) ||
                           (scheme.kind == ir::SecurityKind::api_key_query &&
                            parameter.in == ParameterLocation::query && scheme.parameter == name) ||
                           (scheme.kind == ir::SecurityKind::api_key_cookie &&
                            parameter.in == ParameterLocation::cookie && scheme.parameter == name);
        if (is_it) return &scheme;
      }
    }
    return nullptr;
  }

  // Whether the parameter is an idempotency key, which the runtime makes: it says nothing that a
  // model knows. A request that changes nothing needs none, unless the API insists.
  bool lower_key(const openapi::Parameter& parameter, ir::Argument& argument) {
    const auto& configured = context_.settings.idempotency_header;
    const std::string_view name = configured ? configured->value : idempotency_key;
    if (parameter.in != ParameterLocation::header ||
        !equals_ignoring_case(parameter.name.value, name) ||
        (!parameter.required && is_safe_method(operation_.method))) {
      return false;
    }
    const bool is_made = !parameter.content && takes_made_key(context_.linked, parameter.schema);
    tool_.idempotency_header = is_made ? parameter.name.value : std::string();
    if (!is_made) return false;
    argument.required = false;
    if (parameter.required) record(outcomes::idempotency_key, parameter.pointer, parameter.at);
    return true;
  }

  bool leave_out(const openapi::Parameter& parameter, const ledger::Outcome& outcome,
                 const Rule& rule, std::string detail) {
    record(outcome, parameter.pointer, parameter.at);
    context_.diagnostics.report(rule, parameter.name.at, parameter.pointer, std::move(detail));
    return true;
  }

  bool skip_style(const openapi::Parameter& parameter, Span at, std::string detail,
                  std::vector<std::string> hints = {}) {
    record(outcomes::style_unsupported, parameter.pointer, parameter.at);
    skip(rules::parameter_style_unsupported, at, parameter.pointer, std::move(detail),
         std::move(hints));
    return false;
  }

  std::string unique_name(const openapi::Parameter& parameter) {
    constexpr std::size_t max_size = 64;
    std::string name = argument_name(parameter.name.value);
    if (taken_.contains(name)) {
      const std::string suffix = "_" + std::string(to_string(parameter.in));
      name = name.substr(0, max_size - suffix.size()) + suffix;
    }
    return taken_.make(name, max_size);
  }

  bool lower_body() {
    if (!operation_.request_body->value) {
      const auto& reference = operation_.request_body->reference;
      skip(rules::operation_skipped, reference ? reference->at : operation_.at, operation_.pointer,
           "its request body cannot be read");
      return false;
    }
    const openapi::RequestBody& body = *operation_.request_body->value;
    Property property;
    property.name = "body";
    property.required = tool_.body_required = body.required;
    property.annotations.description = visible(body.description);

    const auto lose = [&](const ledger::Outcome& outcome, Span at) {
      record(outcome, body.pointer, at);
      if (outcome.reason == outcomes::media_type_charset.reason) {
        context_.diagnostics.report(rules::media_type_charset, at, body.pointer);
      }
      if (outcome.loss_class != LossClass::refused) return;
      const bool is_encoding = outcome.construct == outcomes::encoding_unused.construct;
      if (is_encoding) {
        context_.diagnostics.report(rules::encoding_unused, at, body.pointer);
      } else {
        report_media_type(body.content, at, body.pointer);
      }
    };
    LoweredBody lowered =
        lower_request_body(body, context_.linked, context_.schemas, context_.nodes, lose);
    tool_.body = std::move(lowered.media_types);
    if (tool_.body.empty()) {
      if (body.content.empty())
        return true;  // reported as a missing field, or says that nothing is sent
      std::string detail;
      for (const auto& media_type : body.content) {
        detail += (detail.empty() ? "`" : ", `") + visible(media_type.name.value) + "`";
      }
      skip(rules::body_media_type_unsupported, body.content.front().name.at, body.pointer, detail);
      return false;
    }
    if (lowered.takes_files) describe_files(property.annotations.description);
    const bool has_choice = tool_.body.size() > 1;
    if (!has_choice) append_paragraph(property.annotations.description, lowered.ranges);
    if (lowered.schemas.size() == 1) {
      property.schema = lowered.schemas.front().schema;
      property.equal = std::move(lowered.schemas.front().equal);
    } else {
      property.alternatives = std::move(lowered.schemas);
    }
    property.place = body.node;
    property.reference = body.reference;
    record_cut(property, body.description, body.pointer);
    properties_.push_back(std::move(property));
    if (has_choice) {
      Property choice;
      choice.name = "content_type";
      choice.annotations.description = "Media type in which `body` is sent; by default the first.";
      if (!lowered.ranges.empty()) choice.annotations.description += ' ' + lowered.ranges;
      for (const auto& media_type : tool_.body) choice.choices.push_back(media_type.name);
      properties_.push_back(std::move(choice));
    }
    return true;
  }

  // Of a description that is cut with what was added to it.
  void record_cut(const Property& property, const std::string& description,
                  const std::string& pointer) {
    const source::Node* holder = property.reference ? property.reference : property.place;
    const source::Node* written = holder == nullptr ? nullptr : holder->find("description");
    if (written == nullptr || written->is_object() || written->is_array()) return;
    const std::string shown = context_.schemas.shown_description(property.annotations.description);
    if (!shown.starts_with(visible(description))) {
      record(outcomes::description_configured, pointer, written->span());
    }
  }

  const openapi::PathItem& item_;
  const openapi::Operation& operation_;
  OperationContext& context_;
  ir::Tool tool_;
  Path path_;
  std::set<std::string, std::less<>> names_in_path_;
  std::vector<Property> properties_;
  UniqueNames taken_;
};

}  // namespace

const Located<std::string>& summary_of(const openapi::PathItem& item,
                                       const openapi::Operation& operation) {
  return operation.summary.value.empty() ? item.summary : operation.summary;
}

const Located<std::string>& description_of(const openapi::PathItem& item,
                                           const openapi::Operation& operation) {
  return operation.description.value.empty() ? item.description : operation.description;
}

ledger::Loss operation_row(LossClass loss_class, const openapi::PathItem& item,
                           const openapi::Operation& operation, std::string reason) {
  ledger::Loss row{loss_class, ledger::row(ledger::Object::operation).construct, operation.pointer,
                   operation.at, std::move(reason)};
  const bool is_held = operation.pointer.size() > item.pointer.size() &&
                       operation.pointer.starts_with(item.pointer) &&
                       operation.pointer[item.pointer.size()] == '/';
  row.use =
      ledger::Use{{item.pointer, item.path.at}, operation.key, operation.is_additional, !is_held};
  return row;
}

std::optional<LoweredTool> lower_operation(const openapi::PathItem& item,
                                           const openapi::Operation& operation,
                                           OperationContext& context) {
  return Lowering(item, operation, context).run();
}

}  // namespace mcpcc::lower
