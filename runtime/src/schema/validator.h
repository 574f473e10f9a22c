// JSON Schema 2020-12 validation of values in the runtime's own tree; <mcp/schema.h> is the same
// for others.
#pragma once

#include <mcp/schema.h>
#include <mcp/tool.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"
#include "schema/message.h"

namespace mcp::schema {

/// Whether `text` is what `keyword` says: `contentEncoding`, or `format` where that is `byte`.
using Base64Check = bool (*)(std::string_view text, std::string_view keyword);

struct Options {
  List<Definition> definitions{};  ///< further members of `$defs`, read when they are first reached
  std::span<const NamedDocument> documents{};  ///< what references can reach by URI; copied
  bool assert_formats = false;
  /// Asserts that strings are base64 where `contentEncoding` or `format: byte` says so; nullptr:
  /// they may be anything, as these are annotations.
  Base64Check base64_check = nullptr;
  std::uint64_t max_steps = 4'000'000;  ///< of one validation
};

/// Values within an instance that are `writeOnly`.
struct WriteOnly {
  bool conforms = false;  ///< what `values` holds is exactly what the schema says of the instance
  std::vector<const json::Value*> values;  ///< sorted by address
};

/// A compiled schema. Compile once, validate from any thread.
///
/// What asserts nothing: annotations, and `format` unless Options say so; a pattern that is no
/// regular expression of ECMA-262 (nor does `additionalProperties` beside it); a `$ref` that
/// reaches nothing; a `multipleOf` of more than 18 digits. Where such a keyword decides whether a
/// subschema of `oneOf`, `not`, `if` or `contains` holds, the benefit of the doubt goes to the
/// instance. Numbers are compared on their digits, lengths are in code points.
///
/// A validation ends with a violation when subschemas nest more than 800 deep or more than
/// `max_steps` are taken: a subschema applied is one, and so are 32 bytes compared or matched.
class Schema {
 public:
  /// A keyword this validator does not know asserts nothing. Nothing conforms to a `text` that is
  /// not JSON.
  static std::shared_ptr<const Schema> compile(std::string_view text, const Options& options = {});

  /// Every violation, at most `max_violations`. Messages call members by `names`; locations do not.
  virtual std::vector<Violation> validate(const json::Value& instance,
                                          std::size_t max_violations = 20,
                                          const Names& names = own_names) const = 0;

  /// The same against the subschema at `location`, `#` and a JSON Pointer as in violations;
  /// nullopt: there is none. Locations in the instance are relative to `instance`.
  virtual std::optional<std::vector<Violation>> validate_at(
      std::string_view location, const json::Value& instance,
      std::size_t max_violations = 20) const = 0;

  /// Whether some string that is not empty may conform to the subschema at `location`, as far as
  /// types, constants, references and what is put together of them tell.
  virtual bool may_be_string(std::string_view location) const = 0;

  /// Whether there is no violation; stops at the first.
  virtual bool accepts(const json::Value& instance) const = 0;

  /// Values below the root of `instance` that a subschema with `writeOnly` is about: where the
  /// instance conforms, only those whose subschema applied and held (core, section 7.7), else
  /// those of any alternative. nullopt: more than `max_steps` are needed to say.
  virtual std::optional<WriteOnly> write_only(const json::Value& instance) const = 0;

  /// What in the schema asserts nothing although it should: patterns that are no regular
  /// expressions, then keywords whose value is not of their form, then references that reach
  /// nothing. Follows every reference; of definitions that nothing refers to no keyword is looked
  /// at.
  virtual std::vector<Problem> problems() const = 0;

  virtual ~Schema() = default;
};

}  // namespace mcp::schema
