#include "ledger/references.h"

#include <algorithm>
#include <map>
#include <unordered_set>

#include "ledger/support.h"
#include "resolve/kind.h"

namespace mcpcc::ledger {

using source::Node;

namespace {

using resolve::Kind;

class Walk {
 public:
  Walk(openapi::Version version, const resolve::References& followed, const Follow& follow)
      : version_(version), followed_(followed), follow_(follow) {}

  OperationNames run(const Node& root) {
    const Node* components = root.find("components");
    if (components != nullptr) schemas_ = components->find("schemas");
    pending_.push_back({&root, Object::document});
    while (!pending_.empty()) {
      const Item item = pending_.back();
      pending_.pop_back();
      visit(*item.node, item.object);
    }
    std::sort(found_.of_links.begin(), found_.of_links.end(), [](const Node* a, const Node* b) {
      return std::pair(a->span().file, a->span().begin) <
             std::pair(b->span().file, b->span().begin);
    });
    return std::move(found_);
  }

 private:
  struct Item {
    const Node* node;
    Object object;
  };

  void visit(const Node& node, Object object) {
    if (!node.is_object()) return;
    // Aliased values share their members.
    if (!seen_[object].insert(node.members().data()).second) return;
    const bool may_be_reference = row(object).may_be_reference || object == Object::schema;
    if (const Node* reference = may_be_reference ? node.find("$ref") : nullptr;
        reference != nullptr && reference->is_string()) {
      follow(*reference, object);
    }
    if (object == Object::schema) add_mapping(node);
    if (object == Object::link) add_link(node);
    if (const Node* id = object == Object::operation ? node.find("operationId") : nullptr;
        id != nullptr && id->is_string()) {
      found_.all.push_back(id->string());
    }
    for (const auto& [key, key_span, value] : node.members()) {
      // The table takes them for one value. Before 3.0, and in schemas, they are data.
      if (key == "examples" && object != Object::schema && value.is_object() &&
          version_ != openapi::Version::v2_0) {
        for (const auto& member : value.members()) {
          pending_.push_back({&member.value, Object::example});
        }
        continue;
      }
      const FieldRow* field = find_field(object, key, version_);
      if (field == nullptr) continue;
      if (field->holds == Holds::one) {
        pending_.push_back({&value, field->element});
        if (object != Object::schema || key != "items" || !value.is_array()) continue;
        for (const Node& item : value.items()) pending_.push_back({&item, field->element});
      } else if (field->holds == Holds::list && value.is_array()) {
        for (const Node& item : value.items()) pending_.push_back({&item, field->element});
      } else if (field->holds == Holds::map && value.is_object()) {
        for (const auto& member : value.members()) {
          pending_.push_back({&member.value, field->element});
        }
      }
    }
  }

  void follow(const Node& reference, Object object) {
    const bool is_schema = object == Object::schema;
    if (const resolve::Place* target = followed_.find(reference.span())) {
      const bool is_body = followed_.leads_to_body_schema(reference.span());
      pending_.push_back({target->node, is_body ? Object::schema : object});
      return;
    }
    const auto kind = resolve::kind_of(static_cast<openapi::Object>(object));
    const auto target = follow_({&reference, kind, is_schema});
    if (!target) return;
    pending_.push_back({target->node, target->kind == Kind::schema ? Object::schema : object});
  }

  // OpenAPI 3.1.1, section 4.8.20: of an operation, by name or by URI.
  void add_link(const Node& link) {
    const Node* name = link.find("operationId");
    if (name != nullptr && name->is_string()) found_.of_links.push_back(name);
    const Node* reference = link.find("operationRef");
    if (reference != nullptr && reference->is_string()) follow_({reference, std::nullopt, true});
  }

  // Names of schemas, or references to them (OpenAPI 3.1.1, section 4.8.25.3).
  void add_mapping(const Node& schema) {
    const Node* discriminator = schema.find("discriminator");
    const Node* mapping = discriminator == nullptr ? nullptr : discriminator->find("mapping");
    if (mapping == nullptr || !mapping->is_object()) return;
    for (const auto& [value, value_span, target] : mapping->members()) {
      if (!target.is_string() || followed_.find(target.span()) != nullptr) continue;
      const std::string_view text = target.string();
      if (schemas_ == nullptr || schemas_->find(text) == nullptr) {
        follow_({&target, Kind::schema, true});
      }
    }
  }

  const openapi::Version version_;
  const resolve::References& followed_;
  const Follow& follow_;
  const Node* schemas_ = nullptr;  // by name
  std::vector<Item> pending_;
  std::map<Object, std::unordered_set<const void*>> seen_;
  OperationNames found_;
};

}  // namespace

OperationNames follow_others(const Node& root, openapi::Version version,
                             const resolve::References& followed, const Follow& follow) {
  return Walk(version, followed, follow).run(root);
}

}  // namespace mcpcc::ledger
