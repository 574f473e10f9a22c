// The syntax tree of a JSONPath query (RFC 9535, section 2). Internal to this folder.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "source/i_regexp.h"
#include "source/node_factory.h"

namespace mcpcc::source::json_path {

struct Expression;

struct Selector {
  enum class Kind : std::uint8_t { name, wildcard, index, slice, filter };
  Kind kind = Kind::wildcard;
  std::string name;
  std::int64_t index = 0;
  std::optional<std::int64_t> start, end;  // of a slice
  std::int64_t step = 1;
  std::unique_ptr<Expression> filter;
};

struct Segment {
  bool descendants = false;
  std::vector<Selector> selectors;
};

struct Query {
  bool from_root = true;  // `$`; else `@`, the node that a filter looks at
  std::vector<Segment> segments;

  /// Section 2.3.5.1: selects at most one node, whatever the document.
  bool is_singular() const;
};

/// Section 2.4: the functions that the RFC defines.
enum class Function : std::uint8_t { length, count, match, search, value };

struct Operand;

struct Call {
  Function function = Function::length;
  std::vector<Operand> arguments;
  std::optional<IRegexp> pattern;  // of match and search when it stands in the query
};

struct Operand {
  enum class Kind : std::uint8_t { literal, query, call };
  Kind kind = Kind::literal;
  Node literal;
  Query query;
  Call call;
};

enum class Comparison : std::uint8_t { equal, not_equal, less, less_equal, greater, greater_equal };

struct Expression {
  enum class Kind : std::uint8_t { any_of, all_of, negation, comparison, test };
  Kind kind = Kind::test;
  std::vector<Expression> children;  // any_of, all_of, negation
  Comparison comparison = Comparison::equal;
  std::vector<Operand> operands;  // comparison: two; test: one, a query or a call
};

/// A whole query with the literals it names.
struct Compiled {
  Query query;
  NodeFactory literals;
};

struct SyntaxError {
  std::size_t offset;
  std::string message;
};

/// Throws SyntaxError.
Compiled parse_query(std::string_view text);

}  // namespace mcpcc::source::json_path
