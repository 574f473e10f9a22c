#include "source/json_path.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <type_traits>

#include "source/json_path_syntax.h"
#include "support/text.h"
#include "support/utf8.h"

namespace mcpcc::source {

namespace json_path {

namespace {

// Thrown when a query reaches a limit.
struct Exhausted {
  std::string reason;
};

// Work on a text counts as one visit for each so many bytes.
constexpr std::size_t bytes_a_visit = 32;
// Compiling an expression that stands in the document.
constexpr std::size_t visits_a_pattern = 1000;

std::size_t child_count(const Node& node) {
  return node.is_object() ? node.members().size() : node.is_array() ? node.items().size() : 0;
}

const Node& child(const Node& node, std::size_t position) {
  return node.is_object() ? node.members()[position].value : node.items()[position];
}

double to_double(std::string_view digits) {
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error == std::errc::result_out_of_range) {
    // Too small is 0. Of a number with no negative exponent only its size can be the reason.
    const bool small = digits.find("e-") != std::string_view::npos ||
                       digits.find("E-") != std::string_view::npos || digits.starts_with("0.") ||
                       digits.starts_with("-0.");
    value = small ? 0 : digits[0] == '-' ? -HUGE_VAL : HUGE_VAL;
  }
  return value;
}

// What stands on one side of a comparison: a node, a number that a function gave, or nothing.
struct Value {
  const Node* node = nullptr;
  std::optional<double> computed;

  bool is_nothing() const { return node == nullptr && !computed; }
  std::optional<double> number() const {
    if (computed) return computed;
    if (node != nullptr && node->is_number()) return to_double(node->number());
    return std::nullopt;
  }
  const Node* string() const { return node != nullptr && node->is_string() ? node : nullptr; }
};

}  // namespace

class Evaluator {
 public:
  Evaluator(const Node& root, const QueryLimits& limits) : root_(root), limits_(limits) {}

  NodeList run(const Query& query) {
    list_.entries_ = evaluate(query, root_);
    return std::move(list_);
  }

 private:
  using Entry = NodeList::Entry;
  using Entries = std::vector<Entry>;

  void charge(std::size_t visits) {
    if (visits > limits_.max_visits - list_.visits_) {
      throw Exhausted{"the query looks at too many values"};
    }
    list_.visits_ += visits;
  }

  Entry step(const Entry& parent, std::size_t position) {
    list_.links_.push_back({parent.link, static_cast<std::uint32_t>(position)});
    return {&child(*parent.node, position), static_cast<std::uint32_t>(list_.links_.size() - 1)};
  }

  void add(const Entry& parent, std::size_t position, Entries& out) {
    if (out.size() >= limits_.max_selected) {
      throw Exhausted{"the query selects too many values"};
    }
    charge(1);
    out.push_back(step(parent, position));
  }

  Entries evaluate(const Query& query, const Node& current) {
    Entries entries{{query.from_root ? &root_ : &current, NodeList::no_link}};
    for (const Segment& segment : query.segments) {
      Entries next;
      for (const Entry& entry : entries) {
        charge(1);
        if (segment.descendants) {
          descend(entry, segment, next);
        } else {
          select_children(entry, segment, next);
        }
      }
      entries = std::move(next);
    }
    return entries;
  }

  // RFC 9535, section 2.5.2.2: the node itself, then its descendants, parents before children.
  void descend(const Entry& top, const Segment& segment, Entries& out) {
    struct Frame {
      Entry entry;
      std::size_t next;
    };
    std::vector<Frame> frames{{top, 0}};
    select_children(top, segment, out);
    while (!frames.empty()) {
      Frame& frame = frames.back();
      if (frame.next == child_count(*frame.entry.node)) {
        // Of a subtree in which nothing was selected no step is kept.
        if (frame.entry.link != top.link && frame.entry.link + 1 == list_.links_.size()) {
          list_.links_.pop_back();
        }
        frames.pop_back();
        continue;
      }
      charge(1);
      const std::size_t position = frame.next++;
      if (child_count(child(*frame.entry.node, position)) == 0) continue;
      const Entry entry = step(frame.entry, position);
      select_children(entry, segment, out);
      frames.push_back({entry, 0});
    }
  }

