#include "resolve/link.h"

#include <algorithm>
#include <set>
#include <unordered_set>

#include "openapi/parse.h"
#include "openapi/parse_v2.h"
#include "openapi/size.h"
#include "resolve/kind.h"
#include "resolve/pointer.h"
#include "resolve/schema_links.h"
#include "resolve/security_links.h"
#include "resolve/servers.h"
#include "support/text.h"

namespace mcpcc::resolve {

using openapi::OrReference;
using openapi::Reader;
using source::Node;

class Linker {
 public:
  Linker(Linked& linked, Loader& loader, Diagnostics& diagnostics)
      : linked_(linked),
        loader_(loader),
        diagnostics_(diagnostics),
        follower_(loader, linked.document.version >= openapi::Version::v3_1, diagnostics),
        schemas_(linked, follower_, diagnostics) {
    linked_.named_schemas = NamedSchemas(loader.file(0).root, linked.document.version);
  }

  void run() {
    for (auto& entry : linked_.document.security_schemes) link_security_scheme(entry);
    for (auto& item : linked_.document.paths) link_path_item(item);
    link_security_requirements(linked_.document, follower_, diagnostics_);
    schemas_.link_dynamic_anchors();
    schemas_.check_circles();
    linked_.references = follower_.take();
    linked_.references.written_at_ = linked_.misplaced.written_at();
    linked_.references.originals_ = linked_.misplaced.originals();
    linked_.references.other_versions_ = loader_.other_versions();
    linked_.references.only_items_ = linked_.misplaced.only_items();
  }

 private:
  template <class T>
  using Cache = std::unordered_map<const Node*, std::shared_ptr<const T>>;

  struct Found {
    const Place* place;
    bool is_body_schema = false;
  };

  // What `reference` leads to, an object of kind `expected`, or a schema that stands for one.
  // nullopt: none, which is reported.
  std::optional<Found> follow(const openapi::Reference& reference, Kind expected,
                              const std::string& pointer) {
    Place* target = follower_.follow_all(reference.target, reference.at, pointer);
    if (target == nullptr) return std::nullopt;
    const openapi::Version version = linked_.document.version;
    const auto other = other_kind(*target, follower_.root(*target), expected, version);
    if (!other) {
      linked_.misplaced.replace_in_target(*target, expected, version, follower_, diagnostics_);
      return Found{target};
    }
    // The wrong one may be behind others, and be followed by right ones of what it leads to.
    const auto steps = follower_.steps(reference.target, reference.at, pointer);
    const auto wrong = std::find_if(steps.begin(), steps.end() - 1, [&](const auto& step) {
      return kind_of_place(step.place->pointer).value_or(expected) != expected;
    });
    if (other->kind == Kind::schema &&
        (expected == Kind::response || expected == Kind::request_body)) {
      diagnostics_.report(rules::ref_body_schema, wrong->at, pointer);
      follower_.take_for_body_schema(wrong->at);
      linked_.misplaced.replace_in_target(*wrong->place, Kind::schema, version, follower_,
                                          diagnostics_);
      return Found{wrong->place, true};
    }
    diagnostics_.report(
        rules::ref_wrong_kind, wrong->at, pointer,
        "expected " + std::string(to_string(expected)) + ", found " + std::string(other->text));
    follower_.refuse(wrong->at);
    return std::nullopt;
  }

  // Fills `place.value` from the target of `place.reference`, reading each target once.
  template <class T, class Read>
  void link(OrReference<T>& place, Cache<T>& cache, Kind kind, const std::string& pointer,
            Read read) {
    if (!place.reference) return;
    const auto found = follow(*place.reference, kind, pointer);
    if (!found) return;
    const Place& target = *found->place;
    auto [entry, is_new] = cache.try_emplace(target.node);
    if (is_new) {
      Reader reader(linked_.document, diagnostics_, target.pointer);
      entry->second =
          found->is_body_schema ? of_body_schema<T>(target) : read(target, reader).value;
      link_parts(entry->second, target.pointer);
    }
    place.value = entry->second;
    if (place.value) apply_description(place.value, *place.reference, pointer);
  }

