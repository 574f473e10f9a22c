// Schemas that are slightly wrong, as they are meant.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <unordered_set>

#include "ledger/support.h"
#include "resolve/link.h"
#include "support/diagnostics.h"

namespace mcpcc::lower {

/// What plainly means something is read as that: `type: int`, `maximum: "10"`, `required: true` in
/// a property, numbers where texts are listed, the words of another version. Each is reported once
/// at its place. What means nothing stays as it is.
class SchemaRepair {
 public:
  SchemaRepair(const resolve::Linked& linked, Diagnostics& diagnostics, ledger::Losses& losses)
      : version_(linked.document.version),
        sources_(linked.sources),
        diagnostics_(diagnostics),
        losses_(losses) {}

  /// The schema, or one made of it, which lives as long as this. Subschemas are not looked into,
  /// and what has `$ref` is left as it is. Precondition: an object.
  const source::Node& repaired(const source::Node& schema);

  /// Whether the schema, repaired, also accepts null because of `nullable`, or of `x-nullable` in
  /// 2.0, where no word is standard.
  bool is_nullable(const source::Node& schema) const;

  /// The same for a schema with `$ref`, beside which nothing counts before 3.1.
  bool is_nullable_reference(const source::Node& schema);

  /// Whether the value was reported, and must not be again: a boolean `required` of a property.
  bool is_reported(const source::Node& value) const;

 private:
  class Repair;
  openapi::Version version_;
  const Sources* sources_;
  Diagnostics& diagnostics_;
  ledger::Losses& losses_;
  source::NodeFactory nodes_;
  // By where members are, which aliased values share; nullptr: nothing is wrong.
  std::unordered_map<const void*, const source::Node*> repaired_;
  std::unordered_set<std::uint64_t> reported_;  // places
};

}  // namespace mcpcc::lower
