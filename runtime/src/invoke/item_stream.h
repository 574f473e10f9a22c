// Bodies that hold one item after another, as the JSON array of their items.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "json/value.h"

namespace mcp::invoke {

/// `text/event-stream`, JSON lines and `application/json-seq`; `type` in lower case.
bool is_item_stream(std::string_view type);

struct Items {
  std::string json;       ///< an array
  std::size_t count = 0;  ///< of its items
  /// What is wrong with the item that follows them, as of `text`; nullopt: nothing, they are all.
  std::optional<json::Error> error = {};
  std::size_t end = 0;  ///< where in `text` that item begins
};

/// The items of `text`, up to one that is no JSON. Of a body that is not `whole` the last item is
/// left out unless it has ended. An event (HTML Standard, section 9.2.6) is an object with `data`,
/// as JSON where it is JSON and else as text, and with `event` and `id` where it has them.
Items collect_items(std::string_view type, std::string_view text, bool whole = true);

/// Counts the items of a body while it comes.
class ItemCounter {
 public:
  /// `type`: one that is_item_stream().
  explicit ItemCounter(std::string_view type);

  /// Takes the next part of the body.
  void put(std::string_view part);
  /// Those that have ended.
  std::size_t count() const { return count_; }

 private:
  void end_line();

  bool is_events_, is_sequence_;
  std::size_t count_ = 0;
  std::string field_;          // the first bytes of a line of events
  bool has_data_ = false;      // the event or the item that goes on has some
  bool after_return_ = false;  // a line feed after it ends no further line
};

}  // namespace mcp::invoke