  // A response or a request body whose content is of a schema; of 2.0 media types come later.
  template <class T>
  std::shared_ptr<const T> of_body_schema(const Place& schema) const {
    if constexpr (requires(T value) { value.content; } && !std::is_same_v<T, openapi::Parameter>) {
      T value;
      openapi::MediaType& media_type = value.content.emplace_back();
      media_type.name = {"application/json", Reader::opening(*schema.node)};
      media_type.schema = schema.node;
      if constexpr (std::is_same_v<T, openapi::RequestBody>) {
        value.at = media_type.name.at;
        value.pointer = schema.pointer;
      }
      return std::make_shared<const T>(std::move(value));
    } else {
      return nullptr;
    }
  }

  template <class T>
  void apply_description(std::shared_ptr<const T>& value, const openapi::Reference& reference,
                         const std::string& pointer) {
    if constexpr (requires { value->description; }) {
      if (!reference.description) return;
      std::size_t size = sizeof *value;
      if constexpr (requires { openapi::size_of(value->content); }) {
        size += openapi::size_of(value->content);
      }
      if (!expand(size, reference.at, pointer)) return;
      T described = *value;
      described.description = *reference.description;
      if constexpr (requires { described.reference; }) described.reference = reference.node;
      value = std::make_shared<const T>(std::move(described));
    }
  }

  // Visits all schemas below `value`, and puts the targets of references of media types in their
  // places. nullptr has no parts.
  template <class T>
  void link_parts(std::shared_ptr<const T>& value, const std::string& pointer) {
    if (value == nullptr) return;
    if constexpr (std::is_same_v<T, openapi::Parameter>) {
      schemas_.visit(value->schema);
      if (!value->content) return;
      if (value->content->reference) {
        openapi::Parameter linked = *value;
        follow_media_type(*linked.content, pointer);
        value = std::make_shared<const T>(std::move(linked));
      }
      visit_media_type(*value->content);
    } else if constexpr (requires { value->content; }) {
      if constexpr (std::is_same_v<T, openapi::Response>) link_headers(*value, pointer);
      if (std::any_of(value->content.begin(), value->content.end(),
                      [](const auto& media_type) { return media_type.reference.has_value(); })) {
        T linked = *value;
        for (auto& media_type : linked.content) follow_media_type(media_type, pointer);
        value = std::make_shared<const T>(std::move(linked));
      }
      for (const auto& media_type : value->content) visit_media_type(media_type);
    }
  }

  void visit_media_type(const openapi::MediaType& media_type) {
    schemas_.visit(media_type.schema);
    schemas_.visit(media_type.item_schema);
  }

  // OpenAPI 3.2.0, section 4.14: a reference in the place of a media type.
  void follow_media_type(openapi::MediaType& media_type, const std::string& pointer) {
    if (!media_type.reference) return;
    const auto found = follow(*media_type.reference, Kind::media_type, pointer);
    if (!found) return;
    if (linked_.document.version < openapi::Version::v3_2) {
      diagnostics_.report(rules::ref_misplaced, media_type.reference->at, pointer);
    }
    const Place* target = found->place;
    auto [entry, is_new] = media_types_.try_emplace(target->node);
    if (is_new) {
      Reader reader(linked_.document, diagnostics_, target->pointer);
      entry->second = std::make_shared<const openapi::MediaType>(
          openapi::read_media_type(*target->node, {}, reader));
    }
    auto name = std::move(media_type.name);
    media_type = *entry->second;
    media_type.name = std::move(name);
  }

  // A wrong answer is worse than a missing one: what a model is told about an answer is not
  // guessed.
  void report_response(const openapi::Reference& reference, const std::string& pointer) {
    diagnostics_.report(rules::response_unresolved, reference.at, pointer,
                        "`" + reference.target + "`");
  }

  // Of headers only the names are used, but a reference that leads nowhere is an error all the
  // same.
  void link_headers(const openapi::Response& response, const std::string& pointer) {
    if (response.headers == nullptr) return;
    for (const auto& member : response.headers->members()) {
      const Node* reference = member.value.find("$ref");
      if (reference == nullptr || !reference->is_string()) continue;
      const openapi::Reference header{
          std::string(reference->string()), reference->span(), {}, nullptr};
      if (follower_.follow_all(header.target, header.at, pointer) == nullptr) {
        report_response(header, pointer);
      } else {
        follow(header, Kind::header, pointer);  // the name is used, whatever it is
      }
    }
  }

  void link_parameter(OrReference<openapi::Parameter>& parameter, const std::string& pointer) {
    link_parts(parameter.value, pointer);
    link(parameter, parameters_, Kind::parameter, pointer, [](const Place& place, Reader& reader) {
      return openapi::read_parameter(*place.node, reader);
    });
  }

