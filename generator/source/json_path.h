// JSONPath (RFC 9535) over node trees. A query gives nodes together with their places, so that they
// can be changed there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "source/node.h"

namespace mcpcc::source {

namespace json_path {
struct Compiled;
class Evaluator;
}  // namespace json_path

/// Where a node stands: the position among its parent's children, for every step from the root.
using NodePlace = std::vector<std::uint32_t>;

/// "$['paths']['/pets']['tags'][0]": RFC 9535, section 2.7. `place` must exist below `root`.
std::string normalized_path(const Node& root, const NodePlace& place);
/// "#/paths/~1pets/tags/0": RFC 6901, section 6.
std::string json_pointer(const Node& root, const NodePlace& place);

/// The result of a query, in the order and with the repetitions that RFC 9535 asks for.
class NodeList {
 public:
  std::size_t size() const { return entries_.size(); }
  bool empty() const { return entries_.empty(); }
  const Node& node(std::size_t index) const { return *entries_[index].node; }
  NodePlace place(std::size_t index) const;
  /// How many nodes were looked at.
  std::size_t visits() const { return visits_; }

 private:
  friend class json_path::Evaluator;
  static constexpr std::uint32_t no_link = UINT32_MAX;
  struct Link {
    std::uint32_t parent;
    std::uint32_t position;
  };
  struct Entry {
    const Node* node;
    std::uint32_t link;  // the last step to the node; no_link: it is the root
  };
  std::vector<Link> links_;
  std::vector<Entry> entries_;
  std::size_t visits_ = 0;
};

/// What one query may cost; a query of somebody else's can be made to visit nodes without end.
struct QueryLimits {
  std::size_t max_visits = 50'000'000;   ///< nodes looked at, filters included
  std::size_t max_selected = 5'000'000;  ///< nodes in one list, on the way too
};

/// A compiled query: immutable, cheap to copy, safe to share between threads.
class JsonPath {
 public:
  struct Error {
    std::size_t offset = 0;  ///< in the query's text
    std::string message;
  };

  /// A query that is not well-formed or not well-typed (section 2.4.3) is an error.
  static std::variant<JsonPath, Error> parse(std::string_view text);

  /// The nodes below `root` that the query selects, or why they cannot be found within the limits.
  /// The list points into the tree of `root`.
  std::variant<NodeList, std::string> select(const Node& root,
                                             const QueryLimits& limits = {}) const;

 private:
  explicit JsonPath(std::shared_ptr<const json_path::Compiled> compiled)
      : compiled_(std::move(compiled)) {}
  std::shared_ptr<const json_path::Compiled> compiled_;
};

}  // namespace mcpcc::source