  void select_children(const Entry& entry, const Segment& segment, Entries& out) {
    for (const Selector& selector : segment.selectors) select(entry, selector, out);
  }

  void select(const Entry& entry, const Selector& selector, Entries& out) {
    const Node& node = *entry.node;
    const std::size_t count = child_count(node);
    switch (selector.kind) {
      case Selector::Kind::name:
        if (const Member* member = node.find_member(selector.name)) {
          add(entry, static_cast<std::size_t>(member - node.members().data()), out);
        }
        return;
      case Selector::Kind::wildcard:
        for (std::size_t i = 0; i < count; ++i) add(entry, i, out);
        return;
      case Selector::Kind::index:
        if (const auto index = array_index(node, selector.index)) add(entry, *index, out);
        return;
      case Selector::Kind::slice:
        if (node.is_array()) select_slice(entry, selector, out);
        return;
      case Selector::Kind::filter:
        for (std::size_t i = 0; i < count; ++i) {
          charge(1);
          if (holds(*selector.filter, child(node, i))) add(entry, i, out);
        }
        return;
    }
  }

  static std::optional<std::size_t> array_index(const Node& node, std::int64_t index) {
    if (!node.is_array()) return std::nullopt;
    const auto size = static_cast<std::int64_t>(node.items().size());
    if (index < 0) index += size;
    if (index < 0 || index >= size) return std::nullopt;
    return static_cast<std::size_t>(index);
  }

  // RFC 9535, section 2.3.4.2.2.
  void select_slice(const Entry& entry, const Selector& slice, Entries& out) {
    const auto size = static_cast<std::int64_t>(entry.node->items().size());
    const auto normalized = [size](std::int64_t i) { return i >= 0 ? i : size + i; };
    const std::int64_t step = slice.step;
    if (step > 0) {
      const auto lower = std::clamp<std::int64_t>(normalized(slice.start.value_or(0)), 0, size);
      const auto upper = std::clamp<std::int64_t>(normalized(slice.end.value_or(size)), 0, size);
      for (std::int64_t i = lower; i < upper; i += step) {
        add(entry, static_cast<std::size_t>(i), out);
      }
    } else if (step < 0) {
      const auto upper =
          std::clamp<std::int64_t>(normalized(slice.start.value_or(size - 1)), -1, size - 1);
      const auto lower =
          slice.end ? std::clamp<std::int64_t>(normalized(*slice.end), -1, size - 1) : -1;
      for (std::int64_t i = upper; i > lower; i += step) {
        add(entry, static_cast<std::size_t>(i), out);
      }
    }
  }

  // The parser limits how deep expressions nest.
  bool holds(const Expression& expression, const Node& current) {
    switch (expression.kind) {
      case Expression::Kind::any_of:
        return std::any_of(expression.children.begin(), expression.children.end(),
                           [&](const Expression& part) { return holds(part, current); });
      case Expression::Kind::all_of:
        return std::all_of(expression.children.begin(), expression.children.end(),
                           [&](const Expression& part) { return holds(part, current); });
      case Expression::Kind::negation:
        return !holds(expression.children[0], current);
      case Expression::Kind::comparison:
        return compare(value_of(expression.operands[0], current), expression.comparison,
                       value_of(expression.operands[1], current));
      case Expression::Kind::test:
        break;
    }
    const Operand& tested = expression.operands[0];
    if (tested.kind == Operand::Kind::call) return matches(tested.call, current);
    if (tested.query.is_singular()) return follow(tested.query, current) != nullptr;
    return !nodes_of(tested.query, current).empty();
  }

  Entries nodes_of(const Query& query, const Node& current) {
    const std::size_t links = list_.links_.size();
    Entries entries = evaluate(query, current);
    list_.links_.resize(links);  // only the nodes are wanted
    return entries;
  }