  void link_security_scheme(openapi::SecuritySchemeEntry& entry) {
    std::string pointer = linked_.document.version == openapi::Version::v2_0
                              ? "#/securityDefinitions"
                              : "#/components/securitySchemes";
    append_pointer_token(pointer, entry.name.value);
    link(entry.scheme, security_schemes_, Kind::security_scheme, pointer,
         [](const Place& place, Reader& reader) {
           return openapi::read_security_scheme(*place.node, reader);
         });
  }

  void link_path_item(openapi::PathItem& item) {
    link_own_parts(item);
    if (item.reference) {
      Place* target =
          follower_.follow_all(item.reference->target, item.reference->at, item.pointer);
      if (target != nullptr && is_path_item(*target->node)) {
        linked_.misplaced.replace_in_target(*target, Kind::path_item, linked_.document.version,
                                            follower_, diagnostics_);
        auto [entry, is_new] = path_items_.try_emplace(target->node);
        if (is_new) {
          Reader reader(linked_.document, diagnostics_, target->pointer);
          openapi::PathItem read = openapi::read_path_item(*target->node, {}, reader);
          link_own_parts(read);
          entry->second = std::make_shared<const openapi::PathItem>(std::move(read));
        }
        if (expand(openapi::size_of(*entry->second), item.reference->at, item.pointer)) {
          merge(item, *entry->second);
        }
      } else {
        item.is_unresolved = true;
        if (target != nullptr) {
          const auto other = other_kind(*target, follower_.root(*target), Kind::path_item,
                                        linked_.document.version);
          diagnostics_.report(
              rules::ref_wrong_kind, item.reference->at, item.pointer,
              "expected a path item" + (other ? ", found " + std::string(other->text) : ""));
        }
      }
    }
    for (auto& operation : item.operations) {
      if (!expand(openapi::size_of(item.parameters), operation.at, operation.pointer)) break;
      merge_parameters(operation, item);
      if (operation.servers.empty()) operation.servers = item.servers;
      // Of 2.0, each body then has all media types.
      const openapi::DefaultsV2& defaults = linked_.document.defaults;
      const auto& consumes = operation.consumes ? *operation.consumes : defaults.consumes;
      const auto& produces = operation.produces ? *operation.produces : defaults.produces;
      std::size_t contents = operation.responses.size() * produces.size() + consumes.size();
      // Those that are shared are looked at for each operation.
      for (const auto& [status, response] : operation.responses) {
        if (response.value) contents += response.value->content.size();
      }
      if (!expand(contents * sizeof(openapi::MediaType), operation.at, operation.pointer)) break;
      openapi::complete_operation_v2(operation, linked_.document, diagnostics_);
    }
  }

  // What stands in the path item itself.
  void link_own_parts(openapi::PathItem& item) {
    for (auto& parameter : item.parameters) link_parameter(parameter, item.pointer);
    for (auto& operation : item.operations) {
      follow_operation(operation);
      link_operation(operation);
    }
  }

  // Whether what references stand for stays within the limit with `size` bytes more.
  bool expand(std::size_t size, Span at, const std::string& pointer) {
    constexpr std::size_t limit = 256 << 20;
    if (diagnostics_.has_reported(rules::document_too_large)) return false;
    expanded_ += size;
    if (expanded_ <= limit) return true;
    diagnostics_.report(rules::document_too_large, at, pointer,
                        "its paths and operations take more than 256 MiB");
    return false;
  }

  // OpenAPI 3.2.0, section 4.9: what may stand in a path item. Anything else means that something
  // else stands there.
  static bool is_path_item(const Node& node) {
    constexpr std::string_view fields[] = {
        "$ref",  "summary", "description", "servers", "parameters", "additionalOperations",
        "get",   "put",     "post",        "delete",  "options",    "head",
        "patch", "trace",   "query"};
    if (!node.is_object() || node.members().empty()) return false;
    return std::all_of(node.members().begin(), node.members().end(), [&](const auto& member) {
      return member.key.starts_with("x-") ||
             std::find(std::begin(fields), std::end(fields), member.key) != std::end(fields);
    });
  }

