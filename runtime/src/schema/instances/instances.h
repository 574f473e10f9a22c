// Instances of a schema: for tests, mock servers and the comparison of schemas.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "schema/validator.h"

namespace mcp::schema {

/// An instance with one broken rule.
struct Violating {
  std::string json;
  Violation violation;  ///< what the validator says of it
};

/// Makes instances. The same schema and seed give the same instances, on every machine. Each has at
/// most about 2,000 values; what may be left out is left out below eight levels.
class Instances {
 public:
  Instances(std::string_view schema, const Options& options, std::uint64_t seed);
  ~Instances();

  /// An instance that the validator accepts; nullopt: none was found in 50 attempts. Formats are
  /// kept where they are known, whether they are asserted or not.
  std::optional<std::string> conforming();

  /// A value that the schema is likely to accept; whether it does is for the validator to say. For
  /// schemas that accept nothing, or hardly anything.
  std::string likely();

  /// A conforming instance with one change that breaks one keyword; nullopt: none was found in 50
  /// attempts, as of a schema that refuses nothing.
  std::optional<Violating> violating();

  /// `instance`, which the validator accepts, with one such change; nullopt: none was found, or it
  /// is not accepted.
  std::optional<Violating> violating(const json::Value& instance);

  const Schema& schema() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace mcp::schema