  // The node of a singular query; nullptr when there is none.
  const Node* follow(const Query& query, const Node& current) {
    const Node* node = query.from_root ? &root_ : &current;
    for (const Segment& segment : query.segments) {
      charge(1);
      const Selector& selector = segment.selectors[0];
      if (selector.kind == Selector::Kind::name) {
        node = node->find(selector.name);
      } else {
        const auto index = array_index(*node, selector.index);
        node = index ? &node->items()[*index] : nullptr;
      }
      if (node == nullptr) return nullptr;
    }
    return node;
  }

  Value value_of(const Operand& operand, const Node& current) {
    switch (operand.kind) {
      case Operand::Kind::literal:
        return {&operand.literal, {}};
      case Operand::Kind::query:
        return {follow(operand.query, current), {}};
      case Operand::Kind::call:
        return result_of(operand.call, current);
    }
    return {};
  }

  Value result_of(const Call& call, const Node& current) {
    const Operand& argument = call.arguments[0];
    if (call.function == Function::length) return length(value_of(argument, current));
    const Entries nodes = nodes_of(argument.query, current);
    if (call.function == Function::count) return {nullptr, static_cast<double>(nodes.size())};
    return {nodes.size() == 1 ? nodes[0].node : nullptr, {}};
  }

  Value length(const Value& value) {
    if (const Node* text = value.string()) {
      charge(text->string().size() / bytes_a_visit);
      return {nullptr, static_cast<double>(utf8::count(text->string()))};
    }
    if (value.node == nullptr || !(value.node->is_array() || value.node->is_object())) return {};
    return {nullptr, static_cast<double>(child_count(*value.node))};
  }

  bool matches(const Call& call, const Node& current) {
    const Value value = value_of(call.arguments[0], current);
    const Value pattern_value = value_of(call.arguments[1], current);
    const Node* text = value.string();
    const Node* pattern = pattern_value.string();
    if (text == nullptr || pattern == nullptr) return false;
    const IRegexp& expression = call.pattern ? *call.pattern : compiled(call, pattern->string());
    if (expression.is_too_large()) {
      throw Exhausted{"a regular expression of the query needs too much memory"};
    }
    charge(text->string().size() / bytes_a_visit);
    return expression.matches(text->string());
  }

  // An expression that stands in the document; most often it is the same one again and again.
  const IRegexp& compiled(const Call& call, std::string_view pattern) {
    if (!last_ || last_call_ != &call || last_pattern_ != pattern) {
      charge(visits_a_pattern + pattern.size());
      last_.emplace(pattern, call.function == Function::match ? IRegexp::Extent::whole
                                                              : IRegexp::Extent::part);
      last_call_ = &call;
      last_pattern_ = pattern;
    }
    return *last_;
  }

  // RFC 9535, section 2.3.5.2.2.
  bool compare(const Value& left, Comparison comparison, const Value& right) {
    switch (comparison) {
      case Comparison::equal:
        return equal(left, right);
      case Comparison::not_equal:
        return !equal(left, right);
      case Comparison::less:
        return less(left, right);
      case Comparison::less_equal:
        return less(left, right) || equal(left, right);
      case Comparison::greater:
        return less(right, left);
      case Comparison::greater_equal:
        return less(right, left) || equal(left, right);
    }
    return false;
  }

  bool less(const Value& left, const Value& right) {
    if (const auto a = left.number(), b = right.number(); a && b) return *a < *b;
    const Node* a = left.string();
    const Node* b = right.string();
    // UTF-8 has the order of the code points.
    return a != nullptr && b != nullptr && text_of(*a) < text_of(*b);
  }

  bool equal(const Value& left, const Value& right) {
    if (left.is_nothing() || right.is_nothing()) return left.is_nothing() && right.is_nothing();
    if (const auto a = left.number(), b = right.number(); a && b) return *a == *b;
    return left.node != nullptr && right.node != nullptr && equal(*left.node, *right.node);
  }

