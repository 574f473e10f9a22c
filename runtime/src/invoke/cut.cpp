#include "invoke/cut.h"

#include <algorithm>
#include <set>
#include <utility>
#include <variant>

#include "invoke/pointers.h"
#include "json/utf8.h"
#include "json/write.h"

namespace mcp::invoke {
namespace {

/// With less room a member the rest of an object is left out, not shortened.
constexpr std::size_t least_share = 64;
/// With less room a value is left out, not shortened.
constexpr std::size_t least_value = 16;
/// Of all pointers in what is said of cuts: more would be no notice.
constexpr std::size_t max_pointer_bytes = 16 * 1024;
/// A longer name is told by its position.
constexpr std::size_t max_token_bytes = 256;
constexpr std::size_t max_name_bytes = 60;  // of a long name, how it begins

bool can_be_shorter(const json::Value& value) {
  return value.is_string() || value.is_array() || value.is_object();
}

/// Recursion follows the nesting of the value, which its parser bounds, and ends at `max_cuts`.
class Cutter {
 public:
  Cutter(std::string& out, std::size_t limit) : out_(out), limit_(limit) {}

  /// Precondition: there may be a further note, see can_note().
  void write(const json::Value& value, std::size_t room) {
    // What is empty is as short as can be.
    const bool is_empty = (value.is_array() && value.items().empty()) ||
                          (value.is_object() && value.members().empty()) ||
                          (value.is_string() && value.string().empty());
    if (value.raw().size() <= room || is_empty) return json::append_compact(out_, value.raw());
    switch (value.kind()) {
      case json::Kind::string:
        return write_string(value.string(), room);
      case json::Kind::array:
        return write_array(value, room);
      case json::Kind::object:
        return write_object(value, room);
      default:
        note_left_out(value);
        if (pointer_.empty()) cuts_.back().next.reset();
        out_ += "null";
    }
  }

  std::vector<Cut> take() { return std::move(cuts_); }

 private:
  /// A member and how much room it takes with what separates it from others.
  struct Sized {
    const json::Member* member = nullptr;
    std::string token;         ///< what its pointer ends in
    bool by_position = false;  ///< `token` does not say the name
    std::size_t name = 0;      ///< with quotes, escapes, colon and comma
    std::size_t whole = 0;     ///< name and value
    std::size_t room = 0;      ///< what it gets
    bool never_fits = false;
  };

  /// Whether `count` more things may be said, of what is at `more` bytes of pointer below the
  /// current place.
  bool can_note(std::size_t more, std::size_t count = 1) const {
    return cuts_.size() + count <= max_cuts &&
           pointer_bytes_ + count * (pointer_.size() + more) <= max_pointer_bytes;
  }

  /// The index of the new note, which those of inner values follow.
  std::size_t note(std::string_view unit, std::size_t kept, std::size_t of) {
    pointer_bytes_ += pointer_.size();
    cuts_.push_back({pointer_, unit, kept, of});
    return cuts_.size() - 1;
  }

  /// Takes a note back of which nothing is left to say.
  void drop_note(std::size_t index) {
    pointer_bytes_ -= cuts_[index].pointer.size();
    cuts_.erase(cuts_.begin() + static_cast<std::ptrdiff_t>(index));
  }

  /// Of a value at the current place that is not there.
  void note_left_out(const json::Value& value) {
    const std::size_t size = value.raw().size();
    Cut& cut = cuts_[note(value.is_number() ? "digits" : "bytes", 0, size)];
    cut.is_left_out = true;
    if (can_be_shorter(value) || size <= limit_) cut.next = 0;
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
    Cut& cut = cuts_[note("bytes", kept.size(), text.size())];
    if (!kept.empty() || !pointer_.empty()) cut.next = kept.size();
    out_ += written;
  }

  template <class Step>
  void below(std::string_view token, Step step) {
    const std::size_t size = pointer_.size();
    pointer_ += token;
    step();
    pointer_.resize(size);
  }

  void write_array(const json::Value& value, std::size_t room) {
    const auto items = value.items();
    const std::size_t index = note("items", 0, items.size());
    room = room < 2 ? 0 : room - 2;
    std::size_t kept = 0;
    out_ += '[';
    for (; kept < items.size() && items[kept].raw().size() + 1 <= room; ++kept) {
      if (kept != 0) out_ += ',';
      json::append_compact(out_, items[kept].raw());
      room -= items[kept].raw().size() + 1;
    }
    std::size_t next = kept;
    // An array that begins with something large would be empty otherwise.
    if (kept == 0 && !items.empty() && can_note(2)) {
      const json::Value& first = items[0];
      if (can_be_shorter(first) && room >= least_share) {
        below("/0", [&] { write(first, room); });
        kept = next = 1;
      } else if (can_be_shorter(first) ? pointer_.empty() : first.raw().size() + 3 > limit_) {
        below("/0", [&] { note_left_out(first); });
        next = 1;
      }
    }
    out_ += ']';
    finish(index, kept, next, items.size());
  }

  /// What is to be said of an array or object of which the first `next` were looked at.
  void finish(std::size_t index, std::size_t kept, std::size_t next, std::size_t of) {
    Cut& cut = cuts_[index];
    cut.kept = kept;
    // With all the room there is, asking for the same again would give the same again.
    if (next < of && (next > 0 || !cut.pointer.empty())) cut.next = next;
    if (next == of) drop_note(index);
  }

