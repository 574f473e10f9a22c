#include <algorithm>

#include "edit/elements.h"

namespace mcpcc::edit {

namespace {

// Longer ones are replaced as a whole: what is compared grows with the product of both lengths.
constexpr std::size_t max_items = 1000;

const std::string& text_of(const Value& value) { return std::get<std::string>(value.data); }

bool is(const Element& item, const Value& wanted) {
  return item.text && *item.text == text_of(wanted);
}

// The first place where the items differ from what is wanted, beside a longest common subsequence:
// items [item, item_end) stand where texts [text, text_end) should.
struct Gap {
  std::size_t item = 0, item_end = 0, text = 0, text_end = 0;
};

std::optional<Gap> first_gap(const std::vector<Element>& items, const Value::List& wanted) {
  const std::size_t width = wanted.size() + 1;
  // The length of the longest common subsequence of what begins at an item and at a text.
  std::vector<std::size_t> common((items.size() + 1) * width);
  for (std::size_t i = items.size(); i-- > 0;) {
    for (std::size_t j = wanted.size(); j-- > 0;)
      common[i * width + j] = is(items[i], wanted[j]) ? common[(i + 1) * width + j + 1] + 1
                                                      : std::max(common[(i + 1) * width + j],
                                                                 common[i * width + j + 1]);
  }
  Gap gap;
  const auto is_common = [&](std::size_t i, std::size_t j) {
    return i < items.size() && j < wanted.size() && is(items[i], wanted[j]);
  };
  while (is_common(gap.item, gap.text)) {
    ++gap.item;
    ++gap.text;
  }
  gap.item_end = gap.item;
  gap.text_end = gap.text;
  while (!is_common(gap.item_end, gap.text_end) &&
         (gap.item_end < items.size() || gap.text_end < wanted.size())) {
    const bool skips_item =
        gap.text_end == wanted.size() ||
        (gap.item_end < items.size() && common[(gap.item_end + 1) * width + gap.text_end] ==
                                            common[gap.item_end * width + gap.text_end]);
    ++(skips_item ? gap.item_end : gap.text_end);
  }
  if (gap.item == gap.item_end && gap.text == gap.text_end) return std::nullopt;
  return gap;
}

}  // namespace

bool edit_list(Layout& layout, const Value::List& wanted, const ReadList& read) {
  for (bool lost = false;;) {
    const Container list = read(layout.text);
    const auto& items = list.elements;
    if (items.size() + wanted.size() > max_items) {
      layout.text.replace(list.begin, list.end - list.begin, layout.written(wanted, layout.style));
      return true;
    }
    const auto gap = first_gap(items, wanted);
    if (!gap) return lost;
    if (gap->item == gap->item_end) {
      layout.insert(list, {}, wanted[gap->text],
                    gap->item == 0 ? Layout::before_all : gap->item - 1);
    } else if (gap->text == gap->text_end) {
      lost = true;
      layout.erase(list, items[gap->item]);
    } else {
      // The last of them stand for each other: what comes before are mostly options.
      const Element& item = items[gap->item_end - 1];
      layout.text.replace(item.begin, item.end - item.begin,
                          layout.written(wanted[gap->text_end - 1], layout.style));
    }
  }
}

void include_items(Layout& layout, const Value::List& wanted, const ReadList& read) {
  for (const Value& value : wanted) {
    const Container list = read(layout.text);
    const bool is_there = std::any_of(
        list.elements.begin(), list.elements.end(),
        [&](const Element& item) { return is(item, value) || item.identity == text_of(value); });
    if (!is_there) layout.insert(list, {}, value);
  }
}

}  // namespace mcpcc::edit
