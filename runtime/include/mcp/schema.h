// mcp/schema.h -- JSON Schema 2020-12: compile a schema, validate JSON texts. Usable by itself; no
// third-party header. docs/json-schema.md says what is supported.
//
//     const mcp::schema::Validator validator(R"({"type":"object","required":["name"]})");
//     for (const auto& violation : validator.validate(R"({"nmae":"Rex"})")) {
//       std::cerr << violation.instance_location << ": " << violation.message << '\n';
//     }
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace mcp::schema {

/// One broken rule.
struct Violation {
  std::string instance_location;  ///< JSON Pointer to the value; empty: the whole instance
  /// The keyword that is broken: the URI of its schema, `#` and a JSON Pointer, not
  /// percent-encoded. Without a `$id` it begins with `#`.
  std::string keyword_location;
  std::string keyword;  ///< the last part of it
  /// A sentence with what was wanted and what was found. Begins with the place, unless that is the
  /// whole instance: "`limit`: expected integer, got string \"ten\"". Long values are shortened.
  std::string message;
  std::string reason{};  ///< `message` without the place
  /// Of an object: the property that should not be there, or is missing. Empty: another violation.
  std::string property{};
};

/// Something in a schema that asserts nothing although it should: what is no schema, a keyword
/// whose value is not of the form that the specification wants, a pattern that is no regular
/// expression, a reference that reaches nothing.
struct Problem {
  std::string keyword_location;  ///< as Violation::keyword_location; may lead into the keyword
  std::string message;           ///< what was expected, and what is there
};

/// A document that references can reach.
struct NamedDocument {
  std::string uri;  ///< the URI it would be retrieved by; a `$id` in it counts as well
  std::string text;
};

struct ValidatorOptions {
  std::vector<NamedDocument> documents;  ///< nothing is ever fetched
  /// `format` is an annotation by default (validation, section 7.2.1); true: the formats of
  /// section 7.3 are asserted. Others assert nothing either way.
  bool assert_formats = false;
  std::size_t max_violations = 20;
};

/// A parsed JSON text, for validation against several schemas. Immutable; may be shared between
/// threads.
class Instance {
 public:
  /// Keeps a copy of `text`. A text that is no JSON (RFC 8259, in UTF-8, at most 256 levels deep)
  /// conforms to no schema.
  explicit Instance(std::string_view text);
  ~Instance();
  Instance(Instance&&) noexcept;
  Instance& operator=(Instance&&) noexcept;

  bool is_json() const;

 private:
  friend class Validator;
  struct State;
  std::unique_ptr<const State> state_;
};

/// A compiled schema. Cheap to copy; all members may be called from any thread at once. Never
/// throws but std::bad_alloc.
///
/// Work is bounded: a validation that would take more than 4,000,000 steps, or 800 subschemas
/// inside one another, ends with a violation.
class Validator {
 public:
  /// Keeps a copy of `schema`. Nothing conforms to a schema that is no JSON; problems() says so.
  explicit Validator(std::string_view schema, const ValidatorOptions& options = {});

  /// Every violation, at most `max_violations`; none: the instance conforms.
  std::vector<Violation> validate(std::string_view json) const;
  std::vector<Violation> validate(const Instance& instance) const;

  /// Whether the instance conforms; stops at the first violation.
  bool accepts(std::string_view json) const;
  bool accepts(const Instance& instance) const;

  /// Follows every reference of the schema: worth a look once, where schemas are not known to be
  /// right.
  std::vector<Problem> problems() const;

 private:
  struct State;
  std::shared_ptr<const State> state_;
};

}  // namespace mcp::schema
