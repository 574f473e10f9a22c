#include "lower/schema.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "ledger/support.h"
#include "lower/names.h"
#include "lower/schema_writer.h"
#include "lower/text.h"

namespace mcpcc::lower {

namespace outcomes = ledger::outcomes;
using resolve::Linked;
using source::Kind;
using source::Node;

SchemaText SchemaLowering::original(const Node* schema, const SchemaAnnotations& annotations,
                                    Direction direction) {
  return original(schema, annotations, {}, SchemaUse{direction});
}

SchemaText SchemaLowering::original(const Node* schema, const SchemaAnnotations& annotations,
                                    Scope scope, SchemaUse use) {
  Writer writer{*this, use};
  writer.scope = std::move(scope);
  if (schema == nullptr) {
    writer.write_boolean(true, annotations);
    return {std::move(writer.out), {}};
  }
  writer.begin(*schema);
  writer.write(*schema, annotations);
  if (!writer.overflow) return {std::move(writer.out), std::move(writer.origins)};
  const Span at = schema->span();
  if (reported_.insert((std::uint64_t{at.file} << 40) ^ (std::uint64_t{at.begin} << 8)).second) {
    diagnostics_.report(rules::schema_too_large, {at.file, at.begin, at.begin + 1}, {},
                        "the limit is " + std::to_string(original_limit) + " bytes");
    losses_.push_back(ledger::loss(outcomes::schema_too_large, {}, at));
  }
  Writer outline{*this, use};
  outline.begin(*schema);
  outline.write_outline(*schema, annotations);
  return {std::move(outline.out), {}};
}

std::string SchemaLowering::shown_description(std::string_view text) const {
  const auto limit = configuration_.limits.description_characters;
  return limit ? cut_at_sentence(text, *limit) : std::string(text);
}

std::optional<std::size_t> SchemaLowering::definition(const Linked::Target& target,
                                                      const Scope& scope, SchemaUse use,
                                                      bool is_base) {
  // What has no dynamic anchor anywhere has one scope; this many others no document means.
  constexpr std::size_t most_scoped = 1000;
  if (use != SchemaUse{} && use.hidden_around == 0 && !directions_.matters(*target.schema))
    use = {};
  is_base = is_base && inheritance(*target.schema) != nullptr;
  auto& variants = definition_by_node_[target.schema];
  const auto [known, is_new] = variants.try_emplace({use, is_base, scope}, definitions_.size());
  if (!is_new) return known->second;
  const bool is_scoped = std::any_of(variants.begin(), variants.end(), [&](const auto& variant) {
    const auto& [other_use, other_base, other_scope] = variant.first;
    return other_use == use && other_base == is_base && other_scope != scope;
  });
  if (is_scoped && ++scoped_definitions_ > most_scoped) {
    variants.erase(known);
    return std::nullopt;
  }
  const std::string name = argument_name(target.name) + (is_base ? "_base" : "") +
                           (use.in_condition ? "_condition" : "") +
                           (use.direction == Direction::result ? "_result" : "") +
                           (use.hidden_around != 0 ? "_part" : "");
  definitions_.push_back({definition_names_.make(name, 64), {}});
  definition_nodes_.push_back({target, scope, use, is_base});
  return definitions_.size() - 1;
}

const Inheritance* SchemaLowering::inheritance(const Node& schema) {
  if (!schema.is_object()) return nullptr;
  const void* members = schema.members().data();
  const auto heirs = linked_.heirs.find(members);
  if (heirs == linked_.heirs.end()) return nullptr;
  const auto [known, is_new] = inheritances_.try_emplace(members);
  if (is_new) known->second = inheritance_of(linked_, schema, heirs->second);
  return known->second.discriminator.property.empty() ? nullptr : &known->second;
}

SchemaText SchemaLowering::definition_text(const DefinitionNode& node) {
  const Node& schema = *node.target.schema;
  const Inheritance* found = node.is_base ? nullptr : inheritance(schema);
  if (found == nullptr) return original(&schema, {}, node.scope, node.use);
  Writer writer{*this, node.use};
  writer.scope = node.scope;
  writer.begin(schema);
  writer.write_heirs(node.target, linked_.heirs.at(schema.members().data()), *found);
  return {std::move(writer.out), std::move(writer.origins)};
}

bool SchemaLowering::leaves_out_default(const Node& schema, const Node& value) {
  if (!default_check_) return false;
  const std::string& problem = default_check_->problem(schema, value);
  if (problem.empty()) return false;
  const Span at = value.span();
  if (reported_.insert((std::uint64_t{at.file} << 40) ^ (std::uint64_t{at.begin} << 8) ^ 6)
          .second) {
    diagnostics_.report(rules::schema_default, at, {},
                        "found " + shown_value(value) + ": " + problem);
    losses_.push_back(ledger::loss(outcomes::default_left_out, {}, at));
  }
  return true;
}

const std::vector<ir::Definition>& SchemaLowering::definitions() {
  // Writing one may meet others, which join the end of the list.
  for (; written_definitions_ < definition_nodes_.size(); ++written_definitions_) {
    const DefinitionNode node = definition_nodes_[written_definitions_];
    SchemaText text = definition_text(node);
    definitions_[written_definitions_].schema = std::move(text.text);
    definition_origins_.push_back(std::move(text.origins));
  }
  return definitions_;
}

}  // namespace mcpcc::lower
