#include "resolve/link.h"

#include <algorithm>
#include <set>
#include <unordered_set>

#include "openapi/parse.h"
#include "openapi/parse_v2.h"
#include "openapi/size.h"
#include "resolve/pointer.h"
#include "resolve/servers.h"
#include "support/text.h"

namespace mcpcc::resolve {

using openapi::OrReference;
using openapi::Reader;
using source::Node;

namespace {

// JSON Schema 2020-12, core section 10 and OpenAPI 3.0.4 section 4.7.24: where schemas stand inside
// a schema; and where they stood before, with `items` of several, `additionalItems` and
// `dependencies`. Nothing else is followed: examples, defaults and extensions are data.
constexpr std::string_view schema_keywords[] = {"items",
                                                "additionalItems",
                                                "additionalProperties",
                                                "not",
                                                "if",
                                                "then",
                                                "else",
                                                "contains",
                                                "contentSchema",
                                                "propertyNames",
                                                "unevaluatedItems",
                                                "unevaluatedProperties"};
constexpr std::string_view schema_array_keywords[] = {"allOf", "anyOf", "oneOf", "prefixItems",
                                                      "items"};
constexpr std::string_view schema_map_keywords[] = {"properties", "patternProperties",
                                                    "dependentSchemas", "dependencies", "$defs"};

class Linker {
 public:
  Linker(Linked& linked, Loader& loader, Diagnostics& diagnostics)
      : linked_(linked),
        diagnostics_(diagnostics),
        follower_(loader, linked.document.version >= openapi::Version::v3_1, diagnostics) {
    linked_.named_schemas = NamedSchemas(loader.file(0).root, linked.document.version);
  }

  void run() {
    for (auto& entry : linked_.document.security_schemes) link_security_scheme(entry);
    for (auto& item : linked_.document.paths) link_path_item(item);
    link_dynamic_anchors();
    check_circles();
    linked_.references = follower_.take();
  }

 private:
  template <class T>
  using Cache = std::unordered_map<const Node*, std::shared_ptr<const T>>;

  // Fills `place.value` from the target of `place.reference`, reading each target once.
  template <class T, class Read>
  void link(OrReference<T>& place, Cache<T>& cache, const std::string& pointer, Read read) {
    if (!place.reference) return;
    const Place* target =
        follower_.follow_all(place.reference->target, place.reference->at, pointer);
    if (target == nullptr) return;
    auto [entry, is_new] = cache.try_emplace(target->node);
    if (is_new) {
      Reader reader(linked_.document, diagnostics_, target->pointer);
      entry->second = read(*target, reader).value;
      link_parts(entry->second, target->pointer);
    }
    place.value = entry->second;
    if (place.value) apply_description(place.value, *place.reference, pointer);
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
      visit_schema(value->schema);
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
    visit_schema(media_type.schema);
    visit_schema(media_type.item_schema);
  }

  // OpenAPI 3.2.0, section 4.14: a reference in the place of a media type.
  void follow_media_type(openapi::MediaType& media_type, const std::string& pointer) {
    if (!media_type.reference) return;
    const Place* target =
        follower_.follow_all(media_type.reference->target, media_type.reference->at, pointer);
    if (target == nullptr) return;
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
      if (follower_.follow_all(reference->string(), reference->span(), pointer) == nullptr) {
        report_response({std::string(reference->string()), reference->span(), {}, nullptr},
                        pointer);
      }
    }
  }

  void link_parameter(OrReference<openapi::Parameter>& parameter, const std::string& pointer) {
    link_parts(parameter.value, pointer);
    link(parameter, parameters_, pointer, [](const Place& place, Reader& reader) {
      return openapi::read_parameter(*place.node, reader);
    });
  }

  void link_security_scheme(openapi::SecuritySchemeEntry& entry) {
    std::string pointer = linked_.document.version == openapi::Version::v2_0
                              ? "#/securityDefinitions"
                              : "#/components/securitySchemes";
    append_pointer_token(pointer, entry.name.value);
    link(entry.scheme, security_schemes_, pointer, [](const Place& place, Reader& reader) {
      return openapi::read_security_scheme(*place.node, reader);
    });
  }