  /// Room for what is in the outermost array or object.
  std::size_t most() const { return limit_ < 2 ? 0 : limit_ - 2; }

  /// Whether there is no room for the member whatever else is left out.
  bool never_fits(const Sized& sized) const {
    return sized.whole > most() &&
           (!can_be_shorter(sized.member->value) || sized.name + least_value > most());
  }

  std::vector<Sized> sized(const json::Value& object) const {
    const auto members = object.members();
    std::vector<Sized> out(members.size());
    std::set<std::string_view> later;
    std::string name;
    for (std::size_t i = members.size(); i-- > 0;) {
      Sized& one = out[i];
      one.member = &members[i];
      name.clear();
      json::append_string(name, members[i].key);
      one.name = name.size() + 2;
      one.whole = one.name + members[i].value.raw().size();
      one.never_fits = never_fits(one);
      // A pointer leads to the last of equal names.
      const bool is_repeated = !later.insert(members[i].key).second;
      one.by_position = is_repeated || members[i].key.size() > max_token_bytes;
      if (!one.by_position) append_token(one.token, members[i].key);
      if (one.by_position) one.token = "/" + position_token(i);
    }
    return out;
  }

  /// Small members are kept whole, the large ones share what is left. False: they are too many, or
  /// some share is too small for its name.
  bool share(std::vector<Sized>& members, std::size_t room) const {
    std::vector<Sized*> order;
    for (Sized& one : members) {
      if (!one.never_fits) order.push_back(&one);
    }
    if (room / std::max<std::size_t>(order.size(), 1) < least_share) return false;
    std::stable_sort(order.begin(), order.end(),
                     [](const Sized* a, const Sized* b) { return a->whole < b->whole; });
    std::size_t cuts = cuts_.size();
    for (const Sized& one : members) cuts += one.never_fits ? notes_for(one) : 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
      Sized& one = *order[i];
      one.room = std::min(one.whole, room / (order.size() - i));
      room -= one.room;
      if (one.room == one.whole) continue;
      const bool shortens = can_be_shorter(one.member->value);
      if (shortens && one.room < one.name + least_value) return false;
      cuts += shortens ? 1 : notes_for(one);
    }
    return cuts <= max_cuts;
  }

  /// Members are kept in their order as long as there is room; the first one may be shortened.
  /// Returns where the object ends.
  static std::size_t fill(std::vector<Sized>& members, std::size_t room) {
    bool is_first = true;
    for (std::size_t i = 0; i < members.size(); ++i) {
      Sized& one = members[i];
      one.room = 0;
      if (one.never_fits) continue;
      if (one.whole > room) {
        const bool shortens =
            is_first && can_be_shorter(one.member->value) && one.name + least_value <= room;
        if (!shortens) return i;
        one.room = room;
        return i + 1;
      }
      one.room = one.whole;
      room -= one.whole;
      is_first = false;
    }
    return members.size();
  }

  /// How much is to be said of a member that is left out: of its name, too, where its pointer does
  /// not say it.
  static std::size_t notes_for(const Sized& one) { return one.by_position ? 2 : 1; }

  /// Of the member at `position`. False: nothing more can be said, so nothing more may be left out.
  bool leave_out(const Sized& one, std::size_t position) {
    if (!can_note(one.token.size(), notes_for(one))) return false;
    if (one.by_position) {
      const std::string_view key = one.member->key;
      below("/" + name_token(position), [&] {
        Cut& cut = cuts_[note("bytes", 0, key.size())];
        cut.is_left_out = true;
        cut.next = 0;
        cut.name = json::utf8_prefix(key, max_name_bytes);
        if (cut.name.size() < key.size()) cut.name += "...";
      });
    }
    below(one.token, [&] { note_left_out(one.member->value); });
    return true;
  }

  void write_object(const json::Value& value, std::size_t room) {
    const std::size_t index = note("members", 0, value.members().size());
    room = room < 2 ? 0 : room - 2;
    std::vector<Sized> members = sized(value);
    const std::size_t end = share(members, room) ? members.size() : fill(members, room);
    std::size_t kept = 0;
    std::size_t next = 0;
    out_ += '{';
    for (; next < end; ++next) {
      const Sized& one = members[next];
      const bool is_whole = one.room == one.whole;
      if (one.never_fits || (!is_whole && !can_be_shorter(one.member->value))) {
        if (!leave_out(one, next)) break;
        continue;
      }
      if (!is_whole && !can_note(one.token.size())) break;
      if (kept++ != 0) out_ += ',';
      json::append_string(out_, one.member->key);
      out_ += ':';
      below(one.token, [&] { write(one.member->value, one.room - one.name); });
    }
    out_ += '}';
    finish(index, kept, next, members.size());
  }

  std::string& out_;
  const std::size_t limit_;
  std::string pointer_;
  std::size_t pointer_bytes_ = 0;  // of cuts_
  std::vector<Cut> cuts_;
};

}  // namespace

std::vector<Cut> append_cut(std::string& out, const json::Value& value, std::size_t limit) {
  const std::size_t begin = out.size();
  json::append_compact(out, value.raw());
  if (out.size() - begin <= limit) return {};
  // What is measured is what is written: without white space, and with all escapes.
  const auto parsed = json::Document::parse(out.substr(begin));
  out.resize(begin);
  const auto* document = std::get_if<json::Document>(&parsed);
  Cutter cutter(out, limit);
  cutter.write(document == nullptr ? value : document->root(), limit);
  return cutter.take();
}

}  // namespace mcp::invoke
