// Requests and results: a schema says other things of each where properties are `readOnly` or
// `writeOnly` (OpenAPI 3.1.1, section 4.8.24.5; 3.0.4, section 4.7.24.2.1).
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "resolve/link.h"

namespace mcpcc::lower {

enum class Direction : std::uint8_t { request, result };

/// What a schema is for.
struct SchemaUse {
  Direction direction = Direction::request;
  /// It is asked whether a value conforms, by `if` or `not`, and not demanded. To require something
  /// that is hidden is no demand of values of this direction, but a question with an answer.
  bool in_condition = false;
  /// Which names of its own are hidden by what else is about the same value: see
  /// SchemaLowering::hidden_around_. 0: none.
  std::size_t hidden_around = 0;
  friend auto operator<=>(const SchemaUse&, const SchemaUse&) = default;
};

/// The keyword by which a property says that it is no part of values of this direction.
constexpr std::string_view hidden_by(Direction direction) {
  return direction == Direction::request ? "readOnly" : "writeOnly";
}

/// Tells which schemas differ by direction. What was found once is kept.
class Directions {
 public:
  explicit Directions(const resolve::Linked& linked) : linked_(linked) {}
  /// Looks for what hides properties of one direction only.
  Directions(const resolve::Linked& linked, Direction only) : linked_(linked), only_(only) {}

  /// Whether something in `schema`, behind its references or in what is made of it is `readOnly` or
  /// `writeOnly`, or what it refers to depends on the way there.
  bool matters(const source::Node& schema);

 private:
  struct Parts {
    bool matters = false;
    std::vector<const source::Node*> targets;  // of its references
  };
  Parts parts_of(const source::Node& schema) const;

  bool hides(const source::Node& schema, Direction direction) const;

  const resolve::Linked& linked_;
  std::optional<Direction> only_;
  std::unordered_map<const source::Node*, bool> known_;
};

}  // namespace mcpcc::lower