  // The target takes the place of the reference; messages about the operation itself still name the
  // place in `paths`.
  void follow_operation(openapi::Operation& operation) {
    if (!operation.reference) return;
    const auto found = follow(*operation.reference, Kind::operation, operation.pointer);
    if (!found) return;
    const Place* target = found->place;
    Reader reader(linked_.document, diagnostics_, target->pointer);
    openapi::Operation value =
        openapi::read_operation(*target->node, operation.method, operation.at, reader);
    if (!expand(openapi::size_of(value), operation.reference->at, operation.pointer)) return;
    value.pointer = operation.pointer;
    value.key = operation.key;
    value.is_additional = operation.is_additional;
    operation = std::move(value);
  }

  // OpenAPI 3.1.1, section 4.8.9.1: fields beside `$ref` and those of its target; what stands
  // beside wins.
  static void merge(openapi::PathItem& item, const openapi::PathItem& target) {
    if (item.summary.value.empty()) item.summary = target.summary;
    if (item.description.value.empty()) item.description = target.description;
    if (item.mcp == nullptr) item.mcp = target.mcp;
    if (item.servers.empty()) item.servers = target.servers;
    item.parameters.insert(item.parameters.end(), target.parameters.begin(),
                           target.parameters.end());
    for (openapi::MalformedOperation operation : target.malformed_operations) {
      operation.is_referenced = true;
      item.malformed_operations.push_back(operation);
    }
    for (const auto& operation : target.operations) {
      bool known = false;
      for (const auto& own : item.operations) known = known || own.method == operation.method;
      if (!known) item.operations.push_back(operation);
    }
  }

  void link_operation(openapi::Operation& operation) {
    for (auto& parameter : operation.parameters) link_parameter(parameter, operation.pointer);
    if (operation.request_body) {
      auto& body = *operation.request_body;
      link_parts(body.value, operation.pointer);
      link(body, bodies_, Kind::request_body, operation.pointer,
           [](const Place& place, Reader& reader) {
             return openapi::read_request_body(*place.node, reader);
           });
    }
    for (auto& [status, response] : operation.responses) {
      link_parts(response.value, operation.pointer);
      link(response, responses_, Kind::response, operation.pointer,
           [](const Place& place, Reader& reader) {
             return openapi::read_response(*place.node, reader);
           });
      if (response.reference && !response.value) {
        report_response(*response.reference, operation.pointer);
      }
    }
  }

  // OpenAPI 3.1.1, section 4.8.10.1: an operation's parameter overrides the path's of the same name
  // and location. The name of a body of 2.0 says nothing.
  void merge_parameters(openapi::Operation& operation, const openapi::PathItem& item) {
    const auto identity = [](const openapi::Parameter& parameter) {
      const bool is_body = parameter.in == openapi::ParameterLocation::body;
      return std::pair(parameter.in, is_body ? std::string() : parameter.name.value);
    };
    std::set<std::pair<openapi::ParameterLocation, std::string>> own;
    std::erase_if(operation.parameters, [&](const auto& parameter) {
      if (!parameter.value || own.insert(identity(*parameter.value)).second ||
          parameter.value->in == openapi::ParameterLocation::body) {
        return false;
      }
      diagnostics_.report(rules::openapi_duplicate_parameter, parameter.value->name.at,
                          operation.pointer,
                          "`" + parameter.value->name.value + "` in " +
                              std::string(to_string(parameter.value->in)));
      return true;
    });
    std::vector<OrReference<openapi::Parameter>> merged;
    merged.reserve(item.parameters.size() + operation.parameters.size());
    for (const auto& parameter : item.parameters) {
      if (!parameter.value || !own.contains(identity(*parameter.value))) {
        merged.push_back(parameter);
      }
    }
    for (auto& parameter : operation.parameters) merged.push_back(std::move(parameter));
    operation.parameters = std::move(merged);
  }

  Linked& linked_;
  const Loader& loader_;
  Diagnostics& diagnostics_;
  Follower follower_;
  SchemaLinker schemas_;
  Cache<openapi::Parameter> parameters_;
  Cache<openapi::RequestBody> bodies_;
  Cache<openapi::Response> responses_;
  Cache<openapi::MediaType> media_types_;
  Cache<openapi::SecurityScheme> security_schemes_;
  Cache<openapi::PathItem> path_items_;
  std::size_t expanded_ = 0;
};

Linked link(openapi::Document document, MisplacedReferences misplaced, Loader& loader,
            Diagnostics& diagnostics) {
  Linked linked;
  linked.document = std::move(document);
  linked.misplaced = std::move(misplaced);
  linked.sources = &loader.sources();
  Linker(linked, loader, diagnostics).run();
  resolve_server_urls(linked.document, loader);
  return linked;
}

}  // namespace mcpcc::resolve
