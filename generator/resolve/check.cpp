#include "resolve/check.h"

#include <set>
#include <string>

#include "resolve/pointer.h"

namespace mcpcc::resolve {

using source::Node;

namespace {

struct WrongKind {
  OtherKind found;
  Span at;  // of the reference that leads there, which may be behind others
};

// nullopt: the target is right, or what is wrong is reported where the reference goes through.
std::optional<WrongKind> wrong_kind(const OtherReference& reference, Follower& follower,
                                    openapi::Version version) {
  if (!reference.kind) return std::nullopt;
  const Kind expected = *reference.kind;
  const Node& text = *reference.text;
  for (const auto& step : follower.steps(text.string(), text.span(), {})) {
    const Node* next = step.place->node->find("$ref");
    const bool is_last = expected == Kind::schema || next == nullptr || !next->is_string();
    const Kind place = kind_of_place(step.place->pointer).value_or(expected);
    std::optional<OtherKind> other;
    if (is_last) {
      other = other_kind(*step.place, follower.root(*step.place), expected, version);
    } else if (place != expected) {
      other = OtherKind{place, to_string(place)};
    }
    if (other) return WrongKind{*other, step.at};
    if (is_last) break;
  }
  return std::nullopt;
}

}  // namespace

std::vector<const Node*> check_references(const Linked& linked,
                                          std::span<const OtherReference> references,
                                          Loader& loader, Diagnostics& diagnostics) {
  std::vector<const Node*> broken;
  const openapi::Version version = linked.document.version;
  Follower follower(loader, version >= openapi::Version::v3_1, diagnostics);
  for (const OtherReference& reference : references) {
    const Node& text = *reference.text;
    const Place* target = follower.follow(text.string(), text.span(), {});
    if (target == nullptr) {
      broken.push_back(&text);
      continue;
    }
    if (target->node == &loader.file(0).root) {
      if (!diagnostics.has_reported_at(text.span(), rules::ref_wrong_kind)) {
        diagnostics.report(rules::ref_wrong_kind, text.span(), {}, "it is the whole document");
      }
      broken.push_back(&text);
      continue;
    }
    const auto wrong = wrong_kind(reference, follower, version);
    if (!wrong) continue;
    if (wrong->found.kind == Kind::schema &&
        (reference.kind == Kind::response || reference.kind == Kind::request_body)) {
      diagnostics.report(rules::ref_body_schema, wrong->at);
      continue;
    }
    diagnostics.report(rules::ref_wrong_kind, wrong->at, {},
                       "expected " + std::string(to_string(*reference.kind)) + ", found " +
                           std::string(wrong->found.text));
    broken.push_back(&text);
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
