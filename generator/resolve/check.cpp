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

std::optional<OtherReferences::Target> OtherReferences::follow(const OtherReference& reference) {
  const openapi::Version version = linked_.document.version;
  const Node& text = *reference.text;
  const auto none = [&] {
    if (!reference.is_of_schema) broken_.push_back(&text);
    follower_.refuse(text.span());
    return std::nullopt;
  };
  Place* target = follower_.follow(text.string(), text.span(), {});
  if (target == nullptr) return none();
  if (target->node == &loader_.file(0).root) {
    if (!diagnostics_.has_reported_at(text.span(), rules::ref_wrong_kind)) {
      diagnostics_.report(rules::ref_wrong_kind, text.span(), {}, "it is the whole document");
    }
    return none();
  }
  const auto wrong = wrong_kind(reference, follower_, version);
  const bool is_body_schema =
      wrong && wrong->found.kind == Kind::schema &&
      (reference.kind == Kind::response || reference.kind == Kind::request_body);
  if (is_body_schema) {
    diagnostics_.report(rules::ref_body_schema, wrong->at);
    follower_.take_for_body_schema(wrong->at);
  } else if (wrong) {
    diagnostics_.report(rules::ref_wrong_kind, wrong->at, {},
                        "expected " + std::string(to_string(*reference.kind)) + ", found " +
                            std::string(wrong->found.text));
    return none();
  }
  if (!reference.kind) return std::nullopt;
  const Kind kind =
      is_body_schema && wrong->at.begin == text.span().begin ? Kind::schema : *reference.kind;
  linked_.misplaced.replace_in_target(*target, kind, version, follower_, diagnostics_);
  return Target{target->node, kind};
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