  std::string_view text_of(const Node& node) {
    charge(1 + node.string().size() / bytes_a_visit);
    return node.string();
  }

  // Recursive as deep as the trees are, which the limit on their depth bounds.
  bool equal(const Node& a, const Node& b) {
    charge(1);
    if (a.kind() != b.kind()) return false;
    switch (a.kind()) {
      case Kind::null:
        return true;
      case Kind::boolean:
        return a.boolean() == b.boolean();
      case Kind::number:
        return to_double(a.number()) == to_double(b.number());
      case Kind::string:
        return a.string().size() == b.string().size() && text_of(a) == b.string();
      case Kind::array:
        return std::equal(a.items().begin(), a.items().end(), b.items().begin(), b.items().end(),
                          [this](const Node& x, const Node& y) { return equal(x, y); });
      case Kind::object:
        break;
    }
    return a.members().size() == b.members().size() &&
           std::all_of(a.members().begin(), a.members().end(), [&](const Member& member) {
             const Node* other = b.find(member.key);
             return other != nullptr && equal(member.value, *other);
           });
  }

  const Node& root_;
  const QueryLimits& limits_;
  NodeList list_;
  std::optional<IRegexp> last_;
  const Call* last_call_ = nullptr;
  std::string_view last_pattern_;
};

}  // namespace json_path

NodePlace NodeList::place(std::size_t index) const {
  NodePlace result;
  for (std::uint32_t link = entries_[index].link; link != no_link; link = links_[link].parent) {
    result.push_back(links_[link].position);
  }
  std::reverse(result.begin(), result.end());
  return result;
}

std::variant<JsonPath, JsonPath::Error> JsonPath::parse(std::string_view text) {
  try {
    return JsonPath(std::make_shared<const json_path::Compiled>(json_path::parse_query(text)));
  } catch (const json_path::SyntaxError& error) {
    return Error{error.offset, error.message};
  }
}

std::variant<NodeList, std::string> JsonPath::select(const Node& root,
                                                     const QueryLimits& limits) const {
  try {
    return json_path::Evaluator(root, limits).run(compiled_->query);
  } catch (const json_path::Exhausted& exhausted) {
    return exhausted.reason;
  }
}

namespace {

// Calls `object(key)` or `array(index)` for every step.
template <class Object, class Array>
void walk(const Node& root, const NodePlace& place, Object object, Array array) {
  const Node* node = &root;
  for (const std::uint32_t position : place) {
    if (node->is_object()) {
      const Member& member = node->members()[position];
      object(member.key);
      node = &member.value;
    } else {
      array(position);
      node = &node->items()[position];
    }
  }
}

void append_normal_name(std::string& out, std::string_view name) {
  constexpr std::string_view hex = "0123456789abcdef";
  constexpr std::string_view escaped = "\b\t\n\f\r'\\", letters = "btnfr'\\";
  out += "['";
  for (const char c : name) {
    const auto known = escaped.find(c);
    if (known != std::string_view::npos) {
      out.append("\\").append(1, letters[known]);
    } else if (static_cast<unsigned char>(c) < 0x20) {
      const auto value = static_cast<unsigned char>(c);
      out.append("\\u00").append(1, hex[value >> 4]).append(1, hex[value & 0xF]);
    } else {
      out += c;
    }
  }
  out += "']";
}

}  // namespace

std::string normalized_path(const Node& root, const NodePlace& place) {
  std::string result = "$";
  walk(
      root, place, [&](std::string_view key) { append_normal_name(result, key); },
      [&](std::uint32_t index) { result += '[' + std::to_string(index) + ']'; });
  return result;
}

std::string json_pointer(const Node& root, const NodePlace& place) {
  std::string result = "#";
  walk(
      root, place, [&](std::string_view key) { append_pointer_token(result, key); },
      [&](std::uint32_t index) { append_pointer_token(result, std::to_string(index)); });
  return result;
}

}  // namespace mcpcc::source