  void link_path_item(openapi::PathItem& item) {
    link_own_parts(item);
    if (item.reference) {
      const Place* target =
          follower_.follow_all(item.reference->target, item.reference->at, item.pointer);
      if (target != nullptr && is_path_item(*target->node)) {
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
          diagnostics_.report(rules::ref_wrong_kind, item.reference->at, item.pointer,
                              "expected a path item");
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
      return member.key.starts_with("x-") || is_one_of(member.key, fields);
    });
  }

  // The target takes the place of the reference; messages about the operation itself still name the
  // place in `paths`.
  void follow_operation(openapi::Operation& operation) {
    if (!operation.reference) return;
    const Place* target = follower_.follow_all(operation.reference->target, operation.reference->at,
                                               operation.pointer);
    if (target == nullptr) return;
    if (!target->node->is_object()) {
      diagnostics_.report(rules::ref_wrong_kind, operation.reference->at, operation.pointer,
                          "expected an operation");
      return;
    }
    Reader reader(linked_.document, diagnostics_, target->pointer);
    openapi::Operation value =
        openapi::read_operation(*target->node, operation.method, operation.at, reader);
    if (!expand(openapi::size_of(value), operation.reference->at, operation.pointer)) return;
    value.pointer = operation.pointer;
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
    item.malformed_operations += target.malformed_operations;
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
      link(body, bodies_, operation.pointer, [](const Place& place, Reader& reader) {
        return openapi::read_request_body(*place.node, reader);
      });
    }
    for (auto& [status, response] : operation.responses) {
      link_parts(response.value, operation.pointer);
      link(response, responses_, operation.pointer, [](const Place& place, Reader& reader) {
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

  // Visits every schema below `schema` and below the targets of its references, each once.
  void visit_schema(const Node* schema) {
    if (schema == nullptr) return;
    enter(*schema);
    std::vector<const Node*> pending{schema};
    while (!pending.empty()) {
      const Node& node = *pending.back();
      pending.pop_back();
      // Aliased values share their members, so these name the schema better than the node's own
      // address.
      if (!node.is_object() || !visited_.insert(node.members().data()).second) continue;
      if (is_since_3_1() && node.find("$id") != nullptr) enter(node);
      if (node.find("discriminator") != nullptr) visit_heirs(node, pending);
      for (const auto& [key, key_span, value] : node.members()) {
        if (key == "$ref") {
          if (value.is_string()) {
            visit_reference(value, pending);
          } else {
            diagnostics_.report(rules::ref_wrong_kind, value.span(), {},
                                "expected a string, found " + std::string(describe(value.kind())));
          }
        } else if (key == "$dynamicRef" && value.is_string() && is_since_3_1()) {
          visit_dynamic_reference(value, pending);
        } else if (value.is_object()) {
          if (is_one_of(key, schema_keywords)) {
            pending.push_back(&value);
          } else if (is_one_of(key, schema_map_keywords)) {
            for (const auto& member : value.members()) pending.push_back(&member.value);
          }
        } else if (value.is_array() && is_one_of(key, schema_array_keywords)) {
          for (const Node& item : value.items()) pending.push_back(&item);
        }
      }
    }
  }

  void visit_heirs(const Node& schema, std::vector<const Node*>& pending) {
    if (schema.find("oneOf") != nullptr || schema.find("anyOf") != nullptr) return;
    for (const auto& [name, heir] : linked_.named_schemas.heirs(schema)) {
      linked_.heirs[schema.members().data()].push_back({heir, std::string(name)});
      enter(*heir);
      pending.push_back(heir);
    }
  }

  template <std::size_t N>
  static bool is_one_of(std::string_view key, const std::string_view (&keywords)[N]) {
    for (const auto keyword : keywords) {
      if (key == keyword) return true;
    }
    return false;
  }

  bool is_since_3_1() const { return linked_.document.version >= openapi::Version::v3_1; }

  // Remembers that the dynamic scope grows on the way into `schema`.
  void enter(const Node& schema) {
    if (!is_since_3_1() || !schema.is_object() || schema.members().empty()) return;
    const auto resource = follower_.resource(schema.span());
    if (!follower_.identifiers().has_dynamic_anchors(resource)) return;
    linked_.entered_resources.emplace(schema.members().data(), resource);
  }

  void visit_dynamic_reference(const Node& reference, std::vector<const Node*>& pending) {
    const Place* target = visit_target(reference, pending);
    if (target == nullptr) return;
    auto anchor = follower_.dynamic_anchor(reference.string(), reference.span());
    if (anchor) linked_.dynamic_anchors.try_emplace(*anchor);
    linked_.dynamic_references[&reference] = {{target->node, target->name},
                                              anchor.value_or(std::string())};
  }

  // Whatever the dynamic scope will be, the schemas that a `$dynamicRef` can lead to are visited.
  // That may find more resources and more anchors.
  void link_dynamic_anchors() {
    bool has_grown = true;
    while (has_grown) {
      has_grown = false;
      std::vector<std::string> names;
      for (const auto& [name, targets] : linked_.dynamic_anchors) names.push_back(name);
      for (const auto& name : names) {
        const auto& resources = follower_.identifiers().with_dynamic_anchor(name);
        for (std::size_t i = linked_.dynamic_anchors[name].size(); i < resources.size(); ++i) {
          const auto place = follower_.identifiers().anchor(resources[i], name);
          linked_.dynamic_anchors[name][resources[i]] = {place->node, place->name};
          visit_schema(place->node);
          has_grown = true;
        }
      }
    }
  }

  void visit_reference(const Node& reference, std::vector<const Node*>& pending) {
    const Place* target = visit_target(reference, pending);
    if (target != nullptr) linked_.schema_targets[&reference] = {target->node, target->name};
  }

  // nullptr: no schema, which is reported.
  const Place* visit_target(const Node& reference, std::vector<const Node*>& pending) {
    const Place* target = follower_.follow(reference.string(), reference.span(), {});
    if (target == nullptr) return nullptr;
    if (!target->node->is_object() && !target->node->is_boolean()) {
      diagnostics_.report(
          rules::ref_wrong_kind, reference.span(), {},
          "expected a schema, found " + std::string(describe(target->node->kind())));
      return nullptr;
    }
    enter(*target->node);
    pending.push_back(target->node);
    return target;
  }

  // A schema that contains itself in place, by `$ref` and `allOf` alone, describes nothing that
  // ends. Walks the graph of references depth first; a reference to a schema that is still being
  // walked closes a circle, and is reported.
  void check_circles() {
    enum class State : std::uint8_t { walking, done };
    struct Step {
      const Node* schema;
      std::vector<const Node*> references;  // values of `$ref` that stand in the schema's place
      std::size_t next = 0;
    };
    std::unordered_map<const Node*, State> states;
    std::vector<const Node*> starts;
    for (const auto& [reference, target] : linked_.schema_targets) starts.push_back(target.schema);
    std::sort(starts.begin(), starts.end(), [](const Node* a, const Node* b) {
      return std::pair(a->span().file, a->span().begin) <
             std::pair(b->span().file, b->span().begin);
    });
    for (const Node* start : starts) {
      if (!states.try_emplace(start, State::walking).second) continue;
      std::vector<Step> way{{start, references_in_place(*start)}};
      while (!way.empty()) {
        Step& step = way.back();
        if (step.next == step.references.size()) {
          states[step.schema] = State::done;
          way.pop_back();
          continue;
        }
        const Node* reference = step.references[step.next++];
        const auto target = linked_.schema_targets.find(reference);
        if (target == linked_.schema_targets.end()) continue;
        const Node* schema = target->second.schema;
        const auto [state, is_new] = states.try_emplace(schema, State::walking);
        if (is_new) {
          way.push_back({schema, references_in_place(*schema)});
        } else if (state->second == State::walking) {
          diagnostics_.report(rules::ref_cycle, reference->span(), {},
                              "`" + std::string(reference->string()) + "`");
          linked_.schema_targets.erase(target);
        }
      }
    }
  }

  static std::vector<const Node*> references_in_place(const Node& schema) {
    std::vector<const Node*> result;
    std::vector<const Node*> pending{&schema};
    while (!pending.empty()) {
      const Node& node = *pending.back();
      pending.pop_back();
      if (const Node* reference = node.find("$ref"); reference != nullptr)
        result.push_back(reference);
      if (const Node* all = node.find("allOf"); all != nullptr && all->is_array()) {
        for (const Node& item : all->items()) pending.push_back(&item);
      }
    }
    return result;
  }

  Linked& linked_;
  Diagnostics& diagnostics_;
  Follower follower_;
  Cache<openapi::Parameter> parameters_;
  Cache<openapi::RequestBody> bodies_;
  Cache<openapi::Response> responses_;
  Cache<openapi::MediaType> media_types_;
  Cache<openapi::SecurityScheme> security_schemes_;
  Cache<openapi::PathItem> path_items_;
  std::size_t expanded_ = 0;
  std::unordered_set<const void*> visited_;
};

}  // namespace

const Linked::Target* Linked::target(const Node& schema) const {
  const Node* reference = schema.find("$ref");
  if (reference == nullptr) return nullptr;
  const auto found = schema_targets.find(reference);
  return found == schema_targets.end() ? nullptr : &found->second;
}

const Linked::Target* Linked::target(const Node& reference, const Scope& scope) const {
  const auto found = dynamic_references.find(&reference);
  if (found == dynamic_references.end()) return nullptr;
  const auto anchor = dynamic_anchors.find(found->second.anchor);
  if (anchor == dynamic_anchors.end()) return &found->second.initial;
  for (const std::size_t resource : scope) {
    const auto outermost = anchor->second.find(resource);
    if (outermost != anchor->second.end()) return &outermost->second;
  }
  return &found->second.initial;
}

Linked link(openapi::Document document, Loader& loader, Diagnostics& diagnostics) {
  Linked linked;
  linked.document = std::move(document);
  Linker(linked, loader, diagnostics).run();
  resolve_server_urls(linked.document, loader);
  return linked;
}

std::vector<const Node*> check_references(const Linked& linked,
                                          std::span<const Node* const> references, Loader& loader,
                                          Diagnostics& diagnostics) {
  std::vector<const Node*> broken;
  Follower follower(loader, linked.document.version >= openapi::Version::v3_1, diagnostics);
  for (const Node* reference : references) {
    const Place* target = follower.follow(reference->string(), reference->span(), {});
    if (target != nullptr && target->node == &loader.file(0).root) {
      diagnostics.report(rules::ref_wrong_kind, reference->span(), {}, "it is the whole document");
      target = nullptr;
    }
    if (target == nullptr) broken.push_back(reference);
  }
  return broken;
}

void check_links(const Linked& linked, std::span<const Node* const> names,
                 std::span<const std::string_view> operations, Diagnostics& diagnostics) {
  std::set<std::string_view> known(operations.begin(), operations.end());
  for (const auto& item : linked.document.paths) {
    for (const auto& operation : item.operations) known.insert(operation.operation_id.value);
  }
  const std::vector<std::string_view> candidates(known.begin(), known.end());
  for (const Node* name : names) {
    if (known.contains(name->string())) continue;
    auto hints = diagnostics.keeps(rules::link_operation_unknown)
                     ? suggest(name->string(), candidates)
                     : std::vector<std::string>();
    diagnostics.report(rules::link_operation_unknown, name->span(), {},
                       "`" + std::string(name->string()) + "`", std::move(hints));
  }
}

}  // namespace mcpcc::resolve
