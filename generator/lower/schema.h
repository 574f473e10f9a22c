// Schema Objects of every version -> JSON Schema 2020-12 text that accepts what the document's
// schema accepts.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "configuration/configuration.h"
#include "ir/ir.h"
#include "ledger/loss.h"
#include "lower/default_check.h"
#include "lower/direction.h"
#include "lower/discriminator.h"
#include "lower/names.h"
#include "lower/schema_origin.h"
#include "lower/schema_pattern.h"
#include "lower/schema_repair.h"
#include "resolve/link.h"

namespace mcpcc::lower {

/// What the place of a schema says about it; replaces the schema's own words. Empty: says nothing.
struct SchemaAnnotations {
  std::string description;
  bool deprecated = false;
  const source::Node* example = nullptr;
};

/// Writes schemas of one direction. Properties that are no part of requests are left out, those
/// that are no part of results have `writeOnly`, and none of them is required. Conditions (`if`,
/// `not`) hold as they do where a request lacks what is no part of it, and in results as they are
/// written. Malformed parts are reported and left out.
class SchemaLowering {
 public:
  /// `checks_defaults` false: only as far as SchemaRepair does.
  SchemaLowering(const resolve::Linked& linked, const configuration::Configuration& configuration,
                 Diagnostics& diagnostics, ledger::Losses& losses, bool checks_defaults = true)
      : linked_(linked),
        configuration_(configuration),
        diagnostics_(diagnostics),
        losses_(losses),
        directions_(linked),
        hiding_(linked, Direction::result),
        repair_(linked, diagnostics, losses) {
    if (checks_defaults) default_check_.emplace(linked, configuration);
  }

  /// As the document has it; `$ref` becomes `#/$defs/<name>` of a definition that definitions()
  /// gives. In the place of a text beyond `original_limit` stands one that accepts more.
  SchemaText original(const source::Node* schema, const SchemaAnnotations& annotations,
                      Direction direction = Direction::request);

  /// A description as clients are shown it.
  std::string shown_description(std::string_view text) const;

  /// Whether something of `schema`, or of what it refers to, may be `writeOnly`.
  bool may_hide(const source::Node& schema) { return hiding_.matters(schema); }

  /// From here on originals and definitions keep `xml`: some body is written by it.
  void keep_xml() { keeps_xml_ = true; }

  /// Every definition that originals written so far reach, in the order they were met.
  const std::vector<ir::Definition>& definitions();
  /// Of each of them; after definitions().
  const std::vector<SchemaOrigins>& definition_origins() const { return definition_origins_; }

  static constexpr std::size_t original_limit = 1 << 20;

 private:
  struct Writer;
  using Scope = resolve::Linked::Scope;
  SchemaText original(const source::Node* schema, const SchemaAnnotations& annotations, Scope scope,
                      SchemaUse use);
  /// One for all uses where it is the same in all. `is_base`: of what others are made of,
  /// not of any of those. nullopt: there are too many of schemas in different dynamic scopes.
  std::optional<std::size_t> definition(const resolve::Linked::Target& target, const Scope& scope,
                                        SchemaUse use, bool is_base);
  /// nullptr: nothing that is clear is made of the schema.
  const Inheritance* inheritance(const source::Node& schema);

  const resolve::Linked& linked_;
  const configuration::Configuration& configuration_;
  Diagnostics& diagnostics_;
  ledger::Losses& losses_;
  SchemaPatterns patterns_;
  Directions directions_;
  Directions hiding_;
  // Whether the default that stands at `value` is no value of its schema, which is reported.
  bool leaves_out_default(const source::Node& schema, const source::Node& value);
  SchemaRepair repair_;
  std::optional<DefaultCheck> default_check_;
  std::vector<ir::Definition> definitions_;
  std::vector<SchemaOrigins> definition_origins_;
  struct DefinitionNode {
    resolve::Linked::Target target;
    Scope scope;
    SchemaUse use;
    bool is_base;
  };
  SchemaText definition_text(const DefinitionNode& node);
  std::vector<DefinitionNode> definition_nodes_;
  std::size_t written_definitions_ = 0;
  bool keeps_xml_ = false;
  std::unordered_map<const source::Node*, std::map<std::tuple<SchemaUse, bool, Scope>, std::size_t>>
      definition_by_node_;
  // Both by where members are. Of `properties`, and of schemas: of all that they are made of.
  std::map<std::pair<const void*, Direction>, std::set<std::string_view>> hidden_properties_;
  using HiddenNames = std::vector<const std::set<std::string_view>*>;
  std::map<std::pair<const void*, Direction>, HiddenNames> hidden_names_;
  // For SchemaUse::hidden_around, which is the index plus one.
  std::deque<std::set<std::string_view>> hidden_around_;
  // Whether what references lead to accepts more than in the document, as Writer::is_loosened().
  std::map<std::pair<const source::Node*, Direction>, std::optional<bool>> loosened_;
  std::unordered_map<const void*, Inheritance> inheritances_;  // by where members are
  std::size_t scoped_definitions_ = 0;
  UniqueNames definition_names_;
  std::set<std::uint64_t>
      reported_;  // places of malformed parts, since a schema is written more than once
};

}  // namespace mcpcc::lower
