// Schema Objects of every version -> JSON Schema 2020-12 text, in two forms: as the document has
// it, for validation, and as clients are shown it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "configuration/configuration.h"
#include "ir/ir.h"
#include "ledger/loss.h"
#include "lower/direction.h"
#include "lower/names.h"
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

/// Writes schemas of one direction: properties that are no part of it are left out. Malformed parts
/// are reported and left out.
class SchemaLowering {
 public:
  SchemaLowering(const resolve::Linked& linked, const configuration::Configuration& configuration,
                 Diagnostics& diagnostics, ledger::Losses& losses)
      : linked_(linked),
        configuration_(configuration),
        diagnostics_(diagnostics),
        losses_(losses),
        directions_(linked),
        repair_(linked.document.version, diagnostics, losses) {}

  /// As the document has it; `$ref` becomes `#/$defs/<name>` of a definition that definitions()
  /// gives. A text beyond `original_limit` becomes the schema that accepts everything.
  std::string original(const source::Node* schema, const SchemaAnnotations& annotations,
                       Direction direction = Direction::request);

  /// Of a request, without `$ref`, finite, every array with `items`; what lies deeper than
  /// `max_depth` subschemas is cut to a schema that accepts more and whose description says what
  /// stood there. Sets `was_cut`. nullopt: it is longer than `max_bytes`; no more of it than that
  /// was written.
  std::optional<std::string> shown(const source::Node* schema, const SchemaAnnotations& annotations,
                                   unsigned max_depth, std::size_t max_bytes, bool& was_cut);

  /// Which schemas clients are shown: what shown() writes from begin_shown() on counts when
  /// accept_shown() says that it is what clients get.
  void begin_shown() { attempted_.clear(); }
  void accept_shown() { shown_schemas_.insert(attempted_.begin(), attempted_.end()); }
  /// Objects by what the ledger knows them by: where their members begin.
  const std::unordered_set<const void*>& shown_schemas() const { return shown_schemas_; }

  /// An open schema that names what it stands for: the last resort of a budget.
  std::string outline(const source::Node* schema, const SchemaAnnotations& annotations);

  /// From here on originals and definitions keep `xml`: some body is written by it.
  void keep_xml() { keeps_xml_ = true; }

  /// Every definition that originals written so far reach, in the order they were met.
  std::vector<ir::Definition> definitions();

  static constexpr std::size_t original_limit = 1 << 20;

 private:
  struct Writer;
  using Scope = resolve::Linked::Scope;
  std::string original(const source::Node* schema, const SchemaAnnotations& annotations,
                       Scope scope, Direction direction);
  /// One for both directions where it is the same in both. nullopt: there are too many of schemas
  /// in different dynamic scopes.
  std::optional<std::size_t> definition(const resolve::Linked::Target& target, const Scope& scope,
                                        Direction direction);

  const resolve::Linked& linked_;
  const configuration::Configuration& configuration_;  // what clients are shown
  Diagnostics& diagnostics_;
  ledger::Losses& losses_;
  SchemaPatterns patterns_;
  Directions directions_;
  SchemaRepair repair_;
  std::vector<ir::Definition> definitions_;
  struct DefinitionNode {
    const source::Node* schema;
    Scope scope;
    Direction direction;
  };
  std::vector<DefinitionNode> definition_nodes_;
  std::size_t written_definitions_ = 0;
  bool keeps_xml_ = false;
  std::unordered_map<const source::Node*, std::map<std::pair<Direction, Scope>, std::size_t>>
      definition_by_node_;
  std::size_t scoped_definitions_ = 0;
  UniqueNames definition_names_;
  std::vector<const void*> attempted_;
  std::unordered_set<const void*> shown_schemas_;
  std::set<std::uint64_t>
      reported_;  // places of malformed parts, since a schema is written more than once
};

}  // namespace mcpcc::lower
