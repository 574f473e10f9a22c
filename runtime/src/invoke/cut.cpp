#include "invoke/cut.h"

#include <algorithm>
#include <numeric>

#include "json/utf8.h"
#include "json/write.h"

namespace mcp::invoke {
namespace {

/// With less room a member the rest of an object is left out, not shortened.
constexpr std::size_t least_share = 64;

/// Recursion follows the nesting of the value, which its parser bounds.
class Cutter {
 public:
  explicit Cutter(std::string& out) : out_(out) {}

  void write(const json::Value& value, std::size_t room) {
    if (value.raw().size() <= room) return json::append_compact(out_, value.raw());
    switch (value.kind()) {
      case json::Kind::string:
        return write_string(value.string(), room);
      case json::Kind::array:
        return write_array(value, room);
      case json::Kind::object:
        return write_object(value, room);
      default:
        out_ += "null";
    }
  }

  std::vector<Cut> take() { return std::move(cuts_); }

 private:
  /// The index of the new entry, which inner ones follow.
  void note(std::string_view unit, std::size_t kept, std::size_t of) {
    if (cuts_.size() < max_cuts) cuts_.push_back({pointer_, unit, kept, of});
  }

  void write_string(std::string_view text, std::size_t room) {
    std::string_view kept = json::utf8_prefix(text, room < 2 ? 0 : room - 2);
    std::string written;
    // Escapes may take six times the room.
    while (true) {
      written.clear();
      json::append_string(written, kept);
      if (written.size() <= room || kept.empty()) break;
      kept = json::utf8_prefix(kept, kept.size() / 2);
    }
    note("bytes", kept.size(), text.size());
    out_ += written;
  }

  template <class Step>
  void below(std::string_view token, Step step) {
    const std::size_t size = pointer_.size();
    pointer_ += '/';
    for (const char c : token) {
      if (c == '~') {
        pointer_ += "~0";
      } else if (c == '/') {
        pointer_ += "~1";
      } else {
        pointer_ += c;
      }
    }
    step();
    pointer_.resize(size);
  }

  void write_array(const json::Value& value, std::size_t room) {
    const auto items = value.items();
    room = room < 2 ? 0 : room - 2;
    std::size_t kept = 0;
    for (; kept < items.size() && items[kept].raw().size() + 1 <= room; ++kept) {
      room -= items[kept].raw().size() + 1;
    }
    // An array that begins with something large would be empty otherwise.
    const bool shortens = kept == 0 && !items.empty() && room >= least_share;
    note("items", shortens ? 1 : kept, items.size());
    out_ += '[';
    for (std::size_t i = 0; i < kept; ++i) {
      if (i != 0) out_ += ',';
      json::append_compact(out_, items[i].raw());
    }
    if (shortens) below("0", [&] { write(items[0], room); });
    out_ += ']';
  }

  static std::size_t size_of(const json::Member& member) {
    return member.key.size() + member.value.raw().size() + 4;
  }

  void write_object(const json::Value& value, std::size_t room) {
    const auto members = value.members();
    room = room < 2 ? 0 : room - 2;
    std::vector<std::size_t> rooms(members.size(), 0);
    const bool is_map = room / std::max<std::size_t>(members.size(), 1) < least_share;
    std::size_t kept = members.size();
    if (is_map) {
      for (kept = 0; kept < members.size() && size_of(members[kept]) <= room; ++kept) {
        rooms[kept] = size_of(members[kept]);
        room -= rooms[kept];
      }
      note("members", kept, members.size());
    } else {
      // Small members are kept whole, the large ones share what is left.
      std::vector<std::size_t> order(members.size());
      std::iota(order.begin(), order.end(), std::size_t{0});
      std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return size_of(members[a]) < size_of(members[b]);
      });
      for (std::size_t i = 0; i < order.size(); ++i) {
        const std::size_t share = room / (order.size() - i);
        rooms[order[i]] = std::min(size_of(members[order[i]]), share);
        room -= rooms[order[i]];
      }
    }
    out_ += '{';
    for (std::size_t i = 0; i < kept; ++i) {
      if (i != 0) out_ += ',';
      json::append_string(out_, members[i].key);
      out_ += ':';
      const std::size_t taken = members[i].key.size() + 4;
      below(members[i].key,
            [&] { write(members[i].value, rooms[i] < taken ? 0 : rooms[i] - taken); });
    }
    out_ += '}';
  }

  std::string& out_;
  std::string pointer_;
  std::vector<Cut> cuts_;
};

}  // namespace

std::vector<Cut> append_cut(std::string& out, const json::Value& value, std::size_t limit) {
  Cutter cutter(out);
  cutter.write(value, limit);
  return cutter.take();
}

}  // namespace mcp::invoke
